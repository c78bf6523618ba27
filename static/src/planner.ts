// The page `/planner`: puts the parts together. Each part knows the page only through what it is given here.

import { HttpError, getTileJson, type UnitCoverage } from "./api";
import { Refused } from "./ask";
import { setUpGround } from "./base-map";
import { catalogue } from "./catalogue";
import { clearTrouble, isLost, keepViewInOtherLanguage, say, showLost, showTrouble, tellWhatFails } from "./desk";
import { button, byId } from "./dom";
import { showHints } from "./hints";
import { type Bounds, MapView } from "./map/adapter";
import { NAM_DINH } from "./map/home";
import { keepWholeOnPaper } from "./map/paper";
import type { Picked } from "./map/pick";
import { type Asked, readAsked, type View, writeAsked } from "./planner/asked";
import { Awaited } from "./planner/awaited";
import { classesOf, type ResultClass } from "./planner/classes";
import { Compare } from "./planner/compare";
import { DayAndLevel } from "./planner/day-and-level";
import { Editing } from "./planner/editing";
import { extrasOf, isTooFar, layersOf, levelsOf, targetsOf } from "./planner/ground";
import { Legend, showFigures, showNoFigures } from "./planner/legend";
import { Matrix } from "./planner/matrix";
import { NextView } from "./planner/next-view";
import type { Planted } from "./planner/proposals";
import { RuleChoice } from "./planner/rule-choice";
import { type Book, getBook, getResult, type Level, type Result, type Rule, said } from "./planner/server";
import { Tables } from "./planner/tables";
import { Tabs } from "./planner/tabs";
import { Scorecard } from "./planner/scorecard";
import { TryView } from "./planner/try-view";
import { UnitView } from "./planner/unit-view";
import { UnitsTable } from "./planner/units-table";
import { Sheet } from "./sheet";
import { TileStatus } from "./status";
import { t } from "./words";

// Around what is shown, and what lies along the edges of the map, in CSS pixels.
const MARGIN = 16;
const NOTES = 44;

class Page {
  private asked: Asked = readAsked(location.search);
  private result: Result | null = null;
  private classes: ResultClass[] = [];
  /** Whether the map shows communes instead of hamlets, which cannot be seen from there. */
  private isFar = false;
  /** Counts what was begun: an answer to what is no longer asked belongs nowhere. */
  private turn = 0;
  private readonly awaited = new Awaited(
    () => getResult(this.rule.id, this.asked.at, this.asked.level),
    (result) => {
      this.showResult(result);
      this.map.reload();
    },
  );
  private readonly sheet = new Sheet();
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly legend = new Legend(() => this.showLayers());
  private readonly table = new UnitsTable(({ unit_id }) => this.go({ unit: unit_id }));
  private readonly fields = new DayAndLevel((wanted) => this.go(wanted));
  private readonly next = new NextView({
    showMarks: (marks) => this.map.showMarks(marks),
    goTo: ({ lon, lat }) => this.map.showPoint(lon, lat),
    tryOut: (spots) => this.tryOut(spots),
    tell: (error, again) => this.tell(error, again),
  });
  private readonly trying = new TryView({
    showMarks: (marks) => this.map.showMarks(marks),
    knows: (rule) => this.book.rules.some(({ id }) => id === rule),
    goTo: ({ id, rule, unit, day }) => this.go({ rule, unit, at: day, view: "try", scenario: id }),
    nameScenario: (scenario) => scenario === this.asked.scenario || this.go({ scenario }),
    tell: (error, again) => this.tell(error, again),
  });
  private readonly tabs = new Tabs(
    [
      ["units", this.table.element],
      ["next", this.next.element],
      ["try", this.trying.element],
    ],
    (view: View) => this.go({ view }),
  );
  private readonly tables = new Tables(
    {
      matrix: new Matrix(({ lon, lat }) => this.map.showPoint(lon, lat), (error) => this.tellRefusal(error)),
      scorecard: new Scorecard((error) => this.tellRefusal(error)),
      compare: new Compare({
        ground: () => ({ asked: this.asked, rule: this.rule, rules: this.book.rules, level: this.level, units: this.result?.units ?? [] }),
        choose: (wanted, isStep) => this.go(wanted, isStep),
        refused: (error) => this.tellRefusal(error),
      }),
    },
    () => this.go({ table: null, with: null, then: null }),
  );
  private readonly editing: Editing;
  private readonly choice: RuleChoice;
  private readonly map: MapView;
  private readonly unit: UnitView;

