// Pages of open data: the features of the page on a small map; what is clicked is shown in the table.

import L from "leaflet";
import { GroundMap } from "./admin/ground-map";
import { catalogue, layerNamed } from "./catalogue";

const HALO = "#ffffff";

function draw(map: GroundMap, features: GeoJSON.GeoJsonObject): L.GeoJSON {
  const layer = layerNamed(catalogue.shown[0] ?? "");
  const color = layer?.color ?? "#0b5f79";
  return L.geoJSON(features, {
    style: { color, weight: Math.max(2, layer?.width ?? 2), fillOpacity: 0.15, renderer: map.renderer } as L.PathOptions,
    pointToLayer: (_, at) => L.circleMarker(at, { renderer: map.renderer, radius: 6 }),
    onEachFeature: ({ id, geometry }, shape) => {
      if (geometry?.type.endsWith("Point")) (shape as L.CircleMarker).setStyle({ color: HALO, weight: 1.5, fillColor: color, fillOpacity: 1 });
      shape.on("click", () => show(`feature-${id}`));
    },
  });
}

/** The row of a feature, in view and told apart for as long as it is the last one chosen. */
function show(id: string): void {
  for (const chosen of document.querySelectorAll("tr.chosen")) chosen.classList.remove("chosen");
  const row = document.getElementById(id);
  row?.classList.add("chosen");
  row?.scrollIntoView({ block: "nearest" });
}

async function start(place: HTMLElement, source: string): Promise<void> {
  const answer = await fetch(source, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) return;
  const map = new GroundMap(place.getAttribute("aria-label") ?? "");
  place.replaceChildren(map.element);
  const shapes = draw(map, (await answer.json()) as GeoJSON.GeoJsonObject).addTo(map.overlay);
  map.fit(shapes.getBounds());
}

const place = document.getElementById("features-map");
if (place?.dataset["source"] !== undefined) void start(place, place.dataset["source"]);
