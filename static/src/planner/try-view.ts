// “What if”: things added, moved and taken away on the map, and what the unit would have then, beside what it has.

import { Refused } from "../ask";
import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import type { Mark } from "../map/marks";
import type { Picked } from "../map/pick";
import { percent, t } from "../words";
import { figure } from "./plainly";
import { type Addition, type Change, type Changed, type Effect, effectOf, type Existing, type Figures, type Planted, type Spot } from "./proposals";
import { ScenarioBar } from "./scenario-bar";
import type { Scenario } from "./scenario-server";

const COUNTS = ["passed", "failed", "unknown"] as const;
// Somebody who drags is not done at every step.
const PATIENCE_MS = 300;

export interface Tried {
  rule: string;
  unit: number | null;
  at: string | null;
  /** Layers whose things the rule counts; the first is what is added. */
  layers: readonly string[];
  /** Id of the scenario that is open. */
  scenario: string | null;
}

export interface Trying {
  showMarks(marks: readonly Mark[]): void;
  knows(rule: string): boolean;
  goTo(scenario: Scenario): void;
  nameScenario(id: string | null): void;
  tell(error: unknown, again: () => void): void;
}

interface Moved extends Existing, Spot {
  name: string;
}

export class TryView {
  readonly element = el("div", { class: "try-view" });
  private tried: Tried = { rule: "", unit: null, at: null, layers: [], scenario: null };
  private added: Addition[] = [];
  private moved: Moved[] = [];
  private removed: (Existing & Spot & { name: string })[] = [];
  private isOpen = false;
  private timer: number | undefined;
  private turn = 0;
  private readonly hint = el("p", { class: "hint" });
  private readonly list = el("ul", { class: "changes" });
  private readonly effect = el("div", { class: "effect", "aria-live": "polite" });
  private readonly clear = button({ class: "plain small" }, () => this.start(), t("try_clear"));

  private readonly scenario: ScenarioBar;

  constructor(private readonly act: Trying) {
    this.scenario = new ScenarioBar({
      place: () => (this.tried.unit === null ? null : { unit: this.tried.unit, rule: this.tried.rule, day: this.tried.at }),
      change: () => this.change,
      suggestion: () => t("sc_suggestion", { count: this.added.length, thing: this.thing }),
      fill: (scenario) => this.fill(scenario),
      knows: (rule) => this.act.knows(rule),
      goTo: (scenario) => this.act.goTo(scenario),
      address: (id) => this.act.nameScenario(id),
      tell: (error, again) => this.act.tell(error, again),
    });
    this.element.append(this.scenario.element, this.effect, this.hint, this.list, this.clear);
  }

  /** For another rule or unit everything begins anew. */
  show(tried: Tried): void {
    const isSame = tried.rule === this.tried.rule && tried.unit === this.tried.unit && tried.at === this.tried.at;
    this.tried = tried;
    if (!isSame) this.start();
    this.scenario.show(tried.scenario, !isSame);
  }

  /** Whether the view is looked at: its marks are on the map as long as it is. */
  open(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.draw();
  }

  /** Whether a click on the map is taken as one for this view. */
  get takesClicks(): boolean {
    return this.isOpen && this.tried.unit !== null && this.tried.layers.length > 0;
  }

  /** A click: on something that the rule counts, or on a spot where there is nothing. */
  clicked(at: Spot, found: readonly Picked[]): void {
    const thing = found.find(({ layer }) => this.tried.layers.includes(layer.name));
    if (thing?.id === undefined) this.add([at]);
    else this.take({ layer: thing.layer.name, id: thing.id }, at, thing);
  }

  /** Put things at these spots. */
  add(spots: readonly Planted[]): void {
    const layer = this.tried.layers[0];
    if (layer === undefined) return;
    this.added.push(...spots.map((spot) => ({ ...spot, layer })));
    this.changed();
  }

  private take(thing: Existing, { lon, lat }: Spot, { properties }: Picked): void {
    const isTaken = [...this.moved, ...this.removed].some(({ layer, id }) => layer === thing.layer && id === thing.id);
    if (isTaken) return;
    this.removed.push({ ...thing, lon, lat, name: String(properties.name ?? "") || t("unnamed") });
    this.changed();
  }

  /** What is kept of a scenario, in the place of all that was tried. */
  private fill({ add, move, remove, things }: Scenario): void {
    const thing = (wanted: Existing) => things.find(({ layer, id }) => layer === wanted.layer && id === wanted.id);
    const named = <T extends Existing>(wanted: T) => ({ ...wanted, name: thing(wanted)?.name ?? t("unnamed") });
    this.added = add.map((each) => ({ ...each }));
    this.moved = move.map(named);
    this.removed = remove.map((each) => ({ ...named(each), lon: thing(each)?.lon ?? Number.NaN, lat: thing(each)?.lat ?? Number.NaN }));
    this.changed();
  }

  private start(): void {
    this.added = [];
    this.moved = [];
    this.removed = [];
    this.changed();
  }

