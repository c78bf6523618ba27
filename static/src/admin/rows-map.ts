// The rows of a file as they would be written: on the map, and one of them with its values beside it.

import L from "leaflet";
import { catalogue, type Layer, layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { fieldValue, t } from "../words";
import { GroundMap } from "./ground-map";
import type { Position, Preview, PreviewRow } from "./server";

const HALO = "#ffffff";
const INK = "#1c2b36";
const places = new Intl.NumberFormat(catalogue.language, { minimumFractionDigits: 5, maximumFractionDigits: 5 });

type PlacedRow = PreviewRow & { geometry: GeoJSON.Geometry };

const isPlaced = (row: PreviewRow): row is PlacedRow => row.geometry !== null;

export class RowsMap {
  readonly element: HTMLElement;
  private readonly map = new GroundMap(t("preview_map"));
  private readonly card = el("div", { class: "row-card" });
  private readonly heading = el("h3");
  private readonly where = el("p", { class: "quiet" });
  private readonly values = el("dl", { class: "row-values" });
  private readonly shapes: L.GeoJSON[];
  private readonly mark = L.circleMarker([0, 0], { radius: 12, color: INK, weight: 3, fill: false, interactive: false });
  private readonly rows: readonly PlacedRow[];
  private index = 0;

  constructor(
    preview: Preview,
    private readonly layer: Layer,
  ) {
    this.rows = preview.features.features.filter(isPlaced);
    this.shapes = this.rows.map((row, index) => this.draw(row, index));
    const shown = { shown: this.rows.length, total: preview.total };
    const hint = t(this.rows.length < preview.total ? "preview_some" : "preview_all", shown);
    this.card.append(this.heading, this.values, this.where, this.pager());
    this.card.setAttribute("role", "group");
    this.card.setAttribute("aria-label", t("row_values"));
    this.element = el("div", {}, el("p", { class: "hint" }, hint), el("div", { class: "map-and-card" }, this.map.element, this.card));
    this.map.fit(boundsOf(preview, this.map.overlay));
    this.pick(0);
  }

  /** Ring a place that something is said about. */
  showPlace([lon, lat]: Position): void {
    this.mark.setLatLng([lat, lon]).addTo(this.map.overlay);
    this.map.fit(L.latLngBounds([lat, lon], [lat, lon]).pad(0.1));
    this.map.element.scrollIntoView({ block: "center" });
  }

  private draw({ geometry, properties }: PlacedRow, index: number): L.GeoJSON {
    const { color, fillOpacity, width } = this.layerOf(properties);
    const shape = L.geoJSON(geometry, {
      style: { renderer: this.map.renderer, color, weight: Math.max(3, width), fillOpacity: Math.max(0.2, fillOpacity) },
      pointToLayer: (_, at) =>
        L.circleMarker(at, { renderer: this.map.renderer, radius: 6, color: HALO, weight: 1.5, fillColor: color, fillOpacity: 1 }),
    });
    // Points have their own colours, which the style of lines must not take from them.
    if (geometry.type.endsWith("Point")) shape.setStyle({ color: HALO, weight: 1.5, fillOpacity: 1 });
    shape.on("click", () => this.pick(index));
    return shape.addTo(this.map.overlay);
  }

  /** Of a file for several layers each row says which it is of. */
  private layerOf({ layer }: PreviewRow["properties"]): Layer {
    return (layer === undefined ? undefined : layerNamed(layer)) ?? this.layer;
  }

  private pager(): HTMLElement {
    const step = (by: number) => (): void => this.pick((this.index + by + this.rows.length) % this.rows.length);
    const before = button({ class: "plain" }, step(-1), t("row_before"));
    const after = button({ class: "plain" }, step(1), t("row_after"));
    const made = el("div", { class: "pager" }, before, after);
    made.hidden = this.rows.length < 2;
    return made;
  }

  private pick(index: number): void {
    const row = this.rows[index];
    const shape = this.shapes[index];
    if (row === undefined || shape === undefined) return;
    this.index = index;
    const of = t("row_of", { index: index + 1, count: this.rows.length });
    this.heading.replaceChildren(t("row", { row: String(row.properties.row) }), " ", el("span", { class: "quiet" }, of));
    this.values.replaceChildren(...this.describe(row));
    const at = shape.getBounds().getCenter();
    this.where.textContent = `${t("row_place")}: ${places.format(at.lat)}; ${places.format(at.lng)}`;
    this.mark.setLatLng(at).addTo(this.map.overlay);
    this.map.keepInView(at);
  }

  private describe({ properties }: PreviewRow): HTMLElement[] {
    const layer = this.layerOf(properties);
    const known = layer.fields.flatMap((field) => {
      const value = fieldValue(field, properties[field.name]);
      return value === null ? [] : [el("div", {}, el("dt", {}, field.title), el("dd", {}, value))];
    });
    if (layer !== this.layer) known.unshift(el("div", {}, el("dt", {}, t("col_layer")), el("dd", {}, layer.title)));
    return known.length > 0 ? known : [el("div", {}, el("dt", {}, t("none_valued")))];
  }
}

function boundsOf({ bbox }: Preview, overlay: L.FeatureGroup): L.LatLngBounds {
  if (bbox === null) return overlay.getBounds();
  const [west, south, east, north] = bbox;
  return L.latLngBounds([south, west], [north, east]);
}
