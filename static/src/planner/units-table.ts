// All units of a level as a table: the same figures as the map, to be sorted, searched and taken away.

import type { UnitCoverage } from "../api";
import { button, el } from "../dom";
import { folded } from "../names";
import { COLUMN_COUNT, markRow, unitRow, UnitsOrder } from "../units-order";
import { percent, t } from "../words";
import { classOf, type ResultClass } from "./classes";
import { downloadCsv } from "./csv";
import { figure } from "./plainly";

// Hamlets are some thousand: all at once would keep people waiting for rows that they do not look at.
const AT_ONCE = 150;

export class UnitsTable {
  readonly element = el("div", { class: "units-view" });
  private units: readonly UnitCoverage[] = [];
  private classes: readonly ResultClass[] = [];
  private chosen: number | null = null;
  private shown = AT_ONCE;
  /** Rows made for what is shown: looking for a name makes none anew. */
  private readonly made = new Map<UnitCoverage, HTMLTableRowElement>();
  private fileName = "";
  private readonly search = el("input", { type: "search", id: "find-unit", placeholder: t("find_unit"), "aria-label": t("find_unit"), autocomplete: "off" });
  private readonly order = new UnitsOrder("share", () => this.renderBody());
  private readonly body = el("tbody");
  private readonly more = button({ class: "quiet-button" }, () => this.showMore());

  constructor(private readonly choose: (unit: UnitCoverage) => void) {
    const caption = el("caption", { class: "visually-hidden" }, t("table_caption"));
    const csv = button({ class: "plain small" }, () => downloadCsv(this.fileName, this.sorted()), t("csv"));
    this.search.addEventListener("input", () => this.renderBody());
    this.element.append(
      el("div", { class: "table-top" }, this.search, csv),
      el("table", { class: "units" }, caption, el("thead", {}, this.order.head), this.body),
      this.more,
    );
  }

  show(units: readonly UnitCoverage[], classes: readonly ResultClass[], fileName: string): void {
    this.units = units;
    this.classes = classes;
    this.fileName = fileName;
    this.shown = AT_ONCE;
    this.made.clear();
    this.renderBody();
  }

  mark(unit: number | null): void {
    this.chosen = unit;
    markRow(this.body, unit);
  }

  private renderBody(): void {
    const rows = this.sorted();
    this.body.replaceChildren(...rows.slice(0, this.shown).map((unit) => this.rowOf(unit)));
    if (rows.length === 0) this.body.append(el("tr", {}, el("td", { colspan: COLUMN_COUNT, class: "none" }, t("no_unit_found"))));
    this.more.hidden = rows.length <= this.shown;
    this.more.textContent = t("show_more", { count: rows.length - this.shown });
    this.mark(this.chosen);
  }

  private showMore(): void {
    const first = this.shown;
    this.shown += AT_ONCE;
    this.renderBody();
    this.body.rows[first]?.querySelector("button")?.focus();
  }

  private sorted(): UnitCoverage[] {
    const words = folded(this.search.value.trim());
    return this.units.filter(({ full_name, code }) => folded(full_name).includes(words) || code === words).sort(this.order.compare);
  }

  private rowOf(unit: UnitCoverage): HTMLTableRowElement {
    const row = this.made.get(unit) ?? this.row(unit);
    this.made.set(unit, row);
    return row;
  }

  private row(unit: UnitCoverage): HTMLTableRowElement {
    return unitRow(unit.unit_id, unit.full_name, () => this.choose(unit), el("td", {}, this.share(unit)), ...numbers(unit));
  }

  private share(unit: UnitCoverage): HTMLElement {
    const found = classOf(this.classes, unit);
    const text = unit.share === null ? t(unit.outcome === "not_applicable" ? "not_applicable_short" : "not_known_short") : percent(unit.share);
    const chip = el("span", { class: `chip${found?.isHatched ? " hatched" : ""}` }, text, el("span", { class: "visually-hidden" }, ` (${t(unit.outcome)})`));
    chip.style.setProperty("--color", found?.color ?? "");
    return chip;
  }
}

function numbers(unit: UnitCoverage): HTMLElement[] {
  return [unit.passed, unit.failed, unit.unknown].map((value) => el("td", {}, figure(value)));
}
