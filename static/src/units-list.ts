// The units of a day without figures: what they are called and what they belonged to.

import type { Unit } from "./api";
import { catalogue } from "./catalogue";
import { button, el } from "./dom";
import { t } from "./words";

const alphabet = new Intl.Collator(catalogue.language === "en" ? "en" : "vi", { numeric: true });

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
    for (const row of this.body.rows) {
      const isChosen = row.dataset.unit === String(unit);
      row.classList.toggle("chosen", isChosen);
      const name = row.querySelector("button");
      if (isChosen) name?.setAttribute("aria-current", "true");
      else name?.removeAttribute("aria-current");
      if (isChosen) this.scrollTo(row);
    }
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
