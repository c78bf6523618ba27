// One unit, old or of today, as a card says it; and the event between two of them.

import type { UnitEvent, UnitRef } from "../api";
import { el } from "../dom";
import { t } from "../words";
import { documentOf, eventOf, periodOf, placeOf } from "./phrases";

/** `above` are the units it belongs to, when they are known yet. */
export function unitBlock(role: "old" | "new", unit: UnitRef, above: readonly UnitRef[] | null, share: string | null): HTMLElement {
  const when = [t(role === "old" ? "old_unit" : "new_unit"), periodOf(unit)].filter((part) => part !== null).join(" · ");
  return el(
    "section",
    { class: `unit ${role}` },
    el("p", { class: "eyebrow" }, when),
    el("h3", {}, unit.full_name),
    el("p", { class: "place", "data-place": String(unit.id) }, above === null ? null : placeOf(above)),
    el("p", { class: "quiet" }, smallPrint(unit, share)),
  );
}

function smallPrint(unit: UnitRef, share: string | null): string {
  const code = unit.code === null ? null : `${t("code")} ${unit.code}`;
  return [code, share].filter((part) => part !== null).join(" · ");
}

/** What happened, since when, and by which document. */
export function passage(events: readonly UnitEvent[]): HTMLElement | null {
  if (events.length === 0) return null;
  // A unit divided among several is one change to its people, and as many events.
  const told = [...new Map(events.map((event) => [[event.kind, event.effective, event.document, event.note].join(), event])).values()];
  const items = told.map((event) =>
    el("li", {}, el("strong", {}, eventOf(event)), el("span", {}, documentOf(event)), event.note === null ? null : el("small", {}, event.note)),
  );
  return el("ul", { class: "passage" }, ...items);
}
