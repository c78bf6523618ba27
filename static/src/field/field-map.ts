// The map of `/field`: drawn on a canvas from what is on the phone, with neither tiles nor WebGL.

import L from "leaflet";
import type { Address, Entry } from "./draft";
import { statusOf } from "./draft";
import type { Place } from "./geometry";
import type { Count, Drawn, Piece } from "./ground";
import { leftOf, toneOf } from "./left";
import { Names } from "./names";
import type { Fix } from "./location";
import { byId } from "../dom";
import { t } from "../words";

const MIN_ZOOM = 11;
const MAX_ZOOM = 20;
const CLOSE_ZOOM = 18;
// A finger is not as exact as a mouse.
const TOLERANCE = 10;
const ROAD_WIDTHS: Record<string, number> = { national: 7, provincial: 6, main_axis: 4.5 };
const LOCAL_WIDTH = 3;
const LOOKS: Record<string, L.CircleMarkerOptions> = {
  known: { radius: 5, color: "#ffffff", weight: 1.5, fillColor: "#225ea8", fillOpacity: 1 },
  draft: { radius: 7, color: "#ffffff", weight: 2, fillColor: "#7a4b00", fillOpacity: 1 },
  submitted: { radius: 7, color: "#ffffff", weight: 2, fillColor: "#0b7a4b", fillOpacity: 1 },
  trouble: { radius: 8, color: "#ffffff", weight: 2, fillColor: "#b2182b", fillOpacity: 1 },
};
const LOOK_OF: Record<string, keyof typeof LOOKS> = { conflict: "trouble", refused: "trouble", returned: "trouble", submitted: "submitted", submitting: "submitted" };

export interface Listener {
  /** The map was moved by hand. */
  dragged(): void;
  /** It came to rest. */
  rested(): void;
  pickedDraft(uuid: string): void;
  pickedAddress(address: Address): void;
}

export class FieldMap {
  private readonly map: L.Map;
  private readonly renderer = L.canvas({ padding: 0.4, tolerance: TOLERANCE });
  private readonly ground = L.layerGroup();
  private readonly tones = L.layerGroup();
  private readonly points = L.layerGroup();
  private pieces: ReadonlyMap<string, Piece> = new Map();
  private readonly circle = L.circle([0, 0], { radius: 1, color: "#0b5f79", weight: 1.5, fillOpacity: 0.12, interactive: false });
  private readonly dot = L.circleMarker([0, 0], { radius: 7, color: "#ffffff", weight: 2.5, fillColor: "#0b84c9", fillOpacity: 1, interactive: false });
  private readonly names: Names;
  private home: L.LatLngBounds | null = null;
  /** What has no size cannot be filled yet. */
  private isHomeDue = false;

  constructor(private readonly listener: Listener) {
    this.map = L.map("map", {
      zoomControl: false,
      attributionControl: false,
      preferCanvas: true,
      renderer: this.renderer,
      minZoom: MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      fadeAnimation: false,
      // What lies under the cross-hair stays there.
      touchZoom: "center",
      scrollWheelZoom: "center",
      doubleClickZoom: "center",
    });
    this.map.setView([20.42, 106.17], 14);
    L.control.zoom({ position: "topright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(this.map);
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 100 }).addTo(this.map);
    this.ground.addTo(this.map);
    this.tones.addTo(this.map);
    this.points.addTo(this.map);
    this.names = new Names(this.map);
    this.map.on("dragstart", () => this.listener.dragged());
    this.map.on("moveend", () => this.listener.rested());
    this.map.getContainer().addEventListener("keydown", ({ key }) => {
      if (key.startsWith("Arrow")) this.listener.dragged();
    });
    new ResizeObserver(() => {
      this.map.invalidateSize({ pan: true, animate: false });
      if (this.isHomeDue) this.showHome();
    }).observe(byId("map"));
  }

  get centre(): Place {
    const { lng, lat } = this.map.getCenter().wrap();
    return { lon: lng, lat };
  }

  /** isHome: show all of it. */
  showGround(pieces: ReadonlyMap<string, Piece>, area: number | null, isHome: boolean): void {
    this.ground.clearLayers();
    this.pieces = pieces;
    const [roads, hamlets] = [pieces.get("roads") ?? [], pieces.get("hamlets") ?? []];
    for (const each of hamlets) this.shape(each, { color: "#8c6d31", weight: each.unit === area ? 3 : 1.2, dashArray: "5 4", fill: each.unit === area, fillColor: "#fff6dd", fillOpacity: 0.5 });
    for (const each of pieces.get("commune") ?? []) this.shape(each, { color: "#4d4d4d", weight: 2.5, fill: false });
    for (const look of [{ color: "#9aa7b0", more: 2 }, { color: "#ffffff", more: 0 }]) {
      for (const road of roads) this.shape(road, { color: look.color, weight: (ROAD_WIDTHS[road.kind ?? ""] ?? LOCAL_WIDTH) + look.more });
    }
    for (const each of pieces.get("landmarks") ?? []) this.landmark(each);
    this.home = boundsOf(pieces, area);
    if (isHome) this.showHome();
  }

