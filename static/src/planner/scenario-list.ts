// Scenarios that are kept: one's own and those shared, to open, copy, delete, or compare.

import { Refused } from "../ask";
import { button, el } from "../dom";
import { day, dayOfMoment, t } from "../words";
import { Dialog } from "./dialog";
import { comparisonTable } from "./scenario-figures";
import { type Brief, compareScenarios, copyScenario, deleteScenario, getScenarios, MOST_COMPARED } from "./scenario-server";

export interface Listing {
  open(id: string): void;
  deleted(id: string): void;
  tell(error: unknown, again: () => void): void;
}

export class ScenarioList {
  private readonly dialog = new Dialog("scenario-list");
  private readonly chosen = new Set<string>();
  private readonly here = el("input", { type: "checkbox", id: "scenarios-here" });
  private readonly compare = button({ class: "do" }, () => void this.showComparison(), t("sc_compare"));
  private readonly refusal = el("p", { class: "said", role: "alert" });
  private readonly lists = el("div", { class: "scenario-lists" });
  private unit: number | null = null;
  private turn = 0;

  constructor(private readonly act: Listing) {
    this.here.addEventListener("change", () => void this.read());
  }

  /** unit: the chosen one, whose scenarios are shown first. */
  async open(unit: number | null): Promise<void> {
    this.unit = unit;
    this.chosen.clear();
    this.here.checked = unit !== null;
    await this.read();
  }

  private async read(): Promise<void> {
    const turn = ++this.turn;
    try {
      const { mine, shared } = await getScenarios(this.here.checked ? this.unit : null);
      if (turn === this.turn) this.draw(mine, shared);
    } catch (error) {
      this.fail(error, () => void this.read());
    }
  }

  private draw(mine: Brief[], shared: Brief[]): void {
    const here = el("label", { class: "layer", for: this.here.id }, this.here, el("span", { class: "layer-name" }, t("sc_here")));
    here.hidden = this.unit === null;
    this.lists.replaceChildren(...this.group(t("sc_mine"), mine), ...this.group(t("sc_of_others"), shared));
    this.refusal.textContent = "";
    this.drawCompare();
    this.dialog.open(t("sc_kept"), here, this.lists, this.refusal, el("div", { class: "ways" }, this.compare, el("span", { class: "hint" }, t("sc_compare_hint"))));
  }

  private group(title: string, some: Brief[]): HTMLElement[] {
    const content = some.length === 0 ? el("p", { class: "none" }, t("sc_none")) : el("ul", { class: "scenarios" }, ...some.map((one) => this.line(one)));
    return [el("h3", {}, `${title} (${some.length})`), content];
  }

  private line(one: Brief): HTMLElement {
    const tick = el("input", { type: "checkbox", id: `compare-${one.id}`, "aria-label": t("sc_choose", { name: one.name }) });
    tick.checked = this.chosen.has(one.id);
    tick.addEventListener("change", () => {
      if (tick.checked) this.chosen.add(one.id);
      else this.chosen.delete(one.id);
      this.drawCompare();
    });
    const told = [one.unit_name ?? "", t("sc_counts", { added: one.added, moved: one.moved, removed: one.removed })];
    const who = one.is_mine ? t(`sc_shared_${one.shared}`) : one.owner;
    const open = button({ class: "scenario-name" }, () => this.leave(one.id), one.name, el("small", {}, told.join(" · ")), el("small", {}, `${who} · ${day(dayOfMoment(one.changed))}`));
    const planned = one.is_planned ? el("span", { class: "badge" }, t("sc_planned")) : null;
    const copy = button({ class: "plain small", "aria-label": t("sc_copy_of", { name: one.name }) }, () => void this.copy(one), t("sc_copy"));
    return el("li", {}, el("label", { class: "tick", for: tick.id }, tick), open, el("div", { class: "ways" }, planned, copy, one.is_mine ? this.deleting(one) : null));
  }

  /** Asked once more before it is done. */
  private deleting(one: Brief): HTMLElement {
    const press = button({ class: "plain small", "aria-label": t("sc_delete_of", { name: one.name }) }, () => {
      if (press.dataset.asked !== undefined) return void this.delete(one);
      press.dataset.asked = "";
      press.textContent = t("sc_delete_sure");
      press.removeAttribute("aria-label");
    }, t("sc_delete"));
    press.addEventListener("blur", () => {
      delete press.dataset.asked;
      press.textContent = t("sc_delete");
    });
    return press;
  }

  private drawCompare(): void {
    const isRight = this.chosen.size >= 2 && this.chosen.size <= MOST_COMPARED;
    this.compare.ariaDisabled = isRight ? null : "true";
  }

  private leave(id: string): void {
    this.dialog.close();
    this.act.open(id);
  }

  private async copy({ id, name }: Brief): Promise<void> {
    try {
      await copyScenario(id, t("sc_copy_name", { name }).slice(0, 120));
      await this.read();
    } catch (error) {
      this.fail(error, () => void this.open(this.unit));
    }
  }

  private async delete({ id }: Brief): Promise<void> {
    try {
      await deleteScenario(id);
      this.chosen.delete(id);
      this.act.deleted(id);
      await this.read();
    } catch (error) {
      this.fail(error, () => void this.open(this.unit));
    }
  }

  private async showComparison(): Promise<void> {
    if (this.compare.ariaDisabled === "true") return;
    this.compare.ariaBusy = "true";
    this.refusal.textContent = "";
    try {
      const comparison = await compareScenarios([...this.chosen]);
      const back = button({ class: "plain" }, () => void this.read(), t("sc_back"));
      this.dialog.open(t("sc_compare"), comparisonTable(comparison), back);
    } catch (error) {
      this.fail(error, () => void this.open(this.unit));
    } finally {
      this.compare.ariaBusy = null;
    }
  }

  private fail(error: unknown, again: () => void): void {
    if (error instanceof Refused) this.refusal.textContent = error.message;
    else {
      this.dialog.close();
      this.act.tell(error, again);
    }
  }
}
