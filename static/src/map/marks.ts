// Marks that people put on the map, or that stand for a proposal: reached by key, some of them to be dragged.

import L from "leaflet";
import { el } from "../dom";

export interface Mark {
  lon: number;
  lat: number;
  /** What stands in it: a number, or a sign. */
  sign: string;
  /** Said of it. */
  title: string;
  kind: "proposed" | "added" | "moved" | "removed" | "neighbour";
  picked?: () => void;
  /** Where it was dragged to; a mark without it stays where it is. */
  dragged?: (lon: number, lat: number) => void;
}

const SIZE = 30;

export class Marks {
  private readonly group = L.layerGroup();

  constructor(private readonly map: L.Map) {}

  /** Have exactly these on the map. */
  show(marks: readonly Mark[]): void {
    this.group.clearLayers();
    for (const mark of marks) this.group.addLayer(markerOf(mark));
    if (marks.length > 0) this.group.addTo(this.map);
    else this.group.remove();
  }
}

function markerOf({ lon, lat, sign, title, kind, picked, dragged }: Mark): L.Marker {
  const icon = L.divIcon({ className: `mark ${kind}`, html: el("span", {}, sign), iconSize: [SIZE, SIZE] });
  const marker = L.marker([lat, lon], { icon, title, alt: title, draggable: dragged !== undefined, autoPan: true, riseOnHover: true });
  if (picked) marker.on("click", picked);
  marker.on("dragend", () => {
    const at = marker.getLatLng().wrap();
    dragged?.(at.lng, at.lat);
  });
  // A mark is no image: its words are its name.
  marker.on("add", () => marker.getElement()?.setAttribute("aria-label", title));
  return marker;
}
