// What the colours mean, where the page has room for it.

import type { UnitCoverage } from "../api";
import { layerNamed, unitOf } from "../catalogue";
import { colorKey, el, swatch } from "../dom";
import { layerSwatch } from "../layer-swatch";
import { UNKNOWN_COLOR } from "../palette";
import { type ResultClass, showClasses } from "../share-classes";
import { t } from "../words";
import { embed } from "./asked";

const BAR_PIXELS = 26;
// In a smaller frame the map needs the room.
const ROOMY = "(min-width: 560px) and (min-height: 420px)";

export class Legend {
  private hasGaps = false;
  private readonly box = document.getElementById("legend") as HTMLDetailsElement | null;

  constructor() {
    if (this.box !== null) this.box.open = window.matchMedia(ROOMY).matches;
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
  }

  /** Told that such places are on the map: of some rules nobody is told where they are. */
  showGaps(): void {
    if (this.hasGaps) return;
    this.hasGaps = true;
    const fail = el("li", {}, swatch(layerNamed("coverage_gaps")?.color ?? "", "circle"), t("gap_fail"));
    this.put([fail, el("li", {}, swatch(UNKNOWN_COLOR, "ring"), t("gap_unknown"))]);
  }

  private put(lines: HTMLElement[]): void {
    document.getElementById("legend-points")?.replaceChildren(...lines);
  }
}
