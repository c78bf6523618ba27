// The one module that knows Leaflet; the page speaks to MapView only.

import L from "leaflet";
import { catalogue, type Layer } from "../catalogue";
import type { Archive } from "./archive";
import type { Changed } from "./changes";
import { isCounted } from "./counted";
import { addControls } from "./controls";
import { type Mark, Marks } from "./marks";
import type { Picked } from "./pick";
import type { Position } from "./position";
import type { Fill } from "./rules";
import type { Watcher } from "./source";
import { letPagesScroll } from "./guest";
import { type Look, MAX_ZOOM } from "./vector";
import { type Days, Worlds } from "./worlds";

const MIN_ZOOM = 5;
// Within the pages of others no farther: what shows the country has to name its islands (`seas.ts`).
const GUEST_MIN_ZOOM = 7;
const CLOSE_ZOOM = 16;
// How much closer a circle that stands for several points leads.
const COUNT_STEP = 2;
// Leaflet shows tiles of the nearest whole zoom: reduced by more than this names would be too small to read,
const REDUCIBLE = 0.6;
// and below this they are enlarged, which only a screen with pixels to spare can take.
const ENLARGEABLE = 0.49;

/** West, south, east, north in degrees. */
export type Bounds = readonly [number, number, number, number];

export interface Listener extends Watcher {
  /** `sides`: what lies there in the earlier and in the later world, while two are compared. */
  picked(found: Picked[], sides: [Picked[], Picked[]] | null, at: { lon: number; lat: number }): void;
  moved(): void;
  /** CSS pixels at the edges of the map that something lies over: left/top and right/bottom. */
  covered(): { topLeft: [number, number]; bottomRight: [number, number] };
}

export class MapView {
  private readonly map: L.Map;
  private readonly worlds: Worlds;
  private readonly mark = L.circleMarker([0, 0], { radius: 13, color: "#1c2b36", weight: 3, fill: false, interactive: false });
  private home: Bounds | null = null;
  private readonly marks: Marks;
  private isZooming = false;
  /** Asked first about each place that is clicked: what it takes is not picked. */
  taken: (at: L.LatLng) => boolean = () => false;

  /** hint: of a map within a page of others, how it is moved; told when somebody tries otherwise. */
  constructor(
    container: HTMLElement,
    rule: string,
    private readonly listener: Listener,
    hint: ((way: "wheel" | "touch") => void) | null = null,
  ) {
    const moves = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(container, {
      zoomControl: false,
      attributionControl: false,
      minZoom: hint === null ? MIN_ZOOM : GUEST_MIN_ZOOM,
      maxZoom: MAX_ZOOM,
      zoomAnimation: moves,
      fadeAnimation: moves,
      inertia: moves,
    });
    this.worlds = new Worlds(this.map, catalogue.layers, rule, listener);
    this.marks = new Marks(this.map);
    addControls(this.map, () => this.showHome());
    if (hint !== null) letPagesScroll(this.map, hint);
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
    else this.goTo(position);
  }

  /** Draw from `archive` what it has. */
  useArchive(archive: Archive | null): void {
    this.worlds.useArchive(archive);
  }

  /** Show the results of another rule, units filled by `fills`. */
  useRule(rule: string, fills: readonly Fill[]): void {
    this.worlds.useRule(rule, fills);
  }

  /** Ask anew for all that is drawn. */
  reload(): void {
    this.worlds.reload();
  }

  /** Fill units of the same results otherwise. */
  useFills(fills: readonly Fill[]): void {
    this.worlds.useFills(fills);
  }

  /** Have layers drawn as `look` says, from the next time that they are shown. */
  useLook(look: Look): void {
    this.worlds.useLook(look);
  }

  goTo({ lat, lng, zoom }: Position): void {
    this.betweenZooms(() => this.map.setView([lat, lng], zoom, { animate: false }));
  }

  get position(): Position {
    const { lat, lng } = this.map.getCenter();
    return { zoom: this.map.getZoom(), lat, lng };
  }

  /** What can be seen of the world. */
  get bounds(): Bounds {
    const seen = this.map.getBounds();
    return [Math.max(-180, seen.getWest()), Math.max(-90, seen.getSouth()), Math.min(180, seen.getEast()), Math.min(90, seen.getNorth())];
  }

  showLayers(layers: readonly Layer[]): void {
    this.worlds.showLayers(layers);
  }

  /** Show the world of a day, or two worlds to compare. */
  showDays(days: Days): void {
    this.worlds.showDays(days);
  }

  /** How two worlds share the map: a line at `at` of its width, or how far the later has come up (0 to 1). */
  share(mode: "swipe" | "fade", at: number): void {
    this.worlds.share(mode, at);
  }

  /** Fill units that no figure colours, on a day without any. */
  fillUnits(isBare: boolean): void {
    this.worlds.fillUnits(isBare);
  }

  /** Outline units of whatever world has them. */
  outline(...units: number[]): void {
    this.worlds.outline(units);
  }

  /** Mark the units that another rule would judge otherwise, or none. */
  showChanged(changed: Changed | null): void {
    this.worlds.showChanged(changed);
  }

  /** Draw all tiles anew and ask again for those that did not come. */
  redraw(): void {
    this.worlds.redraw();
  }

  /** A ring around one point, or none. */
  ring(at: { lon: number; lat: number } | null): void {
    if (at === null) this.mark.remove();
    else this.mark.setLatLng([at.lat, at.lon]).addTo(this.map);
  }

  /** Have exactly these marks on the map. */
  showMarks(marks: readonly Mark[]): void {
    this.marks.show(marks);
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

  /** Let another part of this room work with the map. */
  extend<T>(part: (map: L.Map) => T): T {
    return part(this.map);
  }

  private pickAt(at: L.LatLng): void {
    if (this.taken(at)) return;
    const { found, sides } = this.worlds.pickAt(at.wrap());
    if (found[0] !== undefined && isCounted(found[0].properties)) {
      this.move(() => this.map.setView(at, Math.min(MAX_ZOOM, this.map.getZoom() + COUNT_STEP)));
      return;
    }
    const { lng: lon, lat } = at.wrap();
    this.listener.picked(found, sides, { lon, lat });
    if (found.length + (sides?.flat().length ?? 0) > 0) this.move(() => this.betweenZooms(() => this.map.panInside(at, this.fitOptions())));
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
}

function sharpZoom(exact: number): number {
  const part = exact % 1;
  if (part >= REDUCIBLE) return exact;
  return Math.floor(exact) + (window.devicePixelRatio >= 2 ? Math.min(part, ENLARGEABLE) : 0);
}

function latLngs([west, south, east, north]: Bounds): L.LatLngBounds {
  return L.latLngBounds([south, west], [north, east]);
}
