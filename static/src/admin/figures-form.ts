// What has to be said of a table of figures: the period, the source, of which level the units are.

import { el } from "../dom";
import { t } from "../words";
import type { FiguresOptions } from "./server";
import { labelled, LEVELS, select } from "./units-form";

export class FiguresForm {
  readonly element: HTMLElement;
  private readonly period = el("input", { type: "text", id: "figures-period", maxlength: "200", autocomplete: "off", "aria-describedby": "figures-period-hint", placeholder: t("figures_period_example") });
  private readonly source = el("input", { type: "text", id: "figures-source", maxlength: "200", autocomplete: "off", placeholder: t("figures_source_example") });
  private readonly level = select("figures-level", [["", t("figures_level_table")], ...LEVELS.map((each) => [each, t(`level_${each}`)] as const)]);

  /** given: what was said before. changed: told of everything that is said anew. */
  constructor(given: FiguresOptions | null, changed: () => void) {
    this.period.value = given?.period ?? "";
    this.source.value = given?.source ?? "";
    this.level.value = given?.level ?? "";
    const hint = el("p", { id: "figures-period-hint", class: "quiet" }, t("figures_period_hint"));
    this.element = el(
      "div",
      { class: "units-form" },
      labelled(this.period, "figures_period", hint),
      labelled(this.source, "figures_source"),
      labelled(this.level, "figures_level"),
    );
    this.element.addEventListener("input", changed);
  }

  get said(): FiguresOptions {
    return {
      period: this.period.value.trim() || null,
      source: this.source.value.trim() || null,
      level: this.level.value || null,
    };
  }
}
