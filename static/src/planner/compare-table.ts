// Two units, or one unit on two days, side by side in figures: the difference, and which of both is better.

import type { Outcome } from "../api";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { day, percentTenths, t } from "../words";
import type { Judged, Known, Side } from "./compare-server";
import { figure } from "./plainly";
import { type Criterion, partWords } from "./scorecard";
import { type Rule, said } from "./server";

/** isTimes: the same unit then (left) and now (right). */
export interface Pair {
  left: Side;
  right: Side;
  isTimes: boolean;
}

/** How much more the right has in what is better when there is more of it; null: it cannot be told. */
type Lead = number | null;

interface Line {
  title: string;
  cells: [Node[], Node[]];
  /** In words; "–" when there is none. */
  difference: string;
  /** undefined: neither more nor less of it is better. */
  lead?: Lead;
}

const RANK: Partial<Record<Outcome, number>> = { fail: 0, pass: 1 };
const COUNTS = ["subjects", "passed", "failed", "unknown"] as const;
const fine = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 2, signDisplay: "exceptZero" });
const signed = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });

/** first: the rule that the page shows, which is told in full. */
export function comparison(pair: Pair, known: [Known, Known], rules: readonly Rule[], first: Rule): HTMLElement[] {
  const others = rules.filter(({ id }) => id !== first.id).map((rule) => ruleLine(pair, known, rule));
  const own = ruleLine(pair, known, first);
  const lines = [own, ...others].filter((line) => line !== null);
  const table = el(
    "table",
    { class: `side-by-side compare-table${pair.isTimes ? " times" : ""}` },
    el("caption", { class: "visually-hidden" }, t("compare_caption", { left: pair.left.name, right: pair.right.name })),
    head(pair),
    block(t("compare_facts"), factLines(pair, known), pair),
    block(said(first.title), own === null ? [] : [{ ...own, title: t("col_share") }, ...countLines(pair, known, first)], pair),
    block(t("compare_rules"), others.filter((line) => line !== null), pair),
    block(t("scorecard"), criterionLines(known), pair),
  );
  return [el("p", { class: "compare-sum", role: "status" }, summary(pair, lines)), table];
}

function head({ left, right, isTimes }: Pair): HTMLElement {
  const names = [left, right].map(({ name, at }) => el("th", { scope: "col" }, isTimes ? null : name, inColumn(isTimes, day(at ?? catalogue.today))));
  const corner = el("th", { scope: "col" }, el("span", { class: "visually-hidden" }, t("figure")));
  return el("thead", {}, el("tr", {}, corner, ...names, el("th", { scope: "col" }, t(isTimes ? "compare_change" : "difference"))));
}

function inColumn(isTimes: boolean, words: string): Node {
  return isTimes ? document.createTextNode(words) : el("small", {}, words);
}

function block(title: string, lines: readonly Line[], pair: Pair): HTMLElement | null {
  if (lines.length === 0) return null;
  const top = el("tr", {}, el("th", { scope: "rowgroup", colspan: "4", class: "block" }, title));
  return el("tbody", {}, top, ...lines.map((line) => rowOf(line, pair)));
}

function rowOf({ title, cells, difference, lead }: Line, pair: Pair): HTMLElement {
  const better = lead === undefined || lead === null || lead === 0 ? -1 : Number(lead > 0);
  const values = cells.map((cell, index) => el("td", { class: index === better ? "better" : null }, ...cell));
  const told = lead === undefined ? null : el("small", { class: `lead${better < 0 ? "" : pair.isTimes && lead !== null && (lead ?? 0) < 0 ? " worse" : " ahead"}` }, leadWords(pair, lead));
  return el("tr", {}, el("th", { scope: "row" }, title), ...values, el("td", {}, difference, told));
}

function leadWords({ left, right, isTimes }: Pair, lead: Lead): string {
  if (lead === null) return t("compare_open");
  if (isTimes) return t(lead === 0 ? "compare_same" : lead > 0 ? "compare_up" : "compare_down");
  return lead === 0 ? t("compare_equal") : t("compare_better", { unit: (lead > 0 ? right : left).name });
}

/** How many rules each is ahead in. */
function summary(pair: Pair, lines: readonly Line[]): string {
  const leads = lines.map(({ lead }) => lead ?? null);
  const known = leads.filter((lead) => lead !== null);
  const numbers = {
    right: known.filter((lead) => lead > 0).length,
    left: known.filter((lead) => lead < 0).length,
    same: known.filter((lead) => lead === 0).length,
    open: leads.length - known.length,
  };
  return pair.isTimes ? t("compare_sum_times", numbers) : t("compare_sum", { ...numbers, one: pair.left.name, other: pair.right.name });
}

/** What of the right there is more than of the left; of units, what the first has more than the other. */
function less(pair: Pair, left: number | null, right: number | null): number | null {
  if (left === null || right === null) return null;
  return pair.isTimes ? right - left : left - right;
}

