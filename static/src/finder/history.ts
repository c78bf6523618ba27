// The events in the life of a unit, asked for when someone opens them.

import { getHistory, type UnitEvent, type UnitHistory, type UnitLink, type UnitRef } from "../api";
import { button, el } from "../dom";
import { day, t } from "../words";
import { documentOf, lowerFirst, nameOf, shareOf, upperFirst } from "./phrases";

export function historyOf(unit: UnitRef): HTMLElement {
  const body = el("div", { class: "history-body" });
  const shown = el("details", { class: "history" }, el("summary", {}, t("history_of", { name: nameOf(unit) })), body);
  shown.addEventListener("toggle", () => {
    if (shown.open && body.childElementCount === 0) void load(unit, body);
  });
  return shown;
}

async function load(unit: UnitRef, body: HTMLElement): Promise<void> {
  body.replaceChildren(el("p", { class: "quiet" }, t("loading")));
  try {
    body.replaceChildren(eventList(await getHistory(unit.id)));
  } catch {
    const again = button({}, () => void load(unit, body), t("retry"));
    body.replaceChildren(el("p", { class: "in-trouble", role: "alert" }, t("error_history"), " ", again));
  }
}

function eventList(history: UnitHistory): HTMLElement {
  if (history.events.length === 0) return el("p", { class: "quiet" }, t("history_none"));
  const events = [...history.events].sort((a, b) => a.effective.localeCompare(b.effective));
  return el("ol", { class: "events" }, ...events.map((event) => eventItem(event, history)));
}

function eventItem(event: UnitEvent, { predecessors, successors }: UnitHistory): HTMLElement {
  const of = (links: readonly UnitLink[]): UnitLink[] => links.filter((link) => link.event.id === event.id);
  return el(
    "li",
    {},
    el("p", {}, el("time", { datetime: event.effective }, day(event.effective)), ` · ${upperFirst(t(`event_${event.kind}`))}`),
    el("p", { class: "quiet" }, documentOf(event)),
    event.note === null ? null : el("p", { class: "quiet" }, event.note),
    linkLine("history_from", of(predecessors)),
    linkLine("history_to", of(successors)),
  );
}

function linkLine(key: string, links: readonly UnitLink[]): HTMLElement | null {
  if (links.length === 0) return null;
  const units = links.map((link) => `${lowerFirst(link.unit.full_name)} (${shareOf(link)})`).join(", ");
  return el("p", {}, t(key, { units }));
}
