// Places of a unit beside the services they should have: what each rule says of each place.

import type { Outcome, Texts } from "../api";
import { ask } from "../ask";
import { base, layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { distance, t } from "../words";
import { Dialog } from "./dialog";
import type { Spot } from "./proposals";
import { query, said } from "./server";
import type { Table } from "./tables";

export interface Cell {
  outcome: Outcome;
  distance_m: number | null;
}

export interface MatrixPlace {
  lon: number | null;
  lat: number | null;
  layer: string;
  id: number;
  name: string | null;
  cells: Record<string, Cell>;
}

export interface MatrixAnswer {
  rules: { rule: string; title: Texts; checked: boolean }[];
  places: MatrixPlace[];
}

const SIGNS: Record<Outcome, string> = { pass: "✓", fail: "✕", unknown: "?", not_applicable: "–" };

function getMatrix(unit: number, at: string | null): Promise<MatrixAnswer> {
  return ask("GET", `${base}/api/v1/coverage/matrix${query({ unit: String(unit), at })}`);
}

export class Matrix implements Table {
  readonly dialog = new Dialog("matrix");
  private readonly missing = el("input", { type: "checkbox", id: "missing-only" });
  private readonly found = el("div", { class: "matrix-scroll", tabindex: "0", role: "region", "aria-label": t("matrix") });

  /** refused: told why there is none. */
  constructor(
    private readonly goTo: (spot: Spot) => void,
    private readonly refused: (error: unknown) => void,
  ) {}

  async open(unit: number, name: string, at: string | null): Promise<void> {
    const only = el("label", { class: "layer", for: this.missing.id }, this.missing, el("span", { class: "layer-name" }, t("matrix_missing")));
    // Until this unit's table is there, the box would bring back that of the one before.
    this.missing.onchange = null;
    this.dialog.open(t("matrix_of", { unit: name }), el("div", { class: "matrix-top" }, only, legend()), this.found);
    await this.dialog.fill(this.found, () => getMatrix(unit, at), (answer) => this.tableOf(answer), this.refused);
  }

  private tableOf(answer: MatrixAnswer): HTMLElement[] {
    this.missing.onchange = () => this.found.replaceChildren(this.table(answer));
    return [this.table(answer)];
  }

  private table({ rules, places }: MatrixAnswer): HTMLElement {
    const wanted = [...places].filter((place) => !this.missing.checked || fails(place) > 0).sort((a, b) => fails(b) - fails(a));
    if (wanted.length === 0) return el("p", { class: "none" }, t("matrix_none"));
    // A rule that no place here falls under has nothing to say.
    const spoken = rules.filter(({ rule }) => places.some(({ cells }) => (cells[rule]?.outcome ?? "not_applicable") !== "not_applicable"));
    const heads = spoken.map(({ title, checked }) => el("th", { scope: "col" }, said(title), checked ? null : el("small", {}, t("unchecked"))));
    const body = wanted.map((place) => this.row(place, spoken.map(({ rule }) => rule)));
    const caption = el("caption", {}, t("matrix_caption", { places: wanted.length, rules: spoken.length }));
    const top = el("tr", {}, el("th", { scope: "col" }, t("place")), ...heads);
    return el("table", {}, caption, el("thead", {}, top), el("tbody", {}, ...body));
  }

  private row(place: MatrixPlace, rules: readonly string[]): HTMLElement {
    const name = button({}, () => this.leadTo(place), place.name ?? t("unnamed"), el("small", {}, layerNamed(place.layer)?.title ?? place.layer));
    return el("tr", {}, el("th", { scope: "row" }, name), ...rules.map((rule) => cellOf(place.cells[rule])));
  }

  private leadTo({ lon, lat }: MatrixPlace): void {
    this.dialog.close();
    if (lon !== null && lat !== null) this.goTo({ lon, lat });
  }
}

function fails({ cells }: MatrixPlace): number {
  return Object.values(cells).filter(({ outcome }) => outcome === "fail").length;
}

function cellOf(cell: Cell | undefined): HTMLElement {
  const outcome = cell?.outcome ?? "not_applicable";
  const far = cell?.outcome === "fail" && cell.distance_m !== null ? el("small", {}, distance(cell.distance_m)) : null;
  return el("td", { class: outcome }, el("span", { "aria-hidden": "true" }, SIGNS[outcome]), el("span", { class: "visually-hidden" }, t(outcome)), far);
}

function legend(): HTMLElement {
  const outcomes = ["pass", "fail", "unknown", "not_applicable"] as const;
  return el("ul", { class: "matrix-legend" }, ...outcomes.map((outcome) => el("li", {}, el("span", { class: `sign ${outcome}`, "aria-hidden": "true" }, SIGNS[outcome]), t(outcome))));
}
