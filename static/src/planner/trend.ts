// What the rule said of a unit at each calculation: asked for when it is opened.

import type { Outcome } from "../api";
import { ask } from "../ask";
import { el } from "../dom";
import { day, percent, t } from "../words";
import { pathOf, query } from "./server";

interface Trend {
  trend: { calculated_for: string; outcome: Outcome; share: number | null }[];
}

/** tell: what went wrong, and how to try again. */
export function trendOf(rule: string, unit: number, tell: (error: unknown, again: () => void) => void): HTMLElement {
  const body = el("div", {}, el("p", { class: "quiet" }, t("loading")));
  const made = el("details", { class: "more" }, el("summary", {}, t("over_time")), body);
  const load = async (): Promise<void> => {
    try {
      const { trend } = await ask<Trend>("GET", `${pathOf(rule)}/trend${query({ unit: String(unit) })}`);
      body.replaceChildren(trend.length === 0 ? el("p", { class: "none" }, t("trend_none")) : list(trend));
    } catch (error) {
      tell(error, () => void load());
    }
  };
  made.addEventListener("toggle", () => void load(), { once: true });
  return made;
}

function list(trend: Trend["trend"]): HTMLElement {
  const items = trend.map(({ calculated_for, outcome, share }) => {
    const bar = el("span", { class: `trend-bar ${outcome}`, "aria-hidden": "true" });
    bar.style.setProperty("--share", String(share ?? 0));
    return el("li", {}, el("span", {}, day(calculated_for)), bar, el("span", { class: "trend-share" }, share === null ? t(outcome) : percent(share)));
  });
  return el("ol", { class: "trend" }, ...items);
}
