// What is said of units and events, in the language of the page.

import type { UnitEvent, UnitRef, UnitShare } from "../api";
import { eve } from "../timeline-days";
import { day, percent, t } from "../words";

const BASES = { address: "by_addresses", population: "by_population", area: "by_area" } as const;

/** The last day on which a version holds; null while it holds. */
export function lastDay(unit: UnitRef): string | null {
  return unit.valid_to === null ? null : eve(unit.valid_to);
}

/** The names of the units above, nearest first. */
export function placeOf(ancestors: readonly UnitRef[]): string {
  return ancestors.map(({ full_name }) => lowerFirst(full_name)).join(", ");
}

/** A full name inside a sentence: "xã Trực Hưng". */
export function lowerFirst(name: string): string {
  return name.charAt(0).toLocaleLowerCase("vi") + name.slice(1);
}

/** "sáp nhập" at the beginning of a line. */
export function upperFirst(words: string): string {
  return words.charAt(0).toLocaleUpperCase("vi") + words.slice(1);
}

/** The same, told apart from a unit of today that bears its name. */
export function nameOf(unit: UnitRef): string {
  const name = lowerFirst(unit.full_name);
  return unit.valid_to === null ? name : t("former", { name });
}

/** How much of the older unit is meant. */
export function shareOf({ part, weight, weight_basis }: UnitShare): string {
  if (part === "whole") return t("part_whole");
  if (weight === null) return t("part_unknown");
  const basis = weight_basis === null ? "" : ` ${t(BASES[weight_basis])}`;
  return `${t("part_share", { share: percent(weight) })}${basis}`;
}

/** "Sáp nhập, hiệu lực 1/7/2025". */
export function eventOf(event: UnitEvent): string {
  return `${upperFirst(t(`event_${event.kind}`))}, ${t("effective", { date: day(event.effective) })}`;
}

export function documentOf(event: UnitEvent): string {
  return event.document === null ? t("no_document") : t("by_document", { document: event.document });
}

/** "đến hết 30/6/2025" or "từ 1/7/2025"; null when neither is known. */
export function periodOf(unit: UnitRef): string | null {
  const last = lastDay(unit);
  if (last !== null) return t("old_until", { date: day(last) });
  return unit.valid_from === null ? null : t("new_since", { date: day(unit.valid_from) });
}
