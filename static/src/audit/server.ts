// What the page `/admin/audit` asks of `/api/v1/audit`.

import { ask } from "../ask";

const AUDIT = "/api/v1/audit";

export interface Event {
  id: number;
  seq: number | null;
  at: string;
  action: string;
  actor: string;
  account_id: number | null;
  via: string;
  address: string | null;
  audience: string | null;
  subject: string;
  details: Record<string, unknown>;
  reason: string | null;
}

export interface Log {
  events: Event[];
  next: string | null;
}

/** The events that `filter` asks for, from the newest; `cursor`: those behind. */
export function getEvents(filter: URLSearchParams, cursor: string | null): Promise<Log> {
  const query = new URLSearchParams(filter);
  query.set("limit", "50");
  if (cursor !== null) query.set("cursor", cursor);
  return ask("GET", `${AUDIT}?${query.toString()}`);
}

export const tableOf = (filter: URLSearchParams): string => `${AUDIT}.csv?${filter.toString()}`;

/** What the address of a next page says of where it begins. */
export const cursorOf = (next: string): string | null => new URL(next, location.href).searchParams.get("cursor");
