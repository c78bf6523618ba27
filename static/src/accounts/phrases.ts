// Accounts and roles in words.

import { inWords } from "../admin/server";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { day, t } from "../words";
import type { Brief, Role, State, UnitNamed } from "./server";


const LOOKS: Record<State, string> = { active: "done", first_password: "asks", disabled: "cancelled" };

export function stateBadge(state: State): HTMLElement {
  return el("span", { class: `badge ${LOOKS[state]}` }, t(`state_${state}`));
}

/** A mark on an account with a second factor. */
export function factorBadge({ has_second_factor: has }: Brief): HTMLElement | null {
  return has ? el("span", { class: "badge done" }, t("has_second_factor")) : null;
}

/** “Xã Hồng Quang, tỉnh Ninh Bình”, or everywhere. */
export function placeOf(unit: UnitNamed | null): string {
  return unit === null ? t("everywhere") : unit.name;
}

export function daysOf({ first_day: first, last_day: last, held }: Role): string {
  // A role of today that goes on for good: when it began is of no interest.
  if (last === null) return held === "coming" && first !== null ? t("days_from", { first: day(first) }) : t("days_open");
  return held === "today" || first === null ? t("days_until", { last: day(last) }) : t("days_both", { first: day(first), last: day(last) });
}

/** A role in one line, with what is amiss. */
export function roleLine(role: Role): HTMLElement {
  const days = role.last_day === null && role.held === "today" ? null : el("span", { class: "quiet" }, ` · ${daysOf(role)}`);
  return el("span", { class: "role-line" }, el("strong", {}, inWords(role.title)), ` · ${placeOf(role.unit)}`, days, ended(role.unit));
}

/** A mark on a unit that is no more. */
export function ended(unit: UnitNamed | null): HTMLElement | null {
  return unit?.ended == null ? null : el("span", { class: "badge asks" }, t("unit_ended", { day: day(unit.ended) }));
}

export function isOwn(id: number): boolean {
  return id === catalogue.own.id;
}
