// Which day the map shows: a chip that opens into a slider of the days on which units changed.

import { getUnitDates } from "./api";
import { byId, button, el } from "./dom";
import { showTrouble } from "./status";
import { Calendar, readDay, together, type World } from "./timeline-days";
import { clock, dateInput, field, put, todayInVietnam } from "./timeline-parts";
import { worldInWords } from "./timeline-words";
import { day, t } from "./words";

// Panel of days and card of details are side by side on wider screens.
const narrow = window.matchMedia("(max-width: 1279px)");
// Hamlets change too often, and too small for this map.
const LEVELS = ["commune", "district", "province"];

export class Timeline {
  private calendar: Calendar;
  private world: World;
  private readonly name = el("span");
  private readonly chip = button({ class: "timeline-chip", "aria-controls": "timeline-panel" }, () => this.open(!this.isOpen), clock(), this.name);
  private readonly back = button({ class: "timeline-back" }, () => this.goBack());
  private readonly said = el("p", { class: "visually-hidden", role: "status" });
  private readonly what = el("p", { class: "timeline-what" });
  private readonly undrawn = el("p", { class: "timeline-undrawn", role: "status" });
  private readonly slider = el("input", { type: "range", min: "0", step: "1", class: "timeline-slider", "aria-label": t("timeline_slider") });
  private readonly ticks = el("div", { class: "timeline-ticks", "aria-hidden": "true" });
  private readonly ends = el("div", { class: "timeline-ends", "aria-hidden": "true" });
  private readonly earlier = button({ class: "step" }, () => this.step(-1), "‹ ", t("step_before"));
  private readonly later = button({ class: "step" }, () => this.step(1), t("step_after"), " ›");
  private readonly date = dateInput("timeline-date");
  private readonly compare = button({ class: "step" }, () => this.startComparing(), t("compare"));
  private readonly other = dateInput("timeline-other");
  private readonly day = field("timeline-date", t("any_day"), this.date);
  private readonly comparing = field("timeline-other", t("earlier_day"), this.other);
  private readonly panel = el("div", { id: "timeline-panel", class: "timeline-panel" });

  /** chosen: told of every world that people ask for. */
  constructor(
    world: World,
    private readonly chosen: (world: World) => void,
  ) {
    this.world = world;
    this.calendar = new Calendar(todayInVietnam(), []);
    const track = el("div", { class: "timeline-track" }, this.ticks, this.slider, this.ends);
    const steps = el("div", { class: "timeline-steps" }, this.earlier, track, this.later);
    const days = el("div", { class: "timeline-days" }, this.comparing, this.day, this.compare);
    this.panel.append(this.what, steps, days);
    byId("timeline").append(el("div", { class: "timeline-head" }, this.chip, this.back), this.said, this.panel);
    this.listen();
    this.open(false);
    this.show(world);
  }

  get today(): string {
    return this.calendar.today;
  }

  /** Whether the units of `day` are still, or already, those of `other`; null is today. */
  isSame(day: string, other: string | null): boolean {
    return this.calendar.isSame(day, other ?? this.today);
  }

  /** Ask for the days on which units changed. */
  async load(): Promise<void> {
    try {
      const answers = await Promise.all(LEVELS.map(getUnitDates));
      this.setCalendar(new Calendar(answers[0]?.today ?? this.today, together(answers.map(({ dates }) => dates))));
    } catch {
      showTrouble("error_dates", () => void this.load());
    }
  }

  private setCalendar(calendar: Calendar): void {
    this.calendar = calendar;
    const most = calendar.stops.length - 1;
    this.slider.max = String(most);
    this.slider.disabled = most === 0;
    this.ticks.replaceChildren(...calendar.stops.map(() => el("i")));
    const ends = [calendar.stops[0], calendar.stops[most]].filter((stop) => stop !== undefined);
    this.ends.replaceChildren(...[...new Set(ends)].map((stop) => el("span", {}, this.named(stop))));
    this.show(this.world);
  }

  /** Show `world` as the one that the page is in. */
  show(world: World): void {
    this.world = world;
    const at = world.at ?? this.calendar.today;
    const title = this.title();
    this.name.textContent = title;
    if (this.said.textContent !== title) this.said.textContent = title;
    byId("timeline").dataset.world = world.compare !== null ? "compare" : world.at === null ? "today" : "past";
    this.back.textContent = t(world.compare === null ? "back_to_today" : "stop_comparing");
    this.back.hidden = world.at === null && world.compare === null;
    this.slider.value = String(this.calendar.position(at));
    this.tell(at);
    put(this.date, at);
    // Not disabled: that would take the focus away from people who step by key.
    this.earlier.setAttribute("aria-disabled", String(this.calendar.before(at) === null));
    this.later.setAttribute("aria-disabled", String(this.calendar.after(at) === null));
    this.showCompare();
  }

