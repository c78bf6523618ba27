// What the colours mean, how many communes have each, and the sum of it all.

import type { Coverage, UnitCoverage } from "./api";
import { layerNamed } from "./catalogue";
import { byId, el, swatch } from "./dom";
import { UNKNOWN_COLOR } from "./palette";
import { type ResultClass, showClasses } from "./share-classes";
import { percent, t } from "./words";

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

/** null: there are no figures, and so nothing is coloured. */
export function showLegend(figures: { classes: readonly ResultClass[]; units: readonly UnitCoverage[] } | null): void {
  showClasses(byId("legend-classes"), figures?.classes ?? [], figures?.units, BAR_PIXELS);
  byId("legend-points").replaceChildren(
    el("li", {}, swatch(layerNamed("coverage_gaps")?.color ?? "", "circle"), t("gap_fail")),
    el("li", {}, swatch(UNKNOWN_COLOR, "ring"), t("gap_unknown")),
  );
}
