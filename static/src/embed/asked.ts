// What the page was asked to show, and the address of the same on the large map.

import { type Spot, writtenHash } from "../address-bar";
import { TIMEOUT_MS } from "../ask";
import { catalogue, credentials } from "../catalogue";
import type { Bounds } from "../map/adapter";
import type { Looked } from "../map/looks";
import type { Position } from "../map/position";
import { t } from "../words";
import { viewOf } from "./lines";

/** names: of the layers that it is about; path: behind `/embed/`; spot: zoom, latitude, longitude. */
export interface Embed {
  path: string;
  names: string[];
  /** Of a rule: whether there are results for the day. */
  isCounted: boolean;
  at: string | null;
  unit: number | null;
  spot: [number, number, number] | null;
  /** How strong layers are, by name and per cent, and names from the topmost on. */
  looks: { strength: [string, number][]; order: string[] };
  bounds: [number, number, number, number];
  /** Origins whose pages may talk with this one; `*`: any. */
  ancestors: string[];
}

function given(): Embed {
  if (catalogue.embed === undefined) throw new Error("the page does not say what it shows");
  return catalogue.embed;
}

export const embed = given();
export const bounds: Bounds = embed.bounds;
/** Whether it shows the results of a rule, not a layer. */
export const isResults = catalogue.rule !== "";

export const looked: Looked = { strength: new Map(embed.looks.strength), order: embed.looks.order };

export function askedPosition(): Position | null {
  if (embed.spot === null) return null;
  const [zoom, lat, lng] = embed.spot;
  return { zoom, lat, lng };
}

/** The large map with the same view, layers, day, and what is chosen: a unit, a feature. */
export function largeMap(position: Position, unit: number | null, spot: Spot | null): string {
  const query = new URLSearchParams({ lang: catalogue.language, ...(isResults ? { rule: catalogue.rule } : {}) });
  const layers = isResults ? null : catalogue.layers.map(({ name }) => name);
  const world = { at: embed.at, compare: null, fade: false };
  return `/?${query}#${writtenHash({ position, layers, looked, world, unit, spot })}`;
}

/** The map of something else, with the same view and options. */
export function sameOf(path: string, position: Position): string {
  const query = new URLSearchParams(location.search);
  query.delete("bbox");
  for (const [name, value] of viewOf(position)) query.set(name, value);
  return `/embed/${path}?${query}`;
}

/** Why there is no page at an address of ours; null where there is one. */
export async function refusalAt(address: string): Promise<string | null> {
  try {
    const answer = await fetch(address, { credentials, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? null : ((await answer.json()) as { detail: string }).detail;
  } catch {
    return t("error_offline");
  }
}
