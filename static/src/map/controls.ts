// The buttons and notes on the map itself.

import L from "leaflet";
import { button } from "../dom";
import { t } from "../words";

export function addControls(map: L.Map, showHome: () => void): void {
  L.control.zoom({ position: "topright", zoomInTitle: t("zoom_in"), zoomOutTitle: t("zoom_out") }).addTo(map);
  const whole = new L.Control({ position: "topright" });
  whole.onAdd = () => {
    const made = button({ class: "whole", title: t("whole"), "aria-label": t("whole") }, showHome);
    L.DomEvent.disableClickPropagation(made);
    return made;
  };
  whole.addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 120 }).addTo(map);
  const osm = `<a href="https://www.openstreetmap.org/copyright">${t("attribution_osm")}</a>`;
  L.control
    .attribution({ prefix: false, position: "bottomright" })
    .addAttribution(`<a href="/ogc/">${t("attribution")}</a> · ${osm}`)
    .addTo(map);
}
