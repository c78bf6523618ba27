// The page `/embed`: a map for the page of another site, put together and seen; the lines to copy follow each change.

import { readHash, writtenLooked } from "./address-bar";
import { getJson, type Texts } from "./api";
import { catalogue } from "./catalogue";
import { byId, el } from "./dom";
import { addressOf, elementLines, frameLines, type Wanted } from "./embed/lines";
import type { Position } from "./map/position";
import type { Told, Viewed } from "./embed/protocol";
import { UnitChoice } from "./embed/unit-choice";
import { copyLine } from "./finder/copy";
import { showTrouble } from "./status";
import { t } from "./words";

const PAUSE_MS = 250;
// What lies under every map is seldom what it is about.
const GROUND = ["communes", "hamlets", "provinces", "districts", "roads"];

/** What the page is told: its own address, rules with results, the bounds of sizes in pixels. */
export interface Builder {
  site: string;
  calculated: string[];
  width: number;
  height: number;
  most: number;
}

class BuilderPage {
  private readonly form = byId("builder") as HTMLFormElement;
  private readonly given = catalogue.builder ?? { site: "", calculated: [], width: 320, height: 240, most: 4000 };
  private readonly unit = new UnitChoice(() => this.value("at"), () => this.changed());
  /** What the map showed from which whoever looks came here. */
  private readonly link = readHash(location.hash);
  private frame: HTMLIFrameElement | null = null;
  private shown = "";
  private view: Viewed | null = null;
  private timer: number | undefined;
  private isChosen = false;
  private readonly asked = new URLSearchParams(location.search);

