// Two units, or one unit on two days, side by side: what is chosen stands in the address of the page.

import type { UnitCoverage } from "../api";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { alphabet } from "../names";
import { FIRST_DAY, readDay } from "../timeline-days";
import { day, t } from "../words";
import type { Asked } from "./asked";
import { anyDay, knownOf, onDay, pastOf, type Says, type Side } from "./compare-server";
import { comparison, type Pair } from "./compare-table";
import { Dialog } from "./dialog";
import type { Level, Rule } from "./server";
import type { Table } from "./tables";

/** asked: the unit, its day, and with what it is compared. units: all that were counted beside it. */
export interface Ground {
  asked: Pick<Asked, "unit" | "at" | "with" | "then">;
  rule: Rule;
  rules: readonly Rule[];
  level: Level;
  units: readonly UnitCoverage[];
}

export interface Actions {
  ground(): Ground;
  /** isStep: whether the back button undoes it. */
  choose(wanted: Pick<Asked, "with" | "then">, isStep: boolean): void;
  /** It cannot be compared at all. */
  refused(error: unknown): void;
}

// Of days on which something was calculated, the newest are offered.
const DAYS_OFFERED = 6;

export class Compare implements Table {
  readonly dialog = new Dialog("compared");
  private readonly other = el("select", { id: "other-unit" });
  private readonly day = el("input", { id: "other-day", type: "date", min: FIRST_DAY, max: catalogue.today });
  private readonly units = button({ class: "plain small" }, () => this.turnTo(null), t("compare_units"));
  private readonly days = button({ class: "plain small" }, () => this.turnTo(this.dayBefore()), t("compare_days"));
  private readonly field = el("div", { class: "compare-field" });
  private readonly found = el("div", { class: "compare-found" });
  /** The earlier days on which the rule was calculated for the unit. */
  private calculated: string[] = [];
  private shown: Ground | null = null;

  constructor(private readonly act: Actions) {
    this.other.addEventListener("change", () => act.choose({ with: Number(this.other.value), then: null }, true));
    this.day.addEventListener("change", () => this.chooseDay(readDay(this.day.value)));
  }

  async open(_: number, name: string): Promise<void> {
    this.shown = null;
    this.calculated = [];
    const modes = el("div", { class: "modes", role: "group", "aria-label": t("compare") }, this.units, this.days);
    this.dialog.open(t("compare_of", { unit: name }), modes, this.field, this.found);
    await this.follow();
  }

  /** The address may say something else than what is shown. */
  async follow(): Promise<void> {
    const ground = this.act.ground();
    const { unit } = ground.asked;
    if (unit === null || (this.shown !== null && isSame(ground, this.shown))) return;
    this.shown = ground;
    this.showFields(ground);
    await this.dialog.fill(this.found, () => this.content(ground, unit), (content) => content, this.act.refused);
  }

  private async content(ground: Ground, unit: number): Promise<HTMLElement[]> {
    const { rule, rules, level, asked } = ground;
    const pair = pairOf(ground);
    if (pair === null) return [el("p", { class: "none" }, t("compare_none"))];
    const last = asked.at ?? catalogue.today;
    const past = await pastOf(unit, [rule]);
    this.calculated = (past.get(rule.id) ?? []).map(({ calculated_for }) => calculated_for).filter((each) => each < last);
    if (asked.then !== null && asked.then > last) return [el("p", { class: "none" }, t("compare_later", { then: day(asked.then), at: day(last) })), this.offered()];
    const says = await this.said(pair, level, rules);
    const known = await Promise.all([knownOf(pair.left, level, rules, says), knownOf(pair.right, level, rules, says)]);
    return [...(pair.isTimes ? [this.offered()] : []), ...comparison(pair, known, rules, rule)];
  }

  /** The other way of comparing: no step, for it takes its first day or unit by itself. */
  private turnTo(then: string | null): void {
    const isTimes = this.act.ground().asked.then !== null;
    if (isTimes !== (then !== null)) this.act.choose({ with: null, then }, false);
  }

  /** Of hamlets the answer for all of a day would be too large. */
  private said({ left, right, isTimes }: Pair, level: Level, rules: readonly Rule[]): Promise<Says> {
    if (isTimes) return anyDay([right.unit], rules);
    return level === "hamlet" ? anyDay([left.unit, right.unit], rules) : onDay(right.at, level, rules);
  }

  private showFields(ground: Ground): void {
    const { asked, units } = ground;
    const isTimes = asked.then !== null;
    this.units.setAttribute("aria-pressed", String(!isTimes));
    this.days.setAttribute("aria-pressed", String(isTimes));
    const others = units.filter(({ unit_id }) => unit_id !== asked.unit).sort((a, b) => alphabet.compare(a.name, b.name));
    this.other.replaceChildren(...others.map((each) => new Option(each.full_name, String(each.unit_id))));
    this.other.value = String(otherOf(ground)?.unit_id ?? "");
    this.day.max = asked.at ?? catalogue.today;
    this.day.value = asked.then ?? "";
    const field = isTimes ? labelled(this.day, t("compare_day")) : labelled(this.other, t("compare_unit"));
    if (this.field.firstElementChild?.lastElementChild !== field.lastElementChild || this.field.childElementCount === 0) this.field.replaceChildren(field);
  }

  /** The days on which there is something new to see. */
  private offered(): HTMLElement {
    if (this.calculated.length === 0) return el("p", { class: "quiet" }, t("compare_no_days"));
    const days = this.calculated.slice(-DAYS_OFFERED).map((each) => button({ class: "plain small" }, () => this.chooseDay(each), day(each)));
    return el("p", { class: "ways" }, el("span", { class: "quiet" }, t("compare_counted_on")), ...days);
  }

  private chooseDay(chosen: string | null): void {
    if (chosen !== null) this.act.choose({ with: null, then: chosen }, true);
  }

  /** The first day on which the rule was calculated; a year ago when it never was before. */
  private dayBefore(): string {
    const last = this.act.ground().asked.at ?? catalogue.today;
    return this.calculated[0] ?? `${Number(last.slice(0, 4)) - 1}${last.slice(4).replace("-02-29", "-02-28")}`;
  }
}

/** Whether the same is compared, by the figures of the same calculation. */
function isSame(one: Ground, other: Ground): boolean {
  const parts = ({ asked, rule, level }: Ground) => [asked.unit, asked.at, asked.with, asked.then, rule.id, level].join(" ");
  return one.units === other.units && parts(one) === parts(other);
}

function pairOf(ground: Ground): Pair | null {
  const { unit, at, then } = ground.asked;
  const own = ground.units.find(({ unit_id }) => unit_id === unit);
  if (own === undefined) return null;
  const side = ({ unit_id, name }: UnitCoverage, on: string | null): Side => ({ unit: unit_id, name, at: on });
  if (then !== null) return { left: side(own, then), right: side(own, at), isTimes: true };
  const other = otherOf(ground);
  return other === undefined ? null : { left: side(own, at), right: side(other, at), isTimes: false };
}

/** The one that is asked for; else the one that does best, to be learnt from. */
function otherOf({ asked, units }: Ground): UnitCoverage | undefined {
  const others = units.filter(({ unit_id }) => unit_id !== asked.unit);
  const best = () => others.reduce<UnitCoverage | undefined>((one, each) => ((each.share ?? -1) > (one?.share ?? -1) ? each : (one ?? each)), undefined);
  return asked.with === null ? best() : others.find(({ unit_id }) => unit_id === asked.with);
}
