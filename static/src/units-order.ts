// Tables of units: in which order their rows stand, by headings that are pressed, and which row is that of the chosen unit.

import { button, el } from "./dom";
import { alphabet } from "./names";
import { t } from "./words";

export type Key = "name" | "share" | "passed" | "failed" | "unknown";
const COLUMNS: readonly Key[] = ["name", "share", "passed", "failed", "unknown"];
export const COLUMN_COUNT = String(COLUMNS.length);

type Sorted = Record<Exclude<Key, "name">, number | null> & { name: string };

export class UnitsOrder {
  private isAscending = true;
  readonly head = el("tr");

  /** changed: told when people want another order. */
  constructor(
    private key: Key,
    private readonly changed: () => void,
  ) {
    this.show();
  }

  /** Of two units, as an array is sorted. Those without a figure come last in both directions. */
  readonly compare = (a: Sorted, b: Sorted): number => {
    const byName = alphabet.compare(a.name, b.name);
    const way = this.isAscending ? 1 : -1;
    if (this.key === "name") return byName * way;
    if (a[this.key] === null || b[this.key] === null) return Number(a[this.key] === null) - Number(b[this.key] === null) || byName;
    return (Number(a[this.key]) - Number(b[this.key])) * way || byName;
  };

  private show(): void {
    this.head.replaceChildren(...COLUMNS.map((key) => this.heading(key)));
  }

  private heading(key: Key): HTMLElement {
    const sorted = key === this.key ? (this.isAscending ? "ascending" : "descending") : null;
    const sort = button({ class: "sort" }, () => this.sortBy(key), t(`col_${key}`));
    return el("th", { scope: "col", "aria-sort": sorted, class: key }, sort);
  }

  private sortBy(key: Key): void {
    this.isAscending = key === this.key ? !this.isAscending : key === "name" || key === "share";
    this.key = key;
    this.show();
    this.changed();
    this.head.querySelector<HTMLElement>(`.${key} button`)?.focus();
  }
}

/** A row that leads to a unit, wherever in it somebody clicks. */
export function unitRow(unit: number, name: string, choose: () => void, ...cells: HTMLElement[]): HTMLTableRowElement {
  const way = button({}, choose, name);
  const row = el("tr", { "data-unit": String(unit) }, el("th", { scope: "row" }, way), ...cells);
  row.addEventListener("click", (event) => {
    if (event.target !== way) choose();
  });
  return row;
}

/** Marks the row of `unit` alone; null where it has none. */
export function markRow(body: HTMLTableSectionElement, unit: number | null): HTMLTableRowElement | null {
  let found: HTMLTableRowElement | null = null;
  for (const row of body.rows) {
    const isChosen = row.dataset.unit === String(unit);
    const name = row.querySelector("button");
    row.classList.toggle("chosen", isChosen);
    if (isChosen) name?.setAttribute("aria-current", "true");
    else name?.removeAttribute("aria-current");
    if (isChosen) found = row;
  }
  return found;
}
