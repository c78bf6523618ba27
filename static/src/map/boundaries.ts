// A small map of a few boundaries, drawn from GeoJSON: no tiles, no WebGL.

import L from "leaflet";
import { el } from "../dom";
import { t } from "../words";

export interface Shape {
  geometry: { type: string; coordinates: unknown };
  name: string;
  role: "old" | "new" | "other";
}

// Lines are drawn in this order: what was asked for lies on top.
const ORDER = ["new", "other", "old"] as const;
const MARGIN = 26;
const MAX_ZOOM = 16;

/** Draw `shapes` into `container`, all of them in view. Coordinates are degrees. */
export function drawBoundaries(container: HTMLElement, shapes: readonly Shape[]): void {
  const map = L.map(container, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    maxZoom: MAX_ZOOM,
    zoomAnimation: false,
    // The page must scroll under a wheel and under one finger.
    scrollWheelZoom: false,
    dragging: !L.Browser.mobile,
  });
  L.control.zoom({ position: "topright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 90 }).addTo(map);
  const areas = ORDER.flatMap((role) => shapes.filter((shape) => shape.role === role)).map(areaOf);
  const all = L.featureGroup(areas.map(({ area }) => area));
  const fit = (): unknown => map.fitBounds(all.getBounds(), { padding: [MARGIN, MARGIN], animate: false });
  fit();
  all.addTo(map);
  const labels = [...areas].reverse().map(({ shape, area }) => labelOf(shape, area).addTo(map));
  const tidy = (): void => hideCrowded(labels);
  tidy();
  map.on("zoomend", tidy);
  const observer = new ResizeObserver(() => {
    // Another answer has taken the place of this one.
    if (!container.isConnected) return observer.disconnect();
    map.invalidateSize({ pan: false });
    fit();
  });
  observer.observe(container);
}

function areaOf(shape: Shape): { shape: Shape; area: L.GeoJSON } {
  const style = { className: `boundary ${shape.role}` };
  return { shape, area: L.geoJSON(shape.geometry as GeoJSON.Geometry, { style, interactive: false }) };
}

/** The name of a unit of today stands over it like a title, clear of the names inside. */
function labelOf({ name, role }: Shape, area: L.GeoJSON): L.Tooltip {
  const isTitle = role === "new";
  const bounds = area.getBounds();
  const first = area.getLayers()[0];
  const inside = first instanceof L.Polygon ? first.getCenter() : bounds.getCenter();
  return L.tooltip({ permanent: true, direction: isTitle ? "top" : "center", className: `boundary-name ${role}` })
    .setLatLng(isTitle ? L.latLng(bounds.getNorth(), inside.lng) : inside)
    .setContent(el("span", {}, name));
}

/** Hide names that would lie over one that came first; they come forth where there is room, and stand beside the map anyway. */
function hideCrowded(labels: readonly L.Tooltip[]): void {
  const taken: DOMRect[] = [];
  for (const element of labels.map((label) => label.getElement()).filter((each) => each !== undefined)) {
    const box = element.getBoundingClientRect();
    const isCrowded = taken.some((other) => overlap(box, other));
    element.classList.toggle("crowded", isCrowded);
    if (!isCrowded) taken.push(box);
  }
}

function overlap(a: DOMRect, b: DOMRect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
