// The units of a day without figures: what they are called and what they belonged to.

import type { Unit } from "./api";
import { button, el } from "./dom";
import { alphabet } from "./names";
import { markRow } from "./units-order";
import { t } from "./words";

export class UnitsList {
  readonly element: HTMLElement;
  private readonly body = el("tbody");

  constructor(private readonly choose: (unit: Unit) => void) {
    const caption = el("caption", { class: "visually-hidden" }, t("list_caption"));
    const heads = ["col_name", "col_parent"].map((key) => el("th", { scope: "col", class: "plain" }, t(key)));
    this.element = el("table", { class: "units bare" }, caption, el("thead", {}, el("tr", {}, ...heads)), this.body);
  }

  show(units: readonly Unit[]): void {
    const sorted = [...units].sort((a, b) => alphabet.compare(a.name, b.name));
    this.body.replaceChildren(...sorted.map((unit) => this.row(unit)));
  }

  mark(unit: number | null): void {
    const row = markRow(this.body, unit);
    if (row !== null) this.scrollTo(row);
  }

  /** As in the table with figures: the page itself must not move. */
  private scrollTo(row: HTMLElement): void {
    const view = this.element.parentElement;
    if (view !== null) view.scrollTop = Math.max(0, row.offsetTop - view.clientHeight / 2);
  }

  private row(unit: Unit): HTMLTableRowElement {
    const name = button({}, () => this.choose(unit), unit.full_name);
    const parent = unit.ancestors[0]?.full_name ?? "";
    return el("tr", { "data-unit": String(unit.id) }, el("th", { scope: "row" }, name), el("td", {}, parent));
  }
}
