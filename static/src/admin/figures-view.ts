// Figures as they would be written: a table, each with what was known of it before.

import { catalogue, type Layer } from "../catalogue";
import { el } from "../dom";
import { count, day, t } from "../words";
import type { Preview, PreviewRow } from "./server";
import { type Cell, table } from "./table";

const AT_FIRST = 20;
// A share of 0.855 is 85.5 %, and not 86 %.
const shares = new Intl.NumberFormat(catalogue.language, { style: "percent", maximumFractionDigits: 2 });

interface Figure {
  row: number;
  unit: string;
  within: string | null;
  indicator: string;
  kind: "share" | "count" | "number" | "yes_no" | "class";
  value: number;
  period_from: string;
  period_to: string;
  source: string | null;
  before: number | null;
  before_from: string | null;
  before_to: string | null;
}

/** The first of them, the others folded away. layer: knows what indicators are called. */
export function figuresView({ features: { features }, total }: Preview, layer: Layer): HTMLElement {
  const rows = features.map((each) => cells(each, layer));
  const titles = (rows[0] ?? []).map(([title]) => title);
  const rest = rows.slice(AT_FIRST);
  const hint = t(rows.length < total ? "figures_some" : "figures_all", { shown: rows.length, total });
  const more = el("details", { class: "more" }, el("summary", {}, t("figures_more", { count: rest.length })), scrolled(table(titles, rest)));
  return el("div", {}, el("p", { class: "hint" }, hint), scrolled(table(titles, rows.slice(0, AT_FIRST))), rest.length > 0 ? more : null);
}

function scrolled(shown: HTMLElement): HTMLElement {
  return el("div", { class: "figure-rows" }, shown);
}

function cells({ properties }: PreviewRow, layer: Layer): Cell[] {
  const figure = properties as unknown as Figure;
  const title = layer.fields.find(({ name }) => name === figure.indicator)?.title ?? figure.indicator;
  return [
    [t("col_row"), String(figure.row)],
    [t("col_unit"), figure.within === null ? figure.unit : el("span", {}, figure.unit, el("span", { class: "quiet detail" }, figure.within))],
    [t("col_indicator"), title],
    [t("col_value"), inUnits(figure, figure.value)],
    [t("col_before"), before(figure)],
    [t("col_period"), period(figure.period_from, figure.period_to)],
    [t("col_source"), figure.source ?? "—"],
  ];
}

function before(figure: Figure): Node | string {
  if (figure.before === null || figure.before_from === null || figure.before_to === null) return "—";
  const isReplaced = figure.before_from === figure.period_from && figure.before_to === figure.period_to;
  const when = isReplaced ? t("figure_replaced") : period(figure.before_from, figure.before_to);
  return el("span", {}, inUnits(figure, figure.before), el("span", { class: "quiet detail" }, when));
}

function inUnits({ kind }: Figure, value: number): string {
  if (kind === "yes_no") return t(value === 1 ? "yes" : "no");
  return kind === "share" ? shares.format(value) : count(value);
}

/** A whole year by its number, anything else by its days. */
function period(first: string, last: string): string {
  const isYear = first.endsWith("-01-01") && last === `${first.slice(0, 4)}-12-31`;
  return isYear ? first.slice(0, 4) : `${day(first)} – ${day(last)}`;
}
