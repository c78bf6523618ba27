// What may be meant while somebody is still typing.

import { type Candidate, getCommunesNamed, getUnitDates, resolveUnits, type Unit } from "../api";
import { folded } from "../names";
import { eve } from "../timeline-days";
import type { Way } from "./address";
import type { Brief } from "./answers";

const MOST = 8;
// Names that hold a few letters are many; the best of them are sought among so many.
const LOOKED_AT = 60;
const NAME_ONLY = /^[^,\d]+$/;

export interface Suggested extends Brief {
  /** Whether the text says more than the name of the unit: house number, street, hamlet. */
  hasRemainder: boolean;
}

/** Units so called, then those with a syllable that begins with `text`, then similar ones. */
export async function suggested(text: string, to: Way): Promise<Suggested[]> {
  const [{ candidates, query }, holding] = await Promise.all([resolveUnits(text, { limit: MOST }), unitsHolding(text, to)]);
  const asAsked = (candidate: Candidate): number => Number(candidate.in_force === (to === "old"));
  const called = candidates.filter((each) => !isSimilar(each)).sort((a, b) => asAsked(b) - asAsked(a));
  const all: Brief[] = [...called, ...holding, ...candidates.filter(isSimilar)];
  const first = all.filter(({ unit }, index) => all.findIndex((other) => other.unit.id === unit.id) === index);
  return first.slice(0, MOST).map((each) => ({ ...each, hasRemainder: query.remainder !== null }));
}

function isSimilar({ reasons }: Candidate): boolean {
  return reasons.some(({ code }) => code === "similar_name");
}

async function unitsHolding(text: string, to: Way): Promise<Brief[]> {
  if (!NAME_ONLY.test(text)) return [];
  const units = await getCommunesNamed(text, to === "old" ? null : await lastEve(), LOOKED_AT);
  const begun = folded(text);
  const begins = (unit: Unit): number => Number([unit.name, unit.full_name].some((name) => folded(name).startsWith(begun)));
  const today = { in_force: to === "old", units: [], events: [] };
  return units
    .filter((unit) => ` ${folded(unit.full_name)}`.includes(` ${begun}`))
    .sort((a, b) => begins(b) - begins(a))
    .map((unit) => ({ unit, in_force: to === "old", today, reasons: [] }));
}

let known: Promise<string | null> | null = null;

/** The last day before communes last changed; null when they never did. */
function lastEve(): Promise<string | null> {
  known ??= getUnitDates("commune").then(({ today, dates }) => {
    const last = dates.filter(({ date }) => date <= today).at(-1);
    return last === undefined ? null : eve(last.date);
  });
  known.catch(() => (known = null));
  return known;
}
