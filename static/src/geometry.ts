// The little geometry that the page does itself.

import type { Bounds } from "./map/adapter";

/** Bounds of a GeoJSON geometry. */
export function boundsOf(geometry: { coordinates: unknown }): Bounds {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [lon, lat] = part;
    if (typeof lon !== "number" || typeof lat !== "number") return part.forEach(visit);
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  };
  visit(geometry.coordinates);
  return [west, south, east, north];
}

/** The position of a GeoJSON point; null for any other geometry. */
export function pointOf(geometry: { type: string; coordinates: unknown } | null): [number, number] | null {
  if (geometry?.type !== "Point") return null;
  const [lon, lat] = geometry.coordinates as number[];
  return lon === undefined || lat === undefined ? null : [lon, lat];
}
