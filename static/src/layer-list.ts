// Which layers the map shows, by group.

import { catalogue, type Layer, unitOf } from "./catalogue";
import { button, byId, colorKey, el } from "./dom";
import type { View } from "./layer-data";
import { layerSwatch } from "./layer-swatch";
import type { Looks } from "./map/looks";
import { shownFrom } from "./map/sources";
import { ShownLayers } from "./shown-layers";
import { t } from "./words";

export class LayerList {
  private readonly visible: Set<string>;
  private readonly hints = new Map<Layer, HTMLElement>();
  private readonly boxes = new Map<string, HTMLInputElement>();
  private readonly shown: ShownLayers;

  constructor(
    shown: readonly string[] | null,
    looks: Looks,
    view: () => View,
    private readonly changed: () => void,
  ) {
    this.visible = new Set(shown ?? catalogue.shown);
    this.shown = new ShownLayers(looks, () => this.layers, view, changed);
    const reset = button({ class: "quiet-button" }, () => this.reset(), t("back_to_default"));
    const top = el("div", { class: "layers-top" }, el("p", { class: "quiet" }, t("layers_hint")), reset);
    byId("view-layers").replaceChildren(top, this.shown.element, ...catalogue.groups.map((group) => this.group(group)));
    this.shown.show();
  }

  get layers(): Layer[] {
    return catalogue.layers.filter(({ name }) => this.visible.has(name));
  }

  /** Names of visible layers, or null when they are those that everybody sees at first. */
  get chosen(): string[] | null {
    const names = this.layers.map(({ name }) => name);
    const isDefault = names.length === catalogue.shown.length && names.every((name) => catalogue.shown.includes(name));
    return isDefault ? null : names;
  }

  /** The map has moved, or shows another day: say which layers wait for a closer look. */
  moved(zoom: number): void {
    this.shown.moved();
    for (const [layer, hint] of this.hints) hint.hidden = zoom >= shownFrom(layer);
  }

  /** Tick this one too, for what was found in it to be seen. */
  add(name: string): void {
    const box = this.boxes.get(name);
    if (box === undefined || box.checked) return;
    box.checked = true;
    this.toggle(name, true);
  }

  /** Tick exactly these; null: those that everybody sees at first. */
  set(shown: readonly string[] | null): void {
    this.visible.clear();
    for (const name of shown ?? catalogue.shown) this.visible.add(name);
    for (const [name, box] of this.boxes) box.checked = this.visible.has(name);
    this.shown.show();
  }

  private reset(): void {
    this.set(null);
    this.shown.reset();
    this.changed();
  }

  private group({ name, title }: { name: string; title: string }): HTMLElement {
    const members = catalogue.layers.filter((layer) => layer.group === name);
    return el("fieldset", { class: "group" }, el("legend", {}, title), ...members.map((layer) => this.entry(layer)));
  }

  private entry(layer: Layer): HTMLElement {
    const box = el("input", { type: "checkbox", name: layer.name });
    box.checked = this.visible.has(layer.name);
    box.addEventListener("change", () => this.toggle(layer.name, box.checked));
    this.boxes.set(layer.name, box);
    const hint = el("small", { hidden: "" }, t("layer_from_zoom"));
    this.hints.set(layer, hint);
    const name = el("span", { class: "layer-name", title: layer.description }, layer.title, hint, ...colorKey(layer.steps, unitOf(layer)));
    return el("label", { class: "layer" }, box, layerSwatch(layer), name);
  }

  private toggle(name: string, on: boolean): void {
    if (on) this.visible.add(name);
    else this.visible.delete(name);
    this.shown.show();
    this.changed();
  }
}
