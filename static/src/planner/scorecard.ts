// A unit against a set of criteria: each met or not, by what it was judged, and how that went over time.

import type { Outcome, Texts } from "../api";
import { ask } from "../ask";
import { base, catalogue } from "../catalogue";
import { el } from "../dom";
import { count, day, percentTenths, t } from "../words";
import { Dialog } from "./dialog";
import { SIGNS } from "./rule-words";
import { orNull, query, said } from "./server";
import type { Table } from "./tables";

interface Counts {
  met: number;
  not_met: number;
  unknown: number;
  not_applicable: number;
}

export interface Criterion {
  id: string;
  code: string;
  title: Texts;
  severity: string;
  basis: { checked: boolean };
}

export interface CriteriaSet {
  id: string;
  title: Texts;
  checked: boolean;
  criteria: Criterion[];
}

/** One rule or figure that a criterion was judged by. */
export interface Part {
  kind: "rule" | "indicator";
  title: Texts;
  outcome: Outcome;
  share: number | null;
  passed: number | null;
  missing: number | null;
  unknown: number | null;
  /** What the share is of, where it is not of places one by one. */
  weighed_by: "population" | "addresses" | null;
  /** Of an indicator; "1" for shares. */
  unit: string | null;
  value: number | null;
  op: string | null;
  needed: number | null;
}

export interface UnitAnswer {
  set: CriteriaSet;
  card: { outcome: Outcome; counts: Counts } | null;
  criteria: { id: string; outcome: Outcome; parts: Part[] }[];
}

interface Trend {
  moments: { at: string; outcome: Outcome; counts: Counts }[];
}

const OUTCOMES: Record<keyof Counts, Outcome> = { met: "pass", not_met: "fail", unknown: "unknown", not_applicable: "not_applicable" };
const CLASSES: Record<keyof Counts, string> = { met: "passed", not_met: "failed", unknown: "unknown", not_applicable: "" };
const figures = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 2 });

export class Scorecard implements Table {
  readonly dialog = new Dialog("scorecard");

  /** refused: told why there is none. */
  constructor(private readonly refused: (error: unknown) => void) {}

  async open(unit: number, name: string, at: string | null): Promise<void> {
    const path = `${base}/api/v1/scorecards/${unit}`;
    const asking = () => Promise.all([orNull(ask<UnitAnswer>("GET", path + query({ at }))), orNull(ask<Trend>("GET", `${path}/trend`))]);
    this.dialog.open(t("scorecard_of", { unit: name }));
    await this.dialog.fill(
      this.dialog.body,
      asking,
      ([answer, trend]) => (answer === null ? [none()] : [...content(answer, trend), files(path, at)]),
      this.refused,
    );
  }
}

/** The card to take away: on paper, as a workbook, as a table. */
function files(path: string, at: string | null): HTMLElement {
  const links = (["pdf", "xlsx", "csv"] as const).map((f) => el("a", { class: "plain small", href: path + query({ at, f }), download: "" }, f.toUpperCase()));
  return el("p", { class: "files" }, `${t("card_files")}: `, ...links);
}

function none(): HTMLElement {
  return el("p", { class: "none" }, t("scorecard_none"));
}

function content({ set, card, criteria }: UnitAnswer, trend: Trend | null): HTMLElement[] {
  const judged = new Map(criteria.map((each) => [each.id, each]));
  const rows = set.criteria.map((criterion) => rowOf(criterion, judged.get(criterion.id)?.outcome ?? "unknown", judged.get(criterion.id)?.parts ?? []));
  const heads = ["criterion", "result", "judged_by"].map((key) => el("th", { scope: "col" }, t(key)));
  return [
    el("p", {}, el("strong", {}, said(set.title)), " ", set.checked ? null : el("span", { class: "badge asks" }, t("unchecked"))),
    ...(card === null ? [] : [countsOf(card.counts)]),
    ...(card !== null && isForAnother(card.counts) ? [el("p", { class: "none" }, t("scorecard_not_for_it"))] : []),
    el("table", { class: "side-by-side" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows)),
    el("p", { class: "quiet" }, t("how_shares")),
    ...(trend === null || trend.moments.length < 2 ? [] : [el("h3", {}, t("over_time")), timesOf(trend)]),
  ];
}

/** Whether nothing of the set is for the unit: rural criteria are not for a ward. */
function isForAnother({ met, not_met, unknown }: Counts): boolean {
  return met + not_met + unknown === 0;
}

function countsOf(counts: Counts): HTMLElement {
  const keys = Object.keys(OUTCOMES) as (keyof Counts)[];
  return el("dl", { class: "counts four" }, ...keys.map((key) => el("div", { class: CLASSES[key] }, el("dt", {}, t(OUTCOMES[key])), el("dd", {}, count(counts[key])))));
}

function rowOf({ code, title }: Criterion, outcome: Outcome, parts: readonly Part[]): HTMLElement {
  const lines = parts.map((part) => el("li", {}, said(part.title), el("small", {}, partWords(part))));
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, `${code} `, said(title)),
    el("td", {}, el("span", { class: `outcome ${outcome}` }, t(outcome))),
    el("td", {}, el("ul", { class: "plain-list" }, ...lines)),
  );
}

export function partWords(part: Part): string {
  const told = part.kind === "rule" || part.unit === "1" ? percentTenths : figures.format.bind(figures);
  const needed = part.needed === null ? null : t("needed", { needed: `${SIGNS[part.op ?? ""] ?? ""} ${told(part.needed)}` });
  if (part.kind === "indicator") return `${part.value === null ? t("no_value") : told(part.value)} · ${needed ?? t("needed_unknown")}`;
  const missing = part.missing ? t("missing_count", { count: part.missing }) : null;
  return [part.share === null ? t(part.outcome) : told(part.share), ofHowMany(part), missing, needed].filter(Boolean).join(" · ");
}

/** Of how many the share is, and how many are not known: as on paper. */
function ofHowMany({ share, passed, missing, unknown, weighed_by: by }: Part): string | null {
  const notKnown = unknown ? t("unknown_count", { count: unknown }) : null;
  if (share === null || passed === null || missing === null) return notKnown;
  const counted = `${count(passed)}/${count(passed + missing)}`;
  return [counted, notKnown, by === null ? null : t(`by_${by}`)].filter((each) => each !== null).join(", ");
}

/** Day by day how many criteria were met, not met, not known. */
function timesOf({ moments }: Trend): HTMLElement {
  const heads = [t("day"), t("pass"), t("fail"), t("unknown")].map((word) => el("th", { scope: "col" }, word));
  const rows = moments.map(({ at, counts }) =>
    el("tr", {}, el("th", { scope: "row" }, day(at)), ...[counts.met, counts.not_met, counts.unknown].map((value) => el("td", {}, count(value)))),
  );
  return el("table", { class: "side-by-side" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
}
