// Plates of a unit by state: what is to be hung up, what is damaged, what has to come down.

import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { type PlateActions, plateItem } from "./plate-item";
import { getPlates, STATES } from "./server";

const TO_REMOVE = "to_remove";
const PAGE = 100;

export class FollowedView {
  readonly element = el("div", { class: "followed" });
  private readonly list = el("div");
  private readonly states = el("select", { id: "status" }, ...[...STATES, TO_REMOVE].map((state) => new Option(t(`choose_${state}`), state)));
  private unit: number | string = 0;
  private turn = 0;

  constructor(
    private readonly act: PlateActions,
    private readonly retry: (error: unknown, again: () => void) => void,
  ) {
    this.states.addEventListener("change", () => void this.load());
    this.element.append(labelled(this.states, t("status")), this.list);
  }

  /** unit: a commune, or a hamlet. */
  async show(unit: number | string): Promise<void> {
    this.unit = unit;
    await this.load();
  }

  private async load(): Promise<void> {
    const list = el("ol", { class: "plates", "aria-label": t("list_plates") });
    this.list.replaceChildren(list);
    await this.page(list, null, ++this.turn);
  }

  private async page(list: HTMLElement, after: number | null, turn: number): Promise<void> {
    const chosen = this.states.value === TO_REMOVE ? { to_remove: "true" } : { status: this.states.value };
    try {
      const { plates, next } = await getPlates({ unit: this.unit, ...chosen, after, limit: PAGE });
      if (turn !== this.turn) return;
      list.append(...plates.map((plate) => plateItem(plate, this.act)));
      this.list.replaceChildren(list.childElementCount === 0 ? el("p", { class: "box" }, t("none_plates")) : list);
      if (next !== null) this.list.append(button({ class: "plain alone" }, () => void this.page(list, next, turn), t("more")));
    } catch (error) {
      this.retry(error, () => void this.page(list, after, turn));
    }
  }
}
