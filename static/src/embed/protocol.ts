// What a map in a frame and the page around it say to each other (docs/embedding.md). Knows no page.

export interface Ready {
  type: "wardmap:ready";
  version: 1;
  /** As in the address: `wifi`, `coverage/wifi.public-place`. */
  path: string;
  title: string;
  unit: number | null;
  at: string | null;
}

export interface Viewed {
  type: "wardmap:view";
  z: number;
  lat: number;
  lon: number;
  bbox: [number, number, number, number];
}

/** unit_id: of the unit that was picked, else null. */
export interface Selected {
  type: "wardmap:select";
  layer: string;
  id: number | null;
  unit_id: number | null;
  name: string;
  properties: Record<string, unknown>;
}

/** wish: the message that is not met, as it came. */
export interface Refusal {
  type: "wardmap:refused";
  reason: string;
  wish: { type: Wish["type"] };
}

export type Told = Ready | Viewed | Selected | Refusal;

export type Place = { unit: number } | { lat: number; lon: number; z?: number } | { bbox: [number, number, number, number] };
export type Theme = { layer: string } | { rule: string };
export type Wish = ({ type: "wardmap:fly" } & Place) | ({ type: "wardmap:layer" } & Theme);

export const ZOOMS = { least: 5, most: 19 };
const NAME = /^[a-z][a-z0-9_]{1,39}$/;
const RULE = /^[a-z0-9][a-z0-9._-]{0,79}$/;

/** The wish that a message is; null for one that is none of ours, a refusal for one that makes no sense. */
export function readWish(data: unknown): Wish | Refusal | null {
  if (typeof data !== "object" || data === null) return null;
  const said = data as Record<string, unknown>;
  const refused = (type: Wish["type"], right: string): Refusal => refusal({ ...said, type }, `${type}: ${right}`);
  if (said.type === "wardmap:fly") return readPlace(said) ?? refused(said.type, "unit, or lat and lon (and z), or bbox");
  if (said.type === "wardmap:layer") return readTheme(said) ?? refused(said.type, "layer or rule");
  return null;
}

export function refusal(wish: Refusal["wish"], reason: string): Refusal {
  return { type: "wardmap:refused", reason, wish };
}

function readPlace({ unit, lat, lon, z, bbox }: Record<string, unknown>): Wish | null {
  if (Number.isSafeInteger(unit) && Number(unit) > 0) return { type: "wardmap:fly", unit: Number(unit) };
  if (isWithin(lat, 85) && isWithin(lon, 180) && (z === undefined || (isWithin(z, ZOOMS.most) && z >= ZOOMS.least))) {
    return { type: "wardmap:fly", lat, lon, ...(z === undefined ? {} : { z }) };
  }
  const [west, south, east, north]: unknown[] = Array.isArray(bbox) && bbox.length === 4 ? bbox : [];
  const isBox = isWithin(west, 180) && isWithin(south, 85) && isWithin(east, 180) && isWithin(north, 85) && west < east && south < north;
  return isBox ? { type: "wardmap:fly", bbox: [west, south, east, north] } : null;
}

function readTheme({ layer, rule }: Record<string, unknown>): Wish | null {
  if (typeof layer === "string" && NAME.test(layer)) return { type: "wardmap:layer", layer };
  return typeof rule === "string" && RULE.test(rule) ? { type: "wardmap:layer", rule } : null;
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= most;
}
