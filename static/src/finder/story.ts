// What a card needs beyond the candidate itself: units of today with their parents, and boundaries.

import { type Candidate, type Feature, getFeature, getUnit, type UnitAnswer, type UnitLink, type UnitRef } from "../api";
import type { Shape } from "../map/boundaries";
import { lastDay } from "./phrases";

/** Units of today with what each was made of. A candidate that is in force is its own unit of today. */
export function unitsOfToday(candidate: Candidate): Promise<UnitAnswer[]> {
  const units = candidate.in_force ? [candidate.unit] : candidate.today.units.map(({ unit }) => unit);
  return Promise.all(units.map(({ id }) => getUnit(id)));
}

/** What else went into the unit of today; nothing is said of it where the candidate was divided among several. */
export function others(candidate: Candidate, today: readonly UnitAnswer[]): UnitLink[] {
  if (today.length > 1) return [];
  return today.flatMap(({ predecessors }) => predecessors).filter(({ unit }) => unit.id !== candidate.unit.id);
}

export interface Boundaries {
  shapes: Shape[];
  /** Features by the identity of their unit, with the properties of that day. */
  features: Map<number, Feature>;
  /** Names of units without a boundary. */
  missing: string[];
  /** What standing the boundaries have: official, reference, sketch, derived. */
  standings: Set<string>;
  sources: Set<string>;
}

/** The boundaries of `candidate`, its units of today, and all that went into them, each on a day on which it held. */
export async function boundariesOf(candidate: Candidate, today: readonly UnitAnswer[]): Promise<Boundaries> {
  const wanted = new Map<number, { unit: UnitRef; role: Shape["role"] }>();
  for (const { unit } of today) wanted.set(unit.id, { unit, role: "new" });
  const former = candidate.in_force ? "old" : "other";
  for (const { unit } of others(candidate, today)) wanted.set(unit.id, { unit, role: former });
  if (!candidate.in_force) wanted.set(candidate.unit.id, { unit: candidate.unit, role: "old" });
  const found = await Promise.all([...wanted.values()].map(async (each) => ({ ...each, feature: await featureOf(each.unit) })));
  const drawn = found.filter(({ feature }) => feature.geometry !== null);
  return {
    shapes: drawn.map(({ unit, role, feature }) => ({
      // Names of many parts are many: the short ones leave room.
      name: role === "new" || unit.id === candidate.unit.id ? unit.full_name : unit.name,
      role,
      geometry: feature.geometry!,
    })),
    features: new Map(found.map(({ unit, feature }) => [unit.id, feature])),
    missing: found.filter(({ feature, role }) => feature.geometry === null && role !== "other").map(({ unit }) => unit.full_name),
    sources: new Set([candidate.unit, ...today.map(({ unit }) => unit)].map(({ geom_source }) => geom_source).filter((each) => each !== null)),
    standings: new Set(drawn.map(({ feature }) => String(feature.properties.geom_status))),
  };
}

function featureOf(unit: UnitRef): Promise<Feature> {
  return getFeature(`${unit.level}s`, unit.id, lastDay(unit));
}
