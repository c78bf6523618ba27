// What is known of a unit on a day: its facts, what each rule said of it, its scorecard.

import { getUnit, type Outcome, type UnitCoverage } from "../api";
import { ask } from "../ask";
import { base, catalogue } from "../catalogue";
import type { CriteriaSet, Part, UnitAnswer } from "./scorecard";
import { levelsOf } from "./ground";
import { getResult, type Level, orNull, pathOf, query, type Rule } from "./server";

// Indicators that tell how large a unit is.
const SIZES = ["population", "households"] as const;

/** A unit on a day (null: today), under the name that it is called by here. */
export interface Side {
  unit: number;
  name: string;
  at: string | null;
}

type Counted = Pick<UnitCoverage, "outcome" | "share" | "subjects" | "passed" | "failed" | "unknown"> & { weighed_by?: "population" | "addresses" | null };
/** What a rule said at one of its calculations. */
type Moment = Counted & { calculated_for: string };

export interface Judged {
  outcome: Outcome;
  parts: Part[];
}

/** facts: null where nobody has said it. rules: by id; null when it was not calculated by then. set: that of the day, if the unit was judged. */
export interface Known {
  facts: Record<"area_km2" | (typeof SIZES)[number], number | null>;
  rules: ReadonlyMap<string, Counted | null>;
  set: CriteriaSet | null;
  judged: ReadonlyMap<string, Judged>;
}

/** What a rule says of a unit on a day; null when it was not calculated by then. */
export type Says = (rule: Rule, side: Side) => Counted | null;

/** What the rules say of some units on a day, which is asked for once for all of them. */
export async function onDay(at: string | null, level: Level, rules: readonly Rule[]): Promise<Says> {
  const asked = rules
    .filter((rule) => levelsOf(rule, at).includes(level))
    .map(async (rule) => [rule.id, await getResult(rule.id, at, level === rule.level ? null : level)] as const);
  const results = new Map(await Promise.all(asked));
  return ({ id }, { unit }) => results.get(id)?.units.find(({ unit_id }) => unit_id === unit) ?? null;
}

/** What the rules say of these units on any day. */
export async function anyDay(units: readonly number[], rules: readonly Rule[]): Promise<Says> {
  const pasts = new Map(await Promise.all(units.map(async (unit) => [unit, await pastOf(unit, rules)] as const)));
  return ({ id }, { unit, at }) => lastOf(pasts.get(unit)?.get(id) ?? [], at);
}

/** What rules said of a unit at all of their calculations, the oldest first. */
export async function pastOf(unit: number, rules: readonly Rule[]): Promise<ReadonlyMap<string, readonly Moment[]>> {
  const asked = rules.map(async ({ id }) => {
    const { trend } = await ask<{ trend: Moment[] }>("GET", `${pathOf(id)}/trend${query({ unit: String(unit) })}`);
    return [id, trend] as const;
  });
  return new Map(await Promise.all(asked));
}

export async function knownOf(side: Side, level: Level, rules: readonly Rule[], says: Says): Promise<Known> {
  const { unit, at } = side;
  const answer = await getUnit(unit, at);
  const isThere = answer.in_force;
  // Of a unit that was not there yet nothing more is known.
  const [card, population = null, households = null] = await Promise.all([
    isThere ? cardOf(unit, at) : null,
    ...SIZES.map((code) => (isThere ? sizeOf(code, unit, level, at) : null)),
  ]);
  return {
    facts: { area_km2: isThere ? answer.unit.area_km2 : null, population, households },
    rules: new Map(rules.map((rule) => [rule.id, isThere ? says(rule, side) : null])),
    set: card?.set ?? null,
    judged: new Map((card?.criteria ?? []).map((each) => [each.id, each])),
  };
}

function cardOf(unit: number, at: string | null): Promise<UnitAnswer | null> {
  return orNull(ask<UnitAnswer>("GET", `${base}/api/v1/scorecards/${unit}${query({ at })}`));
}

async function sizeOf(code: string, unit: number, level: Level, at: string | null): Promise<number | null> {
  const path = `${base}/api/v1/indicators/${code}${query({ level, unit: String(unit), at })}`;
  const answer = await orNull(ask<{ units: { unit_id: number; value: number | null }[] }>("GET", path));
  return answer?.units.find(({ unit_id }) => unit_id === unit)?.value ?? null;
}

function lastOf(moments: readonly Moment[], at: string | null): Moment | null {
  return moments.filter(({ calculated_for }) => calculated_for <= (at ?? catalogue.today)).at(-1) ?? null;
}