function factLines(pair: Pair, [left, right]: [Known, Known]): Line[] {
  const density = ({ facts: { population, area_km2: area } }: Known) => (population === null || area === null || area === 0 ? null : Math.round(population / area));
  const rows: [string, number | null, number | null][] = [
    ["compare_area", left.facts.area_km2, right.facts.area_km2],
    ["compare_population", left.facts.population, right.facts.population],
    ["compare_households", left.facts.households, right.facts.households],
    ["compare_density", density(left), density(right)],
  ];
  return rows.map(([key, one, other]) => ({ title: t(key), cells: [text(figure(one)), text(figure(other))], difference: change(less(pair, one, other), fine) }));
}

function ruleLine(pair: Pair, [left, right]: [Known, Known], rule: Rule): Line | null {
  const [one = null, other = null] = [left.rules.get(rule.id), right.rules.get(rule.id)];
  const isSaid = [one, other].some((each) => each !== null && each.outcome !== "not_applicable");
  if (!isSaid) return null;
  const [a, b] = [tenths(one?.share ?? null), tenths(other?.share ?? null)];
  const gap = less(pair, a, b);
  return {
    title: said(rule.title),
    cells: [shareCell(one), shareCell(other)],
    difference: gap === null ? "–" : t("share_points", { points: signed.format(gap / 10) }),
    lead: a === null || b === null ? null : b - a,
  };
}

/** Thousandths, cut off as they are shown: people count the difference again. */
function tenths(share: number | null): number | null {
  return share === null ? null : Math.floor(share * 1000 + 1e-9);
}

type Counted = NonNullable<ReturnType<Known["rules"]["get"]>>;

function shareCell(counted: Counted | null): Node[] {
  if (counted === null) return text(t("compare_not_counted"));
  if (counted.share === null) return text(t(counted.outcome === "not_applicable" ? "not_applicable_short" : "not_known_short"));
  const places = (counted.subjects as number | null) === null ? null : t("compare_passed", { passed: counted.passed, known: counted.passed + counted.failed });
  const by = !counted.weighed_by ? null : t(`by_${counted.weighed_by}`);
  return [document.createTextNode(percentTenths(counted.share)), el("small", {}, [places, by].filter(Boolean).join(", "))];
}

function countLines(pair: Pair, [left, right]: [Known, Known], { id }: Rule): Line[] {
  const [one, other] = [left.rules.get(id) ?? null, right.rules.get(id) ?? null];
  const counts = COUNTS.map((key): Line => {
    const [a, b] = [one?.[key] ?? null, other?.[key] ?? null];
    return { title: t(`count_${key}`), cells: [text(figure(a)), text(figure(b))], difference: change(less(pair, a, b)) };
  });
  const outcomes = [one, other].map((each) => text(each === null ? "–" : t(each.outcome)));
  return [{ title: t("result"), cells: [outcomes[0] ?? [], outcomes[1] ?? []], difference: "" }, ...counts];
}

/** Another set may be in force on the other day: none of its criteria is one of this one's. */
function criterionLines([left, right]: [Known, Known]): Line[] {
  if (left.set === null || right.set === null || left.set.id === right.set.id) {
    return ((right.set ?? left.set)?.criteria ?? []).map((criterion) => criterionLine([left, right], criterion));
  }
  const sets: Line = { title: t("compare_set"), cells: [text(said(left.set.title)), text(said(right.set.title))], difference: t("compare_other_set") };
  return [sets, ...left.set.criteria.map((each) => loneLine(left, each, 0)), ...right.set.criteria.map((each) => loneLine(right, each, 1))];
}

function criterionLine([left, right]: [Known, Known], criterion: Criterion): Line {
  const [one, other] = [left.judged.get(criterion.id) ?? null, right.judged.get(criterion.id) ?? null];
  return { title: titleOf(criterion), cells: [criterionCell(one), criterionCell(other)], difference: "", lead: criterionLead(one, other) };
}

/** Of a criterion that is in the set of one side alone. */
function loneLine(known: Known, criterion: Criterion, side: 0 | 1): Line {
  const own = criterionCell(known.judged.get(criterion.id) ?? null);
  const none = [el("small", {}, t("compare_not_in_set"))];
  return { title: titleOf(criterion), cells: side === 0 ? [own, none] : [none, own], difference: "" };
}

function titleOf({ code, title }: Criterion): string {
  return `${code} ${said(title)}`;
}

function criterionCell(judged: Judged | null): Node[] {
  if (judged === null) return text("–");
  return [el("span", { class: `outcome ${judged.outcome}` }, t(judged.outcome)), ...judged.parts.map((part) => el("small", {}, partWords(part)))];
}

function criterionLead(left: Judged | null, right: Judged | null): Lead {
  const [one, other] = [RANK[left?.outcome ?? "unknown"], RANK[right?.outcome ?? "unknown"]];
  return one === undefined || other === undefined ? null : other - one;
}

function change(value: number | null, format = signed): string {
  return value === null ? "–" : format.format(value);
}

function text(words: string): Node[] {
  return [document.createTextNode(words)];
}

