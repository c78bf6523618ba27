// The things of a layer in the area shown, as a table: the same content for those who read better than they see.

import { type Feature, getJson } from "../api";
import type { Field, Layer } from "../catalogue";
import { button, el } from "../dom";
import type { Bounds } from "../map/adapter";
import { fieldValue, t } from "../words";
import { nameOf } from "./card";

const MOST = 100;
const COLUMNS = 3;
const NOT_SHOWN = new Set(["name", "full_name", "unit_id", "key", "host"]);

interface Items {
  features: Feature[];
  numberMatched?: number;
}

export class Rows {
  readonly element = el("div");

  /** choose: told of the row that was picked. where: the area shown. again: told when somebody wants the rows of what is shown now. */
  constructor(
    private readonly layer: Layer,
    private readonly at: string | null,
    private readonly where: () => Bounds,
    private readonly choose: (feature: Feature) => void,
    private readonly again: () => void,
  ) {}

  /** Ask for what lies in the area shown now. Throws when the service does not answer. */
  async load(): Promise<void> {
    const query = new URLSearchParams({ bbox: this.where().map((side) => side.toFixed(6)).join(","), limit: String(MOST) });
    if (this.at !== null && this.layer.dated) query.set("datetime", this.at);
    this.show(await getJson<Items>(`/ogc/collections/${this.layer.name}/items?${query}`));
  }

  private show({ features, numberMatched }: Items): void {
    const columns = this.columns(features);
    const again = button({ class: "quiet-button" }, this.again, t("reload_rows"));
    const top = el("div", { class: "rows-top" }, el("p", { role: "status" }, this.counted(features.length, numberMatched)), again);
    const heads = [this.layer.title, ...columns.map(({ title }) => title)].map((title) => el("th", { scope: "col" }, title));
    const rows = features.map((feature) => this.row(feature, columns));
    const table = el("table", { class: "units rows" }, el("caption", { class: "visually-hidden" }, this.layer.title), el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
    this.element.replaceChildren(top, ...(features.length > 0 ? [table] : []));
  }

  /** Without a number of all there are more than are shown. */
  private counted(shown: number, all: number | undefined): string {
    if (shown === 0) return t("rows_none");
    if (all === undefined) return t("rows_first", { count: shown });
    return all > shown ? t("rows_of", { shown, count: all }) : t("rows_shown", { count: shown });
  }

  /** The first fields of which something is known here. */
  private columns(features: readonly Feature[]): Field[] {
    const told = (field: Field) => features.some(({ properties }) => fieldValue(field, properties[field.name]) !== null);
    return this.layer.fields.filter((field) => !NOT_SHOWN.has(field.name) && told(field)).slice(0, COLUMNS);
  }

  private row(feature: Feature, columns: readonly Field[]): HTMLTableRowElement {
    const { properties } = feature;
    const name = button({}, () => this.choose(feature), nameOf(this.layer, properties));
    const cells = columns.map((field) => el("td", {}, fieldValue(field, properties[field.name]) ?? "–"));
    return el("tr", {}, el("th", { scope: "row" }, name), ...cells);
  }
}
