// Parts of the card of details that need nothing but what they show.

import { featurePath, type Gap, type UnitCoverage } from "./api";
import { base, catalogue, type Field, type Layer, layerNamed } from "./catalogue";
import { button, el, swatch } from "./dom";
import { proportions } from "./legend";
import { UNKNOWN_COLOR } from "./palette";
import type { ColouredUnit } from "./timeline-figures";
import { distance, fieldValue, percent, t } from "./words";

export const AT_FIRST = 8;
// Said in the head of the card, or of no use to a reader.
const NOT_LISTED = new Set(["name", "full_name", "rule", "unit_id", "place_layer", "place_id"]);

export function codeLine(code: string | null): HTMLElement {
  return el("p", { class: "quiet" }, code === null ? "" : `${t("code")} ${code}`);
}

export function unitFigures(unit: ColouredUnit): HTMLElement[] {
  const known = unit.passed + unit.failed;
  if (unit.subjects === 0) return [el("p", {}, t("nothing_to_count"))];
  if (unit.share === null) return [el("p", {}, t("nothing_known")), counts(unit)];
  const big = el("p", { class: "big chip" }, percent(unit.share));
  big.style.setProperty("--color", unit.color);
  const share = el("div", { class: "unit-share" }, big, el("p", {}, t("share_of_known", { known })));
  return [share, proportions(unit), counts(unit)];
}

function counts(unit: UnitCoverage): HTMLElement {
  const keys = ["passed", "failed", "unknown"] as const;
  return el("dl", { class: "counts" }, ...keys.map((key) => el("div", { class: key }, el("dt", {}, t(key)), el("dd", {}, String(unit[key])))));
}

/** What fails and what is not known apart, each in the order of the server: the farthest first. */
export function gapLists(gaps: readonly Gap[], go: (gap: Gap) => void): HTMLElement {
  if (gaps.length === 0) return el("p", { class: "all-well" }, t("no_gaps"));
  const failed = gaps.filter(({ outcome }) => outcome === "fail");
  const unknown = gaps.filter(({ outcome }) => outcome !== "fail");
  return el("div", {}, gapList("gaps_fail", failed, go), gapList("gaps_unknown", unknown, go));
}

function gapList(title: string, gaps: readonly Gap[], go: (gap: Gap) => void): HTMLElement | null {
  if (gaps.length === 0) return null;
  const items = gaps.map((gap) => el("li", {}, gapButton(gap, go)));
  const list = el("ul", { class: "gaps" }, ...items.slice(0, AT_FIRST));
  const section = el("section", {}, el("h3", {}, t(title, { count: gaps.length })), list);
  const rest = items.slice(AT_FIRST);
  if (rest.length > 0) section.append(moreButton(list, rest));
  return section;
}

function moreButton(list: HTMLElement, rest: readonly HTMLElement[]): HTMLElement {
  const more = button({ class: "quiet-button" }, () => {
    list.append(...rest);
    more.remove();
    rest[0]?.querySelector("button")?.focus();
  }, t("show_more", { count: rest.length }));
  return more;
}

function gapButton(gap: Gap, go: (gap: Gap) => void): HTMLElement {
  const layer = layerNamed(gap.layer);
  const isFail = gap.outcome === "fail";
  const mark = swatch(isFail ? (layerNamed("coverage_gaps")?.color ?? "") : UNKNOWN_COLOR, isFail ? "circle" : "ring");
  const near = gap.distance_m === null ? t("none_near") : t("nearest", { distance: distance(gap.distance_m) });
  const said = isFail ? near : t("unknown");
  const words = el("span", {}, gap.name ?? t("unnamed"), el("small", {}, `${layer?.title ?? gap.layer} · ${said}`));
  return button({}, () => go(gap), mark, words);
}

/** Every field that has a value, under the words of its declaration. */
export function fieldList(layer: Layer, properties: Record<string, unknown>): HTMLElement {
  const rows = layer.fields.filter(({ name }) => !NOT_LISTED.has(name)).flatMap((field) => fieldRow(layer, field, properties));
  return el("dl", { class: "fields" }, ...rows);
}

function fieldRow(layer: Layer, field: Field, properties: Record<string, unknown>): HTMLElement[] {
  const value = fieldValue(field, properties[field.name]);
  if (value === null) return [];
  const isCode = layer.name === "addresses" && field.name === "code";
  const shown = isCode ? el("a", { href: `/d/${value}?lang=${catalogue.language}` }, value) : value;
  return [el("div", {}, el("dt", {}, field.title), el("dd", {}, shown))];
}

/** Something did not come: it can be asked for again. */
export function retryLine(again: () => void): HTMLElement {
  return el("p", { class: "in-trouble" }, t("error_details"), " ", button({}, again, t("retry")));
}

export function dataLink(layer: string, id: number | string, at: string | null): HTMLElement {
  const address = `${base}${featurePath(layer, id)}${at === null ? "" : `?at=${at}`}`;
  return el("a", { href: address }, t("open_data"));
}
