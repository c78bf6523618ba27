// A map of the communes' boundaries, for something to be drawn over.

import L from "leaflet";
import type { Feature } from "protomaps-leaflet";
import { layerNamed } from "../catalogue";
import { el } from "../dom";
import { addControls } from "../map/controls";
import { drawnBefore } from "../map/rules";
import type { Watcher } from "../map/source";
import { makeView } from "../map/sources";
import { Drawing, MAX_ZOOM } from "../map/vector";
import { t } from "../words";

const GROUND = ["communes", "commune_labels"];
// Provinces of the sample, in degrees: where there is nothing else to show.
const HOME: L.LatLngBoundsLiteral = [
  [19.9, 105.5],
  [20.7, 106.6],
];
const CLOSEST_FIT = 16;
const MARGIN = 36;
// A finger is not as exact as a mouse.
const TOLERANCE = 6;
// What is said of the weakest boundary that was drawn.
const NOTES = [
  ["sketch", "boundary_sketch"],
  ["derived", "boundary_sketch"],
  ["reference", "boundary_reference"],
] as const;

export class GroundMap {
  readonly element: HTMLElement;
  readonly overlay = L.featureGroup();
  readonly renderer = L.canvas({ padding: 0.3, tolerance: TOLERANCE });
  private readonly container: HTMLElement;
  private readonly note = el("p", { class: "boundary-note" });
  private readonly standings = new Set<string>();
  private leaflet: L.Map | null = null;
  private wanted: L.LatLngBounds = L.latLngBounds(HOME);
  private waiting = 0;

  /** names: of the layers to draw, as far as the page knows them. */
  constructor(
    label: string,
    private readonly names: readonly string[] = GROUND,
  ) {
    this.container = el("div", { class: "ground-map", role: "region", "aria-label": label });
    this.note.hidden = true;
    this.element = el("div", { class: "map-frame" }, this.container, this.note);
    // Leaflet measures what it draws into: it is begun on the page and goes with it.
    const observer = new ResizeObserver(() => {
      if (!this.container.isConnected) return;
      if (this.leaflet === null) this.begin();
      else this.leaflet.invalidateSize({ pan: false });
    });
    observer.observe(this.container);
  }

  /** Have all of `bounds` in view, now or once the map is there. */
  fit(bounds: L.LatLngBounds): void {
    this.wanted = bounds.isValid() ? bounds : L.latLngBounds(HOME);
    this.leaflet?.fitBounds(this.wanted, { padding: [MARGIN, MARGIN], maxZoom: CLOSEST_FIT, animate: false });
  }

  /** Have a point in view without moving more than needed. */
  keepInView(at: L.LatLngExpression): void {
    this.leaflet?.panInside(at, { padding: [MARGIN, MARGIN], animate: false });
  }

  private begin(): void {
    const map = L.map(this.container, {
      zoomControl: false,
      attributionControl: false,
      maxZoom: MAX_ZOOM,
      zoomSnap: 0.5,
      fadeAnimation: false,
      zoomAnimation: false,
      // The page must scroll under a wheel and under one finger.
      scrollWheelZoom: false,
      dragging: !L.Browser.mobile,
    });
    this.leaflet = map;
    addControls(map, () => this.fit(this.wanted));
    this.fit(this.wanted);
    const layers = this.names.map(layerNamed).filter((layer) => layer !== undefined);
    const viewOf = (source: string) => makeView(source, "", null, this.watcher());
    // Plain land would lie over roads.
    const tone = this.names.includes("roads") ? null : "bare";
    new Drawing({ layers: layers.sort(drawnBefore), viewOf, tone }, "tilePane").layer.addTo(map);
    this.overlay.addTo(map);
  }

  private watcher(): Watcher {
    return {
      began: () => this.wait(1),
      ended: () => this.wait(-1),
      read: (data) => this.tellStandings(data.get("communes") ?? []),
    };
  }

  private wait(by: 1 | -1): void {
    this.waiting += by;
    this.container.setAttribute("aria-busy", String(this.waiting > 0));
  }

  private tellStandings(communes: readonly Feature[]): void {
    for (const { props } of communes) this.standings.add(String(props.geom_status));
    const found = NOTES.find(([standing]) => this.standings.has(standing));
    this.note.hidden = found === undefined;
    if (found !== undefined) this.note.textContent = t(found[1]);
  }
}
