// What pages ask of `/api/v1/plates`.

import { ask, Offline, readAnswer } from "../ask";
import { catalogue } from "../catalogue";
import type { Picture } from "../field/photo";
import type { UnitName } from "../register-address";

const PATH = "/api/v1/plates";
const PHOTO_TIMEOUT_MS = 120_000;
/** So many an order has at most. */
export const MOST = 500;
export const STATES = ["printed", "ordered", "installed", "damaged"] as const;

/** An address that has a code and no plate; number and street as they would stand on one. */
export interface Unplated {
  id: number;
  code: string;
  number: string | null;
  street: string | null;
  /** As on record, whether or not a plate shows them. */
  said_number: string | null;
  said_street: string | null;
  hamlet: UnitName | null;
  label: string;
  was_damaged: boolean;
}

export interface Plate {
  id: number;
  order: number;
  template: string;
  address: number;
  code: string;
  number: string | null;
  street: string | null;
  hamlet: UnitName | null;
  label: string;
  is_suspended: boolean;
  status: string;
  to_remove: boolean;
  version: number;
  changed_at: string;
  photo: number | null;
  may: string[];
}

export interface OrderBrief {
  order: number;
  template: string;
  ordered_by: string | null;
  ordered_at: string;
  counts: Record<string, number>;
  to_remove: number;
}

export interface Order {
  order: number;
  template: string;
  ordered_by: string | null;
  ordered_at: string;
  printable: number;
  plates: Plate[];
}

export interface HamletPlates {
  unit_id: number | null;
  name: string | null;
  assigned: number;
  without_plate: number;
  ordered: number;
  printed: number;
  installed: number;
  damaged: number;
  to_remove: number;
}

type Asked = Record<string, string | number | null>;

function query(asked: Asked): string {
  const given = Object.entries(asked).filter(([, value]) => value !== null && value !== "");
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

export async function getSummary(unit: number): Promise<HamletPlates[]> {
  return (await ask<{ hamlets: HamletPlates[] }>("GET", `${PATH}/summary?unit=${unit}`)).hamlets;
}

export function getMissing(unit: number, hamlet: string, after: number | null): Promise<{ addresses: Unplated[]; next: number | null }> {
  return ask("GET", `${PATH}/missing?${query({ unit, hamlet, after, limit: MOST })}`);
}

export function getPlates(asked: Asked): Promise<{ plates: Plate[]; next: number | null }> {
  return ask("GET", `${PATH}?${query(asked)}`);
}

export function getOrders(unit: number, before: number | null): Promise<{ orders: OrderBrief[]; next: number | null }> {
  return ask("GET", `${PATH}/orders?${query({ unit, before, limit: 50 })}`);
}

/** An order whole: its plates, those of other units left out. */
export async function getOrder(order: number): Promise<Plate[]> {
  return (await getPlates({ order, limit: MOST })).plates;
}

export function orderPlates(addresses: number[], template: string): Promise<Order> {
  return ask("POST", PATH, { addresses, template });
}

export function printAll(order: number): Promise<Order> {
  return ask("POST", `${PATH}/orders/${order}/printed`);
}

export function sheetsOf(order: number, form: "pdf" | "csv"): string {
  return `${PATH}/orders/${order}.${form}`;
}

export function photoOf(plate: Plate): string {
  return `${PATH}/${plate.id}/photo`;
}

export function takeStep({ id, version }: Plate, step: string, said: object): Promise<Plate> {
  return ask("POST", `${PATH}/${id}/${step}`, { version, ...said });
}

/** The number of the photo in the register: sent twice it is one. Throws Offline, SignedOut, Refused. */
export async function keepPhoto(address: number, { jpeg, sha256 }: Picture): Promise<number | null> {
  const path = `/api/v1/addresses/${address}/plate-photos/${sha256}`;
  const headers = { Accept: "application/json", "Accept-Language": catalogue.language, "Content-Type": "image/jpeg" };
  const answer = await fetch(path, { method: "PUT", headers, body: jpeg, signal: AbortSignal.timeout(PHOTO_TIMEOUT_MS) }).catch(() => null);
  if (answer === null) throw new Offline(path);
  const kept = readAnswer(answer.status, await answer.text().catch(() => "")) as { photos: { id: number; purpose: string; sha256: string }[] };
  return kept.photos.find((photo) => photo.purpose === "plate" && photo.sha256 === sha256)?.id ?? null;
}

/** A picture of the plate as it will be. Throws Offline, SignedOut, Refused. */
export async function getPreview(template: string, address: number): Promise<Blob> {
  const path = `${PATH}/templates/${template}.png?address=${address}`;
  const answer = await fetch(path, { headers: { Accept: "image/png, application/json", "Accept-Language": catalogue.language } }).catch(() => null);
  if (answer === null) throw new Offline(path);
  if (!answer.ok) readAnswer(answer.status, await answer.text().catch(() => ""));
  return answer.blob();
}
