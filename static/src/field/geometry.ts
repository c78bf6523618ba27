// Points and areas on the ground, in degrees of WGS 84. Pure.

import type { Position } from "geojson";

const METRES_PER_DEGREE = 111_195;

export interface Place {
  lon: number;
  lat: number;
}

/** Metres between two places near each other. */
export function metresBetween(one: Place, other: Place): number {
  const across = (other.lon - one.lon) * Math.cos((((one.lat + other.lat) / 2) * Math.PI) / 180);
  return Math.hypot(across, other.lat - one.lat) * METRES_PER_DEGREE;
}

/** Whether an area, as GeoJSON has it, holds a place. */
export function holds(shape: { type: string; coordinates: unknown }, place: Place): boolean {
  if (shape.type === "Polygon") return inRings(shape.coordinates as Position[][], place);
  return shape.type === "MultiPolygon" && (shape.coordinates as Position[][][]).some((rings) => inRings(rings, place));
}

function inRings(rings: readonly Position[][], place: Place): boolean {
  return rings.filter((ring) => crosses(ring, place)).length % 2 === 1;
}

/** Whether a line from the place to the east crosses the ring an odd number of times. */
function crosses(ring: readonly Position[], { lon, lat }: Place): boolean {
  let isInside = false;
  for (let at = 0, before = ring.length - 1; at < ring.length; before = at++) {
    const [x1 = 0, y1 = 0] = ring[at] ?? [];
    const [x2 = 0, y2 = 0] = ring[before] ?? [];
    if (y1 > lat !== y2 > lat && lon < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) isInside = !isInside;
  }
  return isInside;
}
