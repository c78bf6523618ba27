// Which tiles are asked for: one address for each bundle of layers, so that caches hold few and common answers.

import { TileCache, View, type Zxy } from "protomaps-leaflet";
import { base, type Layer, layerNamed } from "../catalogue";
import type { Archive } from "./archive";
import { readLive, WatchedSource, type Watcher } from "./source";

// A data tile covers four tiles of the screen: a quarter of the requests.
const LEVEL_DIFF = 1;
const TILE_PIXELS = 256 << LEVEL_DIFF;
// Boundaries and lines gain nothing beyond it; layers with fields from a later zoom are asked for up to there.
const DEEPEST = 14;
// Points that are counted up to zoom 14 are drawn one by one from tiles deeper than that.
const DEEPEST_COUNTED = 16;
const HAMLETS = ["hamlets", "hamlet_labels"];
// Layers nearly always shown together.
const BUNDLES: Record<string, readonly string[]> = {
  boundaries: ["communes", "commune_labels"],
  coverage: ["coverage_units", "coverage_gaps"],
};

/** The name of the source that a layer comes from. */
export function sourceOf(layer: Layer): string {
  const bundle = Object.entries(BUNDLES).find(([, names]) => names.includes(layer.name));
  return bundle?.[0] ?? layer.name;
}

/** The first zoom of the screen at which a layer can show. */
export function shownFrom(layer: Layer): number {
  return layer.minZoom === 0 ? 0 : layer.minZoom + LEVEL_DIFF;
}

/** Layers that are of one day: units, and results counted for them. */
export function isDated(layer: Layer): boolean {
  return layer.dated || sourceOf(layer) === "coverage";
}

/** The day that the tiles of a source are asked for: sources without days have one address for all. */
export function dayOf(name: string, day: string | null): string | null {
  return layersOf(name).some(isDated) ? day : null;
}

/** A view on the tiles of source `name`: units of `day` (null: today); coverage by `rule`. From `archive` what it has. */
export function makeView(name: string, rule: string, day: string | null, watcher: Watcher, archive: Archive | null = null): View {
  const layers = layersOf(name);
  const names = layers.map((layer) => layer.name);
  const minZoom = Math.min(...layers.map((layer) => layer.minZoom));
  const live = readLive(addressOf(layers, rule, day));
  const filed = archive !== null && isFiled(archive, layers, day) ? archive : null;
  const read = (tile: Zxy) => (filed?.hasZoom(tile.z) ? [filed.read, live] : [live]);
  return new View(new TileCache(new WatchedSource({ names, minZoom, rule }, read, day, watcher), TILE_PIXELS), deepest(layers), LEVEL_DIFF);
}

/** Whether layers of one source are drawn from `archive` on that day; null is today. */
export function isFiled(archive: Archive, layers: readonly Layer[], day: string | null): boolean {
  if (!archive.holds(layers.map(({ name }) => name))) return false;
  if (!layers.some(isDated) || archive.isOf(day)) return true;
  // Results are of their day, and hamlets change too often; the newest results of a file are told with their day.
  const isLasting = layers.every(({ name, group }) => !HAMLETS.includes(name) && (day === null || group !== "coverage"));
  return isLasting && archive.hasUnitsOf(day);
}

function addressOf(layers: readonly Layer[], rule: string, day: string | null): string {
  const selects = layers.some((layer) => layer.fields.some((field) => field.name === "rule" && field.selector));
  const query = new URLSearchParams(selects ? { rule } : {});
  if (day !== null) query.set("at", day);
  return `${base}/tiles/${layers.map((layer) => layer.name).join(",")}/{z}/{x}/{y}.mvt?${query}`.replace(/\?$/, "");
}

export function layersOf(name: string): Layer[] {
  return (BUNDLES[name] ?? [name]).map(layerNamed).filter((layer) => layer !== undefined);
}

function deepest(layers: readonly Layer[]): number {
  const zooms = layers.flatMap((layer) => [layer.minZoom, ...layer.fields.map((field) => field.tileFrom ?? 0)]);
  return Math.max(layers.some((layer) => layer.isCounted) ? DEEPEST_COUNTED : DEEPEST, ...zooms);
}
