// The scenario that is open in “what if”: kept, shared, and what all rules say of it.

import { Refused } from "../ask";
import { button, el } from "../dom";
import { t } from "../words";
import { Dialog } from "./dialog";
import type { Change } from "./proposals";
import { effectTable } from "./scenario-figures";
import { ScenarioForm } from "./scenario-form";
import { ScenarioList } from "./scenario-list";
import { ScenarioPlan } from "./scenario-plan";
import { type About, effectsOf, getScenario, keepAgain, keepNew, pathOf, type Place, type Scenario } from "./scenario-server";
import { said } from "./server";

const FILES = ["xlsx", "csv", "geojson"] as const;

/** What is being tried, as the bar needs to know it. */
export interface Trial {
  /** Where it is tried; null while no unit is chosen. */
  place(): Place | null;
  change(): Change;
  /** A name for it when it has none. */
  suggestion(): string;
  fill(scenario: Scenario): void;
  /** Whether there is such a rule; one may have been withdrawn since. */
  knows(rule: string): boolean;
  /** Have the page show it: its rule, its unit, its day. */
  goTo(scenario: Scenario): void;
  /** Put its id into the address, or take it out. */
  address(id: string | null): void;
  tell(error: unknown, again: () => void): void;
}

export class ScenarioBar {
  readonly element = el("div", { class: "scenario-bar" });
  private current: Scenario | null = null;
  private kept = "";
  private turn = 0;
  private readonly title = el("p", { class: "scenario-title" });
  private readonly notes = el("div", { class: "scenario-notes", "aria-live": "polite" });
  private readonly save: HTMLButtonElement;
  private readonly more: HTMLElement;
  private readonly files = el("span", { class: "ways" });
  private readonly toPlan: HTMLButtonElement;
  private readonly plan: ScenarioPlan;
  private readonly form: ScenarioForm;
  private readonly list: ScenarioList;
  private readonly dialog = new Dialog("scenario-effects");

  constructor(private readonly trial: Trial) {
    const tell = (error: unknown, again: () => void): void => this.trial.tell(error, again);
    this.form = new ScenarioForm(tell);
    this.list = new ScenarioList({ open: (id) => void this.open(id), deleted: (id) => this.deleted(id), tell });
    const opens = { class: "plain small", "aria-haspopup": "dialog" };
    this.save = button(opens, () => this.openForm(), t("sc_save"));
    const list = button(opens, () => void this.list.open(this.trial.place()?.unit ?? null), t("sc_kept"));
    const effects = button(opens, () => void this.showEffects(), t("sc_all_rules"));
    this.plan = new ScenarioPlan(tell);
    this.toPlan = button(opens, () => void (this.current && this.plan.open(this.current, this.isChanged)), t("sc_plan"));
    const link = button({ class: "plain small" }, () => void this.copyLink(), t("sc_link"));
    this.more = el("details", { class: "more" }, el("summary", {}, t("sc_more")), el("div", { class: "ways" }, effects, this.toPlan, link, this.files));
    this.element.append(this.title, el("div", { class: "ways" }, this.save, list), this.more, this.notes);
    this.draw();
  }

  /** The scenario that the address names; isNew: all that was tried is gone, and what is kept of it takes its place. */
  show(id: string | null, isNew: boolean): void {
    if (id === null) this.leave();
    else if (this.current?.id !== id) void this.open(id);
    else if (isNew) this.fill(this.current);
  }

  /** Something was changed on the map. */
  changed(): void {
    this.draw();
  }

  private async open(id: string): Promise<void> {
    const turn = ++this.turn;
    try {
      const scenario = await getScenario(id);
      if (turn === this.turn) this.opened(scenario);
    } catch (error) {
      if (turn !== this.turn) return;
      if (!(error instanceof Refused)) return this.trial.tell(error, () => void this.open(id));
      this.leave();
      this.notes.replaceChildren(el("p", { class: "said" }, error.status === 404 ? t("sc_not_there") : error.message));
    }
  }