  private changed(): void {
    this.draw();
    this.scenario.changed();
    window.clearTimeout(this.timer);
    this.turn += 1;
    if (this.isEmpty) this.effect.replaceChildren();
    else this.timer = window.setTimeout(() => void this.count(), PATIENCE_MS);
  }

  private get isEmpty(): boolean {
    return this.added.length + this.moved.length + this.removed.length === 0;
  }

  private async count(): Promise<void> {
    const { rule, unit, at } = this.tried;
    if (unit === null) return;
    const turn = this.turn;
    this.effect.ariaBusy = "true";
    try {
      const effect = await effectOf(rule, unit, at, this.change);
      if (turn === this.turn) this.effect.replaceChildren(...effectWords(effect));
    } catch (error) {
      if (turn !== this.turn) return;
      if (error instanceof Refused) this.effect.replaceChildren(el("p", { class: "said", role: "alert" }, error.message));
      else this.act.tell(error, () => void this.count());
    } finally {
      this.effect.ariaBusy = "false";
    }
  }

  private get change(): Change {
    return {
      add: this.added,
      move: this.moved.map(({ layer, id, lon, lat }) => ({ layer, id, lon, lat })),
      remove: this.removed.map(({ layer, id }) => ({ layer, id })),
    };
  }

  /** What is added. */
  private get thing(): string {
    return layerNamed(this.tried.layers[0] ?? "")?.title ?? t("try_thing");
  }

  private draw(): void {
    const { unit, layers } = this.tried;
    this.hint.textContent = unit === null ? t("try_choose_unit") : layers.length === 0 ? t("try_nothing") : t("try_hint", { thing: this.thing });
    this.clear.hidden = this.isEmpty;
    this.list.replaceChildren(...this.lines());
    if (this.isOpen) this.act.showMarks(this.marks());
  }

  private lines(): HTMLElement[] {
    const added = this.added.map((each, index) => line(t("try_added", { number: index + 1 }), drop(t("try_undo"), () => this.drop(this.added, each))));
    const moved = this.moved.map((each) => line(t("try_moved", { name: each.name }), drop(t("try_undo"), () => this.drop(this.moved, each))));
    const removed = this.removed.map((each) =>
      line(t("try_removed", { name: each.name }), isPlaced(each) ? button({ class: "plain small" }, () => this.move(each), t("try_move")) : null, drop(t("try_undo"), () => this.drop(this.removed, each))),
    );
    return [...added, ...moved, ...removed];
  }

  private drop<T>(list: T[], each: T): void {
    list.splice(list.indexOf(each), 1);
    this.changed();
    this.element.querySelector<HTMLElement>("button:not([hidden])")?.focus();
  }

  /** What was taken away is put somewhere else: beside where it was, to be dragged. */
  private move(each: Existing & Spot & { name: string }): void {
    this.removed.splice(this.removed.indexOf(each), 1);
    this.moved.push({ ...each });
    this.changed();
  }

  private marks(): Mark[] {
    const dragged = (spot: Spot) => (lon: number, lat: number) => {
      Object.assign(spot, { lon, lat });
      this.changed();
    };
    return [
      ...this.added.map((spot, index): Mark => ({ ...spot, kind: "added", sign: "+", title: t("try_added", { number: index + 1 }), dragged: dragged(spot) })),
      ...this.moved.map((spot): Mark => ({ ...spot, kind: "moved", sign: "↔", title: t("try_moved", { name: spot.name }), dragged: dragged(spot) })),
      ...this.removed.filter(isPlaced).map((spot): Mark => ({ ...spot, kind: "removed", sign: "×", title: t("try_removed", { name: spot.name }) })),
    ];
  }
}

/** Of what the planner does not see nobody knows where it is. */
function isPlaced({ lon }: Spot): boolean {
  return Number.isFinite(lon);
}

function line(text: string, ...ways: (HTMLElement | null)[]): HTMLElement {
  return el("li", {}, el("span", {}, text), ...ways);
}

function drop(words: string, action: () => void): HTMLElement {
  return button({ class: "plain small" }, action, words);
}

function effectWords({ before, after, changed }: Effect): HTMLElement[] {
  const rows = COUNTS.map((key) => el("div", { class: key }, el("dt", {}, t(key)), el("dd", {}, `${figure(before[key])} → ${figure(after[key])}`)));
  return [
    el("p", { class: "big" }, `${shareOf(before)} → ${shareOf(after)}`),
    el("p", {}, t("try_outcome", { before: t(`unit_${before.outcome}`), after: t(`unit_${after.outcome}`) })),
    el("dl", { class: "counts" }, ...rows),
    el("h3", {}, t("try_changed", { count: changed.length })),
    el("ul", { class: "plain-list" }, ...changed.map(changedLine)),
  ];
}

function shareOf({ share }: Figures): string {
  return share === null ? "–" : percent(share);
}

function changedLine({ name, before, after }: Changed): HTMLElement {
  return el("li", {}, name ?? t("unnamed"), el("small", {}, `${t(before)} → ${t(after)}`));
}
