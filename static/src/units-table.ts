// The communes as a table: the same figures as the map, for those who read better than they see.

import { byId, el } from "./dom";
import type { ColouredUnit } from "./timeline-figures";
import { markRow, unitRow, UnitsOrder } from "./units-order";
import { count, percent, t } from "./words";

export class UnitsTable {
  private units: ColouredUnit[] = [];
  private chosen: number | null = null;
  readonly element: HTMLElement;
  private readonly body = el("tbody");
  private readonly order = new UnitsOrder("name", () => this.render());

  constructor(private readonly choose: (unit: ColouredUnit) => void) {
    const caption = el("caption", { class: "visually-hidden" }, t("table_caption"));
    this.element = el("table", { class: "units" }, caption, el("thead", {}, this.order.head), this.body);
  }

  show(units: readonly ColouredUnit[]): void {
    this.units = [...units];
    this.render();
  }

  /** Mark the row of `unit` and bring it into sight. */
  mark(unit: number | null): void {
    this.chosen = unit;
    const row = markRow(this.body, unit);
    if (row !== null) this.scrollTo(row);
  }

  /** Scrolls the table alone: scrollIntoView would move the page on a phone, where the table is below the screen. */
  private scrollTo(row: HTMLElement): void {
    const view = byId("view-table");
    const top = row.offsetTop - this.order.head.offsetHeight;
    const bottom = row.offsetTop + row.offsetHeight - view.clientHeight;
    if (view.scrollTop > top || view.scrollTop < bottom) view.scrollTop = top;
  }

  private render(): void {
    this.units.sort(this.order.compare);
    this.body.replaceChildren(...this.units.map((unit) => this.row(unit)));
    this.mark(this.chosen);
  }

  private row(unit: ColouredUnit): HTMLTableRowElement {
    const share = el("span", { class: "chip" }, unit.share === null ? "–" : percent(unit.share));
    share.style.setProperty("--color", unit.color);
    if (unit.share === null) share.append(el("span", { class: "visually-hidden" }, t("no_share")));
    const numbers = [unit.passed, unit.failed, unit.unknown].map((value) => el("td", {}, count(value)));
    return unitRow(unit.unit_id, unit.full_name, () => this.choose(unit), el("td", {}, share), ...numbers);
  }
}
