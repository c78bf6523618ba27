// What a collector writes down of one address, and what becomes of it. Pure.

import type { RegisterAddress } from "../register-address";
import { findPersonal, type PersonalKind } from "./personal";

export const KINDS = ["dwelling", "flat", "office", "relic_site", "public_place"] as const;
export type Kind = (typeof KINDS)[number];
export type Step = "submit" | "withdraw";
/** Fields in which people write what they like. */
export const FREE = ["number", "street", "number_decision", "note"] as const;
export type Free = (typeof FREE)[number];
// Positions less certain than this are better shown on the map.
export const GOOD_METRES = 10;

/** What is sent; degrees WGS 84, metres; captured_at: a moment, ISO. */
export interface Body {
  kind: Kind;
  lon: number;
  lat: number;
  method: "gnss" | "drawn";
  accuracy_m: number | null;
  hamlet: number | null;
  number: string | null;
  street: string | null;
  number_decision: string | null;
  note: string | null;
  parent: number | null;
  same_building: boolean;
  captured_at: string;
}

/** An address as the register knows it. */
export interface Address extends RegisterAddress {
  kind: Kind;
  /** Why it was given back; asked for apart. */
  reason?: string | null;
}

export type Trouble =
  /** The register has something else than what the phone last saw. */
  | { kind: "conflict"; theirs: Address }
  /** The register takes it not as it is; of: what was refused. */
  | { kind: "refused"; words: string; of: "draft" | "photo" | Step };

/** A draft on this phone. */
export interface Entry {
  uuid: string;
  made: string;
  body: Body;
  /** What the register has acknowledged of it; null: nothing yet. */
  sent: Body | null;
  /** What was sent and not answered yet: the register may have it or not. It goes first, as it was. */
  trying: Body | null;
  /** The version that the register last told; null: it has told none. */
  version: number | null;
  wish: Step | null;
  server: Address | null;
  trouble: Trouble | null;
}

/** One that the register does not have yet; then it is not kept here any more. */
export interface Photo {
  uuid: string;
  sha256: string;
  jpeg: Blob;
}

export function newEntry(body: Body, uuid: string): Entry {
  return { uuid, made: body.captured_at, body, sent: null, trying: null, version: null, wish: null, server: null, trouble: null };
}

/** A draft of the register, collected on another phone or before this one was emptied. */
export function entryOf(address: Address): Entry | null {
  if (address.draft_id === null) return null;
  const body = bodyOf(address);
  return { uuid: address.draft_id, made: body.captured_at, body, sent: body, trying: null, version: address.version, wish: null, server: address, trouble: null };
}

/** What would have to be sent for the register to have what it has. */
export function bodyOf(address: Address, before: Body | null = null): Body {
  return {
    kind: address.kind,
    lon: address.lon,
    lat: address.lat,
    method: address.method === "drawn" ? "drawn" : "gnss",
    accuracy_m: address.accuracy_m,
    hamlet: address.hamlet?.unit_id ?? null,
    number: address.number,
    street: address.street,
    number_decision: address.number_decision,
    note: address.note,
    parent: address.parent,
    same_building: address.same_building,
    captured_at: before?.captured_at ?? address.captured_at ?? address.changed_at,
  };
}

export function isSame(one: Body | null, other: Body | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Whether there is something to send of it now. */
export function isWaiting(entry: Entry, photos: readonly Photo[]): boolean {
  if (entry.trouble !== null) return false;
  return entry.trying !== null || !isSame(entry.body, entry.sent) || entry.wish !== null || photos.some(({ uuid }) => uuid === entry.uuid);
}

/** Whether something of it is on this phone alone. */
export function isUnsent(entry: Entry, photos: readonly Photo[]): boolean {
  return isWaiting({ ...entry, trouble: null }, photos) || entry.trouble?.kind === "conflict";
}

/** Where it stands, as people are told: of the phone before that of the register. */
export function statusOf(entry: Entry): string {
  if (entry.trouble !== null) return entry.trouble.kind;
  if (entry.wish !== null) return entry.wish === "submit" ? "submitting" : "withdrawing";
  return entry.server?.status ?? "draft";
}

/** Whether its text may still be changed. */
export function isOpen(entry: Entry): boolean {
  return entry.wish === null && ["draft", "returned"].includes(entry.server?.status ?? "draft");
}

/** Whether it can be handed in as it is. */
export function isWhole(entry: Entry): boolean {
  const isHeldUp = entry.trouble !== null && !(entry.trouble.kind === "refused" && entry.trouble.of === "submit");
  return !isHeldUp && isOpen(entry) && isCertain(entry.body) && Object.keys(personalIn(entry.body)).length === 0;
}

/** Whether its place is known well enough for the police to look at it. */
export function isCertain({ method, accuracy_m }: Body): boolean {
  return method === "drawn" || (accuracy_m !== null && accuracy_m <= GOOD_METRES);
}

/** As the register keeps it: finer than this is noise. */
export function placed(body: Body): Body {
  const round = (value: number, unit: number): number => Math.round(value * unit) / unit;
  return { ...body, lon: round(body.lon, 1e7), lat: round(body.lat, 1e7), accuracy_m: body.accuracy_m === null ? null : round(body.accuracy_m, 10) };
}

/** Fields with the number of a person in them, and what kind of number. */
export function personalIn(body: Body): Partial<Record<Free, PersonalKind>> {
  const found: Partial<Record<Free, PersonalKind>> = {};
  for (const field of FREE) {
    const kind = findPersonal(body[field] ?? "");
    if (kind !== null) found[field] = kind;
  }
  return found;
}

/** How it is called in lists: what stands on the gate, else nothing. */
export function labelOf({ number, street }: { number: string | null; street: string | null }): string | null {
  return [number, street].filter(Boolean).join(" ") || null;
}