  private opened(scenario: Scenario): void {
    this.current = scenario;
    const place = this.trial.place();
    const isOfRule = place?.rule === scenario.rule || !this.trial.knows(scenario.rule);
    const isHere = isOfRule && place?.unit === scenario.unit && place.day === scenario.day;
    if (!isHere) return this.trial.goTo(scenario);
    this.fill(scenario);
    this.trial.address(scenario.id);
  }

  private fill(scenario: Scenario): void {
    this.trial.fill(scenario);
    this.kept = this.text;
    const unfit = scenario.unfit.map(({ words }) => el("li", {}, said(words)));
    const told = unfit.length === 0 ? [] : [el("p", { class: "said" }, t("sc_unfit")), el("ul", { class: "plain-list" }, ...unfit)];
    const note = scenario.note === "" ? [] : [el("p", { class: "quiet scenario-note" }, scenario.note)];
    const gone = this.trial.knows(scenario.rule) ? [] : [el("p", { class: "said" }, t("sc_rule_gone", { rule: scenario.rule }))];
    this.notes.replaceChildren(...note, ...gone, ...told);
    this.draw();
  }

  private leave(): void {
    this.turn += 1;
    this.current = null;
    this.notes.replaceChildren();
    this.draw();
  }

  private deleted(id: string): void {
    if (this.current?.id === id) this.trial.address(null);
  }

  private openForm(): void {
    const { current } = this;
    if (this.trial.place() === null) return;
    const { name, note, shared } = current ?? { name: this.trial.suggestion(), note: "", shared: "private" as const };
    this.form.open({ about: { name, note, shared }, isOwn: current?.is_mine ?? false, save: (about, isNew) => this.keep(about, isNew) });
  }

  private async keep(about: About, isNew: boolean): Promise<void> {
    const place = this.trial.place();
    if (place === null) return;
    const wanted = { ...about, ...place, ...this.trial.change() };
    const scenario = await (isNew || this.current === null ? keepNew(wanted) : keepAgain(this.current, wanted));
    this.current = scenario;
    this.fill(scenario);
    this.trial.address(scenario.id);
  }

  private async showEffects(): Promise<void> {
    if (this.current === null) return;
    const { id, name } = this.current;
    try {
      const { at, rules } = await effectsOf(id);
      const words = this.isChanged ? el("p", { class: "said" }, t("sc_as_kept")) : null;
      this.dialog.open(t("sc_effects_of", { name }), words, effectTable(at, rules));
    } catch (error) {
      if (error instanceof Refused) this.notes.replaceChildren(el("p", { class: "said" }, error.message));
      else this.trial.tell(error, () => void this.showEffects());
    }
  }

  /** Where there is no clipboard (without https) the link can be copied from a field. */
  private async copyLink(): Promise<void> {
    if (this.current === null) return;
    const link = el("input", { readonly: "", "aria-label": t("sc_link"), value: location.href });
    const isCopied = await navigator.clipboard?.writeText(location.href).then(() => true, () => false);
    const words = t(isCopied ? "sc_link_copied" : "sc_link_select");
    const warning = this.current.shared === "private" ? el("p", {}, t("sc_link_private")) : null;
    this.notes.replaceChildren(el("p", {}, words), ...(warning === null ? [] : [warning]), link);
    link.select();
  }

  private get text(): string {
    return JSON.stringify(this.trial.change());
  }

  private get isChanged(): boolean {
    return this.current !== null && this.kept !== this.text;
  }

  private draw(): void {
    const { current } = this;
    const changes = Object.values(this.trial.change()).flat();
    this.save.hidden = this.trial.place() === null || (current === null && changes.length === 0);
    this.more.hidden = current === null;
    this.title.hidden = current === null;
    this.toPlan.hidden = current === null || current.added === 0;
    this.files.replaceChildren(...(current === null ? [] : FILES.map((form) => el("a", { class: "plain small", href: `${pathOf(current.id)}?f=${form}`, download: "" }, t("sc_file", { form: form.toUpperCase() })))));
    const owner = current === null || current.is_mine ? "" : ` · ${current.owner}`;
    const state = this.isChanged ? el("span", { class: "badge asks" }, t("sc_changed")) : null;
    this.title.replaceChildren(el("strong", {}, current?.name ?? ""), owner, ...(state === null ? [] : [" ", state]));
  }
}
