// What the rule says of one unit: its outcome, its share beside the threshold, its counts, and its gaps by need.

import type { Gap, UnitCoverage } from "../api";
import { codeLine, gapLists } from "../details-parts";
import { el } from "../dom";
import { proportions } from "../legend";
import { percent, t } from "../words";
import { classOf, type ResultClass } from "./classes";
import { figure, isWithheld } from "./plainly";
import { goalWords } from "./rule-words";
import type { Rule } from "./server";

export function figuresOf(unit: UnitCoverage, rule: Rule, classes: readonly ResultClass[]): HTMLElement[] {
  const all = isWithheld(unit) ? [el("p", { class: "none" }, t("withheld"))] : [proportions(unit), counts(unit)];
  return [codeLine(unit.code), outcome(unit, rule, classes), ...all];
}

function outcome(unit: UnitCoverage, rule: Rule, classes: readonly ResultClass[]): HTMLElement {
  const found = classOf(classes, unit);
  const big = el("p", { class: `big chip${found?.isHatched ? " hatched" : ""}` }, unit.share === null ? "–" : percent(unit.share));
  big.style.setProperty("--color", found?.color ?? "");
  const words = el("p", {}, el("strong", { class: `outcome ${unit.outcome}` }, t(`unit_${unit.outcome}`)), el("br"), el("span", { class: "quiet" }, goalWords(rule)));
  return el("div", { class: "unit-share" }, big, words);
}

function counts(unit: UnitCoverage): HTMLElement {
  const keys = ["passed", "failed", "unknown"] as const;
  return el("dl", { class: "counts" }, ...keys.map((key) => el("div", { class: key }, el("dt", {}, t(key)), el("dd", {}, figure(unit[key])))));
}

/** The gaps by need; go: to one of them on the map. */
export function gapsOf({ gaps, more }: { gaps: readonly Gap[]; more: boolean }, go: (gap: Gap) => void): HTMLElement {
  const lists = gapLists(gaps, go);
  if (more) lists.append(el("p", { class: "quiet" }, t("more_gaps", { count: gaps.length })));
  return lists;
}
