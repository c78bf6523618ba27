// Which layer a file is for: a search above radio buttons in groups.

import { catalogue, type Layer } from "../catalogue";
import { el, swatch } from "../dom";
import { folded } from "../names";
import { t } from "../words";

const KEY = "wardmap.admin.layer";
const SHAPES: Record<Layer["geometry"], string> = { point: "circle", line: "stroke", area: "square" };

export class LayerChoice {
  readonly element: HTMLElement;
  private readonly search = el("input", {
    id: "layer-search",
    type: "search",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t("layer_placeholder"),
    "aria-describedby": "layer-count",
  });
  private readonly counted = el("p", { id: "layer-count", class: "quiet", role: "status" });
  private readonly list = el("div", { class: "layer-list", tabindex: "-1" });
  private readonly options: { layer: Layer; label: HTMLElement; text: string }[] = [];

  constructor(private readonly changed: () => void) {
    for (const group of catalogue.groups) this.list.append(...this.group(group.name, group.title));
    this.search.addEventListener("input", () => this.filter());
    this.search.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "Enter") return;
      event.preventDefault();
      const first = this.options.find(({ label }) => !label.hidden)?.label.querySelector("input");
      first?.focus();
      if (event.key === "Enter") first?.click();
    });
    this.list.addEventListener("change", () => {
      sessionStorage.setItem(KEY, this.chosen ?? "");
      this.tell();
      this.changed();
    });
    const label = el("label", { for: "layer-search" }, t("layer_search"));
    this.element = el("div", { class: "layer-choice" }, label, this.search, this.counted, this.list);
    this.filter();
  }

  get chosen(): string | null {
    return this.list.querySelector<HTMLInputElement>("input:checked")?.value ?? null;
  }

  private group(name: string, title: string): HTMLElement[] {
    const layers = catalogue.layers.filter((layer) => layer.group === name && catalogue.targets.includes(layer.name));
    if (layers.length === 0) return [];
    const labels = layers.map((layer) => this.option(layer, title));
    return [el("fieldset", { class: "layer-group" }, el("legend", {}, title), ...labels)];
  }

  private option(layer: Layer, group: string): HTMLElement {
    const input = el("input", { type: "radio", name: "layer", value: layer.name });
    input.checked = sessionStorage.getItem(KEY) === layer.name;
    const words = el("span", {}, el("strong", {}, layer.title), el("span", { class: "quiet" }, layer.description));
    const label = el("label", { class: "pick" }, input, swatch(layer.color, SHAPES[layer.geometry]), words);
    this.options.push({ layer, label, text: folded(`${layer.title} ${layer.description} ${group} ${layer.name}`) });
    return label;
  }

  private filter(): void {
    const wanted = folded(this.search.value).split(" ").filter(Boolean);
    for (const { label, text } of this.options) label.hidden = !wanted.every((word) => text.includes(word));
    for (const group of this.list.children) {
      (group as HTMLElement).hidden = [...group.querySelectorAll<HTMLElement>("label")].every((label) => label.hidden);
    }
    this.tell();
  }

  /** The layer chosen is said, for it may be scrolled or filtered away. */
  private tell(): void {
    const count = this.options.filter(({ label }) => !label.hidden).length;
    const found = count === 0 ? t("layer_none") : t("layer_count", { count });
    const chosen = this.options.find(({ layer }) => layer.name === this.chosen);
    this.counted.textContent = chosen === undefined ? found : `${found} · ${t("layer_chosen", { layer: chosen.layer.title })}`;
  }
}
