// All units of a level as a table: the same figures as the map, to be sorted, searched and taken away.

import type { UnitCoverage } from "../api";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { percent, t } from "../words";
import { classOf, type ResultClass } from "./classes";
import { downloadCsv } from "./csv";
import { figure } from "./plainly";

type Key = "name" | "share" | "passed" | "failed" | "unknown";
const COLUMNS: readonly Key[] = ["name", "share", "passed", "failed", "unknown"];
// Hamlets are some thousand: all at once would keep people waiting for rows that they do not look at.
const AT_ONCE = 150;

const alphabet = new Intl.Collator(catalogue.language, { numeric: true });
const folded = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

export class UnitsTable {
  readonly element = el("div", { class: "units-view" });
  private units: readonly UnitCoverage[] = [];
  private classes: readonly ResultClass[] = [];
  private key: Key = "share";
  private isAscending = true;
  private chosen: number | null = null;
  private shown = AT_ONCE;
  /** Rows made for what is shown: looking for a name makes none anew. */
  private readonly made = new Map<UnitCoverage, HTMLTableRowElement>();
  private fileName = "";
  private readonly search = el("input", { type: "search", id: "find-unit", placeholder: t("find_unit"), "aria-label": t("find_unit"), autocomplete: "off" });
  private readonly head = el("tr");
  private readonly body = el("tbody");
  private readonly more = button({ class: "quiet-button" }, () => this.showMore());

  constructor(private readonly choose: (unit: UnitCoverage) => void) {
    const caption = el("caption", { class: "visually-hidden" }, t("table_caption"));
    const csv = button({ class: "plain small" }, () => downloadCsv(this.fileName, this.sorted()), t("csv"));
    this.search.addEventListener("input", () => this.renderBody());
    this.element.append(
      el("div", { class: "table-top" }, this.search, csv),
      el("table", { class: "units" }, caption, el("thead", {}, this.head), this.body),
      this.more,
    );
  }

  show(units: readonly UnitCoverage[], classes: readonly ResultClass[], fileName: string): void {
    this.units = units;
    this.classes = classes;
    this.fileName = fileName;
    this.shown = AT_ONCE;
    this.made.clear();
    this.render();
  }

  mark(unit: number | null): void {
    this.chosen = unit;
    for (const row of this.body.rows) {
      const isChosen = row.dataset.unit === String(unit);
      row.classList.toggle("chosen", isChosen);
      const name = row.querySelector("button");
      if (isChosen) name?.setAttribute("aria-current", "true");
      else name?.removeAttribute("aria-current");
    }
  }

  private render(): void {
    this.head.replaceChildren(...COLUMNS.map((key) => this.heading(key)));
    this.renderBody();
  }

  private renderBody(): void {
    const rows = this.sorted();
    this.body.replaceChildren(...rows.slice(0, this.shown).map((unit) => this.rowOf(unit)));
    if (rows.length === 0) this.body.append(el("tr", {}, el("td", { colspan: String(COLUMNS.length), class: "none" }, t("no_unit_found"))));
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
    return this.units.filter(({ full_name, code }) => folded(full_name).includes(words) || code === words).sort((a, b) => this.compare(a, b));
  }

  private compare(a: UnitCoverage, b: UnitCoverage): number {
    const byName = alphabet.compare(a.name, b.name);
    const way = this.isAscending ? 1 : -1;
    if (this.key === "name") return byName * way;
    // Units without a share come last in both directions.
    if (a[this.key] === null || b[this.key] === null) return Number(a[this.key] === null) - Number(b[this.key] === null) || byName;
    return (Number(a[this.key]) - Number(b[this.key])) * way || byName;
  }

  private heading(key: Key): HTMLElement {
    const sorted = key === this.key ? (this.isAscending ? "ascending" : "descending") : null;
    const sort = button({ class: "sort" }, () => this.sortBy(key), t(`col_${key}`));
    return el("th", { scope: "col", "aria-sort": sorted, class: key }, sort);
  }

  private sortBy(key: Key): void {
    this.isAscending = key === this.key ? !this.isAscending : key === "name" || key === "share";
    this.key = key;
    this.render();
    this.head.querySelector<HTMLElement>(`.${key} button`)?.focus();
  }

  private rowOf(unit: UnitCoverage): HTMLTableRowElement {
    const row = this.made.get(unit) ?? this.row(unit);
    this.made.set(unit, row);
    return row;
  }

  private row(unit: UnitCoverage): HTMLTableRowElement {
    const name = button({}, () => this.choose(unit), unit.full_name);
    const row = el("tr", { "data-unit": String(unit.unit_id) }, el("th", { scope: "row" }, name), el("td", {}, this.share(unit)), ...numbers(unit));
    row.addEventListener("click", (event) => {
      if (event.target !== name) this.choose(unit);
    });
    return row;
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