  /** home: where the map opens. */
  constructor(
    private readonly book: Book,
    private readonly home: Bounds,
  ) {
    this.editing = new Editing(book, catalogue.editsRules === true, {
      tell: (error, again) => this.tell(error, again),
      // Everything hangs on the rules: the page begins anew, at the rule that was changed.
      written: (rule) => {
        // What was tried is of the rule that was changed, and stays.
        this.go({ rule, level: null, ...(rule === this.rule.id ? { scenario: this.asked.scenario } : {}) });
        location.reload();
      },
      goTo: ({ unit_id }) => void this.unit.goTo(unit_id, this.asked.at),
    }, () => this.showLayers());
    this.choice = new RuleChoice(
      book,
      ({ id }) => this.go({ rule: id, level: null }),
      (rule) => this.editing.open(rule, this.asked),
    );
    this.map = new MapView(byId("map"), this.rule.id, {
      began: () => this.status.began(),
      ended: (failure) => this.status.ended(failure),
      read: (data, day) => this.status.read(data, day),
      picked: (found, _, at) => (this.trying.takesClicks ? this.trying.clicked(at, found) : this.picked(found)),
      moved: () => this.moved(),
      covered: () => this.covered(),
    });
    this.unit = new UnitView(this.map, {
      closed: () => this.leaveUnit(),
      tell: (error, again) => this.tell(error, again),
      offers: () => this.offers(),
    });
  }

  async start(): Promise<void> {
    window.addEventListener("popstate", () => this.follow());
    keepViewInOtherLanguage();
    this.map.start(this.home, this.asked.position);
    setUpGround(this.map);
    await this.showRule();
  }

  private get rule(): Rule {
    const named = (wanted: string | null) => this.book.rules.find(({ id }) => id === wanted);
    const found = named(this.asked.rule) ?? named(catalogue.rule) ?? this.book.rules[0];
    if (found === undefined) throw new Error("there is no rule");
    return found;
  }

  private get level(): Level {
    return this.editing.level ?? this.asked.level ?? this.rule.level;
  }

  /** On people's wish to something else: as a rule a step that the back button undoes. */
  private go(change: Partial<Asked>, isStep = true): void {
    const before = this.asked;
    // A scenario is of one rule, unit and day.
    const isElsewhere = "rule" in change || "unit" in change || "at" in change;
    this.asked = { ...before, ...(isElsewhere ? { scenario: null, table: null, with: null, then: null } : {}), ...change };
    writeAsked(this.asked, isStep);
    this.change(before);
  }

  /** The address has changed under the page. */
  private follow(): void {
    const before = this.asked;
    this.asked = readAsked(location.search);
    if (this.asked.position !== null) this.map.goTo(this.asked.position);
    this.change(before);
  }

  private change(before: Asked): void {
    const isOther = (["rule", "at", "level"] as const).some((key) => before[key] !== this.asked[key]);
    if (isOther) void this.showRule();
    else if (before.unit !== this.asked.unit) this.showUnit(false);
    else if (before.scenario !== this.asked.scenario) this.showTrying();
    // One of another result waits for that.
    if (!isOther || this.asked.table === null) this.showTable();
    this.showView();
  }

  private showView(): void {
    const { view } = this.asked;
    this.tabs.show(view);
    byId("details").dataset.view = view;
    if (view === "units") this.map.showMarks([]);
    else this.sheet.raise();
    // A phone has no room for what stands above.
    if (view !== "units" && Sheet.onPhone) byId("panel-body").scrollTop = byId("views").offsetTop - byId("tabs").offsetHeight - byId("panel-body").offsetTop;
    this.next.open(view === "next");
    this.trying.open(view === "try");
  }

  private moved(): void {
    this.asked = { ...this.asked, position: this.map.position };
    writeAsked(this.asked, false);
    if (this.isFar !== isTooFar(this.level, this.map.position.zoom)) this.showLayers();
  }

  /** A level that there is not on the day, as districts since 1/7/2025, gives way to that of the rule. */
  private keepLevel(): void {
    const { level, at } = this.asked;
    if (level === null || levelsOf(this.rule, at).includes(level)) return;
    this.asked = { ...this.asked, level: null };
    writeAsked(this.asked, false);
  }

  /** Everything, for the rule, day and level that are asked for. */
  private async showRule(): Promise<void> {
    this.keepLevel();
    const { rule, asked } = this;
    const turn = ++this.turn;
    this.awaited.stop();
    this.classes = classesOf(rule, null);
    this.choice.show(rule);
    this.fields.show(asked, rule, levelsOf(rule, asked.at));
    this.legend.showExtras(extrasOf(rule));
    this.showView();
    document.title = `${said(rule.title)} · ${t("planner")}`;
    this.map.useRule(rule.id, this.classes);
    this.map.showDays({ day: asked.at, earlier: null });
    this.status.showDays([asked.at]);
    this.showLayers();
    try {
      const result = await getResult(rule.id, asked.at, asked.level);
      if (turn === this.turn) this.showResult(result);
    } catch (error) {
      if (turn === this.turn) this.tell(error, () => void this.showRule());
    }
  }

