// One rule on the wall: how much of it is reached, and how much is missing.

import type { Outcome } from "../api";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { totals } from "../legend";
import { type Rule, type RuleText, said } from "../planner/server";
import { moment, percent, t } from "../words";
import type { Figure } from "./figures";

// Results follow the data within minutes: what is not of now for so long is not followed.
const OLD_MS = 36 * 3_600_000;

// More characters than this are written smaller.
const LONG = 6;

/** What a rule says of all units together: it is reached where all reach it. */
function outcomeOf({ result, figures }: Figure): Outcome {
  if (figures !== null) return figures.outcome;
  const outcomes = new Set((result?.units ?? []).map(({ outcome }) => outcome));
  return (["fail", "unknown", "pass"] as const).find((outcome) => outcomes.has(outcome)) ?? "not_applicable";
}

/** isWhole: the wall is about all units. */
export function tileOf(figure: Figure, isWhole: boolean): HTMLElement {
  const { rule, result } = figure;
  const isCounted = isWhole ? result !== null : figure.figures !== null;
  const outcome = isCounted ? outcomeOf(figure) : "not_applicable";
  const content = isCounted ? figuresOf(figure) : [el("p", { class: "wall-none" }, t("no_figures"))];
  return el(
    "li",
    { class: `wall-tile ${outcome}`, "data-rule": rule.id },
    el("h2", {}, said(rule.title)),
    ...content,
    footOf(figure, isCounted),
    age(figure),
  );
}

function figuresOf({ rule, result, figures }: Figure): HTMLElement[] {
  const units = figures === null ? (result?.units ?? []) : [figures];
  const { passed, failed, unknown } = totals(units);
  // A rule that combines others counts nothing itself.
  if (passed + failed + unknown === 0) return [figures === null ? wholeFigure(units) : unitFigure(figures)];
  const missing = el("p", { class: failed > 0 ? "wall-rest missing" : "wall-rest" }, failed > 0 ? missingWords(rule, failed) : t("none_missing"));
  return [figures === null ? wholeFigure(units) : unitFigure(figures), missing];
}

/** On one line: how many are not known, and that nobody has compared the rule with its text. */
function footOf({ rule, result, figures }: Figure, isCounted: boolean): HTMLElement | null {
  const { unknown } = totals(figures === null ? (result?.units ?? []) : [figures]);
  const open = isCounted && unknown > 0 ? el("span", {}, t("open", { unknown })) : null;
  const unchecked = rule.basis.checked ? null : el("span", { class: "wall-unchecked" }, t("unchecked"));
  if (open === null || unchecked === null) return open === null && unchecked === null ? null : el("p", { class: "wall-foot" }, open, unchecked);
  return el("p", { class: "wall-foot" }, open, " · ", unchecked);
}

/** How many lack what; or, where nothing is asked to be there, how many of which things do not meet it. */
function missingWords({ rule }: Rule, failed: number): string {
  const values = { failed, things: t(`things_${rule.subject?.set ?? "unit"}`), what: wantedBy(rule) };
  return t(values.what === "" ? "not_met" : "missing", values);
}

/** What a rule asks to be there; "" where it asks for something else, such as a distance to keep. */
function wantedBy({ target, measure, pass }: RuleText): string {
  const signs = measure?.agg === "nearest_m" ? ["<=", "<"] : [">=", ">"];
  if (target === undefined || target.set === "unit" || !signs.includes(pass?.op ?? "")) return "";
  return (target.kind ?? []).flatMap((kind) => catalogue.kindTitles[`${target.set}/${kind}`] ?? []).join(", ");
}

/** That the figures are old ones, when they are: not of the data as it is, and for long. */
function age({ result }: Figure): HTMLElement | null {
  if (result === null || result.is_current || Date.now() - Date.parse(result.computed_at) < OLD_MS) return null;
  return el("p", { class: "wall-unchecked" }, t("counted_old", { moment: moment(result.computed_at) }));
}

function wholeFigure(units: readonly { outcome: Outcome }[]): HTMLElement {
  const asked = units.filter(({ outcome }) => outcome !== "not_applicable");
  const passed = asked.filter(({ outcome }) => outcome === "pass").length;
  const words = t("units_of", { passed, count: asked.length });
  return el("p", { class: `wall-figure${words.length > LONG ? " long" : ""}` }, words, el("small", {}, t("units_pass")));
}

function unitFigure({ share, outcome }: { share: number | null; outcome: Outcome }): HTMLElement {
  if (share === null) return el("p", { class: "wall-figure words" }, t(outcome));
  return el("p", { class: "wall-figure" }, percent(share), el("small", {}, `${t("share_pass")} · ${t(outcome)}`));
}

