// Where whoever looks at the map is, with how well that is known.

import L from "leaflet";

const COLOR = "#0b5f79";
const CLOSEST = 17;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 10_000, timeout: 20_000 };

export class Locate {
  private readonly shown = L.layerGroup();

  constructor(private readonly map: L.Map) {}

  /** Ask the browser once, show the place and go there. Gives metres of accuracy; throws what says why not (a key of words). */
  async find(): Promise<number> {
    const { latitude, longitude, accuracy } = (await asked()).coords;
    const at = L.latLng(latitude, longitude);
    this.shown.clearLayers();
    this.shown
      .addLayer(L.circle(at, { radius: accuracy, color: COLOR, weight: 1, fillOpacity: 0.12, interactive: false }))
      .addLayer(L.circleMarker(at, { radius: 7, color: "#fff", weight: 3, fillColor: COLOR, fillOpacity: 1, interactive: false }))
      .addTo(this.map);
    this.map.fitBounds(at.toBounds(Math.max(2 * accuracy, 200)), { maxZoom: CLOSEST });
    return accuracy;
  }
}

function asked(): Promise<GeolocationPosition> {
  return new Promise((resolve, reject) => {
    // Browsers tell places to pages of https alone, and some programs to none.
    if (!("geolocation" in navigator)) return reject(new Error("locate_unavailable"));
    const refused = ({ code, PERMISSION_DENIED }: GeolocationPositionError) =>
      reject(new Error(code === PERMISSION_DENIED ? "locate_denied" : "locate_unavailable"));
    navigator.geolocation.getCurrentPosition(resolve, refused, OPTIONS);
  });
}
