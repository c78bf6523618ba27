// What the wall shows of each rule, as the public may see it, and the gaps of one of them.

import { type Gap, getJson, getUnit, HttpError, type UnitCoverage } from "../api";
import { type Level, query, type Result, type Rule } from "../planner/server";

const COVERAGE = "/api/v1/coverage";
const MOST_GAPS = 8;
// A copy at hand would hide that the connection is lost.
const ASKED_ANEW = "no-cache";

/** A rule with its result; figures: of the unit of the wall, null when it was not counted. */
export interface Figure {
  rule: Rule;
  result: Result | null;
  figures: UnitCoverage | null;
}

/** The unit that a wall is about; null: all of them. */
export interface Scope {
  id: number;
  name: string;
  level: Level;
}

/** null as well where there is no such unit. */
export async function scopeOf(unit: number | null): Promise<Scope | null> {
  const answer = unit === null ? null : await getUnit(unit).catch(gone);
  return answer === null ? null : { id: answer.unit.id, name: answer.unit.full_name, level: answer.unit.level };
}

function gone(error: unknown): null {
  if (error instanceof HttpError && error.status === 404) return null;
  throw error;
}

/** All rules with what they say of the scope. Throws when the service does not answer. */
export async function allFigures(scope: Scope | null): Promise<Figure[]> {
  const { rules } = await getJson<{ rules: Rule[] }>(`${COVERAGE}/rules`, ASKED_ANEW);
  return Promise.all(rules.map((rule) => figureOf(rule, scope)));
}

async function figureOf(rule: Rule, scope: Scope | null): Promise<Figure> {
  const level = scope === null || scope.level === rule.level ? null : scope.level;
  try {
    const result = await getJson<Result>(`${COVERAGE}/${encodeURIComponent(rule.id)}/units${query({ level })}`, ASKED_ANEW);
    return { rule, result, figures: result.units.find(({ unit_id }) => unit_id === scope?.id) ?? null };
  } catch (error) {
    // Not calculated, or not for units of that level: the others have figures all the same.
    if (error instanceof HttpError && (error.status === 404 || error.status === 400)) return { rule, result: null, figures: null };
    throw error;
  }
}

/** The gaps of the greatest need. */
export async function gapsOf({ id }: Rule, scope: Scope | null): Promise<Gap[]> {
  const unit = scope === null ? null : String(scope.id);
  const path = `${COVERAGE}/${encodeURIComponent(id)}/gaps${query({ unit, limit: String(MOST_GAPS) })}`;
  return (await getJson<{ gaps: Gap[] }>(path, ASKED_ANEW)).gaps;
}
