// What the phone takes along of the place where one collects: boundaries, roads, landmarks, and the addresses so far.

import type { Geometry } from "geojson";
import { getUnit, type Unit } from "../api";
import type { Address } from "./draft";
import { given } from "./given";
import { get } from "./server";

/** Something that is drawn, with as much of it as a pop-up says. */
export interface Drawn {
  geometry: Geometry;
  name: string | null;
  /** Class of a road, or the layer of a landmark. */
  kind: string | null;
  unit: number | null;
}
export type Piece = readonly Drawn[];

interface Features {
  features: { geometry: Geometry | null; properties: Record<string, unknown> }[];
  links?: { rel: string; href: string }[];
}

// What lies just across the border is seen, too; some 300 m.
const MARGIN_DEGREES = 0.003;
// A centimetre of a road is of no use on a phone; 6 digits are 11 cm.
const DIGITS = 1e6;
const PAGE = 5000;
const ADDRESS_PAGE = 250;
// A phone is for a hamlet or a few; of a whole ward the first so many.
const MOST_PAGES = 40;

/** The map of a unit that is taken along. Throws Lost, SignedOut; HttpError where the unit is not there. */
export async function fetchGround(area: number): Promise<Map<string, Piece>> {
  const { unit } = await getUnit(area);
  const around = communeOf(unit);
  const box = boxOf(unit) ?? boxOf(await around);
  const [commune, hamlets, communes, roads, landmarks] = await Promise.all([
    around,
    around.then(hamletsOf),
    box === null ? [] : features("communes", box),
    box === null ? [] : features("roads", box),
    box === null ? [] : landmarksIn(box),
  ]);
  return new Map<string, Piece>([
    ["commune", communes.filter((each) => each.unit === commune.id)],
    ["hamlets", hamlets],
    ["roads", roads],
    ["landmarks", landmarks],
  ]);
}

async function communeOf(unit: Unit): Promise<Unit> {
  if (unit.level === "commune") return unit;
  return (await getUnit(unit.ancestors.find(({ level }) => level === "commune")?.id ?? unit.id)).unit;
}

const AT_WORK = "draft,submitted,returned,verified,assigned";

/** What the register has of a unit. */
export interface Register {
  known: Address[];
  counts: Count[];
}

/** Throws as `fetchGround` does. */
export async function fetchRegister(area: number): Promise<Register> {
  const [known, counts] = await Promise.all([fetchKnown(area), fetchCounts(area)]);
  return { known, counts };
}

/** The addresses of the unit that are at work or in use; of one's own that were given back with the reason. */
async function fetchKnown(area: number): Promise<Address[]> {
  const found: Address[] = [];
  for (let after: number | null = 0, pages = 0; after !== null && pages < MOST_PAGES; pages += 1) {
    const query: URLSearchParams = new URLSearchParams({ unit: String(area), status: AT_WORK, limit: String(ADDRESS_PAGE), after: String(after) });
    const page: { addresses: Address[]; next: number | null } | null = await get(`/api/v1/addresses?${query}`);
    found.push(...(page?.addresses ?? []));
    after = page?.next ?? null;
  }
  return Promise.all(found.map((address) => (address.is_mine && address.status === "returned" ? withReason(address) : address)));
}

/** A hamlet (null: none) with how many addresses it has; wanted: how many households there are. Of a campaign of today what it has collected, and its target. */
export interface Count {
  unit: number | null;
  name: string | null;
  have: number;
  wanted: number | null;
}

type Summary = Record<"draft" | "submitted" | "returned" | "verified" | "assigned", number> & Record<"households" | "target" | "collected", number | null> & { unit_id: number | null; name: string | null };

/** How far the work is, hamlet by hamlet. */
async function fetchCounts(area: number): Promise<Count[]> {
  const told = await get<{ hamlets: Summary[] }>(`/api/v1/addresses/summary?unit=${area}`);
  return (told?.hamlets ?? []).map(({ unit_id, name, draft, submitted, returned, verified, assigned, target, collected, households }) => ({
    unit: unit_id,
    name,
    have: target === null ? draft + submitted + returned + verified + assigned : (collected ?? 0),
    wanted: target ?? households,
  }));
}

async function withReason(address: Address): Promise<Address> {
  const told = await get<{ events: { step: string; reason_code: string | null; reason: string | null }[] }>(`/api/v1/addresses/${address.id}/events`);
  const last = told?.events.filter(({ step }) => step === "return").at(-1);
  return { ...address, reason: [given.reasonTitles[last?.reason_code ?? ""], last?.reason].filter(Boolean).join(": ") || null };
}

/** Hamlets without a boundary are there to be chosen, too. */
async function hamletsOf(commune: Unit): Promise<Piece> {
  const box = boxOf(commune);
  const [shapes, listed] = await Promise.all([
    box === null ? [] : features("hamlets", box),
    get<{ units: Unit[] }>(`/api/v1/units?level=hamlet&parent=${commune.id}&limit=1000`),
  ]);
  return (listed?.units ?? []).map(({ id, full_name }) => {
    const geometry = shapes.find(({ unit }) => unit === id)?.geometry ?? { type: "GeometryCollection", geometries: [] };
    return { geometry, name: full_name, kind: null, unit: id };
  });
}

async function landmarksIn(box: string): Promise<Piece> {
  return (await Promise.all(given.landmarks.map((layer) => features(layer, box)))).flat();
}

async function features(layer: string, box: string): Promise<Drawn[]> {
  const found: Drawn[] = [];
  for (let path: string | null = `/ogc/collections/${layer}/items?bbox=${box}&limit=${PAGE}`; path !== null; ) {
    const page: Features | null = await get(path);
    for (const feature of page?.features ?? []) if (feature.geometry !== null) found.push(drawn(layer, feature.geometry, feature.properties));
    const next: string | undefined = page?.links?.find(({ rel }) => rel === "next")?.href;
    path = next === undefined ? null : pathOf(next);
  }
  return found;
}

/** The service may know itself by another name than the phone does. */
function pathOf(href: string): string {
  const { pathname, search } = new URL(href, location.href);
  return pathname + search;
}

function drawn(layer: string, geometry: Geometry, properties: Record<string, unknown>): Drawn {
  const text = (key: string): string | null => (typeof properties[key] === "string" ? properties[key] : null);
  const unit = properties["unit_id"];
  return { geometry: rounded(geometry), name: text("full_name") ?? text("name"), kind: layer === "roads" ? text("class") : layer, unit: typeof unit === "number" ? unit : null };
}

function rounded(geometry: Geometry): Geometry {
  if (geometry.type === "GeometryCollection") return { ...geometry, geometries: geometry.geometries.map(rounded) };
  return { ...geometry, coordinates: roundedNumbers(geometry.coordinates) } as Geometry;
}

type Nested = number | Nested[];

function roundedNumbers(given: Nested): Nested {
  return typeof given === "number" ? Math.round(given * DIGITS) / DIGITS : given.map(roundedNumbers);
}

function boxOf({ bbox }: Unit): string | null {
  if (bbox === null) return null;
  const [west, south, east, north] = bbox;
  return [west - MARGIN_DEGREES, south - MARGIN_DEGREES, east + MARGIN_DEGREES, north + MARGIN_DEGREES].map((degrees) => degrees.toFixed(6)).join(",");
}
