// The buttons and notes on the map itself.

import L from "leaflet";
import { button, el } from "../dom";
import { t } from "../words";

export function addBar(map: L.Map, buttons: readonly HTMLElement[]): void {
  add(map, "topright", el("div", { class: "tools" }, ...buttons));
}

export function addNote(map: L.Map, note: HTMLElement): void {
  add(map, "bottomleft", note);
}

function add(map: L.Map, position: L.ControlPosition, element: HTMLElement): void {
  const control = new L.Control({ position });
  control.onAdd = () => {
    L.DomEvent.disableClickPropagation(element);
    return element;
  };
  control.addTo(map);
}

export function addControls(map: L.Map, showHome: () => void): void {
  L.control.zoom({ position: "topright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(map);
  add(map, "topright", button({ class: "whole", title: t("whole"), "aria-label": t("whole") }, showHome));
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
  const osm = `<a href="https://www.openstreetmap.org/copyright">${t("attribution_osm")}</a>`;
  L.control
    .attribution({ prefix: false, position: "bottomright" })
    .addAttribution(`<a href="/ogc/">${t("attribution")}</a> · ${osm}`)
    .addTo(map);
}
