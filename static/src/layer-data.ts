// The data of a layer to take away: what can be seen, or all of it, counted before anybody loads it.

import { getJson } from "./api";
import { base, catalogue, type Layer } from "./catalogue";
import { button, el } from "./dom";
import type { Bounds } from "./map/adapter";
import { day, t } from "./words";

/** What the map shows. at: null is today. */
export interface View {
  bounds: Bounds;
  at: string | null;
}

const FORMATS = [
  ["csv", "CSV", "csv"],
  ["json", "GeoJSON", "geojson"],
  ["fgb", "FlatGeobuf", "fgb"],
] as const;
// The service counts no further, and gives no larger file.
const COUNTED = 20_000;
const MOST = 10_000_000;
const PAUSE_MS = 400;
// A metre, in degrees.
const DIGITS = 5;

export class LayerData {
  private readonly body = el("div", { class: "layer-data-body" });
  readonly element = el("details", { class: "layer-data" }, el("summary", {}, t("layer_data")), this.body);
  private readonly said = el("p", { class: "quiet", role: "status" });
  private readonly links = el("p", { class: "layer-data-links" });
  private readonly ofView: HTMLInputElement;
  private turn = 0;
  private timer: number | undefined;

  constructor(
    private readonly layer: Layer,
    private readonly view: () => View,
  ) {
    this.ofView = this.choice("view");
    const whole = this.choice("whole");
    this.ofView.checked = true;
    const scope = el("fieldset", {}, el("legend", { class: "visually-hidden" }, t("data_scope")), label(this.ofView, "data_view"), label(whole, "data_whole"));
    this.body.append(scope, this.said, this.links);
    this.element.addEventListener("toggle", () => this.refresh());
  }

  /** The map has moved, or shows another day. */
  moved(): void {
    window.clearTimeout(this.timer);
    if (this.element.open) this.timer = window.setTimeout(() => this.refresh(), PAUSE_MS);
  }

  private choice(scope: string): HTMLInputElement {
    const made = el("input", { type: "radio", name: `data-${this.layer.name}`, value: scope });
    made.addEventListener("change", () => this.refresh());
    return made;
  }

  private refresh(): void {
    if (this.element.open) void this.tell();
  }

  private async tell(): Promise<void> {
    const turn = ++this.turn;
    const { at } = this.view();
    const asked = this.asked();
    this.said.textContent = t("loading");
    this.links.replaceChildren();
    try {
      const { numberMatched } = await getJson<{ numberMatched?: number }>(addressOf(this.layer, asked, "json", 1));
      if (turn !== this.turn) return;
      const many = numberMatched === undefined ? t("data_many", { count: COUNTED }) : t("data_count", { count: numberMatched });
      this.said.textContent = at === null ? many : `${many} · ${t("data_of_day", { date: day(at) })}`;
      if (numberMatched !== 0) this.links.append(...this.files(asked, numberMatched ?? MOST));
    } catch {
      if (turn === this.turn) this.said.replaceChildren(t("data_failed"), " ", button({ class: "quiet-button" }, () => this.refresh(), t("retry")));
    }
  }

  private files(asked: Record<string, string>, limit: number): HTMLElement[] {
    return FORMATS.map(([format, name, ending]) => {
      const attributes = { href: base + addressOf(this.layer, asked, format, limit), download: `${this.layer.name}.${ending}`, "aria-label": `${name}: ${this.layer.title}` };
      return el("a", attributes, name);
    });
  }

  private asked(): Record<string, string> {
    const { bounds, at } = this.view();
    const isOfRule = this.layer.fields.some(({ name, selector }) => name === "rule" && selector);
    return {
      ...(isOfRule ? { rule: catalogue.rule } : {}),
      ...(at === null ? {} : { at }),
      ...(this.ofView.checked ? { bbox: bounds.map((side) => side.toFixed(DIGITS)).join(",") } : {}),
    };
  }
}

function label(input: HTMLInputElement, words: string): HTMLElement {
  return el("label", {}, input, t(words));
}

function addressOf({ name }: Layer, asked: Record<string, string>, format: string, limit: number): string {
  return `/ogc/collections/${name}/items?${new URLSearchParams({ ...asked, limit: String(limit), f: format })}`;
}
