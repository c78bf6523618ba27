// Names on the map: as many as have room.

import type { Geometry, Position } from "geojson";
import L from "leaflet";
import type { Drawn, Piece } from "./ground";

const FROM_ZOOM = 14;
// Of roads and landmarks there are many: they are named where one looks closely.
const CLOSE_ZOOM = 16;
const MOST = 40;
// Below the mark of a landmark.
const BESIDE = "of-landmark";
const [LETTER_WIDTH, LINE_HEIGHT] = [7, 18];

interface Named {
  name: string;
  at: L.LatLng;
  zoom: number;
  look: string;
}

export class Names {
  private readonly layer = L.layerGroup();
  private named: Named[] = [];

  constructor(private readonly map: L.Map) {
    this.layer.addTo(map);
    map.on("moveend", () => this.draw());
  }

  /** Names of these, the first before the others. */
  show(piece: Piece): void {
    this.named = piece.map(namedOf).filter((each) => each !== null);
    this.draw();
  }

  private draw(): void {
    this.layer.clearLayers();
    const [seen, zoom] = [this.map.getBounds(), this.map.getZoom()];
    const taken: L.Bounds[] = [];
    for (const each of this.named) {
      if (taken.length >= MOST) break;
      if (each.zoom > zoom || !seen.contains(each.at)) continue;
      const box = this.boxOf(each);
      if (taken.some((other) => other.intersects(box))) continue;
      taken.push(box);
      this.write(each);
    }
  }

  private boxOf({ at, name, look }: Named): L.Bounds {
    const middle = this.map.latLngToLayerPoint(at).add([0, look === BESIDE ? LINE_HEIGHT : 0]);
    const half = L.point((name.length * LETTER_WIDTH) / 2, LINE_HEIGHT / 2);
    return L.bounds(middle.subtract(half), middle.add(half));
  }

  private write({ name, at, look }: Named): void {
    const text = document.createElement("span");
    text.textContent = name;
    L.marker(at, { icon: L.divIcon({ className: `map-name ${look}`, html: text, iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(this.layer);
  }
}

function namedOf({ geometry, name, kind, unit }: Drawn): Named | null {
  const at = middleOf(geometry);
  if (name === null || at === null) return null;
  if (unit !== null) return { name, at, zoom: FROM_ZOOM, look: "of-unit" };
  const isRoad = geometry.type.endsWith("LineString");
  return { name, at, zoom: CLOSE_ZOOM, look: isRoad ? `of-road ${kind ?? ""}` : BESIDE };
}

/** A place on a line, or in the middle of an area or among points. */
function middleOf(geometry: Geometry): L.LatLng | null {
  if (geometry.type === "LineString") return latLng(geometry.coordinates[Math.floor(geometry.coordinates.length / 2)]);
  if (geometry.type === "Point") return latLng(geometry.coordinates);
  const bounds = L.geoJSON(geometry).getBounds();
  return bounds.isValid() ? bounds.getCenter() : null;
}

function latLng(position: Position | undefined): L.LatLng | null {
  return position === undefined ? null : L.latLng(position[1] ?? 0, position[0] ?? 0);
}
