// What the page `/admin/accounts` asks of `/api/v1/accounts`.

import type { Said } from "../admin/server";
import { ask } from "../ask";

const ACCOUNTS = "/api/v1/accounts";

export type State = "active" | "first_password" | "disabled";

/** `ended`: the first day on which there was no such unit any more. */
export interface UnitNamed {
  id: number;
  name: string;
  code: string | null;
  ended: string | null;
}

/** Days are inclusive; null is open. */
export interface Role {
  id: number;
  role: string;
  title: Said;
  unit: UnitNamed | null;
  first_day: string | null;
  last_day: string | null;
  held: "past" | "today" | "coming";
  granted_at: string;
  granted_by: string;
  /** oidc: as the identity provider says at each sign-in. */
  source: "hand" | "oidc";
}

export interface Brief {
  id: number;
  name: string;
  state: State;
  signed_in_at: string | null;
  has_second_factor: boolean;
  roles: Role[];
}

export interface Account extends Brief {
  created_at: string;
  created_by: string;
  password_changed_at: string;
  disabled_at: string | null;
}

export interface Listed {
  accounts: Brief[];
  count: number;
  next: string | null;
}

/** An account with a first password, which nobody is told again. */
export interface Secret {
  account: Account;
  password: string;
}

export interface GivenRole {
  role: string;
  unit_id: number | null;
  first_day: string | null;
  last_day: string | null;
}

export interface Session {
  opened: string;
  seen: string;
  expires: string;
  user_agent: string;
}

/** What a program signs in with; the token itself is known to the program alone. */
export interface Token {
  id: number;
  name: string;
  roles: { role: string; title: Said; unit_id: number | null }[];
  read_only: boolean;
  created: string;
  expires: string;
  last_used: string | null;
  last_used_from: string | null;
}

export interface Hanging {
  account_id: number;
  account: string;
  role: Role;
  became: UnitNamed[];
}

/** The next page of those that `filter` asks for, as parameters of the service. */
export function getAccounts(filter: URLSearchParams, cursor: string | null): Promise<Listed> {
  const query = new URLSearchParams(filter);
  if (cursor !== null) query.set("cursor", cursor);
  return ask("GET", `${ACCOUNTS}?${query.toString()}`);
}

export const getAccount = (id: number): Promise<Account> => ask("GET", `${ACCOUNTS}/${id}`);

export const getSessions = async (id: number): Promise<Session[]> => (await ask<{ sessions: Session[] }>("GET", `${ACCOUNTS}/${id}/sessions`)).sessions;

export const getTokens = async (id: number): Promise<Token[]> => (await ask<{ tokens: Token[] }>("GET", `${ACCOUNTS}/${id}/tokens`)).tokens;

export const revokeToken = (id: number, token: number): Promise<null> => ask("DELETE", `${ACCOUNTS}/${id}/tokens/${token}`);

export const getHanging = (): Promise<{ roles: Hanging[]; more: boolean }> => ask("GET", `${ACCOUNTS}/roles-to-review`);

export const addAccount = (name: string, roles: readonly GivenRole[]): Promise<Secret> => ask("POST", ACCOUNTS, { name, roles });

export const disable = (id: number): Promise<Account> => ask("POST", `${ACCOUNTS}/${id}/disable`);

export const enable = (id: number): Promise<Account> => ask("POST", `${ACCOUNTS}/${id}/enable`);

export const renewPassword = (id: number): Promise<Secret> => ask("POST", `${ACCOUNTS}/${id}/password`);

export const giveRole = (id: number, role: GivenRole): Promise<Account> => ask("POST", `${ACCOUNTS}/${id}/roles`, role);

export const endRole = (id: number, role: number): Promise<Account> => ask("DELETE", `${ACCOUNTS}/${id}/roles/${role}`);

export const takeSecondFactorOff = (id: number): Promise<Account> => ask("DELETE", `${ACCOUNTS}/${id}/second-factor`);

export const signOut = (id: number): Promise<null> => ask("DELETE", `${ACCOUNTS}/${id}/sessions`);

/** A new session in the place of the old one: the password has been given just now. */
export const signIn = (name: string, password: string, code: string | null): Promise<unknown> => ask("POST", "/api/v1/session", { name, password, code });
