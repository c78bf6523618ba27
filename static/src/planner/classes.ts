// Classes of results: the threshold of the rule is an edge, orange below it and blue from it on, which colour-blind eyes
// tell apart; what is not known is hatched and what the rule does not speak of grey, neither of them a share of 0.

import type { UnitCoverage } from "../api";
import type { Fill } from "../map/rules";
import { NO_DATA_COLOR } from "../palette";
import { percent, t } from "../words";
import type { Rule } from "./server";

export interface ResultClass extends Fill {
  id: string;
  label: string;
  /** Whether it is the first from the threshold on. */
  isFromGoal: boolean;
}

const QUARTERS = [0, 0.25, 0.5, 0.75] as const;
// Classes narrower than this tell nobody anything.
const NARROWEST = 0.1;
const BELOW: Record<number, readonly string[]> = {
  1: ["#e9a35a"],
  2: ["#d67a2c", "#f6cf9c"],
  3: ["#c9691c", "#eeae6a", "#fae0bd"],
  4: ["#b65a12", "#e0904a", "#f4c086", "#fbe6cb"],
};
const ABOVE: Record<number, readonly string[]> = {
  1: ["#2a6fb0"],
  2: ["#8cc0dd", "#2a6fb0"],
  3: ["#b8dbea", "#6aa9d2", "#2a6fb0"],
  4: ["#c9e4ef", "#93c5df", "#5a9dcb", "#2a6fb0"],
};
const NOT_APPLICABLE = "#f3f4f5";

/** The share from which a unit passes; null when the rule is no matter of shares. */
export function goalOf({ rule }: Rule): number | null {
  const rollup = rule.rollup;
  if (rollup?.stat === "all") return 1;
  return rollup?.stat === "share" && rollup.pass.op === ">=" && rollup.pass.value > 0 ? rollup.pass.value : null;
}

export function classesOf(rule: Rule): ResultClass[] {
  const goal = goalOf(rule);
  return [...(goal === null ? byOutcome() : byShare(goal)), ...withoutShare()];
}

/** The class of a unit; every result falls into exactly one. */
export function classOf(classes: readonly ResultClass[], unit: UnitCoverage): ResultClass | undefined {
  return classes.find(({ holds }) => holds({ ...unit }));
}

function byShare(goal: number): ResultClass[] {
  const below = edgesBelow(goal);
  const above = [goal, ...QUARTERS.filter((edge) => edge >= goal + NARROWEST)];
  return [
    ...below.map((from, index) => between(from, below[index + 1] ?? goal, colorIn(BELOW, below.length, index), false)),
    ...above.map((from, index) => between(from, above[index + 1] ?? null, colorIn(ABOVE, above.length, index), index === 0)),
  ];
}

function edgesBelow(goal: number): number[] {
  return [0, ...QUARTERS.filter((edge) => edge > 0 && edge <= goal - NARROWEST)];
}

function colorIn(ramps: Record<number, readonly string[]>, count: number, index: number): string {
  return ramps[count]?.[index] ?? NO_DATA_COLOR;
}

function between(from: number, to: number | null, color: string, isFromGoal: boolean): ResultClass {
  const holds: Fill["holds"] = ({ share, outcome }) =>
    isKnown(outcome) && typeof share === "number" && share >= from && (to === null || share < to);
  return { id: `from-${Math.round(from * 100)}`, color, isHatched: false, label: labelOf(from, to), isFromGoal, holds };
}

function labelOf(from: number, to: number | null): string {
  if (to === null) return from >= 1 ? percent(1) : `≥ ${percent(from)}`;
  return from === 0 ? `< ${percent(to)}` : `${percent(from).replace("%", "")}–<${percent(to)}`;
}

function isKnown(outcome: unknown): boolean {
  return outcome === "pass" || outcome === "fail";
}

function byOutcome(): ResultClass[] {
  return [
    { ...ofOutcome("fail", t("failed")), color: BELOW[1]?.[0] ?? "" },
    { ...ofOutcome("pass", t("passed")), color: ABOVE[1]?.[0] ?? "", isFromGoal: true },
  ];
}

function withoutShare(): ResultClass[] {
  return [
    { ...ofOutcome("unknown", t("unknown")), color: NO_DATA_COLOR, isHatched: true },
    { ...ofOutcome("not_applicable", t("not_applicable")), color: NOT_APPLICABLE },
  ];
}

function ofOutcome(id: string, label: string): ResultClass {
  return { id, label, color: "", isHatched: false, isFromGoal: false, holds: ({ outcome }) => outcome === id };
}
