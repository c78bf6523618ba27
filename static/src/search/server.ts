// What the service finds by name or code. Answers are kept: going back a letter asks nothing.

import { type Feature, getJson, HttpError } from "../api";
import { TIMEOUT_MS } from "../ask";
import { base, credentials, layerNamed } from "../catalogue";
import type { Picked } from "../map/pick";
import type { Place } from "./coordinates";

const MOST = 8;
const KEPT = 40;

/** A unit, a place or a public address; the last five are of units (`valid_to`: the first day on which it no longer holds). */
export interface Found {
  type: "unit" | "place" | "address";
  title: string;
  subtitle: string | null;
  layer: string;
  id: number;
  lon: number | null;
  lat: number | null;
  in_force: boolean | null;
  bbox: [number, number, number, number] | null;
  valid_from: string | null;
  valid_to: string | null;
  /** Where an old unit went on, by name. */
  now: string[];
}

const kept = new Map<string, Found[]>();

/** What `text` may mean on a day (null: today), the best first. */
export async function find(text: string, at: string | null, givenUp: AbortSignal): Promise<Found[]> {
  const query = new URLSearchParams({ q: text, limit: String(MOST), ...(at === null ? {} : { at }) }).toString();
  const known = kept.get(query);
  if (known !== undefined) return known;
  const found = await ask(`/api/v1/search?${query}`, givenUp);
  kept.set(query, found);
  const [oldest] = kept.keys();
  if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
  return found;
}

async function ask(path: string, givenUp: AbortSignal): Promise<Found[]> {
  const stop = new AbortController();
  givenUp.addEventListener("abort", () => stop.abort());
  window.setTimeout(() => stop.abort(), TIMEOUT_MS);
  const response = await fetch(base + path, { credentials, headers: { Accept: "application/json" }, signal: stop.signal });
  // What cannot be read as a name at all is refused: there is nothing of that name.
  if (response.status === 400) return [];
  if (!response.ok) throw new HttpError(path, response.status);
  return ((await response.json()) as { results: Found[] }).results;
}

/** The commune in which a place lies on a day (null: today). */
export async function communeAt({ lat, lon }: Place, at: string | null): Promise<Picked | null> {
  const layer = layerNamed("communes");
  const query = new URLSearchParams({ bbox: [lon, lat, lon, lat].join(","), limit: "1", ...(at === null ? {} : { at }) });
  const { features } = await getJson<{ features: Feature[] }>(`/ogc/collections/communes/items?${query}`);
  const [found] = features;
  return layer === undefined || found === undefined ? null : { layer, id: Number(found.id), properties: found.properties };
}
