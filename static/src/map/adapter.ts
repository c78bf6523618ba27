// The one module that knows Leaflet; the page speaks to MapView only.

import L from "leaflet";
import { type LabelRule, leafletLayer, type PaintRule, type View } from "protomaps-leaflet";
import { catalogue, type Layer } from "../catalogue";
import { button } from "../dom";
import { t } from "../words";
import { type Picked, pick } from "./pick";
import { drawnBefore, labelRulesFor, outlineRules, paintRulesFor } from "./rules";
import type { Watcher } from "./source";
import { makeView, sourceOf } from "./sources";

const MIN_ZOOM = 5;
const MAX_ZOOM = 19;
const CLOSE_ZOOM = 16;
// Leaflet shows tiles of the nearest whole zoom: reduced by more than this names would be too small to read,
const REDUCIBLE = 0.6;
// and below this they are enlarged, which only a screen with pixels to spare can take.
const ENLARGEABLE = 0.49;
// protomaps-leaflet forgets the labels of all but so many tiles; a wide screen shows more than its 16.
const LABELED_TILES = 64;

export interface Position {
  zoom: number;
  lat: number;
  lng: number;
}
/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

export interface Listener extends Watcher {
  picked(found: Picked[]): void;
  moved(): void;
  /** CSS pixels at the edges of the map that something lies over: left/top and right/bottom. */
  covered(): { topLeft: [number, number]; bottomRight: [number, number] };
}

// What the layer of protomaps-leaflet has, which its own types leave out.
interface VectorLayer {
  addTo(map: L.Map): unknown;
  views: Map<string, View>;
  paintRules: PaintRule[];
  labelRules: LabelRule[];
  labelers: { maxLabeledTiles: number };
  _tiles: Record<string, { el: HTMLElement; coords: L.Coords; current: boolean }>;
  _wrapCoords(coords: L.Coords): L.Coords;
  _tileCoordsToKey(coords: L.Coords): string;
  clearLayout(): void;
  renderTile(coords: L.Coords, element: HTMLElement, key: string): Promise<void>;
}

export class MapView {
  private readonly map: L.Map;
  private readonly vector: VectorLayer;
  private readonly mark = L.circleMarker([0, 0], { radius: 13, color: "#1c2b36", weight: 3, fill: false, interactive: false });
  private visible: readonly Layer[] = [];
  private unit: number | null = null;
  private home: Bounds | null = null;
  private isZooming = false;

