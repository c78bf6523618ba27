// Maps in files that open with no network: Leaflet for the scripts that folium writes, and layers whose texts stay texts.
import * as L from "leaflet";
import type { GeoJsonObject } from "geojson";

interface Shape {
  g: GeoJsonObject;
  t?: string;
  l?: [string, string][];
  s?: L.CircleMarkerOptions;
}

interface Given {
  look: L.CircleMarkerOptions;
  shapes: Shape[];
}

function element(tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  const apart = document.createElement("bdi");
  apart.textContent = text;
  made.append(apart);
  return made;
}

function told(shape: Shape): HTMLElement {
  const card = document.createElement("div");
  card.className = "told";
  if (shape.t) card.append(element("strong", shape.t));
  const list = document.createElement("dl");
  for (const [name, value] of shape.l ?? []) list.append(element("dt", name), element("dd", value));
  if (list.childElementCount > 0) card.append(list);
  return card;
}

function drawn(shape: Shape, look: L.CircleMarkerOptions): L.Layer {
  const style = { ...look, ...shape.s };
  const layer = L.geoJSON(shape.g, {
    style,
    pointToLayer: (_, place) => L.circleMarker(place, style),
    interactive: shape.t !== undefined,
  });
  return shape.t === undefined ? layer : layer.bindPopup(() => told(shape), { maxWidth: 280 });
}

function shapes(given: Given): L.FeatureGroup {
  return L.featureGroup(given.shapes.map((shape) => drawn(shape, given.look)));
}

L.Control.Attribution.prototype.options.prefix = "Leaflet";
L.Control.Scale.prototype.options.imperial = false;
Object.assign(window, { L, wardmapShapes: shapes });
