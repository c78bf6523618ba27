// Where a map is, as addresses say it: `zoom/latitude/longitude`.

export interface Position {
  zoom: number;
  lat: number;
  lng: number;
}

const NUMBER = /^-?\d{1,3}(\.\d+)?$/;
const CLOSEST = 22;
// Farther north and south the map of tiles does not reach.
const MOST_LATITUDE = 85;

/** null for what is none. */
export function readPosition(text: string): Position | null {
  const [zoom, lat, lng, ...more] = numbers(text, "/");
  if (zoom === undefined || lat === undefined || lng === undefined || more.length > 0) return null;
  return zoom >= 0 && zoom <= CLOSEST && isOnMap(lat, lng) ? { zoom, lat, lng } : null;
}

/** `latitude,longitude`; null for what is none. */
export function readPoint(text: string): { lat: number; lon: number } | null {
  const [lat, lon, ...more] = numbers(text, ",");
  return lat !== undefined && lon !== undefined && more.length === 0 && isOnMap(lat, lon) ? { lat, lon } : null;
}

export function writtenPosition({ zoom, lat, lng }: Position): string {
  return `${Number(zoom.toFixed(2))}/${lat.toFixed(5)}/${lng.toFixed(5)}`;
}

/** None at all where one of them is no number. */
function numbers(text: string, separator: string): number[] {
  const parts = text.split(separator);
  return parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : [];
}

function isOnMap(lat: number, lng: number): boolean {
  return Math.abs(lat) <= MOST_LATITUDE && Math.abs(lng) <= 180;
}
