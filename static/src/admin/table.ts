// A table; on a phone its rows are cards, each value under its title.

import { el } from "../dom";

export type Cell = [title: string, content: Node | string];

/** Rows under the titles of the first. */
export function tableOf(rows: readonly Cell[][]): HTMLElement {
  return table((rows[0] ?? []).map(([title]) => title), rows);
}

/** Roles are told again: as cards the rows would otherwise be no table to a screen reader. */
export function table(titles: readonly string[], rows: readonly Cell[][]): HTMLElement {
  const head = el("tr", { role: "row" }, ...titles.map((name) => el("th", { scope: "col", role: "columnheader" }, name)));
  const body = rows.map((cells) =>
    el("tr", { role: "row" }, ...cells.map(([name, content]) => el("td", { role: "cell", "data-title": name }, content))),
  );
  return el(
    "table",
    { class: "cards", role: "table" },
    el("thead", { role: "rowgroup" }, head),
    el("tbody", { role: "rowgroup" }, ...body),
  );
}
