// Classes of results: the threshold of the rule is an edge, orange below it and blue from it on, which colour-blind eyes
// tell apart; what is not known is hatched and what the rule does not speak of grey, neither of them a share of 0.

import type { UnitCoverage } from "../api";
import type { Fill } from "../map/rules";
import { NO_DATA_COLOR } from "../palette";
import { catalogue } from "../catalogue";
import { t } from "../words";
import type { Result, Rule, ShareClass } from "./server";

const shares = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 1 });

export interface ResultClass extends Fill {
  id: string;
  label: string;
  /** Whether it is the first from the threshold on. */
  isFromGoal: boolean;
}

// Those of a rule that is no matter of shares, and of one without a result.
const FAILED = "#d67a2c";
const PASSED = "#4a92c4";
const NOT_APPLICABLE = "#f3f4f5";

/** The share from which a unit passes; null when the rule is no matter of shares. */
export function goalOf({ rule }: Rule): number | null {
  const rollup = rule.rollup;
  if (rollup?.stat === "all") return 1;
  return rollup?.stat === "share" && rollup.pass.op === ">=" && rollup.pass.value > 0 ? rollup.pass.value : null;
}

/** Those of shares are the server's, which has the same for reports; result: null before there is one. */
export function classesOf(rule: Rule, result: Result | null): ResultClass[] {
  const goal = goalOf(rule);
  if (goal === null) return [...byOutcome(), ...withoutShare()];
  const classes = result?.classes.length ? result.classes : [{ first: 0, color: FAILED, is_goal: false }, { first: goal, color: PASSED, is_goal: true }];
  return [...classes.map((each, index) => between(each, classes[index + 1]?.first ?? null)), ...withoutShare()];
}

/** The class of a unit; every result falls into exactly one. */
export function classOf(classes: readonly ResultClass[], unit: UnitCoverage): ResultClass | undefined {
  return classes.find(({ holds }) => holds({ ...unit }));
}

function between({ first, color, is_goal }: ShareClass, to: number | null): ResultClass {
  const holds: Fill["holds"] = ({ share, outcome }) =>
    isKnown(outcome) && typeof share === "number" && share >= first && (to === null || share < to);
  return { id: `from-${Math.round(first * 1000) / 10}`, color, isHatched: false, label: labelOf(first, to), isFromGoal: is_goal, holds };
}

function labelOf(from: number, to: number | null): string {
  if (to === null) return from >= 1 ? `${said(1)}%` : `≥ ${said(from)}%`;
  return from === 0 ? `< ${said(to)}%` : `${said(from)}–<${said(to)}%`;
}

function said(share: number): string {
  return shares.format(share * 100);
}

function isKnown(outcome: unknown): boolean {
  return outcome === "pass" || outcome === "fail";
}

function byOutcome(): ResultClass[] {
  return [
    { ...ofOutcome("fail", t("failed")), color: FAILED },
    { ...ofOutcome("pass", t("passed")), color: PASSED, isFromGoal: true },
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
