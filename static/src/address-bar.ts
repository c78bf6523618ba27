// The part of the address after #: a link to it shows the same map.

import type { Position } from "./map/adapter";

export interface Shown {
  position: Position | null;
  /** Names of visible layers; null when the address does not say. */
  layers: string[] | null;
  unit: number | null;
}

/** What `hash` says; parts that make no sense are left out. */
export function readHash(hash: string): Shown {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const unit = Number(parts.get("unit") ?? Number.NaN);
  return {
    position: readPosition(parts.get("map") ?? ""),
    layers: parts.has("layers") ? (parts.get("layers") ?? "").split(",").filter(Boolean) : null,
    unit: Number.isSafeInteger(unit) && unit > 0 ? unit : null,
  };
}

function readPosition(text: string): Position | null {
  const [zoom, lat, lng] = text.split("/").map(Number);
  if (zoom === undefined || lat === undefined || lng === undefined) return null;
  const possible = zoom >= 0 && zoom <= 22 && Math.abs(lat) <= 85 && Math.abs(lng) <= 180;
  return possible ? { zoom, lat, lng } : null;
}

export function writeHash({ position, layers, unit }: Shown): void {
  const parts: string[] = [];
  if (position !== null) parts.push(`map=${Number(position.zoom.toFixed(2))}/${position.lat.toFixed(5)}/${position.lng.toFixed(5)}`);
  if (layers !== null) parts.push(`layers=${layers.join(",")}`);
  if (unit !== null) parts.push(`unit=${unit}`);
  history.replaceState(null, "", parts.length > 0 ? `#${parts.join("&")}` : location.pathname + location.search);
}
