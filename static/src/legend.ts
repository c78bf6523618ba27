// What the colours mean, how many communes have each, and the sum of it all.

import type { Coverage, UnitCoverage } from "./api";
import { layerNamed } from "./catalogue";
import { byId, el, swatch } from "./dom";
import { CLASSES, histogram, UNKNOWN_COLOR } from "./palette";
import { count, percent, t } from "./words";

const BAR_PIXELS = 36;

export interface Totals {
  passed: number;
  failed: number;
  unknown: number;
}

export function totals(units: readonly UnitCoverage[]): Totals {
  const sum = (pick: (unit: UnitCoverage) => number) => units.reduce((total, unit) => total + pick(unit), 0);
  return { passed: sum((unit) => unit.passed), failed: sum((unit) => unit.failed), unknown: sum((unit) => unit.unknown) };
}

/** A bar of three parts: passed, failed, not known. The figures stand beside it in words. */
export function proportions({ passed, failed, unknown }: Totals): HTMLElement {
  const bar = el("div", { class: "proportions", "aria-hidden": "true" });
  for (const [name, value] of Object.entries({ passed, failed, unknown })) {
    const part = el("span", { class: name });
    part.style.flexGrow = String(value);
    if (value > 0) bar.append(part);
  }
  return bar;
}

export function showFigures(coverage: Coverage): void {
  const sums = totals(coverage.units);
  const known = sums.passed + sums.failed;
  byId("figures").replaceChildren(
    el("p", { class: "big" }, known > 0 ? percent(sums.passed / known) : "–"),
    el("p", { class: "beside-big" }, t("summary_share", { passed: sums.passed, known })),
    proportions(sums),
    el("p", { class: "quiet" }, t("summary_rest", { failed: sums.failed, unknown: sums.unknown })),
  );
}

export function showLegend(coverage: Coverage | null): void {
  const counts = coverage === null ? CLASSES.map(() => null) : histogram(coverage.units);
  const most = Math.max(1, ...counts.map((value) => value ?? 0));
  byId("legend-classes").replaceChildren(
    ...CLASSES.map(({ id, color, label }, index) => {
      const bar = el("span", { class: `bar ${id === "none" ? "hatched" : ""}`, "aria-hidden": "true" });
      bar.style.setProperty("--color", color);
      bar.style.setProperty("--height", `${8 + (BAR_PIXELS * (counts[index] ?? 0)) / most}px`);
      const number = counts[index] ?? null;
      return el(
        "li",
        { "data-class": id },
        el("span", { class: "count", "aria-hidden": "true" }, number === null ? "" : count(number)),
        bar,
        el("span", { class: "label" }, label),
        number === null ? null : el("span", { class: "visually-hidden" }, `: ${t("communes_counted", { count: number })}`),
      );
    }),
  );
  byId("legend-points").replaceChildren(
    el("li", {}, swatch(layerNamed("coverage_gaps")?.color ?? "", "circle"), t("gap_fail")),
    el("li", {}, swatch(UNKNOWN_COLOR, "ring"), t("gap_unknown")),
  );
}
