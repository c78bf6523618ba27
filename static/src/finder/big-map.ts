// A link to the map of everything, at one unit on one day.

import type { Unit } from "../api";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import { lastDay, nameOf } from "./phrases";

// What the map shows at zoom 0, and how much of it lies free beside its panel on a common screen.
const DEGREES_AT_ZOOM_0 = 360;
const TILES_ACROSS = 1.25;
const CLOSEST = 15;

export function bigMapLink(unit: Unit): HTMLElement {
  const parts = [position(unit), day(unit), `unit=${unit.id}`].filter((part) => part !== null);
  const href = `/?lang=${catalogue.language}#${parts.join("&")}`;
  return el("a", { class: "action", href }, t("big_map", { name: nameOf(unit) }));
}

function position({ bbox }: Unit): string | null {
  if (bbox === null) return null;
  const [west, south, east, north] = bbox;
  const size = Math.max(east - west, north - south);
  const zoom = Math.min(CLOSEST, Math.floor(Math.log2((DEGREES_AT_ZOOM_0 * TILES_ACROSS) / size)));
  return `map=${zoom}/${((south + north) / 2).toFixed(5)}/${((west + east) / 2).toFixed(5)}`;
}

function day(unit: Unit): string | null {
  const last = lastDay(unit);
  return last === null ? null : `at=${last}`;
}