  /** Say of each day of the world what is missing on its map; nothing for none. */
  tellUndrawn(notes: readonly string[]): void {
    const { at, compare } = this.world;
    const days = compare === null ? [] : [`${day(compare)}: `, `${this.named(at ?? this.calendar.today)}: `];
    const told = notes.flatMap((note, i) => (note === "" ? [] : [(days[i] ?? "") + note]));
    this.undrawn.replaceChildren(...told.map((each) => el("span", {}, each)));
    this.undrawn.hidden = told.length === 0;
    byId("timeline").dataset.undrawn = told.length === 0 ? "none" : "some";
  }

  /** Make room for the card of details where it would lie over the panel. */
  fold(): void {
    if (narrow.matches) this.open(false);
  }

  private get stop(): string | null {
    return this.calendar.stops[Number(this.slider.value)] ?? null;
  }

  private tell(at: string): void {
    this.what.textContent = worldInWords(this.calendar, at);
    this.slider.setAttribute("aria-valuetext", `${this.named(at)}. ${this.what.textContent}`);
  }

  private showCompare(): void {
    const { compare } = this.world;
    this.compare.hidden = compare !== null;
    this.comparing.hidden = compare === null;
    this.day.firstElementChild?.replaceChildren(t(compare === null ? "any_day" : "later_day"));
    if (compare !== null) put(this.other, compare);
  }

  private title(): string {
    const { at, compare } = this.world;
    const date = day(at ?? this.calendar.today);
    if (compare !== null) return t("comparing", { before: day(compare), after: at === null ? t("today").toLocaleLowerCase() : date });
    return t(at === null ? "today_is" : "map_of", { date });
  }

  private named(stop: string): string {
    return stop === this.calendar.today ? t("today") : day(stop);
  }

  private get isOpen(): boolean {
    return !this.panel.hidden;
  }

  private open(isOpen: boolean): void {
    this.panel.hidden = !isOpen;
    byId("timeline").dataset.panel = isOpen ? "open" : "closed";
    if (isOpen) this.what.after(this.undrawn);
    else this.panel.before(this.undrawn);
    this.chip.setAttribute("aria-expanded", String(isOpen));
  }

  private listen(): void {
    // While the thumb moves the day is told; the map goes there when it is let go.
    this.slider.addEventListener("input", () => this.tell(this.stop ?? this.calendar.today));
    this.slider.addEventListener("change", () => this.goTo(this.stop));
    this.date.addEventListener("change", () => this.pick((day) => ({ at: this.calendar.short(day) }), this.date));
    this.other.addEventListener("change", () => this.pick((day) => ({ compare: day }), this.other));
    for (const input of [this.date, this.other]) input.addEventListener("blur", () => this.show(this.world));
    byId("timeline").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.isOpen) return;
      this.open(false);
      this.chip.focus();
    });
  }

  /** To a stop; while comparing, to the two sides of the change that made its world. */
  private goTo(to: string | null): void {
    if (to === null) return;
    if (this.world.compare === null) return this.choose({ at: this.calendar.short(to) });
    const { at, compare } = this.calendar.around(to);
    this.choose({ at: this.calendar.short(at), compare });
  }

  private step(way: 1 | -1): void {
    const at = this.world.at ?? this.calendar.today;
    this.goTo(way < 0 ? this.calendar.before(at) : this.calendar.after(at));
  }

  private startComparing(): void {
    const { at, compare } = this.calendar.around(this.world.at ?? this.calendar.today);
    // The map is what counts now.
    this.open(false);
    this.choose({ at: this.calendar.short(at), compare });
  }

  /** Out of the comparison into the later day, and from any day to today. */
  private goBack(): void {
    this.choose(this.world.compare === null ? { at: null } : { compare: null });
    if (this.back.hidden) this.chip.focus();
  }

  /** The day that stands in an input, if it is one that can be meant. */
  private pick(part: (day: string) => Partial<World>, input: HTMLInputElement): void {
    const picked = readDay(input.value);
    if (picked !== null) this.choose(part(picked));
  }

  private choose(part: Partial<World>): void {
    this.chosen({ ...this.world, ...part });
  }
}