  private showResult(result: Result | null): void {
    clearTrouble();
    // Of days that are past none come.
    if (this.asked.at === null) this.awaited.follow(result);
    this.result = result;
    this.choice.tellBehind(result !== null && !result.is_current);
    const { rule } = this;
    const classes = (this.classes = classesOf(rule, result));
    this.map.useRule(rule.id, classes);
    if (result === null) showNoFigures();
    else showFigures(result);
    this.legend.showClasses(classes, result);
    this.table.show(result?.units ?? [], classes, `${rule.id}-${result?.calculated_for ?? ""}.csv`);
    say(t(result === null ? "no_result" : "shown", { count: result?.units.length ?? 0 }));
    this.showUnit(true);
  }

  private showLayers(): void {
    this.isFar = isTooFar(this.level, this.map.position.zoom);
    this.legend.tellFar(this.isFar);
    const level = this.isFar ? "commune" : this.level;
    this.editing.markOn(this.map, this.rule, level);
    this.map.showLayers(layersOf(this.rule, level, (name) => this.legend.isShown(name)));
  }

  private showUnit(quietly: boolean): void {
    const { unit, at } = this.asked;
    this.table.mark(unit);
    const chosen = unit === null ? "" : `&unit=${unit}`;
    (byId("to-wall") as HTMLAnchorElement).href = `/planner/wall?lang=${catalogue.language}${chosen}`;
    if (unit !== null && !quietly) this.sheet.lower();
    const { rule, classes, level } = this;
    const { figures } = this;
    this.next.show(rule, unit, targetsOf(rule));
    this.showTrying();
    this.showTable();
    void this.unit.show({ unit, at, rule, level, classes, figures }, quietly);
  }

  /** What was counted for the chosen unit. */
  private get figures(): UnitCoverage | null {
    return this.result?.units.find(({ unit_id }) => unit_id === this.asked.unit) ?? null;
  }

  private showTable(): void {
    this.tables.show(this.asked.table, this.figures, this.asked.at);
  }

  private showTrying(): void {
    const { unit, at, scenario } = this.asked;
    this.trying.show({ rule: this.rule.id, unit, at, layers: targetsOf(this.rule), scenario });
  }

  private leaveUnit(): void {
    if (this.asked.unit !== null) this.go({ unit: null });
  }

  private offers(): HTMLElement[] {
    const opens = { class: "plain small", "aria-haspopup": "dialog" };
    const matrix = button(opens, () => this.go({ table: "matrix" }), t("matrix"));
    // A province has more places than anybody would read.
    const isSmall = this.level === "commune" || this.level === "hamlet";
    const views = (["next", "try"] as const).map((view) => button({ class: "plain small" }, () => this.go({ view }), t(`view_${view}`)));
    const card = button(opens, () => this.go({ table: "scorecard" }), t("scorecard"));
    return [...(isSmall ? [matrix] : []), card, button(opens, () => this.go({ table: "compare" }), t("compare")), ...views];
  }

  private tryOut(spots: readonly Planted[]): void {
    this.go({ view: "try" });
    this.trying.add(spots);
  }

  private picked([first]: Picked[]): void {
    if (first === undefined) return this.leaveUnit();
    const unit = Number(first.properties.unit_id);
    if (this.isFar && first.layer.geometry === "area") return void this.unit.goTo(unit, this.asked.at);
    if (first.layer.geometry === "area" && Number.isSafeInteger(unit)) this.go({ unit });
    else this.unit.showPlace(first);
  }

  private covered(): { topLeft: [number, number]; bottomRight: [number, number] } {
    const { right, below } = this.unit.covers;
    return { topLeft: [MARGIN, MARGIN], bottomRight: [MARGIN + right, NOTES + Math.max(this.sheet.covers, this.editing.covers, below)] };
  }

  private tell(error: unknown, again: () => void): void {
    if (isLost(error)) showLost(error, again);
    else this.tellRefusal(error);
  }

  /** What would be answered the same another time. */
  private tellRefusal(error: unknown): void {
    if (error instanceof HttpError && error.status === 404) {
      // An old link: such a unit there is not, or not on that day.
      this.leaveUnit();
      showTrouble(t("no_such_unit"));
    } else if (error instanceof Refused) showTrouble(error.message);
    else throw error;
  }
}

async function open(): Promise<void> {
  try {
    const home = getTileJson("coverage_units").catch(() => ({ bounds: NAM_DINH }));
    const [book, { bounds }] = await Promise.all([getBook(), home]);
    await new Page(book, bounds).start();
  } catch (error) {
    if (!isLost(error)) throw error;
    showLost(error, () => void open());
  }
}

tellWhatFails();
keepWholeOnPaper(byId("map"));
showHints("planner", ["hint_rule", "hint_unit", "hint_next_views"]);
void open();
