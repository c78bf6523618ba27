// The lines that somebody copies into a page: a frame, the element <ward-map>, a link. Pure.

import type { Position } from "../map/position";
import { ZOOMS } from "./protocol";

export interface Wanted {
  /** The address of the service, and of the map within it. */
  site: string;
  path: string;
  query: [string, string][];
  title: string;
  /** `4:3`, or width and height in pixels. */
  size: string | [number, number];
}

export function addressOf({ site, path, query }: Wanted): string {
  return `${site}/embed/${path}${query.length > 0 ? `?${new URLSearchParams(query)}` : ""}`;
}

/** Where a map is looked at, as its address says it. */
export function viewOf({ zoom, lat, lng }: Position): [string, string][] {
  const near = Math.min(ZOOMS.most, Math.max(ZOOMS.least, zoom));
  return [["z", String(Number(near.toFixed(2)))], ["lat", lat.toFixed(5)], ["lon", lng.toFixed(5)]];
}

export function linkLine(wanted: Wanted): string {
  return `<a href="${escaped(addressOf(wanted))}">${escaped(wanted.title)}</a>`;
}

export function frameLines(wanted: Wanted): string {
  const { title } = wanted;
  return [
    `<iframe src="${escaped(addressOf(wanted))}" title="${escaped(title)}"`,
    `  ${sizeOf(wanted)} loading="lazy" referrerpolicy="strict-origin-when-cross-origin" allowfullscreen></iframe>`,
    `<p>${linkLine(wanted)}</p>`,
  ].join("\n");
}

/** Attributes for pages that forbid styles, and a style for the others, so that it keeps its shape in any column. */
function sizeOf({ size }: Wanted): string {
  if (typeof size !== "string") return `width="${size[0]}" height="${size[1]}" style="border:0;max-width:100%"`;
  return `width="100%" height="480" style="border:0;width:100%;height:auto;aspect-ratio:${size.replace(":", "/")};min-height:240px"`;
}

export function elementLines(wanted: Wanted): string {
  const { site, path, query, title, size } = wanted;
  const [, rule] = path.split("coverage/");
  const shown = rule === undefined ? `layer="${path}"` : `rule="${escaped(rule)}"`;
  const others = query.map(([name, value]) => (isSwitch(name) ? ` no-${name}` : ` ${name}="${escaped(value)}"`));
  const shape = typeof size === "string" ? `ratio="${size}"` : `width="${size[0]}" height="${size[1]}"`;
  return [
    `<script type="module" src="${escaped(site)}/embed/ward-map.js"></script>`,
    `<ward-map ${shown}${others.join("")} heading="${escaped(title)}" ${shape}>`,
    `  ${linkLine(wanted)}`,
    "</ward-map>",
  ].join("\n");
}

/** Of what is on unless the address says 0. */
function isSwitch(name: string): boolean {
  return name === "legend" || name === "title";
}

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
