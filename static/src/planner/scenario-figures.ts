// Scenarios in figures: what each rule says before and after, and several of them side by side.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { day, percent, t } from "../words";
import { figure } from "./plainly";
import type { Figures } from "./proposals";
import type { Comparison, RuleEffect } from "./scenario-server";
import { said } from "./server";

const COUNTS = ["passed", "failed", "unknown"] as const;
const signed = new Intl.NumberFormat(catalogue.language, { signDisplay: "exceptZero" });

/** Every rule that counts what is changed, one a row. */
export function effectTable(at: string, rules: readonly RuleEffect[]): HTMLElement {
  if (rules.length === 0) return el("p", { class: "none" }, t("sc_no_rules"));
  const heads = ["sc_rule", "sc_before", "sc_after", "sc_gain"].map((key) => el("th", { scope: "col" }, t(key)));
  const rows = rules.map((one) => {
    const cells = one.before === null ? [el("td", { colspan: "3" }, one.why === null ? "–" : said(one.why))] : [cell(one.before), cell(one.after), el("td", {}, gain(one.gain))];
    return el("tr", {}, el("th", { scope: "row" }, said(one.title), unchecked(one.checked)), ...cells);
  });
  const table = el("table", { class: "side-by-side" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return el("div", { class: "wide" }, el("p", { class: "quiet" }, t("sc_on_day", { date: day(at) })), table);
}

/** Scenarios of one unit, one a column. */
export function comparisonTable({ at, unit_name, rules, scenarios }: Comparison): HTMLElement {
  const heads = [t("sc_figure"), t("sc_before"), ...scenarios.map(({ name }) => name)].map((words) => el("th", { scope: "col" }, words));
  const things = (["added", "moved", "removed"] as const).map((key) => row(t(`sc_${key}`), "–", ...scenarios.map((one) => figure(one[key]))));
  const blocks = rules.map(({ title, before, checked, why }, index) => {
    const top = el("tr", {}, el("th", { scope: "rowgroup", colspan: String(scenarios.length + 2), class: "block" }, said(title), unchecked(checked)));
    if (before === null) return el("tbody", {}, top, el("tr", {}, el("td", { colspan: String(scenarios.length + 2) }, why === null ? "–" : said(why))));
    const after = scenarios.map((one) => one.after[index] ?? null);
    const share = row(t("col_share"), shareOf(before), ...after.map(shareOf));
    const counts = COUNTS.map((key) => row(t(`count_${key}`), figure(before[key]), ...after.map((one) => (one === null ? "–" : figure(one[key])))));
    return el("tbody", {}, top, share, ...counts, row(t("sc_gain"), "–", ...scenarios.map((one) => gain(one.gain[index] ?? null))));
  });
  const table = el("table", { class: "side-by-side" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...things), ...blocks);
  const left = scenarios.flatMap(({ name, unfit }) => unfit.map(({ words }) => el("li", {}, `${name}: ${said(words)}`)));
  return el(
    "div",
    { class: "wide", tabindex: "0", role: "region", "aria-label": t("sc_compare") },
    el("p", { class: "quiet" }, `${unit_name ?? ""} · ${t("sc_on_day", { date: day(at) })}`),
    table,
    left.length === 0 ? null : el("ul", { class: "plain-list said" }, ...left),
  );
}

function row(name: string, ...values: string[]): HTMLElement {
  return el("tr", {}, el("th", { scope: "row" }, name), ...values.map((value) => el("td", {}, value)));
}

function cell(figures: Figures | null): HTMLElement {
  if (figures === null) return el("td", {}, "–");
  return el("td", {}, shareOf(figures), el("small", {}, t("sc_passed_of", { passed: figure(figures.passed), subjects: figure(figures.subjects) })));
}

function shareOf(figures: Figures | null): string {
  return figures === null || figures.share === null ? "–" : percent(figures.share);
}

function gain(value: number | null): string {
  return value === null ? "–" : signed.format(value);
}

function unchecked(isChecked: boolean): HTMLElement | null {
  return isChecked ? null : el("small", {}, t("unchecked"));
}
