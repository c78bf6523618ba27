// The sum of all units, what the colours mean and how many units have each, and what else the map shows.

import { layerNamed, unitOf } from "../catalogue";
import { button, byId, colorKey, el, swatch } from "../dom";
import { proportions, totals } from "../legend";
import { UNKNOWN_COLOR } from "../palette";
import { type ResultClass, showClasses } from "../share-classes";
import { count, day, moment, percent, t } from "../words";
import { hasPlanned } from "./ground";
import type { Result } from "./server";

const BAR_PIXELS = 28;

/** The figures of all units together. */
export function showFigures(result: Result): void {
  const sums = totals(result.units);
  const known = sums.passed + sums.failed;
  const asked = result.units.filter(({ outcome }) => outcome !== "not_applicable");
  const passing = asked.filter(({ outcome }) => outcome === "pass").length;
  byId("figures").replaceChildren(
    el("p", { class: "big" }, `${count(passing)}/${count(asked.length)}`),
    el("p", { class: "beside-big" }, t("units_pass", { level: t(`level_${result.level}`) })),
    proportions(sums),
    el("p", { class: "quiet" }, t("sum_of_all", { share: known > 0 ? percent(sums.passed / known) : "–", ...sums })),
    el("p", { class: "quiet" }, asOf(result)),
  );
}

function asOf({ calculated_for, computed_at, without_result }: Result): string {
  const since = t("as_of", { date: day(calculated_for), moment: moment(computed_at) });
  return without_result === 0 ? since : `${since} · ${t("without_result", { count: without_result })}`;
}

/** Nothing was calculated for that day. */
export function showNoFigures(): void {
  byId("figures").replaceChildren(el("p", { class: "none" }, t("no_result")));
}

/** What a layer beside the units is on the map. */
export interface Extra {
  name: string;
  title: string;
}

export class Legend {
  private readonly bars = el("ul", { class: "classes planner-classes", "aria-label": t("legend_hint") });
  private readonly points = el("ul", { class: "points" });
  private readonly far = el("p", { class: "quiet", hidden: "" }, t("far"));
  private readonly hidden = new Set<string>(["roads", "hamlets", "nearest_distances", "camera_overlaps", "camera_sights"]);

  constructor(private readonly changed: () => void) {
    byId("legend").replaceChildren(this.bars, this.far, this.points);
  }

  showClasses(classes: readonly ResultClass[], result: Result | null): void {
    showClasses(this.bars, classes, result?.units, BAR_PIXELS);
  }

  showExtras(extras: readonly Extra[]): void {
    this.points.replaceChildren(...extras.map((extra) => el("li", {}, this.toggle(extra), ...keyOf(extra))));
  }

  /** Whether the map has to show larger units than those of the figures. */
  tellFar(isFar: boolean): void {
    this.far.hidden = !isFar;
  }

  isShown(layer: string): boolean {
    return !this.hidden.has(layer);
  }

  private toggle({ name, title }: Extra): HTMLElement {
    const made = button({ class: "toggle", "aria-pressed": String(this.isShown(name)) }, () => {
      if (this.isShown(name)) this.hidden.add(name);
      else this.hidden.delete(name);
      made.setAttribute("aria-pressed", String(this.isShown(name)));
      this.changed();
    }, ...marks(name), title);
    return made;
  }
}

function keyOf({ name }: Extra): HTMLElement[] {
  const layer = layerNamed(name);
  return layer === undefined ? [] : colorKey(layer.steps, unitOf(layer));
}

function marks(name: string): HTMLElement[] {
  const layer = layerNamed(name);
  const color = layer?.color ?? "";
  if (layer?.steps.length) return layer.steps.slice(1, 4).map(([, each]) => swatch(each, "circle"));
  if (name.endsWith("_gaps")) return [swatch(color, "circle"), swatch(UNKNOWN_COLOR, "ring")];
  const planned = hasPlanned(name) ? [swatch(color, "ring")] : [];
  return [swatch(color, { point: "circle", line: "stroke", area: "square" }[layer?.geometry ?? "point"]), ...planned];
}
