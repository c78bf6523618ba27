// What lies at a spot of the map, from the tiles that are already here.

import type L from "leaflet";
import type { View } from "protomaps-leaflet";
import { isLabels, type Layer } from "../catalogue";
import { isCounted } from "./counted";
import type { TileFeature } from "./source";
import { sourceOf } from "./sources";

// protomaps-leaflet halves it: a point counts within 11 pixels of a mouse, within 22 of a finger.
const MOUSE = 22;
const FINGER = 44;
const TOPMOST = { point: 0, line: 1, area: 2 } as const;
// Of the tiers of units the smallest is meant, however they are drawn.
const LARGE = ["districts", "provinces"];
// Further out points are too many and too small to be meant; the area is.
const POINTS_FROM = 12;

export interface Picked {
  layer: Layer;
  id: number | undefined;
  properties: Record<string, unknown>;
}

/** Features of visible layers at a place, points first (areas, far out), the topmost first. */
export function pick(views: Map<string, View>, visible: readonly Layer[], at: L.LatLng, zoom: number): Picked[] {
  const brush = window.matchMedia("(pointer: coarse)").matches ? FINGER : MOUSE;
  const found = new Map<string, Picked>();
  for (const layer of visible.filter((each) => !isLabels(each)).reverse()) {
    const hits = views.get(sourceOf(layer))?.queryFeatures(at.lng, at.lat, zoom, brush) ?? [];
    for (const hit of hits.filter(({ layerName }) => layerName === layer.name)) {
      const { id, props } = hit.feature as TileFeature;
      // Far out nobody means a circle, which are everywhere, but the area.
      if (isCounted(props) && zoom < POINTS_FROM) continue;
      found.set(`${layer.name}/${id}`, { layer, id, properties: props });
    }
  }
  const way = zoom < POINTS_FROM ? -1 : 1;
  return [...found.values()].sort(
    (a, b) => way * (TOPMOST[a.layer.geometry] - TOPMOST[b.layer.geometry]) || tier(a.layer) - tier(b.layer),
  );
}

function tier(layer: Layer): number {
  return LARGE.indexOf(layer.name);
}
