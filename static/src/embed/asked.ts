// What the page was asked to show, and the address of the same on the large map.

import { catalogue } from "../catalogue";
import { writtenLooked } from "../address-bar";
import type { Bounds } from "../map/adapter";
import type { Looked } from "../map/looks";
import { type Position, writtenPosition } from "../map/position";

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

/** The large map with the same view, layers, day and unit. */
export function largeMap(position: Position, unit: number | null): string {
  const query = new URLSearchParams({ lang: catalogue.language, ...(isResults ? { rule: catalogue.rule } : {}) });
  const parts = [`map=${writtenPosition(position)}`];
  if (!isResults) parts.push(`layers=${catalogue.layers.map(({ name }) => name).join(",")}`);
  parts.push(...writtenLooked(looked));
  if (embed.at !== null) parts.push(`at=${embed.at}`);
  if (unit !== null) parts.push(`unit=${unit}`);
  return `/?${query}#${parts.join("&")}`;
}

/** The map of something else, with the same view and options. */
export function sameOf(path: string, { zoom, lat, lng }: Position): string {
  const query = new URLSearchParams(location.search);
  query.delete("bbox");
  query.set("z", Math.min(19, Math.max(5, zoom)).toFixed(2));
  query.set("lat", lat.toFixed(5));
  query.set("lon", lng.toFixed(5));
  return `/embed/${path}?${query}`;
}
