// The JSON the page asks for.

import { Offline, TIMEOUT_MS } from "./ask";
import { base, credentials } from "./catalogue";
import type { Change } from "./timeline-days";

export type Outcome = "pass" | "fail" | "unknown" | "not_applicable";

export interface UnitCoverage {
  unit_id: number;
  code: string | null;
  name: string;
  full_name: string;
  outcome: Outcome;
  share: number | null;
  subjects: number;
  passed: number;
  failed: number;
  unknown: number;
}

export interface Coverage {
  title: { vi: string; en: string };
  /** Whether somebody has compared the rule with the document it comes from. */
  checked: boolean;
  calculated_for: string;
  units: UnitCoverage[];
  /** Of shares, from the lowest up; none when the rule is no matter of shares. */
  classes: ShareClass[];
}

/** Shares from `first` on, up to the next class; is_goal: from here on a unit passes. */
export interface ShareClass {
  first: number;
  color: string;
  is_goal: boolean;
}

export interface Gap {
  layer: string;
  id: number;
  name: string | null;
  unit_name: string | null;
  outcome: Outcome;
  distance_m: number | null;
  /** null where a rule speaks of what has no place. */
  lon: number | null;
  lat: number | null;
}

export interface Feature {
  id: number | string;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
}

export class HttpError extends Error {
  constructor(
    path: string,
    readonly status: number,
    /** Seconds after which the service wants to be asked again; 0: it does not say. */
    readonly retryAfter = 0,
  ) {
    super(`${path}: ${status}`);
  }
}

