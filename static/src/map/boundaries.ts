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
  const layers = ORDER.flatMap((role) => shapes.filter((shape) => shape.role === role)).map(layerOf);
  const all = L.featureGroup(layers);
  const fit = (): unknown => map.fitBounds(all.getBounds(), { padding: [MARGIN, MARGIN], animate: false });
  fit();
  all.addTo(map);
  new ResizeObserver(() => {
    map.invalidateSize({ pan: false });
    fit();
  }).observe(container);
}

function layerOf({ geometry, name, role }: Shape): L.GeoJSON {
  const layer = L.geoJSON(geometry as GeoJSON.Geometry, { style: { className: `boundary ${role}` }, interactive: role !== "new" });
  const label = el("span", {}, name);
  const isTitle = role === "new";
  layer.bindTooltip(label, {
    permanent: true,
    direction: isTitle ? "top" : "center",
    className: `boundary-name ${role}`,
  });
  return layer;
}
