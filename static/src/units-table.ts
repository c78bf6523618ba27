// The communes as a table: the same figures as the map, for those who read better than they see.

import { button, byId, el } from "./dom";
import type { ColouredUnit } from "./timeline-figures";
import { count, percent, t } from "./words";
import { catalogue } from "./catalogue";

type Key = "name" | "share" | "passed" | "failed" | "unknown";
const COLUMNS: readonly Key[] = ["name", "share", "passed", "failed", "unknown"];

const alphabet = new Intl.Collator(catalogue.language === "en" ? "en" : "vi", { numeric: true });

export class UnitsTable {
  private units: ColouredUnit[] = [];
  private key: Key = "name";
  private ascending = true;
  private chosen: number | null = null;
  readonly element: HTMLElement;
  private readonly body = el("tbody");
  private readonly head = el("tr");

  constructor(private readonly choose: (unit: ColouredUnit) => void) {
    const caption = el("caption", { class: "visually-hidden" }, t("table_caption"));
    this.element = el("table", { class: "units" }, caption, el("thead", {}, this.head), this.body);
    this.render();
  }

  show(units: readonly ColouredUnit[]): void {
    this.units = [...units];
    this.render();
  }

  /** Mark the row of `unit` and bring it into sight. */
  mark(unit: number | null): void {
    this.chosen = unit;
    for (const row of this.body.rows) {
      const isChosen = row.dataset.unit === String(unit);
      const name = row.querySelector("button");
      if (isChosen) name?.setAttribute("aria-current", "true");
      else name?.removeAttribute("aria-current");
      row.classList.toggle("chosen", isChosen);
      if (isChosen) this.scrollTo(row);
    }
  }

  /** Scrolls the table alone: scrollIntoView would move the page on a phone, where the table is below the screen. */
  private scrollTo(row: HTMLElement): void {
    const view = byId("view-table");
    const top = row.offsetTop - this.head.offsetHeight;
    const bottom = row.offsetTop + row.offsetHeight - view.clientHeight;
    if (view.scrollTop > top || view.scrollTop < bottom) view.scrollTop = top;
  }

  private render(): void {
    this.head.replaceChildren(...COLUMNS.map((key) => this.heading(key)));
    this.units.sort((a, b) => this.compare(a, b));
    this.body.replaceChildren(...this.units.map((unit) => this.row(unit)));
    this.mark(this.chosen);
  }

  private compare(a: ColouredUnit, b: ColouredUnit): number {
    const byName = alphabet.compare(a.name, b.name);
    const way = this.ascending ? 1 : -1;
    if (this.key === "name") return byName * way;
    // Communes without a share come last in both directions.
    if (a[this.key] === null || b[this.key] === null) return Number(a[this.key] === null) - Number(b[this.key] === null) || byName;
    return (Number(a[this.key]) - Number(b[this.key])) * way || byName;
  }

  private heading(key: Key): HTMLElement {
    const sorted = key === this.key ? (this.ascending ? "ascending" : "descending") : null;
    const sort = button({ class: "sort" }, () => this.sortBy(key), t(`col_${key}`));
    return el("th", { scope: "col", "aria-sort": sorted, class: key }, sort);
  }

  private sortBy(key: Key): void {
    this.ascending = key === this.key ? !this.ascending : key === "name" || key === "share";
    this.key = key;
    this.render();
    this.head.querySelector<HTMLElement>(`.${key} button`)?.focus();
  }

  private row(unit: ColouredUnit): HTMLTableRowElement {
    const name = button({}, () => this.choose(unit), unit.full_name);
    const share = el("span", { class: "chip" }, unit.share === null ? "–" : percent(unit.share));
    share.style.setProperty("--color", unit.color);
    if (unit.share === null) share.append(el("span", { class: "visually-hidden" }, t("no_share")));
    const numbers = [unit.passed, unit.failed, unit.unknown].map((value) => el("td", {}, count(value)));
    const row = el("tr", { "data-unit": String(unit.unit_id) }, el("th", { scope: "row" }, name), el("td", {}, share), ...numbers);
    row.addEventListener("click", (event) => {
      if (event.target !== name) this.choose(unit);
    });
    return row;
  }
}