/** The document at `path`; cache: how far a copy at hand will do. Throws Offline, HttpError. */
export async function getJson<T>(path: string, cache: RequestCache = "default"): Promise<T> {
  const asked = {
    cache,
    credentials,
    headers: { Accept: "application/json, application/geo+json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  };
  const response = await fetch(base + path, asked).catch(() => offline(path));
  if (!response.ok) throw new HttpError(path, response.status, Number(response.headers.get("Retry-After")) || 0);
  // A connection may also be lost in the middle of an answer.
  return (await response.json().catch(() => offline(path))) as T;
}

function offline(path: string): never {
  throw new Offline(path);
}

/** The result of a rule on a day (null: today) in the units of a level, or of its own; null when it was not calculated for that. */
export async function getCoverage(rule: string, at: string | null, level: string | null = null): Promise<Coverage | null> {
  const query = new URLSearchParams({ ...(at === null ? {} : { at }), ...(level === null ? {} : { level }) });
  try {
    return await getJson<Coverage>(`/api/v1/coverage/${encodeURIComponent(rule)}/units?${query}`.replace(/\?$/, ""));
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) return null;
    throw error;
  }
}

export async function getGaps(rule: string, unit: number, at: string | null): Promise<Gap[]> {
  const day = at === null ? "" : `&at=${at}`;
  const answer = await getJson<{ gaps: Gap[] }>(`/api/v1/coverage/${encodeURIComponent(rule)}/gaps?unit=${unit}${day}`);
  return answer.gaps;
}

/** `valid`: the first day for which a dated layer has anything, and the day after the last; null is open. */
export function getTileJson(
  layer: string,
): Promise<{ bounds: [number, number, number, number]; valid?: [string | null, string | null] }> {
  return getJson(`/tiles/${layer}.json`);
}

export function getFeature(layer: string, id: number | string, at: string | null): Promise<Feature> {
  return getJson(`${featurePath(layer, id)}${at === null ? "" : `?at=${at}`}`);
}

export function featurePath(layer: string, id: number | string): string {
  return `/ogc/collections/${layer}/items/${encodeURIComponent(id)}`;
}

// Units in time.

export interface Texts {
  vi: string;
  en: string;
}

export interface UnitEvent {
  id: number;
  kind: string;
  effective: string;
  document: string | null;
  note: string | null;
}

export interface UnitRef {
  id: number;
  level: "province" | "district" | "commune" | "hamlet";
  kind: string;
  name: string;
  full_name: string;
  code: string | null;
  valid_from: string | null;
  /** The first day on which it no longer holds. */
  valid_to: string | null;
}

export interface Unit extends UnitRef {
  ancestors: UnitRef[];
  area_km2: number | null;
  geom_status: string;
  geom_source: string | null;
  bbox: [number, number, number, number] | null;
  layer: string;
}

/** Where a unit went or came from; `weight` is the share of the older side. */
export interface UnitShare {
  unit: UnitRef;
  part: "whole" | "part";
  weight: number | null;
  weight_basis: "address" | "population" | "area" | null;
}

export interface UnitLink extends UnitShare {
  event: UnitEvent;
}

export interface UnitAnswer {
  in_force: boolean;
  unit: Unit;
  predecessors: UnitLink[];
  successors: UnitLink[];
}

export interface UnitVersion {
  full_name: string;
  parent: UnitRef | null;
  valid_from: string | null;
  valid_to: string | null;
  on_record: boolean;
  event: UnitEvent | null;
}

export interface UnitHistory {
  versions: UnitVersion[];
  events: UnitEvent[];
  predecessors: UnitLink[];
  successors: UnitLink[];
}

export interface Candidate {
  unit: Unit;
  in_force: boolean;
  score: number;
  reasons: { code: string; text: Texts }[];
  today: { in_force: boolean; units: UnitShare[]; events: UnitEvent[] };
  before: UnitShare[];
  line: Texts | null;
}

export interface Resolved {
  query: { remainder: string | null };
  outcome: "one" | "several" | "none";
  candidates: Candidate[];
  /** Whether there are others than those listed. */
  more: boolean;
}

/** Which units a name, an address line or a code may mean; `near` is "lon,lat". */
export function resolveUnits(name: string, options: { limit: number; near?: string | null }): Promise<Resolved> {
  const query = new URLSearchParams({ name, limit: String(options.limit) });
  if (options.near) query.set("near", options.near);
  return getJson(`/api/v1/units/resolve?${query}`);
}

/** Communes in force on a day (null: today) whose name holds `words`, marks aside. */
export async function getCommunesNamed(words: string, at: string | null, limit: number): Promise<Unit[]> {
  const query = new URLSearchParams({ level: "commune", q: words, limit: String(limit), ...(at === null ? {} : { at }) });
  return (await getJson<{ units: Unit[] }>(`/api/v1/units?${query}`)).units;
}

/** A unit as it is on a day; today without one. */
export function getUnit(id: number, at: string | null = null): Promise<UnitAnswer> {
  return getJson(`/api/v1/units/${id}${at === null ? "" : `?at=${at}`}`);
}

export function getHistory(id: number): Promise<UnitHistory> {
  return getJson(`/api/v1/units/${id}/history`);
}

/** The days on which units of a level changed. */
export function getUnitDates(level: string): Promise<{ today: string; dates: Change[] }> {
  return getJson(`/api/v1/units/dates?level=${level}`);
}

export interface UnitCount {
  units: number;
  /** How many have a boundary of which standing; those under “none” have no boundary. */
  boundaries: Record<string, number>;
}

/** How many units of a level there are on a day (null: today); null when there are none. */
export async function getUnitCount(level: string, at: string | null): Promise<UnitCount | null> {
  const day = at === null ? "" : `&at=${at}`;
  const answer = await getJson<{ levels: UnitCount[] }>(`/api/v1/units/counts?level=${level}${day}`);
  return answer.levels[0] ?? null;
}

/** All units of a level on a day, page by page. */
export async function getUnits(level: string, at: string | null): Promise<Unit[]> {
  const units: Unit[] = [];
  for (let cursor = ""; ; ) {
    const query = new URLSearchParams({ level, limit: "1000", ...(at === null ? {} : { at }), ...(cursor === "" ? {} : { cursor }) });
    const page = await getJson<{ units: Unit[]; next: string | null }>(`/api/v1/units?${query}`);
    units.push(...page.units);
    if (page.next === null || page.units.length === 0) return units;
    cursor = page.next;
  }
}
