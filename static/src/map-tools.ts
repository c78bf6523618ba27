// Beside the map: where one is, how far it is, and the view as a picture.

import { button, el } from "./dom";
import type { MapView } from "./map/adapter";
import type { Measured } from "./map/measure";
import { Tools } from "./map/tools";
import { poster } from "./poster";
import { area, distance, t } from "./words";

export class MapTools {
  private readonly locateButton = this.tool("locate", () => void this.locate());
  private readonly measureButton = this.tool("measure", () => this.tools.measure.toggle());
  private readonly saveButton = this.tool("save_picture", () => void this.save());
  private readonly words = el("p", { role: "status" });
  // There all the time: a click on a button that its own action takes away would be one on the map.
  private readonly undoButton = button({ class: "plain" }, () => this.tools.measure.undo(), t("measure_undo"));
  private readonly endButton = button({ class: "plain" }, () => this.tools.measure.toggle(false), t("measure_end"));
  private readonly closeButton = button({ class: "plain" }, () => this.hide(), t("close"));
  private readonly told = el("div", { class: "tool-told", hidden: "" }, this.words, this.undoButton, this.endButton, this.closeButton);

  private readonly tools: Tools;

  constructor(map: MapView) {
    const buttons = [this.locateButton, this.measureButton, this.saveButton];
    this.tools = map.extend((leaflet) => new Tools(leaflet, buttons, this.told, (measured) => this.showMeasured(measured)));
    map.taken = (at) => this.tools.measure.take(at);
  }

  private tool(name: string, action: () => void): HTMLButtonElement {
    return button({ class: `tool ${name}`, title: t(name), "aria-label": t(name), "aria-pressed": name === "measure" ? "false" : null }, action);
  }

  private async locate(): Promise<void> {
    this.say(t("locating"));
    try {
      const accuracy = await this.tools.locate();
      this.say(t("located", { metres: distance(accuracy) }));
    } catch (error) {
      this.say(t(error instanceof Error ? error.message : "locate_unavailable"));
    }
  }

  private async save(): Promise<void> {
    this.saveButton.disabled = true;
    try {
      const address = URL.createObjectURL(await poster(this.tools));
      el("a", { href: address, download: `${t("picture_file")}.png` }).click();
      window.setTimeout(() => URL.revokeObjectURL(address), 60_000);
    } catch {
      this.say(t("picture_failed"));
    } finally {
      this.saveButton.disabled = false;
    }
  }

  private showMeasured(measured: Measured | null): void {
    this.measureButton.setAttribute("aria-pressed", String(measured !== null));
    if (measured === null) return this.hide();
    const { points, metres, area: inside } = measured;
    const sum = [t("measured", { distance: distance(metres) }), inside === null ? "" : t("measured_area", { area: area(inside) })].filter(Boolean);
    this.say(points < 2 ? t("measure_hint") : sum.join(" · "), true);
    this.undoButton.disabled = points === 0;
  }

  private say(words: string, isMeasuring = false): void {
    this.words.textContent = words;
    this.undoButton.hidden = !isMeasuring;
    this.endButton.hidden = !isMeasuring;
    this.closeButton.hidden = isMeasuring;
    this.told.hidden = false;
  }

  private hide(): void {
    this.told.hidden = true;
  }
}
