// The figures of a day: coverage with legend and table, or the bare list of that day's units.

import { type Coverage, getCoverage, getUnits, type Unit, type UnitCoverage } from "./api";
import { catalogue } from "./catalogue";
import { button, byId, el } from "./dom";
import { showFigures, showLegend } from "./legend";
import { NO_DATA_COLOR } from "./palette";
import { showTrouble } from "./status";
import { classOf, type ResultClass, resultClasses } from "./share-classes";
import { UnitsList } from "./units-list";
import { UnitsTable } from "./units-table";
import { day, t } from "./words";

/** What a row of either table tells of its unit. */
export interface KnownUnit {
  id: number;
  name: string;
  code: string | null;
  coverage: ColouredUnit | null;
}

/** A unit with its figures, in the colour that it has on the map. */
export interface ColouredUnit extends UnitCoverage {
  color: string;
}

export class Figures {
  /** The first day with figures, where it is known: nobody asks for those of a day before it. */
  begin: string | null = null;
  /** Whether it is known that there are no figures for any day. */
  isEmpty = false;
  private units = new Map<number, KnownUnit>();
  private chosen: number | null = null;
  /** Answers for a day that was left meanwhile are dropped. */
  private turn = 0;
  private readonly table: UnitsTable;
  private readonly list: UnitsList;

  /** bare: told whether the day shown is one without figures. fill: told the classes in whose colours units are filled. visit: told of a day to go to. */
  constructor(
    choose: (unit: KnownUnit) => void,
    private readonly bare: (isBare: boolean) => void,
    private readonly fill: (classes: readonly ResultClass[]) => void,
    private readonly visit: (day: string) => void,
  ) {
    const byNumber = (id: number) => {
      const unit = this.units.get(id);
      if (unit !== undefined) choose(unit);
    };
    this.table = new UnitsTable((unit) => byNumber(unit.unit_id));
    this.list = new UnitsList((unit) => byNumber(unit.id));
    byId("view-table").replaceChildren(this.table.element);
    showLegend(null);
  }

  unit(id: number): KnownUnit | undefined {
    return this.units.get(id);
  }

  mark(unit: number | null): void {
    this.chosen = unit;
    this.table.mark(unit);
    this.list.mark(unit);
  }

  /** Show the figures of a day; null is today. */
  async load(at: string | null): Promise<void> {
    const turn = ++this.turn;
    // Until they come, what stands there is of another day: it says so by fading.
    byId("panel-body").setAttribute("aria-busy", "true");
    try {
      const coverage = this.isEmpty || this.firstAfter(at) !== null ? null : await getCoverage(catalogue.rule, at);
      const units = coverage === null || coverage.units.length === 0 ? await getUnits("commune", at) : null;
      if (turn !== this.turn) return;
      if (units !== null) this.showUnits(units, at);
      else if (coverage !== null) this.showCoverage(coverage);
    } catch {
      if (turn === this.turn) showTrouble("error_figures", () => void this.load(at));
    }
  }

  private showCoverage(coverage: Coverage): void {
    const classes = resultClasses(coverage.classes);
    const units = coverage.units.map((unit) => ({ ...unit, color: classOf(classes, unit)?.color ?? NO_DATA_COLOR }));
    this.units = new Map(units.map((unit) => [unit.unit_id, { id: unit.unit_id, name: unit.full_name, code: unit.code, coverage: unit }]));
    this.fill(classes);
    byId("rule-title").textContent = coverage.title[catalogue.language];
    const asOf = t("as_of", { date: day(coverage.calculated_for) });
    byId("as-of").textContent = coverage.checked ? asOf : `${asOf} · ${t("unchecked")}`;
    showFigures(coverage);
    showLegend({ classes, units });
    this.table.show(units);
    this.put(this.table.element);
  }

  /** A day without figures still has its units. */
  private showUnits(units: readonly Unit[], at: string | null): void {
    this.units = new Map(units.map((unit) => [unit.id, { id: unit.id, name: unit.full_name, code: unit.code, coverage: null }]));
    byId("rule-title").textContent = at === null ? t("no_figures") : t("no_figures_on", { date: day(at) });
    const none = t(at === null ? "no_figures_hint" : "no_units_on");
    byId("as-of").replaceChildren(units.length === 0 ? none : t("units_of_day", { count: units.length }), ...this.whereFiguresBegin(at));
    byId("figures").replaceChildren();
    showLegend(null);
    this.list.show(units);
    this.put(units.length === 0 ? el("p", { class: "quiet nothing-listed" }, none) : this.list.element);
  }

  /** The first day with figures, for a day before it. */
  private firstAfter(at: string | null): string | null {
    return at !== null && this.begin !== null && at < this.begin ? this.begin : null;
  }

  private whereFiguresBegin(at: string | null): (string | HTMLElement)[] {
    const first = this.firstAfter(at);
    if (first === null) return [];
    return [" ", button({ class: "quiet-button" }, () => this.visit(first), t("figures_begin", { date: day(first) }))];
  }

  private put(element: HTMLElement): void {
    const isBare = element !== this.table.element;
    byId("panel-body").setAttribute("aria-busy", "false");
    byId("panel").dataset.figures = isBare ? "none" : "some";
    this.bare(isBare);
    byId("view-table").replaceChildren(element);
    byId("view-table").scrollTop = 0;
    this.mark(this.chosen);
  }
}
