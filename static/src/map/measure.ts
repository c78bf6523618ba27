// How far it is along points that people set, and how large what they go around.

import L from "leaflet";

const COLOR = "#7a1fa2";
const EARTH_M = 6_371_008.8;

/** metres: along all points. area: square metres inside of them, from three points on. */
export interface Measured {
  points: number;
  metres: number;
  area: number | null;
}

export class Measure {
  private points: L.LatLng[] = [];
  private isOn = false;
  private readonly line = L.polyline([], { color: COLOR, weight: 3, dashArray: "1 6", interactive: false });
  private readonly area = L.polygon([], { stroke: false, color: COLOR, fillOpacity: 0.1, interactive: false });
  private readonly dots = L.layerGroup();

  constructor(
    private readonly map: L.Map,
    private readonly told: (measured: Measured | null) => void,
  ) {
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
  }

  toggle(isOn: boolean = !this.isOn): void {
    this.isOn = isOn;
    this.points = [];
    this.map.getContainer().classList.toggle("measuring", isOn);
    for (const layer of [this.area, this.line, this.dots]) if (isOn) layer.addTo(this.map); else layer.remove();
    this.draw();
  }

  /** Takes a point; says whether it was for measuring. */
  take(at: L.LatLng): boolean {
    if (!this.isOn) return false;
    this.points.push(at);
    this.draw();
    return true;
  }

  undo(): void {
    this.points.pop();
    this.draw();
  }

  private key(event: KeyboardEvent): void {
    if (!this.isOn) return;
    if (event.key === "Escape") this.toggle(false);
    else if (event.key === "Backspace") this.undo();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private draw(): void {
    this.line.setLatLngs(this.points);
    this.area.setLatLngs(this.points.length > 2 ? this.points : []);
    this.dots.clearLayers();
    for (const point of this.points) {
      this.dots.addLayer(L.circleMarker(point, { radius: 5, color: COLOR, weight: 2, fillColor: "#fff", fillOpacity: 1, interactive: false }));
    }
    this.told(this.isOn ? measured(this.points) : null);
  }
}

function measured(points: readonly L.LatLng[]): Measured {
  const metres = points.slice(1).reduce((sum, point, index) => sum + point.distanceTo(points[index] ?? point), 0);
  return { points: points.length, metres, area: points.length > 2 ? areaOf(points) : null };
}

/** Square metres on a sphere as large as the Earth. */
function areaOf(points: readonly L.LatLng[]): number {
  const radians = Math.PI / 180;
  const sum = points.reduce((total, { lng, lat }, index) => {
    const next = points[(index + 1) % points.length] ?? { lng, lat };
    return total + (next.lng - lng) * radians * (2 + Math.sin(lat * radians) + Math.sin(next.lat * radians));
  }, 0);
  return Math.abs((sum * EARTH_M * EARTH_M) / 2);
}
