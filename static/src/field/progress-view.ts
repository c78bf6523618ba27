// How far the work has come: today, by day, and by hamlet. From what is on the phone; without a network as of the last time.

import { el, swatch } from "../dom";
import { count, day, dayOfMoment, t } from "../words";
import type { Address, Entry } from "./draft";
import type { Choice } from "./form";
import type { Count } from "./ground";
import { leftOf, toneOf } from "./left";

export interface Progress {
  today: number;
  days: [string, number][];
  hamlets: Count[];
}

export interface Kept {
  drafts: readonly Entry[];
  counts: readonly Count[];
  hamlets: readonly Choice[];
  known: readonly Address[];
}

/** counts: as the register told them when it told of `known`; what the phone has kept or sent since is added. */
export function progressOf({ drafts, counts, hamlets, known }: Kept): Progress {
  const days = new Map<string, number>();
  for (const { made } of drafts) days.set(dayOfMoment(made), (days.get(dayOfMoment(made)) ?? 0) + 1);
  const told = new Set(known.map(({ id }) => id));
  const sent = drafts.filter(({ server }) => server !== null && server.status !== "rejected" && !told.has(server.id));
  const alone = drafts.filter(({ server }) => server === null);
  const counted = new Set(counts.map(({ unit }) => unit));
  const others = [...new Set(alone.map(({ body }) => body.hamlet))].filter((unit) => !counted.has(unit));
  const added = others.map((unit) => ({ unit, name: hamlets.find((each) => each.unit === unit)?.name ?? null, have: 0, wanted: null }));
  return {
    today: days.get(dayOfMoment(new Date().toISOString())) ?? 0,
    days: [...days].sort(([a], [b]) => (a < b ? 1 : -1)),
    hamlets: [...counts, ...added].map((each) => ({ ...each, have: each.have + [...alone, ...sent].filter(({ body }) => body.hamlet === each.unit).length })),
  };
}

export function progressView({ today, days, hamlets }: Progress): HTMLElement {
  return el(
    "div",
    { class: "progress-view" },
    el("h2", { tabindex: "-1" }, t("progress")),
    el("p", { class: "figure" }, el("strong", {}, count(today)), ` ${t("today_done")}`),
    table(t("by_hamlet"), [...hamlets].sort((a, b) => (leftOf(b) ?? -1) - (leftOf(a) ?? -1)).map(ofHamlet)),
    days.length === 0 ? null : table(t("by_day"), days.map(([iso, number]) => [day(iso), count(number)])),
  );
}

function ofHamlet(counted: Count): [string | HTMLElement, string | HTMLElement] {
  const { name, have, wanted } = counted;
  const [title, left, tone] = [name ?? t("no_hamlet"), leftOf(counted), toneOf(counted)];
  if (wanted === null || left === null || tone === null) return [title, count(have)];
  const bar = el("progress", { value: String(Math.min(have, wanted)), max: String(wanted), "aria-label": title });
  const words = el("small", {}, t(left === 0 ? "left_none" : "left", { count: left }));
  return [el("span", { class: "toned" }, swatch(tone, "square"), title), el("span", { class: "of" }, bar, t("of_wanted", { have, wanted }), words)];
}

/** How many are missing in all, and in how many hamlets; null where nobody said how many there should be. */
export function leftInAll(counts: readonly Count[]): { left: number; hamlets: number } | null {
  const known = counts.map(leftOf).filter((left) => left !== null);
  return known.length === 0 ? null : { left: known.reduce((sum, left) => sum + left, 0), hamlets: known.filter((left) => left > 0).length };
}

function table(title: string, rows: readonly [string | HTMLElement, string | HTMLElement][]): HTMLElement {
  const body = rows.map(([name, figure]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, figure)));
  return el("table", { class: "counts" }, el("caption", {}, title), el("tbody", {}, ...body));
}
