// Asking the service from a phone whose network comes and goes.

import { catalogue } from "../catalogue";
import type { Address, Body, Photo, Step } from "./draft";

const TIMEOUT_MS = 30_000;
const PHOTO_TIMEOUT_MS = 120_000;
const SESSION = "/api/v1/session";
const DRAFTS = "/api/v1/addresses/drafts";
/** The network was too slow for it, or it was too much at once: later it may go well. */
const NOT_NOW = [408, 429];
const JSON_TYPE = "application/json";

/** No answer came, or none that says anything: whether it was done is not known. isNetwork: nobody was reached. */
export class Lost extends Error {
  constructor(
    readonly isNetwork: boolean,
    readonly waitSeconds = 0,
  ) {
    super("lost");
  }
}

/** Nobody is signed in any more, or somebody who has to do something at the page `/login` first. */
export class SignedOut extends Error {}

export interface Problem {
  detail?: string;
  address?: Address;
  /** What the register has against it. */
  faults?: unknown[];
}

export type Answer<T> = { isTaken: true; document: T } | { isTaken: false; status: number; problem: Problem };

/** What the service says to it. Throws Lost, SignedOut. */
export async function exchange<T>(method: string, path: string, body: object | Blob | null = null): Promise<Answer<T>> {
  const isPhoto = body instanceof Blob;
  const headers: Record<string, string> = { Accept: JSON_TYPE, "Accept-Language": catalogue.language };
  if (body !== null) headers["Content-Type"] = isPhoto ? "image/jpeg" : JSON_TYPE;
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), isPhoto ? PHOTO_TIMEOUT_MS : TIMEOUT_MS);
  try {
    const sent = isPhoto || body === null ? body : JSON.stringify(body);
    const answer = await fetch(path, { method, headers, body: sent, cache: "no-store", signal: stop.signal });
    return read<T>(answer, await answer.text());
  } catch (error) {
    if (error instanceof Lost || error instanceof SignedOut) throw error;
    throw new Lost(true);
  } finally {
    clearTimeout(timer);
  }
}

function read<T>(answer: Response, text: string): Answer<T> {
  if (answer.status === 401) throw new SignedOut();
  if (answer.status >= 500) throw new Lost(false);
  if (NOT_NOW.includes(answer.status)) throw new Lost(true, Number(answer.headers.get("Retry-After")) || 0);
  let document: unknown;
  try {
    document = answer.status === 204 ? null : JSON.parse(text);
  } catch {
    // Of a proxy, or of the page at which one signs in to somebody's wifi.
    throw new Lost(true);
  }
  if (answer.ok) return { isTaken: true, document: document as T };
  const problem = document as Problem;
  // Not the register: something has to be done at the page `/login` first.
  if (answer.status === 403 && problem.faults === undefined) throw new SignedOut();
  return { isTaken: false, status: answer.status, problem };
}

/** The document at `path`. Throws Lost, SignedOut; null when it is not there, or not for who asks. */
export async function get<T>(path: string): Promise<T | null> {
  const answer = await exchange<T>("GET", path);
  return answer.isTaken ? answer.document : null;
}

export function putDraft(uuid: string, body: Body, version: number | null): Promise<Answer<Address>> {
  return exchange("PUT", `${DRAFTS}/${uuid}`, { ...body, version });
}

export function putPhoto({ uuid, sha256, jpeg }: Photo): Promise<Answer<Address>> {
  return exchange("PUT", `${DRAFTS}/${uuid}/photos/${sha256}?replace=true`, jpeg);
}

export function takeStep(id: number, step: Step, version: number): Promise<Answer<Address>> {
  return exchange("POST", `/api/v1/addresses/${id}/${step}`, { version });
}

export async function signOut(): Promise<void> {
  await exchange("DELETE", SESSION);
}

/** Whose session the browser has. */
export async function whoIsIn(): Promise<string> {
  return (await get<{ name: string }>(SESSION))?.name ?? "";
}
