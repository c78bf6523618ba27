// Classes of results: the threshold of the rule is an edge, orange below it and blue from it on, which colour-blind eyes
// tell apart; what is not known is hatched and what the rule does not speak of grey, neither of them a share of 0.

import type { ShareClass, UnitCoverage } from "./api";
import { catalogue } from "./catalogue";
import { el } from "./dom";
import type { Fill } from "./map/rules";
import { NO_DATA_COLOR } from "./palette";
import { count, t } from "./words";

const shares = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 1 });

export interface ResultClass extends Fill {
  id: string;
  label: string;
  /** Whether it is the first from the threshold on. */
  isFromGoal: boolean;
}

// Those of a rule that is no matter of shares, and of one without a result.
export const FAILED = "#d67a2c";
export const PASSED = "#4a92c4";
const NOT_APPLICABLE = "#f3f4f5";

/** Of shares as the server cut them; by outcome alone where the rule is no matter of shares. */
export function resultClasses(classes: readonly ShareClass[]): ResultClass[] {
  const known = classes.length === 0 ? byOutcome() : classes.map((each, index) => between(each, classes[index + 1]?.first ?? null));
  return [...known, ...withoutShare()];
}

/** The class of a unit; every result falls into exactly one. */
export function classOf(classes: readonly ResultClass[], unit: UnitCoverage): ResultClass | undefined {
  return classes.find(({ holds }) => holds({ ...unit }));
}

/** A bar for each class, as high as there are units in it; a class that nothing falls into where a scale would have a hole. */
export function showClasses(list: HTMLElement, classes: readonly ResultClass[], units: readonly UnitCoverage[] | undefined, pixels: number): void {
  const counts = classes.map((each) => units?.filter((unit) => classOf(classes, unit) === each).length ?? 0);
  const most = Math.max(1, ...counts);
  const shown = classes.map((each, index) => ({ each, number: counts[index] ?? 0 })).filter(({ each, number }) => number > 0 || each.id !== "not_applicable");
  list.style.setProperty("--columns", String(shown.length));
  list.replaceChildren(...shown.map(({ each, number }) => barOf(each, number, (pixels * number) / most)));
}

function barOf({ id, color, label, isHatched, isFromGoal }: ResultClass, number: number, height: number): HTMLElement {
  const bar = el("span", { class: `bar${isHatched ? " hatched" : ""}`, "aria-hidden": "true" });
  bar.style.setProperty("--color", color);
  bar.style.setProperty("--height", `${8 + height}px`);
  return el(
    "li",
    { "data-class": id, class: isFromGoal ? "from-goal" : null },
    el("span", { class: "count", "aria-hidden": "true" }, count(number)),
    bar,
    el("span", { class: "label" }, label),
    el("span", { class: "visually-hidden" }, `: ${t("units_counted", { count: number })}`),
  );
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
