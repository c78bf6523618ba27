// The report of a unit: what its register has, hamlet by hamlet, and what looks wrong; each figure leads to the addresses that it counts.
// Beside it what can be taken away, and what happened last.

import { printed } from "../codes";
import { moment } from "../desk";
import { button, el } from "../dom";
import { count, percent, t } from "../words";
import { type Change, exportPath, FEED, FORMS, getNewest, getReport, type HamletFigures, type Report, reportPath } from "./figures";
import type { Wanted } from "./wanted";

const LIVE = "submitted,verified,assigned";
const DWELLINGS = "dwelling,flat";
const FLAWS = ["inaccurate", "unknown_accuracy", "without_number", "old"] as const;
const MOST_IDS = 500;
type Cell = string | HTMLElement;

export interface FiguresActions {
  list(wanted: Wanted): void;
  open(id: number): void;
  tell(error: unknown, again: () => void): void;
}

export class FiguresView {
  private turn = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly act: FiguresActions,
  ) {}

  async show(unit: number): Promise<void> {
    const turn = ++this.turn;
    try {
      const [report, changes] = await Promise.all([getReport(unit), getNewest()]);
      if (turn !== this.turn) return;
      const heading = el("h2", { tabindex: "-1" }, t("figures"));
      const told = el("p", { class: "quiet" }, t("figures_at", { moment: moment(report.at) }));
      const taken = report.hamlets.length === 0 ? [] : [el("p", {}, el("a", { class: "link", href: reportPath(unit), download: "" }, t("figures_xlsx")))];
      const parts = [heading, told, ...taken, exports(unit), this.changes(changes), ...this.report(report)];
      const open = [...this.element.querySelectorAll<HTMLElement>("details[open]")].map(({ dataset }) => dataset.part);
      this.element.replaceChildren(...parts);
      // What was unfolded is so still for whoever comes back.
      for (const part of this.element.querySelectorAll<HTMLElement>("details")) part.toggleAttribute("open", open.includes(part.dataset.part));
      heading.focus({ preventScroll: true });
    } catch (error) {
      if (turn === this.turn) this.act.tell(error, () => void this.show(unit));
    }
  }

  private report(report: Report): HTMLElement[] {
    if (report.hamlets.length === 0) return [el("p", { class: "none" }, t("figures_none"))];
    const names = new Map(report.hamlets.map(({ unit_id, name }) => [unit_id, name ?? t("no_hamlet")]));
    const hamlet = (id: number | null): string => names.get(id) ?? t("no_hamlet");
    const of = ({ hamlet_id }: { hamlet_id: number | null }): string => hamlet(hamlet_id);
    const street = (each: { hamlet_id: number | null; street: string }): HTMLElement => this.link(each.street, t("figure_street", { street: each.street, hamlet: of(each) }), { hamlet: keyOf(each.hamlet_id), street: each.street });
    const gaps = report.number_gaps.map((each) => [of(each), street(each), missingOf(each)]);
    const lone = report.lone_numbers.map((each) => [of(each), street(each), this.opening(each.number, t("figure_open", { number: each.number, street: each.street }), each.id)]);
    const spots = report.spots.map((each) => [of(each), this.link(count(each.ids.length), t("figure_spot", { count: each.ids.length, hamlet: of(each) }), { ids: idsOf(each.ids) })]);
    return [
      this.byHamlet(report),
      folded("gaps", gaps.length, table(t("gaps"), [t("hamlet"), t("figure_street_head"), t("figure_missing")], gaps)),
      folded("lone", lone.length, table(t("lone"), [t("hamlet"), t("figure_street_head"), t("figure_lone_number")], lone)),
      folded("spots", spots.length, table(t("spots"), [t("hamlet"), t("figure_addresses")], spots), report.spot_count),
    ].filter((part) => part !== null);
  }

  private byHamlet(report: Report): HTMLElement | null {
    const heads = [t("hamlet"), t("figure_live"), t("figure_coverage"), t("figure_dwellings"), ...FLAWS.map((flaw) => t(`figure_${flaw}`)), t("figure_gaps"), t("figure_lone"), t("figure_spots")];
    const rows = report.hamlets.map((each) => this.row(each, report, (row) => row.hamlet_id === each.unit_id, keyOf(each.unit_id)));
    const whole = report.hamlets.length > 1 ? [this.row(sumOf(report.hamlets), report, () => true)] : [];
    return table(t("by_hamlet"), heads, [...whole, ...rows]);
  }

  /** hamlet: absent for the unit as a whole. */
  private row(figures: HamletFigures, report: Report, isOf: (row: { hamlet_id: number | null }) => boolean, hamlet?: string): Cell[] {
    const name = figures.name ?? t("no_hamlet");
    const within = hamlet === undefined ? {} : { hamlet };
    const cell = (key: string, number: number, wanted: Wanted): Cell => (number === 0 ? "0" : this.link(count(number), t("figure_list", { name, figure: t(key), count: number }), { ...within, ...wanted }));
    // Of very many the list has the first.
    const named = (key: string, number: number, ids: readonly number[]): Cell => {
      const listed = Math.min(ids.length, MOST_IDS);
      // Those of this hamlet may all be beyond what is named of the unit.
      if (listed === 0) return count(number);
      const title = t(listed < number ? "figure_list_first" : "figure_list", { name, figure: t(key), count: number, listed });
      return this.link(count(number), title, { ...within, ids: idsOf(ids) });
    };
    const { missing_numbers: missing, lone_numbers, at_one_point } = figures;
    const lone = report.lone_numbers.filter(isOf).map(({ id }) => id);
    const together = report.spots.flatMap(({ ids, hamlet_ids }) => ids.filter((_, place) => isOf({ hamlet_id: hamlet_ids[place] ?? null })));
    return [
      hamlet === undefined ? el("span", { "data-whole": "" }, name) : name,
      cell("figure_live", figures.live, { status: LIVE }),
      coverageOf(figures),
      cell("figure_dwellings", figures.dwellings, { status: LIVE, kind: DWELLINGS }),
      ...FLAWS.map((flaw) => cell(`figure_${flaw}`, figures[flaw], { flaw })),
      // What is not there cannot be listed: the streets in which it lacks stand below.
      missing === 0 ? "0" : button({ class: "link", "aria-label": t("figure_gaps_of", { name, count: missing }) }, () => this.showGaps(), count(missing)),
      named("figure_lone", lone_numbers, lone),
      named("figure_spots", at_one_point, together),
    ];
  }

  private showGaps(): void {
    const part = this.element.querySelector<HTMLDetailsElement>("[data-part=gaps]");
    part?.setAttribute("open", "");
    part?.scrollIntoView({ block: "start" });
    part?.querySelector("summary")?.focus({ preventScroll: true });
  }

  private changes(changes: readonly Change[]): HTMLElement {
    const rows = changes.map(({ at, step, address, code }) => [moment(at), t(`step_${step}`), this.opening(code === null ? t("change_address", { id: String(address) }) : printed(code), t("change_open", { id: String(address) }), address)]);
    const made = table(t("changes"), [t("change_when"), t("change_what"), t("change_which")], rows) ?? el("p", { class: "none" }, t("changes_none"));
    const feed = el("a", { class: "link", href: FEED, target: "_blank", rel: "noopener" }, t("change_feed"));
    return el("details", { class: "part", "data-part": "changes" }, el("summary", {}, t("changes")), made, el("p", { class: "quiet" }, t("change_feed_hint")), feed);
  }

  private link(words: string, title: string, wanted: Wanted): HTMLElement {
    return button({ class: "link", "aria-label": title, title }, () => this.act.list(wanted), words);
  }

  private opening(words: string, title: string, id: number): HTMLElement {
    return button({ class: "link", "aria-label": `${words}: ${title}`, title }, () => this.act.open(id), words);
  }
}

