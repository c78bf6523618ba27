// The part of the address after #: a link to it shows the same map.

import type { Position } from "./map/adapter";
import { readDay, type World } from "./timeline-days";

export interface Shown {
  position: Position | null;
  /** Names of visible layers; null when the address does not say. */
  layers: string[] | null;
  world: World;
  unit: number | null;
}

/** What `hash` says; parts that make no sense are left out. */
export function readHash(hash: string): Shown {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const unit = Number(parts.get("unit") ?? Number.NaN);
  return {
    position: readPosition(parts.get("map") ?? ""),
    layers: parts.has("layers") ? (parts.get("layers") ?? "").split(",").filter(Boolean) : null,
    world: { at: readDay(parts.get("at")), compare: readDay(parts.get("compare")), fade: parts.get("mode") === "fade" },
    unit: Number.isSafeInteger(unit) && unit > 0 ? unit : null,
  };
}

function readPosition(text: string): Position | null {
  const [zoom, lat, lng] = text.split("/").map(Number);
  if (zoom === undefined || lat === undefined || lng === undefined) return null;
  const possible = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return possible ? { zoom, lat, lng } : null;
}

/** Put what is shown into the address; as a step that the back button undoes when `isStep`. */
export function writeHash({ position, layers, world, unit }: Shown, isStep: boolean): void {
  const parts: string[] = [];
  if (position !== null) parts.push(`map=${Number(position.zoom.toFixed(2))}/${position.lat.toFixed(5)}/${position.lng.toFixed(5)}`);
  if (layers !== null) parts.push(`layers=${layers.join(",")}`);
  if (world.at !== null) parts.push(`at=${world.at}`);
  if (world.compare !== null) parts.push(`compare=${world.compare}`);
  if (world.compare !== null && world.fade) parts.push("mode=fade");
  if (unit !== null) parts.push(`unit=${unit}`);
  const address = parts.length > 0 ? `#${parts.join("&")}` : location.pathname + location.search;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
