// How far the work has come: today, by day, and by hamlet. From what is on the phone; without a network as of the last time.

import { el } from "../dom";
import { count, day, dayOfMoment, t } from "../words";
import type { Entry } from "./draft";
import type { Choice } from "./form";
import type { Count } from "./ground";

export interface Progress {
  today: number;
  days: [string, number][];
  hamlets: Count[];
}

/** counts: as the register told them; what only the phone has is added. */
export function progressOf(drafts: readonly Entry[], counts: readonly Count[], hamlets: readonly Choice[]): Progress {
  const days = new Map<string, number>();
  for (const { made } of drafts) days.set(dayOfMoment(made), (days.get(dayOfMoment(made)) ?? 0) + 1);
  const alone = drafts.filter(({ server }) => server === null);
  const counted = new Set(counts.map(({ unit }) => unit));
  const others = [...new Set(alone.map(({ body }) => body.hamlet))].filter((unit) => !counted.has(unit));
  const added = others.map((unit) => ({ unit, name: hamlets.find((each) => each.unit === unit)?.name ?? null, have: 0, wanted: null }));
  return {
    today: days.get(dayOfMoment(new Date().toISOString())) ?? 0,
    days: [...days].sort(([a], [b]) => (a < b ? 1 : -1)),
    hamlets: [...counts, ...added].map((each) => ({ ...each, have: each.have + alone.filter(({ body }) => body.hamlet === each.unit).length })),
  };
}

export function progressView({ today, days, hamlets }: Progress): HTMLElement {
  return el(
    "div",
    { class: "progress-view" },
    el("h2", { tabindex: "-1" }, t("progress")),
    el("p", { class: "figure" }, el("strong", {}, count(today)), ` ${t("today_done")}`),
    table(t("by_hamlet"), hamlets.map(ofHamlet)),
    table(t("by_day"), days.map(([iso, number]) => [day(iso), count(number)])),
  );
}

function ofHamlet({ name, have, wanted }: Count): [string, string | HTMLElement] {
  const title = name ?? t("no_hamlet");
  if (wanted === null || wanted <= 0) return [title, count(have)];
  const bar = el("progress", { value: String(Math.min(have, wanted)), max: String(wanted), "aria-label": title });
  return [title, el("span", { class: "of" }, bar, t("of_wanted", { have, wanted }))];
}

function table(title: string, rows: readonly [string, string | HTMLElement][]): HTMLElement {
  const body = rows.map(([name, figure]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, figure)));
  return el("table", { class: "counts" }, el("caption", {}, title), el("tbody", {}, ...body));
}