  /** How far each hamlet is: its land in a tone, beside its name how many it lacks. */
  showLeft(counts: readonly Count[]): void {
    this.tones.clearLayers();
    const byUnit = new Map(counts.map((each) => [each.unit, each]));
    const hamlets = this.pieces.get("hamlets") ?? [];
    for (const hamlet of hamlets) {
      const count = byUnit.get(hamlet.unit);
      const tone = count === undefined ? null : toneOf(count);
      if (tone !== null) this.tone(hamlet, tone);
    }
    const named = hamlets.map((hamlet) => ({ ...hamlet, name: nameWithLeft(hamlet, byUnit.get(hamlet.unit)) }));
    this.names.show([...named, ...(this.pieces.get("landmarks") ?? []), ...(this.pieces.get("roads") ?? [])]);
  }

  showHome(): void {
    this.isHomeDue = this.map.getSize().x === 0;
    if (this.home?.isValid() && !this.isHomeDue) this.map.fitBounds(this.home, { padding: [12, 12], animate: false });
  }

  showPoints(known: readonly Address[], drafts: readonly Entry[]): void {
    this.points.clearLayers();
    for (const address of known) this.point(address, "known", () => this.listener.pickedAddress(address));
    for (const entry of drafts) this.point(entry.body, LOOK_OF[statusOf(entry)] ?? (entry.server?.code ? "known" : "draft"), () => this.listener.pickedDraft(entry.uuid));
  }

  showFix(fix: Fix | null): void {
    if (fix === null) {
      this.circle.remove();
      this.dot.remove();
      return;
    }
    this.circle.setLatLng([fix.lat, fix.lon]).setRadius(fix.accuracy).addTo(this.map);
    this.dot.setLatLng([fix.lat, fix.lon]).addTo(this.map);
  }

  /** Have a place under the cross-hair, close enough to tell one gate from the next. */
  goTo({ lon, lat }: Place): void {
    this.map.setView([lat, lon], Math.max(this.map.getZoom(), CLOSE_ZOOM), { animate: false });
  }

  private point({ lon, lat }: Place, look: keyof typeof LOOKS, picked: () => void): void {
    L.circleMarker([lat, lon], { ...LOOKS[look], renderer: this.renderer, bubblingMouseEvents: false }).on("click", picked).addTo(this.points);
  }

  /** Under all that is drawn already. */
  private tone({ geometry }: Drawn, fillColor: string): void {
    const style = { stroke: false, fill: true, fillColor, fillOpacity: 0.6, renderer: this.renderer } as L.PathOptions;
    L.geoJSON(geometry, { style, interactive: false }).addTo(this.tones).bringToBack();
  }

  private shape({ geometry }: Drawn, style: L.PathOptions): void {
    L.geoJSON(geometry, { style: { ...style, renderer: this.renderer } as L.PathOptions, interactive: false }).addTo(this.ground);
  }

  private landmark({ geometry }: Drawn): void {
    const style = { radius: 4, color: "#5b4a7a", weight: 1.5, fillColor: "#ffffff", fillOpacity: 1, renderer: this.renderer, interactive: false };
    L.geoJSON(geometry, { pointToLayer: (_, at) => L.circleMarker(at, style), style, interactive: false }).addTo(this.ground);
  }
}

function nameWithLeft({ name }: Drawn, count: Count | undefined): string | null {
  const left = count === undefined ? null : leftOf(count);
  return name === null || left === null ? name : `${name} · ${t(left === 0 ? "left_none" : "left", { count: left })}`;
}

/** Of the hamlet that was chosen, else of the commune; of the roads where no boundary is known. */
function boundsOf(pieces: ReadonlyMap<string, Piece>, area: number | null): L.LatLngBounds {
  const bounds = L.latLngBounds([]);
  const hamlet = (pieces.get("hamlets") ?? []).filter(({ unit }) => unit === area);
  for (const shown of [hamlet, pieces.get("commune") ?? [], pieces.get("roads") ?? []]) {
    for (const { geometry } of shown) bounds.extend(L.geoJSON(geometry).getBounds());
    if (bounds.isValid()) break;
  }
  return bounds;
}
