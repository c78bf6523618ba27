// The map of a card: boundaries then and now, a legend, and what standing the lines have.

import { el } from "../dom";
import { drawBoundaries, type Shape } from "../map/boundaries";
import { t } from "../words";
import type { Boundaries } from "./story";

const ROLES = ["old", "new", "other"] as const;
// What is said of the weakest line on the map.
const NOTES = [
  ["sketch", "boundary_sketch"],
  ["derived", "boundary_sketch"],
  ["reference", "boundary_reference"],
] as const;

/** The parts of the view; without any boundary only words. */
export function boundaryView({ shapes, missing, standings, sources }: Boundaries): HTMLElement[] {
  const gaps = missing.length === 0 ? [] : [el("p", { class: "note" }, t("no_boundary", { names: missing.join(", ") }))];
  if (shapes.length === 0) return gaps;
  const map = el("div", { class: "boundaries", role: "region", "aria-label": label(shapes) });
  const note = NOTES.find(([standing]) => standings.has(standing));
  // Leaflet measures what it draws into: first on the page, then drawn.
  requestAnimationFrame(() => drawBoundaries(map, shapes));
  const standing = note === undefined ? [] : [el("p", { class: "standing" }, t(note[1]))];
  const source = sources.size === 0 ? [] : [el("p", { class: "source" }, t("boundary_source", { source: [...sources].join("; ") }))];
  return [map, legend(shapes), ...gaps, ...standing, ...source];
}

function label(shapes: readonly Shape[]): string {
  const named = (role: Shape["role"]): string => shapes.filter((shape) => shape.role === role).map(({ name }) => name).join(", ");
  const [old, today] = [named("old"), named("new")];
  return old !== "" && today !== "" ? t("map_of_both", { old, new: today }) : t("map_of_one", { name: old || today });
}

function legend(shapes: readonly Shape[]): HTMLElement {
  const shown = ROLES.filter((role) => shapes.some((shape) => shape.role === role));
  const items = shown.map((role) => el("li", {}, el("span", { class: `line ${role}`, "aria-hidden": "true" }), t(`legend_${role}`)));
  return el("ul", { class: "lines" }, ...items);
}
