// The part of the address after #: a link to it shows the same map.

import type { Looked } from "./map/looks";
import { type Position, readPoint, readPosition, writtenPosition } from "./map/position";
import { readId } from "./read-id";
import { readDay, type World } from "./timeline-days";

export interface Shown {
  position: Position | null;
  /** Names of visible layers; null when the address does not say. */
  layers: string[] | null;
  looked: Looked;
  world: World;
  unit: number | null;
  /** What else is chosen: a feature of a layer, or a point. */
  spot: Spot | null;
}

export type Spot = { layer: string; id: number } | { lat: number; lon: number };

/** What `hash` says; parts that make no sense are left out. */
export function readHash(hash: string): Shown {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  return {
    position: readPosition(parts.get("map") ?? ""),
    layers: parts.has("layers") ? namesIn(parts.get("layers") ?? "") : null,
    looked: readLooked(parts),
    world: { at: readDay(parts.get("at")), compare: readDay(parts.get("compare")), fade: parts.get("mode") === "fade" },
    unit: readId(parts.get("unit")),
    spot: readSpot(parts),
  };
}

function readLooked(parts: URLSearchParams): Looked {
  const given = [...(parts.get("opacity") ?? "").matchAll(/(\w+):(\d{1,2})(?!\d)/g)];
  const strength = new Map(given.map(([, name, percent]) => [name ?? "", Math.max(10, Number(percent))]));
  return { strength, order: namesIn(parts.get("order") ?? "") };
}

/** Names of layers; whatever else stands among them is none. */
function namesIn(text: string): string[] {
  return text.split(",").filter((name) => /^\w+$/.test(name));
}

export function writtenLooked({ strength, order }: Looked): string[] {
  const each = [...strength].map(([name, percent]) => `${name}:${percent}`).join(",");
  return [each === "" ? "" : `opacity=${each}`, order.length === 0 ? "" : `order=${order.join(",")}`].filter(Boolean);
}

function readSpot(parts: URLSearchParams): Spot | null {
  const [, layer, id] = /^(\w+)\/(\d{1,15})$/.exec(parts.get("place") ?? "") ?? [];
  if (layer !== undefined) return { layer, id: Number(id) };
  return readPoint(parts.get("point") ?? "");
}

function writtenSpot(spot: Spot): string {
  return "layer" in spot ? `place=${spot.layer}/${spot.id}` : `point=${spot.lat.toFixed(5)},${spot.lon.toFixed(5)}`;
}

/** What stands behind the # of a link to it, without the #. */
export function writtenHash({ position, layers, looked, world, unit, spot }: Shown): string {
  const parts: string[] = [];
  if (position !== null) parts.push(`map=${writtenPosition(position)}`);
  if (layers !== null) parts.push(`layers=${layers.join(",")}`);
  parts.push(...writtenLooked(looked));
  if (world.at !== null) parts.push(`at=${world.at}`);
  if (world.compare !== null) parts.push(`compare=${world.compare}`);
  if (world.compare !== null && world.fade) parts.push("mode=fade");
  if (unit !== null) parts.push(`unit=${unit}`);
  if (spot !== null) parts.push(writtenSpot(spot));
  return parts.join("&");
}

/** Put what is shown into the address; as a step that the back button undoes when `isStep`. */
export function writeHash(shown: Shown, isStep: boolean): void {
  const written = writtenHash(shown);
  const address = written === "" ? location.pathname + location.search : `#${written}`;
  if (isStep) history.pushState(null, "", address);
  else history.replaceState(null, "", address);
}
