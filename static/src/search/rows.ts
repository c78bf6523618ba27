// How something found stands in the list: enough to choose by.

import { catalogue, layerNamed } from "../catalogue";
import { printed, readAddressCode } from "../codes";
import { el } from "../dom";
import { layerSwatch } from "../layer-swatch";
import { eve } from "../timeline-days";
import { day, t } from "../words";
import { type Place, written } from "./coordinates";
import type { Found } from "./server";

export function rowOf(found: Found): HTMLElement[] {
  return found.type === "unit" ? unitRow(found) : placeRow(found);
}

function unitRow({ title, subtitle, in_force, now, valid_from, valid_to }: Found): HTMLElement[] {
  const period = in_force ? null : periodOf(valid_from, valid_to, now);
  const led = now.length === 0 ? [] : [el("span", { class: "now" }, t("search_now", { units: now.join(", ") }))];
  return [el("strong", {}, title), el("span", { class: "place" }, [subtitle, period].filter(Boolean).join(" · ")), ...led];
}

/** When it was, or will be, in force. */
function periodOf(from: string | null, to: string | null, now: readonly string[]): string | null {
  if (to !== null && (now.length > 0 || from === null || from <= to)) return t("search_until", { date: day(eve(to)) });
  return from === null ? null : t("search_since", { date: day(from) });
}

function placeRow({ title, subtitle, layer }: Found): HTMLElement[] {
  const known = layerNamed(layer);
  const under = [known?.title ?? layer, subtitle].filter(Boolean).join(" · ");
  const mark = known === undefined ? null : layerSwatch(known);
  return [el("strong", {}, mark, mark === null ? null : " ", title), el("span", { class: "place" }, under)];
}

/** The code of an address that `text` is, with the page that tells of it; null when it is none. */
export function codeIn(text: string): { row: HTMLElement[]; address: string } | null {
  const reading = readAddressCode(text, catalogue.prefix ?? "");
  if (!("code" in reading)) return null;
  const row = [el("strong", {}, printed(reading.code)), el("span", { class: "place" }, t("search_code"))];
  return { row, address: `/d/${reading.code}?lang=${catalogue.language}` };
}

export function pointRow(place: Place): HTMLElement[] {
  return [el("strong", {}, written(place)), el("span", { class: "place" }, t("search_point"))];
}
