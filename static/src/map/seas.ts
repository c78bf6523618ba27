// Names that belong on every view of the country's seas.

import L from "leaflet";
import { t } from "../words";

// From closer by, nothing of the coast and of the islands is seen together.
const UP_TO = 8;
const ISLANDS: readonly [string, L.LatLngTuple][] = [
  ["hoang_sa", [16.5, 112]],
  ["truong_sa", [9.8, 114.2]],
];

/** Write the names of the two archipelagos wherever they are in view. */
export function nameIslands(map: L.Map): void {
  const names = L.layerGroup(ISLANDS.map(([word, at]) => L.marker(at, { icon: nameOf(t(word)), interactive: false, keyboard: false })));
  const show = () => (map.getZoom() <= UP_TO ? names.addTo(map) : names.remove());
  map.on("zoomend", show);
  map.whenReady(show);
}

function nameOf(words: string): L.DivIcon {
  const name = document.createElement("span");
  name.textContent = words;
  return L.divIcon({ className: "sea-name", html: name, iconSize: [140, 40] });
}
