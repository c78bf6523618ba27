// What the colours mean, where the page has room for it.

import type { UnitCoverage } from "../api";
import { layerNamed, unitOf } from "../catalogue";
import { colorKey, el, swatch } from "../dom";
import { layerSwatch } from "../layer-list";
import { UNKNOWN_COLOR } from "../palette";
import { type ResultClass, showClasses } from "../share-classes";
import { t } from "../words";
import { embed } from "./asked";

const BAR_PIXELS = 26;
// In a smaller frame the map needs the room.
const ROOMY = "(min-width: 560px) and (min-height: 420px)";

export class Legend {
  private readonly box = document.getElementById("legend") as HTMLDetailsElement | null;

  constructor() {
    if (this.box !== null) this.box.open = window.matchMedia(ROOMY).matches;
  }

  /** CSS pixels that it takes of the map's lower edge. */
  get covers(): number {
    return this.box?.open ? this.box.offsetHeight : 0;
  }

  showLayers(): void {
    const layers = embed.names.map(layerNamed).filter((layer) => layer !== undefined);
    this.put(layers.map((layer) => el("li", {}, layerSwatch(layer), el("span", {}, layer.title), ...colorKey(layer.steps, unitOf(layer)))));
  }

  showResults(classes: readonly ResultClass[], units: readonly UnitCoverage[]): void {
    const list = document.getElementById("legend-classes");
    if (list === null) return;
    list.hidden = false;
    showClasses(list, classes, units, BAR_PIXELS);
    const fail = el("li", {}, swatch(layerNamed("coverage_gaps")?.color ?? "", "circle"), t("gap_fail"));
    const unknown = el("li", {}, swatch(UNKNOWN_COLOR, "ring"), t("gap_unknown"));
    this.put(layerNamed("coverage_gaps") === undefined ? [] : [fail, unknown]);
  }

  private put(lines: HTMLElement[]): void {
    document.getElementById("legend-points")?.replaceChildren(...lines);
  }
}
