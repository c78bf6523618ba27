// What lies at one spot on two days: the earlier unit, the later one, and how the one became the other.

import { getUnit, type UnitAnswer } from "./api";
import { button, el } from "./dom";
import { lineage, type Visit } from "./lineage";
import { t } from "./words";

/** One side of a comparison at a spot; null when no unit is there on that day. */
export interface Side {
  id: number;
  name: string;
}

export interface Pair {
  sides: [Side | null, Side | null];
  /** The days compared, null for today, and how they are called. */
  days: [string | null, string | null];
  names: [string, string];
}

export async function pairOf({ sides, days }: Pair): Promise<(UnitAnswer | null)[]> {
  return Promise.all(sides.map((side, index) => (side === null ? null : getUnit(side.id, days[index] ?? null))));
}

/** The two units as buttons that lead to each on its day. */
export function pairList({ sides, days, names }: Pair, answers: (UnitAnswer | null)[], visit: Visit): HTMLElement {
  const rows = names.flatMap((name, index) => {
    const line = el("span", { class: `side-line ${index === 0 ? "earlier" : "later"}`, "aria-hidden": "true" });
    const unit = answers[index]?.unit;
    const go = el("span", { class: "go", "aria-hidden": "true" }, "›");
    const shown = sides[index]?.name ?? t("nobody_here");
    const value = unit === undefined ? el("p", {}, shown) : button({}, () => visit(unit, days[index] ?? null), el("span", {}, unit.full_name), go);
    return [el("dt", {}, line, name), el("dd", {}, value)];
  });
  return el("dl", { class: "lineage pair" }, ...rows);
}

/** How the later unit was made, and what else became of the earlier one. */
export function pairLineage([earlier, later]: (UnitAnswer | null)[], visit: Visit): HTMLElement[] {
  if (earlier && later && earlier.unit.id === later.unit.id) return [el("p", { class: "all-well" }, t("same_unit"))];
  const became = earlier && earlier.successors.length > 1 ? lineage({ ...earlier, predecessors: [] }, visit) : null;
  const made = later ? lineage({ ...later, successors: [] }, visit) : null;
  return [became, made].filter((part) => part !== null);
}
