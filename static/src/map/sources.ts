// Which tiles are asked for: one address for each bundle of layers, so that caches hold few and common answers.

import { TileCache, View } from "protomaps-leaflet";
import { type Layer, layerNamed } from "../catalogue";
import { HttpTileSource, type Watcher } from "./source";

// A data tile covers four tiles of the screen: a quarter of the requests.
const LEVEL_DIFF = 1;
const TILE_PIXELS = 256 << LEVEL_DIFF;
// Boundaries and lines gain nothing beyond it; layers with fields from a later zoom are asked for up to there.
const DEEPEST = 14;
// Points that are counted up to zoom 14 are drawn one by one from tiles deeper than that.
const DEEPEST_COUNTED = 16;
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

/** A view on the tiles of source `name`: units of `day` (null: today); coverage by `rule`. */
export function makeView(name: string, rule: string, day: string | null, watcher: Watcher): View {
  const layers = layersOf(name);
  const selects = layers.some((layer) => layer.fields.some((field) => field.name === "rule" && field.selector));
  const query = new URLSearchParams(selects ? { rule } : {});
  if (day !== null) query.set("at", day);
  const url = `/tiles/${layers.map((layer) => layer.name).join(",")}/{z}/{x}/{y}.mvt?${query}`.replace(/\?$/, "");
  const minZoom = Math.min(...layers.map((layer) => layer.minZoom));
  return new View(new TileCache(new HttpTileSource(url, minZoom, day, watcher), TILE_PIXELS), deepest(layers), LEVEL_DIFF);
}

function layersOf(name: string): Layer[] {
  return (BUNDLES[name] ?? [name]).map(layerNamed).filter((layer) => layer !== undefined);
}

function deepest(layers: readonly Layer[]): number {
  const zooms = layers.flatMap((layer) => [layer.minZoom, ...layer.fields.map((field) => field.tileFrom ?? 0)]);
  return Math.max(layers.some((layer) => layer.isCounted) ? DEEPEST_COUNTED : DEEPEST, ...zooms);
}
