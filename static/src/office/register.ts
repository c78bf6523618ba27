// What the page asks of `/api/v1/addresses`.

import { ask } from "../ask";
import type { RegisterAddress } from "../register-address";
import { t } from "../words";

const PATH = "/api/v1/addresses";
const PAGE = "50";

export type Address = RegisterAddress;

export interface HappenedEvent {
  at: string;
  step: string;
  who: string | null;
  reason: string | null;
}

/** Others with a number on the street, in the turn in which they stand; what speaks against the number. */
export interface Neighbours {
  number: string | null;
  street: string | null;
  odd: boolean | null;
  neighbours: { id: number; number: string; status: string; lon: number; lat: number; distance_m: number; along_m: number | null; odd: boolean | null }[];
  warnings: { why: "taken" | "sequence" | "side"; ids: number[]; numbers: string[] }[];
}

/** What it is called elsewhere, the oldest first; days, both included. */
export interface Aliases {
  aliases: { id: number; scheme: string; value: string; first: string; last: string | null; source: string | null; checked_at: string | null }[];
  may: ("add" | "end")[];
}

export interface HamletSummary {
  unit_id: number | null;
  name: string | null;
  submitted: number;
  verified: number;
  assigned: number;
  returned: number;
}

export interface Page {
  addresses: Address[];
  next: number | null;
}

/** Counts by hamlet of a unit. */
export async function getSummary(unit: number): Promise<HamletSummary[]> {
  return (await ask<{ hamlets: HamletSummary[] }>("GET", `${PATH}/summary?unit=${unit}`)).hamlets;
}

export function getPage(asked: Record<string, string | null>): Promise<Page> {
  const given = Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== null && entry[1] !== "");
  return ask("GET", `${PATH}?${new URLSearchParams([...given, ["limit", PAGE]]).toString()}`);
}

export function getAddress(id: number): Promise<Address> {
  return ask("GET", `${PATH}/${id}`);
}

export async function getEvents(id: number): Promise<HappenedEvent[]> {
  return (await ask<{ events: HappenedEvent[] }>("GET", `${PATH}/${id}/events`)).events;
}

export function getNeighbours(id: number): Promise<Neighbours> {
  return ask("GET", `${PATH}/${id}/neighbours`);
}

export function getAliases(id: number): Promise<Aliases> {
  return ask("GET", `${PATH}/${id}/aliases`);
}

export function addAlias(id: number, wanted: object): Promise<Aliases> {
  return ask("POST", `${PATH}/${id}/aliases`, wanted);
}

export function endAlias(id: number, alias: number): Promise<Aliases> {
  return ask("POST", `${PATH}/${id}/aliases/${alias}/end`);
}

export function photoPath(id: number, photo: number): string {
  return `${PATH}/${id}/photos/${photo}`;
}

/** The address after the step. */
export function takeStep({ id, version }: Address, step: string, said: object): Promise<Address> {
  return ask("POST", `${PATH}/${id}/${step}`, { version, ...said });
}

/** All of them, or none. */
export async function assignMany(chosen: readonly Address[]): Promise<Address[]> {
  const addresses = chosen.map(({ id, version }) => ({ id, version }));
  return (await ask<{ addresses: Address[] }>("POST", `${PATH}/assign`, { addresses })).addresses;
}

/** The ids of addresses by their codes, as they were typed. Throws what there is to say about those that are not there. */
export async function idsOf(codes: readonly string[]): Promise<number[]> {
  const found = await Promise.all(codes.map(async (code) => ({ code, page: await getPage({ code }) })));
  return found.map(({ code, page }) => {
    const id = page.addresses[0]?.id;
    if (id === undefined) throw new Error(t("no_such_code", { code }));
    return id;
  });
}