  constructor(
    container: HTMLElement,
    private readonly rule: string,
    private readonly listener: Listener,
  ) {
    const moves = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(container, {
      zoomControl: false,
      attributionControl: false,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      zoomAnimation: moves,
      fadeAnimation: moves,
      inertia: moves,
    });
    this.vector = vectorLayer();
    this.addControls();
    this.map.on("click", (event) => this.pickAt(event.latlng));
    this.map.on("zoomstart", () => (this.isZooming = true));
    this.map.on("zoomend", () => (this.isZooming = false));
    this.map.on("moveend", () => this.listener.moved());
    container.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && event.target === container) this.pickAt(this.map.getCenter());
    });
    new ResizeObserver(() => this.map.invalidateSize({ pan: false })).observe(container);
  }

  /** Put the map on the page, at `position` or over all of `home`. */
  start(home: Bounds, position: Position | null): void {
    this.home = home;
    if (position === null) this.showHome();
    else this.betweenZooms(() => this.map.setView([position.lat, position.lng], position.zoom, { animate: false }));
    this.vector.addTo(this.map);
  }

  get position(): Position {
    const { lat, lng } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lng };
  }

  showLayers(layers: readonly Layer[]): void {
    this.visible = [...layers].sort(drawnBefore);
    const wanted = new Set(this.visible.map(sourceOf));
    for (const name of this.vector.views.keys()) {
      if (!wanted.has(name)) this.vector.views.delete(name);
    }
    for (const name of wanted) {
      if (!this.vector.views.has(name)) this.vector.views.set(name, makeView(name, this.rule, this.listener));
    }
    this.redraw();
  }

  outline(unit: number | null): void {
    this.unit = unit;
    this.redraw();
  }

  /** A ring around one point, or none. */
  ring(at: { lon: number; lat: number } | null): void {
    if (at === null) this.mark.remove();
    else this.mark.setLatLng([at.lat, at.lon]).addTo(this.map);
  }

  fit(bounds: Bounds): void {
    this.move(() => this.map.fitBounds(latLngs(bounds), this.fitOptions()));
  }

  /** Move to a point, close enough to see what is around it, and ring it. */
  showPoint(lon: number, lat: number): void {
    this.ring({ lon, lat });
    const zoom = Math.max(this.map.getZoom(), CLOSE_ZOOM);
    const { topLeft, bottomRight } = this.listener.covered();
    const shift = L.point(bottomRight).subtract(L.point(topLeft)).divideBy(2);
    const centre = this.map.project([lat, lon], zoom).add(shift);
    this.move(() => this.map.setView(this.map.unproject(centre, zoom), zoom));
  }

  /** Leaflet drops what it is told while it zooms: wait for the end of that. */
  private move(action: () => void): void {
    if (this.isZooming) this.map.once("zoomend", action);
    else action();
  }

  private fitOptions(): L.FitBoundsOptions {
    const { topLeft, bottomRight } = this.listener.covered();
    return { paddingTopLeft: topLeft, paddingBottomRight: bottomRight };
  }

  /** All of the padding together, as getBoundsZoom wants it. */
  private padding(): L.Point {
    const { topLeft, bottomRight } = this.listener.covered();
    return L.point(topLeft).add(L.point(bottomRight));
  }

  private pickAt(at: L.LatLng): void {
    const found = pick(this.vector.views, this.visible, at.wrap(), this.map.getZoom());
    this.listener.picked(found);
    if (found.length > 0) this.move(() => this.betweenZooms(() => this.map.panInside(at, this.fitOptions())));
  }

  /** Draw all tiles anew and ask again for those that did not come. */
  redraw(): void {
    const layer = this.vector;
    layer.paintRules = this.visible.flatMap((shown) => paintRulesFor(shown, sourceOf(shown)));
    layer.paintRules.push(...this.outlineRules());
    layer.labelRules = [...this.visible].reverse().flatMap((shown) => labelRulesFor(shown, sourceOf(shown)));
    layer.clearLayout();
    layer.labelers.maxLabeledTiles = LABELED_TILES;
    for (const tile of Object.values(layer._tiles ?? {})) {
      const coords = layer._wrapCoords(tile.coords);
      // Tiles of another zoom, kept while this one loads, would make the layer drop the new ones.
      if (tile.current) void layer.renderTile(coords, tile.el, layer._tileCoordsToKey(coords));
    }
  }

  private outlineRules(): PaintRule[] {
    const unit = this.unit;
    if (unit === null) return [];
    const holders = this.visible.filter(({ name }) => name === "communes" || name === "coverage_units");
    return holders.slice(-1).flatMap((layer) => outlineRules(sourceOf(layer), layer.name, unit));
  }

  /** All of the area, filling the map between whole zooms where that leaves the drawing sharp. */
  private showHome(): void {
    const home = this.home;
    if (home === null) return;
    this.betweenZooms(() => {
      const exact = this.map.getBoundsZoom(latLngs(home), false, this.padding());
      this.map.fitBounds(latLngs(home), { ...this.fitOptions(), maxZoom: sharpZoom(exact) });
    });
  }

  /** Leaflet otherwise rounds to whole zooms, and should when people zoom. */
  private betweenZooms(move: () => void): void {
    this.map.options.zoomSnap = 0;
    move();
    this.map.options.zoomSnap = 1;
  }

  private addControls(): void {
    L.control.zoom({ position: "topright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(this.map);
    const whole = new L.Control({ position: "topright" });
    whole.onAdd = () => {
      const made = button({ class: "whole", title: t("whole"), "aria-label": t("whole") }, () => this.showHome());
      L.DomEvent.disableClickPropagation(made);
      return made;
    };
    whole.addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(this.map);
    const osm = `<a href="https://www.openstreetmap.org/copyright">${t("attribution_osm")}</a>`;
    L.control
      .attribution({ prefix: false, position: "bottomright" })
      .addAttribution(`<a href="/ogc/">${t("attribution")}</a> · ${osm}`)
      .addTo(this.map);
  }
}

function sharpZoom(exact: number): number {
  const part = exact % 1;
  if (part >= REDUCIBLE) return exact;
  return Math.floor(exact) + (window.devicePixelRatio >= 2 ? Math.min(part, ENLARGEABLE) : 0);
}

function latLngs([west, south, east, north]: Bounds): L.LatLngBounds {
  return L.latLngBounds([south, west], [north, east]);
}

function vectorLayer(): VectorLayer {
  // protomaps-leaflet takes Leaflet from the window.
  Object.assign(window, { L });
  const layer: unknown = leafletLayer({
    sources: {},
    paintRules: [],
    labelRules: [],
    attribution: "",
    lang: catalogue.language,
    maxZoom: MAX_ZOOM,
    updateWhenZooming: false,
  } as Parameters<typeof leafletLayer>[0]);
  return layer as VectorLayer;
}
