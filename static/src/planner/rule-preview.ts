// What would change if a rule were so: how many, and which.

import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { count, percent, t } from "../words";
import { changeMark, changeOf, changesLegend } from "./changes";
import type { ChangedUnit, Outcome, Preview } from "./rule-server";

/** chosen: somebody wants to see that unit on the map. */
export function previewParts(found: Preview, chosen: (unit: ChangedUnit) => void): HTMLElement[] {
  const changes = found.subjects.filter(({ before, after }) => before !== after);
  const others = found.made_of_it.length === 0 ? null : el("p", {}, t("preview_made_of_it", { rules: found.made_of_it.join(", ") }));
  return [
    el("p", { class: "quiet" }, t(found.from_version === 0 ? "preview_of_new" : "preview_against", { version: String(found.from_version), seconds: found.seconds })),
    ...(found.units.length === 0 ? [] : [changesLegend(found)]),
    ...(others === null ? [] : [others]),
    ...(found.counted_only ? [el("p", { class: "quiet" }, t("preview_counted_only"))] : []),
    changes.length === 0 && found.units.length === 0 ? el("p", { class: "none" }, t(found.counted_only ? "preview_nothing_told" : "preview_nothing")) : counts(found),
    ...units(found, chosen),
    ...places(found),
  ];
}

/** How many go from where to where, of what is judged and of units by level. */
function counts({ subjects, levels }: Preview): HTMLElement {
  const places = subjects.filter(moved).map((one) => row(t("preview_places"), turn(one), count(one.subjects)));
  const units = levels.filter(moved).map((one) => row(t(`level_${one.level}`), turn(one), count(one.units)));
  const head = el("tr", {}, ...["preview_what", "preview_turn", "preview_number"].map((key) => el("th", { scope: "col" }, t(key))));
  return el("table", { class: "side-by-side" }, el("caption", {}, t("preview_counts")), el("thead", {}, head), el("tbody", {}, ...places, ...units));
}

function moved({ before, after }: { before: Outcome | null; after: Outcome | null }): boolean {
  return before !== after;
}

function turn({ before, after }: { before: Outcome | null; after: Outcome | null }): string {
  return `${outcome(before)} → ${outcome(after)}`;
}

function outcome(value: Outcome | null): string {
  return value === null ? t("preview_not_judged") : t(value);
}

function row(name: string | HTMLElement, ...values: string[]): HTMLElement {
  return el("tr", {}, el("th", { scope: "row" }, name), ...values.map((value) => el("td", {}, value)));
}

function units({ units: found, more_units }: Preview, chosen: (unit: ChangedUnit) => void): HTMLElement[] {
  if (found.length === 0) return [];
  const head = el("tr", {}, ...["unit", "preview_turn", "col_share"].map((key) => el("th", { scope: "col" }, t(key))));
  const rows = found.map((unit) => {
    const name = button({ class: "change-name" }, () => chosen(unit), changeMark(changeOf(unit)), unit.full_name);
    return row(name, turn(unit), shares(unit));
  });
  const table = el("table", { class: "side-by-side" }, el("thead", {}, head), el("tbody", {}, ...rows));
  return [more(t("preview_units", { count: `${found.length}${more_units ? "+" : ""}` }), table, true)];
}

function shares({ share_before, share_after }: ChangedUnit): string {
  const words = [share_before, share_after].map((share) => (share === null ? "–" : percent(share)));
  return words.join(" → ");
}

function places({ changed, more_changed }: Preview): HTMLElement[] {
  if (changed.length === 0) return [];
  const items = changed.map((one) => el("li", {}, `${one.name ?? `${layerNamed(one.layer)?.title ?? one.layer} ${one.id}`}: ${turn(one)}`));
  return [more(t("preview_changed", { count: `${changed.length}${more_changed ? "+" : ""}` }), el("ul", {}, ...items), false)];
}

function more(title: string, content: HTMLElement, isOpen: boolean): HTMLElement {
  return el("details", { class: "more", open: isOpen ? "" : null }, el("summary", {}, title), el("div", { class: "wide" }, content));
}
