// Classes of the results of a rule: the server's, and those of a rule of which there is no result.

import { FAILED, PASSED, type ResultClass, resultClasses } from "../share-classes";
import type { Result, Rule } from "./server";

export { classOf, type ResultClass } from "../share-classes";

/** The share from which a unit passes; null when the rule is no matter of shares. */
export function goalOf({ rule }: Rule): number | null {
  const rollup = rule.rollup;
  if (rollup?.stat === "all") return 1;
  return rollup?.stat === "share" && rollup.pass.op === ">=" && rollup.pass.value > 0 ? rollup.pass.value : null;
}

/** Those of shares are the server's, which has the same for reports; result: null before there is one. */
export function classesOf(rule: Rule, result: Result | null): ResultClass[] {
  const goal = goalOf(rule);
  if (goal === null) return resultClasses([]);
  return resultClasses(result?.classes.length ? result.classes : [{ first: 0, color: FAILED, is_goal: false }, { first: goal, color: PASSED, is_goal: true }]);
}
