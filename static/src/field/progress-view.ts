// How far the work has come: today, by day, and by hamlet. From what is on the phone; without a network as of the last time.

import { el } from "../dom";
import { count, day, dayOfMoment, t } from "../words";
import type { Address, Entry } from "./draft";
import type { Choice } from "./form";

export interface Progress {
  today: number;
  days: [string, number][];
  /** Addresses by hamlet, those on the phone alone included. */
  hamlets: [string, number][];
}

export function progressOf(drafts: readonly Entry[], known: readonly Address[], hamlets: readonly Choice[], area: number | null): Progress {
  const days = new Map<string, number>();
  for (const { made } of drafts) days.set(dayOfMoment(made), (days.get(dayOfMoment(made)) ?? 0) + 1);
  const by = new Map<number | null, number>();
  const own = new Set(drafts.map(({ server }) => server?.id));
  const units = [...drafts.map(({ body }) => body.hamlet), ...known.filter(({ id }) => !own.has(id)).map(({ hamlet }) => hamlet?.unit_id ?? null)];
  for (const unit of units) by.set(unit, (by.get(unit) ?? 0) + 1);
  // Of a hamlet alone no more than that is known of the others.
  const isWhole = !hamlets.some(({ unit }) => unit === area);
  const named: [string, number][] = hamlets.filter(({ unit }) => isWhole || unit === area || by.has(unit)).map(({ unit, name }) => [name, by.get(unit) ?? 0]);
  const none = by.get(null) ?? 0;
  return {
    today: days.get(dayOfMoment(new Date().toISOString())) ?? 0,
    days: [...days].sort(([a], [b]) => (a < b ? 1 : -1)),
    hamlets: none === 0 ? named : [...named, [t("no_hamlet"), none]],
  };
}

export function progressView({ today, days, hamlets }: Progress): HTMLElement {
  return el(
    "div",
    { class: "progress-view" },
    el("h2", { tabindex: "-1" }, t("progress")),
    el("p", { class: "figure" }, el("strong", {}, count(today)), ` ${t("today_done")}`),
    table(t("by_day"), days.map(([iso, number]) => [day(iso), number])),
    table(t("by_hamlet"), hamlets),
  );
}

function table(title: string, rows: readonly [string, number][]): HTMLElement {
  const body = rows.map(([name, number]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, count(number))));
  return el("table", { class: "counts" }, el("caption", {}, title), el("tbody", {}, ...body));
}
