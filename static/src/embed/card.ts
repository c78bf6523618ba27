// What is known of the unit or thing that somebody picked.

import { getFeature } from "../api";
import type { Layer } from "../catalogue";
import { codeLine, fieldList, unitFigures } from "../details-parts";
import { button, byId, el } from "../dom";
import type { ColouredUnit } from "../timeline-figures";
import { t } from "../words";

export class Card {
  private readonly element = byId("card");
  private turn = 0;

  /** closed: told when somebody puts the card away. */
  constructor(private readonly closed: () => void) {
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get height(): number {
    return this.element.hidden ? 0 : this.element.offsetHeight;
  }

  showUnit(name: string, code: string | null, figures: ColouredUnit | null): void {
    this.put(name, codeLine(code), ...(figures === null ? [] : unitFigures(figures)));
  }

  /** What the map knows of a feature, then all that is on record of it. */
  async showFeature(layer: Layer, id: number | undefined, properties: Record<string, unknown>, at: string | null): Promise<void> {
    const turn = this.put(nameOf(layer, properties), el("p", { class: "quiet" }, layer.title), fieldList(layer, properties));
    if (id === undefined) return;
    const whole = await getFeature(layer.name, id, layer.dated ? at : null).catch(() => null);
    if (whole === null || turn !== this.turn) return;
    this.element.querySelector(".fields")?.replaceWith(fieldList(layer, whole.properties));
  }

  close(): void {
    if (this.element.hidden) return;
    this.turn += 1;
    this.element.hidden = true;
    this.closed();
    byId("map").focus({ preventScroll: true });
  }

  private put(title: string, ...content: HTMLElement[]): number {
    const head = el("div", { class: "card-top" }, el("h2", { class: "card-title" }, title), button({ class: "close", "aria-label": t("close") }, () => this.close(), "×"));
    this.element.replaceChildren(head, el("div", { class: "card-body", tabindex: "0" }, ...content));
    this.element.hidden = false;
    this.element.focus({ preventScroll: true });
    return ++this.turn;
  }
}

export function nameOf(layer: Layer, properties: Record<string, unknown>): string {
  const name = properties.full_name ?? properties.name;
  return typeof name === "string" && name !== "" ? name : layer.fields.some((field) => field.name === "name") ? t("unnamed") : layer.title;
}