  start(): void {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => (event.target as Element).id !== "unit" && this.changed());
    byId("what").addEventListener("input", () => (this.isChosen = true));
    (byId("at") as HTMLInputElement).value = this.asked.get("at") ?? "";
    void this.unit.take(this.asked.get("unit"));
    window.addEventListener("message", (event) => this.hear(event));
    this.takeLink();
    void this.listRules();
  }

  /** Rules come first in the list, and the first of them is shown, unless something was chosen while they were on their way. */
  private async listRules(): Promise<void> {
    const what = byId("what") as HTMLSelectElement;
    try {
      const { rules } = await getJson<{ rules: { id: string; title: Texts }[] }>("/api/v1/coverage/rules");
      const known = rules.filter(({ id }) => this.given.calculated.includes(id));
      byId("rules").replaceChildren(...known.map(({ id, title }) => el("option", { value: `coverage/${id}` }, title[catalogue.language])));
      byId("rules").hidden = known.length === 0;
      if (!this.isChosen) this.chooseFirst(what);
    } catch {
      showTrouble("error_rules", () => void this.listRules());
    }
    this.renew();
  }

  /** What the address asks for, if it is there; else the first. */
  private chooseFirst(what: HTMLSelectElement): void {
    const asked = [...what.options].find(({ value }) => value === this.asked.get("what"));
    what.selectedIndex = asked?.index ?? 0;
  }

  /** Several changes in a row are one. */
  private changed(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.renew(), PAUSE_MS);
  }

  private renew(): void {
    byId("fixed").hidden = this.value("size") !== "fixed";
    const size = this.size();
    byId("size-said").textContent = size === null ? t("size_bad", { width: this.given.width, height: this.given.height, most: String(this.given.most) }) : "";
    if (size === null) return;
    this.preview(this.wanted(size, false, this.link.position));
    this.showLines(this.wanted(size, this.value("view") === "seen"));
  }

  /** The layer, day and view of the map that one comes from; how its layers look goes with every choice. */
  private takeLink(): void {
    const { layers, world, position, looked } = this.link;
    const what = byId("what") as HTMLSelectElement;
    const offered = [...what.options].map(({ value }) => value);
    const named = layers?.filter((name) => offered.includes(name) && !GROUND.includes(name)).at(-1);
    if (named !== undefined) {
      what.value = named;
      this.isChosen = true;
    }
    if (world.at !== null) (byId("at") as HTMLInputElement).value = world.at;
    if (position !== null) this.form.querySelector<HTMLInputElement>("input[name=view][value=seen]")?.click();
    byId("looks-taken").hidden = looked.strength.size === 0 && looked.order.length === 0;
  }

  private wanted(size: Wanted["size"], isSeen: boolean, at: Position | null = null): Wanted {
    const view = at === null ? (isSeen ? this.seen() : []) : viewOf(at.zoom, at.lat, at.lng);
    return { site: this.given.site, path: this.value("what"), query: [...this.query(), ...view, ["lang", this.value("lang")]], title: this.title(), size };
  }

  /** What is not as it is without being said. */
  private query(): [string, string][] {
    const unit = this.unit.unit;
    const parts: [string, string, boolean][] = [
      ["unit", String(unit?.id), unit !== null],
      ["at", this.value("at"), this.value("at") !== ""],
      ["title", "0", !this.isOn("title")],
      ["legend", "0", !this.isOn("legend")],
      ["base", "1", this.isOn("base")],
      ["theme", this.value("theme"), this.value("theme") !== "auto"],
    ];
    const looks = [...new URLSearchParams(writtenLooked(this.link.looked).join("&"))];
    return [...parts.filter(([, , isSaid]) => isSaid).map(([name, value]): [string, string] => [name, value]), ...looks];
  }

  private seen(): [string, string][] {
    if (this.view === null) return [];
    const { z, lat, lon } = this.view;
    return viewOf(z, lat, lon);
  }

  private title(): string {
    const option = (byId("what") as HTMLSelectElement).selectedOptions[0];
    return [option?.textContent?.trim(), this.unit.unit?.full_name].filter(Boolean).join(" · ");
  }

  private size(): Wanted["size"] | null {
    const chosen = this.value("size");
    if (chosen !== "fixed") return chosen;
    const [width, height] = [Number(this.value("width")), Number(this.value("height"))];
    const isWhole = Number.isInteger(width) && Number.isInteger(height);
    const { most } = this.given;
    return isWhole && width >= this.given.width && height >= this.given.height && width <= most && height <= most ? [width, height] : null;
  }

  private preview(wanted: Wanted): void {
    const address = addressOf({ ...wanted, site: "" });
    const frame = (this.frame ??= this.makeFrame());
    frame.title = wanted.title;
    const [ratio, width, height] = typeof wanted.size === "string" ? [wanted.size.replace(":", " / "), "", ""] : ["", `${wanted.size[0]}px`, `${wanted.size[1]}px`];
    Object.assign(frame.style, { aspectRatio: ratio, width, height });
    if (address === this.shown) return;
    this.shown = address;
    this.view = null;
    // A step of the frame's own would be one for the back button of this page.
    frame.contentWindow?.location.replace(address);
  }

  private makeFrame(): HTMLIFrameElement {
    const frame = el("iframe", {});
    byId("preview").replaceChildren(frame);
    return frame;
  }

  private hear({ source, origin, data }: MessageEvent): void {
    if (source !== this.frame?.contentWindow || origin !== location.origin) return;
    const told = data as Told;
    if (told.type !== "wardmap:view") return;
    this.view = told;
    if (this.value("view") === "seen") this.changed();
  }

  private showLines(wanted: Wanted): void {
    const lines = { lines_iframe: frameLines(wanted), lines_element: elementLines(wanted), lines_link: addressOf(wanted) };
    const known = [...byId("lines").querySelectorAll("output")].map((line) => line.textContent);
    // What somebody is about to copy stays as it is while it is the same.
    if (Object.values(lines).every((text, index) => text === known[index])) return;
    byId("lines").replaceChildren(...Object.entries(lines).map(([key, text]) => copyLine(t(key), text)));
  }

  private value(name: string): string {
    return String(new FormData(this.form).get(name) ?? "");
  }

  private isOn(name: string): boolean {
    return new FormData(this.form).has(name);
  }
}

function viewOf(zoom: number, lat: number, lon: number): [string, string][] {
  return [["z", String(Number(zoom.toFixed(2)))], ["lat", lat.toFixed(5)], ["lon", lon.toFixed(5)]];
}

new BuilderPage().start();
