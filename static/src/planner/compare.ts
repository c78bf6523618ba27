// Two units, or one unit on two days, side by side in figures.

import type { UnitCoverage } from "../api";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { readDay } from "../timeline-days";
import { day, percent, t } from "../words";
import { Dialog } from "./dialog";
import { figure, isWithheld } from "./plainly";
import { getResult, type Level, type Result, type Rule } from "./server";

export interface Compared {
  rule: Rule;
  result: Result;
  unit: UnitCoverage;
  /** null is today. */
  at: string | null;
  level: Level | null;
}

const COUNTS = ["subjects", "passed", "failed", "unknown"] as const;
const points = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 1, signDisplay: "exceptZero" });

export class Compare {
  private readonly dialog = new Dialog("compared");
  private readonly unit = el("select", { id: "other-unit" });
  private readonly day = el("input", { id: "other-day", type: "date", max: catalogue.today });
  private readonly table = el("div");
  private turn = 0;

  constructor(private readonly tell: (error: unknown, again: () => void) => void) {}

  open(compared: Compared): void {
    const { unit, result, rule } = compared;
    this.unit.replaceChildren(...result.units.map((each) => new Option(each.full_name, String(each.unit_id), false, each === unit)));
    this.day.value = compared.at ?? catalogue.today;
    for (const field of [this.unit, this.day]) field.onchange = () => void this.show(compared);
    const lead = el("p", { class: "quiet" }, rule.title[catalogue.language] || rule.title.vi);
    const fields = el("div", { class: "asked" }, labelled(this.unit, t("compare_unit")), labelled(this.day, t("compare_day")));
    this.dialog.open(t("compare"), lead, fields, this.table);
    void this.show(compared);
    this.unit.focus();
  }

  private async show(compared: Compared): Promise<void> {
    const { rule, level, unit, at, result } = compared;
    const turn = ++this.turn;
    const otherDay = readDay(this.day.value) ?? catalogue.today;
    try {
      const isSameDay = otherDay === (at ?? catalogue.today);
      const other = isSameDay ? result : await getResult(rule.id, otherDay, level);
      if (turn !== this.turn) return;
      const found = other?.units.find(({ unit_id }) => unit_id === Number(this.unit.value)) ?? null;
      const heads = [head(unit.full_name, at ?? catalogue.today), head(this.unit.selectedOptions[0]?.text ?? "", otherDay)];
      this.table.replaceChildren(figures(heads, unit, found));
    } catch (error) {
      this.dialog.close();
      this.tell(error, () => this.open(compared));
    }
  }
}

function head(name: string, iso: string): HTMLElement {
  return el("th", { scope: "col" }, name, el("small", {}, day(iso)));
}

function figures(heads: HTMLElement[], one: UnitCoverage, other: UnitCoverage | null): HTMLElement {
  if (other === null) return el("p", { class: "none" }, t("compare_none"));
  const rows = [
    row(t("result"), t(`unit_${one.outcome}`), t(`unit_${other.outcome}`), ""),
    row(t("col_share"), share(one), share(other), shareChange(one, other)),
    ...COUNTS.map((key) => row(t(`count_${key}`), figure(one[key]), figure(other[key]), isWithheld(one) || isWithheld(other) ? "–" : points.format(other[key] - one[key]))),
  ];
  const top = el("tr", {}, el("th", { scope: "col" }, el("span", { class: "visually-hidden" }, t("figure"))), ...heads, el("th", { scope: "col" }, t("difference")));
  return el("table", { class: "side-by-side" }, el("thead", {}, top), el("tbody", {}, ...rows));
}

function row(name: string, ...values: string[]): HTMLElement {
  return el("tr", {}, el("th", { scope: "row" }, name), ...values.map((value) => el("td", {}, value)));
}

function share({ share: value }: UnitCoverage): string {
  return value === null ? t("not_known_short") : percent(value);
}

function shareChange(one: UnitCoverage, other: UnitCoverage): string {
  if (one.share === null || other.share === null) return "–";
  return t("share_points", { points: points.format((other.share - one.share) * 100) });
}
