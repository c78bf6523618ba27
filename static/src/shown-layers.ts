// The layers that are shown, the topmost first: how strong each is drawn, over which others, and its data.

import type { Layer } from "./catalogue";
import { button, el } from "./dom";
import { LayerData, type View } from "./layer-data";
import { layerSwatch } from "./layer-swatch";
import type { Looks } from "./map/looks";
import { t } from "./words";

const WEAKEST = 10;
const STEP = 10;
// Redrawing takes longer than a thumb needs for a step.
const PAUSE_MS = 120;

export class ShownLayers {
  private readonly list = el("ol", { class: "shown-layers" });
  private readonly said = el("p", { class: "visually-hidden", role: "status" });
  private readonly title = el("summary", {});
  private readonly again = button({ class: "quiet-button" }, () => this.resetAll(), t("looks_reset"));
  readonly element = el("details", { class: "shown" }, this.title, this.list, this.again, this.said);
  private timer: number | undefined;
  private readonly data = new Map<string, LayerData>();

  /** view: what the map shows. changed: told when something is to be drawn otherwise. */
  constructor(
    private readonly looks: Looks,
    private readonly layers: () => Layer[],
    private readonly view: () => View,
    private readonly changed: () => void,
  ) {}

  /** The rows of what is shown now. */
  show(): void {
    const layers = this.topmostFirst;
    this.title.textContent = t("shown_layers", { count: layers.length });
    this.list.replaceChildren(...layers.map((layer, place) => this.row(layer, place, layers.length)));
    this.again.hidden = this.looks.isPlain;
  }

  /** The map has moved, or shows another day. */
  moved(): void {
    for (const data of this.data.values()) data.moved();
  }

  /** Kept: what is open stays so when layers change places. */
  private dataOf(layer: Layer): LayerData {
    const known = this.data.get(layer.name) ?? new LayerData(layer, this.view);
    this.data.set(layer.name, known);
    return known;
  }

  private get topmostFirst(): Layer[] {
    return this.looks.arrange(this.layers()).reverse();
  }

  private row(layer: Layer, place: number, count: number): HTMLElement {
    const up = this.mover(layer, 1, place === 0);
    const down = this.mover(layer, -1, place === count - 1);
    const head = el("div", { class: "shown-head" }, layerSwatch(layer), el("span", { class: "layer-name" }, layer.title), up, down);
    return el("li", { "data-layer": layer.name }, head, this.slider(layer), this.dataOf(layer).element);
  }

  /** Not disabled at the ends: that would take the focus away from people who move a layer by key. */
  private mover(layer: Layer, by: 1 | -1, isEnd: boolean): HTMLButtonElement {
    const words = t(by === 1 ? "layer_up" : "layer_down", { layer: layer.title });
    const attributes = { class: "mover", "data-by": String(by), "aria-label": words, title: words, "aria-disabled": String(isEnd) };
    return button(attributes, () => (isEnd ? undefined : this.move(layer, by)), by === 1 ? "↑" : "↓");
  }

  private slider(layer: Layer): HTMLElement {
    const input = el("input", { type: "range", min: String(WEAKEST), max: "100", step: String(STEP), "aria-label": t("layer_strength", { layer: layer.title }) });
    const shown = el("output", {});
    const tell = () => {
      shown.textContent = `${input.value}%`;
      input.setAttribute("aria-valuetext", `${input.value}%`);
    };
    input.value = String(this.looks.strengthOf(layer));
    tell();
    input.addEventListener("input", () => {
      tell();
      this.looks.strengthen(layer, Number(input.value));
      this.again.hidden = this.looks.isPlain;
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(this.changed, PAUSE_MS);
    });
    return el("div", { class: "strength" }, el("span", { "aria-hidden": "true" }, t("strength")), input, shown);
  }

  private move(layer: Layer, by: 1 | -1): void {
    this.looks.move(this.layers(), layer, by);
    this.show();
    this.list.querySelector<HTMLElement>(`[data-layer="${layer.name}"] [data-by="${by}"]`)?.focus();
    const names = this.topmostFirst.map(({ name }) => name);
    this.said.textContent = t("layer_moved", { layer: layer.title, place: names.indexOf(layer.name) + 1, count: names.length });
    this.changed();
  }

  /** All of them as they are declared. */
  reset(): void {
    this.looks.set({ strength: new Map(), order: [] });
    this.show();
  }

  private resetAll(): void {
    this.reset();
    this.title.focus();
    this.changed();
  }
}