function keyOf(hamlet: number | null): string {
  return hamlet === null ? "none" : String(hamlet);
}

function idsOf(ids: readonly number[]): string {
  return ids.slice(0, MOST_IDS).join(",");
}

function missingOf({ missing, count: all }: { missing: readonly number[]; count: number }): string {
  const named = missing.join(", ");
  return all > missing.length ? t("figure_more", { named, count: all - missing.length }) : named;
}

/** Of the whole unit. Households are known only where each hamlet says them. */
function sumOf(hamlets: readonly HamletFigures[]): HamletFigures {
  const sum = (name: keyof HamletFigures): number => hamlets.reduce((whole, each) => whole + Number(each[name]), 0);
  const of = hamlets.filter(({ unit_id }) => unit_id !== null);
  const households = of.every((each) => each.households !== null) ? sum("households") : null;
  const [live, dwellings, accurate, inaccurate] = (["live", "dwellings", "accurate", "inaccurate"] as const).map(sum) as [number, number, number, number];
  return { unit_id: null, name: t("figures_all"), households, live, dwellings, accurate, inaccurate, unknown_accuracy: sum("unknown_accuracy"), without_number: sum("without_number"), old: sum("old"), missing_numbers: sum("missing_numbers"), lone_numbers: sum("lone_numbers"), at_one_point: sum("at_one_point") };
}

/** Dwellings beside households, the newest figure. */
function coverageOf({ dwellings, households }: HamletFigures): string {
  if (households === null || households === 0) return t("coverage_unknown");
  return t("coverage_of", { share: percent(dwellings / households), households });
}

function exports(unit: number): HTMLElement {
  const links = FORMS.map((form) => el("li", {}, el("a", { class: "do", href: exportPath(unit, form), download: "" }, t(`export_${form}`)), el("small", {}, t(`export_${form}_hint`))));
  return el("details", { class: "part exports", "data-part": "exports" }, el("summary", {}, t("exports")), el("p", { class: "note" }, t("exports_logged")), el("ul", {}, ...links));
}

/** A table that is opened by whoever wants it; with how many rows it has, and of how many they are the first. */
function folded(part: string, rows: number, made: HTMLElement | null, all = rows): HTMLElement | null {
  const heading = t(rows < all ? "figures_part_first" : "figures_part", { title: t(part), listed: rows, count: all });
  return made && el("details", { class: "part", "data-part": part }, el("summary", {}, heading), made);
}

function table(title: string, head: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement | null {
  if (rows.length === 0) return null;
  const body = rows.map(([name, ...rest]) => el("tr", {}, el("th", { scope: "row" }, name ?? ""), ...rest.map((cell) => el("td", {}, cell))));
  const heads = el("tr", {}, ...head.map((words) => el("th", { scope: "col" }, words)));
  const made = el("table", { class: "tally figure-table" }, el("caption", { class: "visually-hidden" }, title), el("thead", {}, heads), el("tbody", {}, ...body));
  return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": title }, made);
}
