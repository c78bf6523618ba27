// What a unit was made of and what became of it: each a button that leads to that unit on its day.

import { getHistory, type UnitAnswer, type UnitEvent, type UnitLink, type UnitRef, type UnitVersion } from "./api";
import { catalogue } from "./catalogue";
import { retryLine } from "./details-parts";
import { button, el } from "./dom";
import { eve } from "./timeline-days";
import { cited } from "./timeline-words";
import { day, percent, t } from "./words";

const EVENTS: Record<string, string> = {
  create: "event_create",
  merge: "event_merge",
  split: "event_split",
  transfer: "event_transfer",
  rename: "event_rename",
  rekind: "event_rekind",
  reparent: "event_reparent",
  recode: "event_recode",
  reboundary: "event_reboundary",
  abolish: "event_abolish",
  correct: "event_correct",
};
const BASES: Record<string, string> = { address: "by_addresses", population: "by_population", area: "by_area" };
const AT_FIRST = 12;

/** Leads to a unit on a day; null is today. */
export type Visit = (unit: UnitRef, at: string | null) => void;

/** Predecessors and successors of a unit; null when neither is known. */
export function lineage({ predecessors, successors }: UnitAnswer, visit: Visit): HTMLElement | null {
  const now = successors.every(({ unit }) => unit.valid_to === null);
  const parts = [
    ...generation(t("lineage_before"), predecessors, (link) => visit(link.unit, eve(link.unit.valid_to ?? link.event.effective))),
    ...generation(t(now ? "lineage_now" : "lineage_after"), successors, (link) =>
      visit(link.unit, link.unit.valid_to === null ? null : link.event.effective),
    ),
  ];
  return parts.length === 0 ? null : el("dl", { class: "lineage" }, ...parts);
}

/** What a unit is part of, and from when to when it was in force; since when on record where no event is known. */
export function standing({ unit, in_force, predecessors }: UnitAnswer): HTMLElement {
  const above = unit.ancestors.map(({ full_name }) => full_name).join(", ");
  const until = unit.valid_to === null ? null : t("until", { date: day(eve(unit.valid_to)) });
  const since = unit.valid_from === null ? null : t(predecessors.length > 0 ? "since" : "on_record_since", { date: day(unit.valid_from) });
  const period = [since, until].filter((part) => part !== null).join(" · ");
  const words = in_force ? period : `${t("not_in_force")} ${period}`;
  const time = period === "" && in_force ? null : el("p", { class: in_force ? "quiet" : "ended" }, words);
  return el("div", {}, above === "" ? null : el("p", { class: "quiet" }, above), time);
}

/** The way to the day on which a unit was, or will be; null for one that is in force. */
export function wayToItsDay({ unit, in_force }: UnitAnswer, visit: Visit): HTMLElement | null {
  const when = unit.valid_to === null ? unit.valid_from : eve(unit.valid_to);
  if (in_force || when === null) return null;
  return button({ class: "to-its-day" }, () => visit(unit, when), t("to_its_day", { date: day(when) }));
}

/** Links by the event that made them, one heading for each. */
function generation(title: string, links: readonly UnitLink[], go: (link: UnitLink) => void): HTMLElement[] {
  const events = new Map(links.map(({ event }) => [event.id, event]));
  return [...events.values()].flatMap((event) => {
    const own = links.filter((link) => link.event.id === event.id);
    const head = el("dt", {}, el("strong", {}, title), " ", el("span", {}, eventInWords(event)));
    return [head, el("dd", {}, linkList(own, go))];
  });
}

function linkList(links: readonly UnitLink[], go: (link: UnitLink) => void): HTMLElement {
  const items = links.map((link) => {
    const words = el("span", {}, link.unit.full_name, el("small", {}, shareInWords(link)));
    return el("li", {}, button({}, () => go(link), words, el("span", { class: "go", "aria-hidden": "true" }, "›")));
  });
  const list = el("ul", {}, ...items.slice(0, AT_FIRST));
  const rest = items.slice(AT_FIRST);
  if (rest.length > 0) list.append(el("li", {}, moreButton(list, rest)));
  return list;
}

function moreButton(list: HTMLElement, rest: readonly HTMLElement[]): HTMLElement {
  const more = button({ class: "quiet-button" }, () => {
    more.parentElement?.remove();
    list.append(...rest);
    rest[0]?.querySelector("button")?.focus();
  }, t("show_more", { count: rest.length }));
  return more;
}

export function eventInWords({ kind, effective, document }: UnitEvent): string {
  const what = `${t(EVENTS[kind] ?? kind)} ${day(effective)}`;
  return document === null ? what : `${what} · ${cited(document)}`;
}

function shareInWords({ part, weight, weight_basis }: UnitLink): string {
  if (part === "whole") return t("part_whole");
  if (weight === null) return t("part_unknown");
  const basis = weight_basis === null ? "" : ` ${t(BASES[weight_basis] ?? weight_basis)}`;
  return `${t("part_share", { share: percent(weight) })}${basis}`;
}

/** Every version of a unit, asked for when somebody wants to see them. */
export function history(id: number): HTMLElement {
  const body = el("div", { class: "history-body" }, el("p", { class: "quiet" }, t("loading")));
  const box = el("details", { class: "history" }, el("summary", {}, t("history")), body);
  const load = async () => {
    try {
      const { versions } = await getHistory(id);
      body.replaceChildren(el("ol", {}, ...versions.filter((version) => version.on_record).map(versionItem)));
    } catch {
      body.replaceChildren(retryLine(() => void load()));
    }
  };
  box.addEventListener("toggle", () => void load(), { once: true });
  return box;
}

function versionItem({ full_name, parent, valid_from, valid_to, event }: UnitVersion): HTMLElement {
  const from = valid_from === null ? "…" : day(valid_from);
  const to = valid_to === null ? t("to_now") : day(eve(valid_to));
  const name = parent === null ? full_name : `${full_name}, ${parent.full_name}`;
  const cause = event === null ? null : el("small", {}, eventInWords(event));
  return el("li", {}, el("small", {}, `${from} – ${to}`), el("span", {}, name), cause);
}

/** The way to the page of old and new addresses. */
export function finderLink(name: string): HTMLElement {
  const query = new URLSearchParams({ q: name, lang: catalogue.language });
  return el("a", { href: `/dia-chi?${query}` }, t("to_finder"));
}
