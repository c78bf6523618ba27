// What the rule says of one unit: its outcome, its share beside the threshold, its counts, and its gaps by need.

import type { Gap, UnitCoverage } from "../api";
import { layerNamed } from "../catalogue";
import { codeLine, gapLists } from "../details-parts";
import { el } from "../dom";
import { labelled } from "../labelled";
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
  const place = el("div", {}, gapLists(gaps, go));
  const kinds = new Map<string, number>();
  for (const { layer } of gaps) kinds.set(layer, (kinds.get(layer) ?? 0) + 1);
  const choice = kinds.size < 2 ? null : kindChoice(kinds, gaps.length, (layer) => place.replaceChildren(gapLists(layer === "" ? gaps : gaps.filter((gap) => gap.layer === layer), go)));
  const note = more ? el("p", { class: "quiet" }, t("more_gaps", { count: gaps.length })) : null;
  return el("div", {}, choice, place, note);
}

/** Which kind of place is listed; chosen: told of its layer, "" for all. */
function kindChoice(kinds: ReadonlyMap<string, number>, all: number, chosen: (layer: string) => void): HTMLElement {
  const select = el("select", { id: "gap-kind" }, new Option(t("gap_kinds_all", { count: all }), ""));
  const titled = [...kinds].map(([layer, count]) => [layerNamed(layer)?.title ?? layer, count, layer] as const);
  for (const [title, count, layer] of titled.sort((a, b) => b[1] - a[1])) select.append(new Option(t("gap_kind", { kind: title, count }), layer));
  select.addEventListener("change", () => chosen(select.value));
  return labelled(select, t("gap_kinds"));
}
