// The page `/embed`: a map for the page of another site, put together and seen; the lines to copy follow each change.

import { readHash, writtenLooked } from "./address-bar";
import { getJson, type Texts } from "./api";
import { catalogue } from "./catalogue";
import { byId, el } from "./dom";
import { addressOf, elementLines, frameLines, viewOf, type Wanted } from "./embed/lines";
import type { Told } from "./embed/protocol";
import { UnitChoice } from "./embed/unit-choice";
import { copyLine } from "./finder/copy";
import { showTrouble } from "./status";
import { t } from "./words";

const PAUSE_MS = 250;

/** What the page is told: its own address, rules with results, layers under what maps are about, the bounds of sizes in pixels. */
export interface Builder {
  site: string;
  calculated: string[];
  underneath: string[];
  width: number;
  height: number;
  most: number;
}

class BuilderPage {
  private readonly form = byId("builder") as HTMLFormElement;
  private readonly given = catalogue.builder ?? { site: "", calculated: [], underneath: [], width: 320, height: 240, most: 4000 };
  private readonly unit = new UnitChoice(() => this.value("at"), () => this.unitChanged());
  /** What the map showed from which whoever looks came here. */
  private readonly link = readHash(location.hash);
  private frame: HTMLIFrameElement | null = null;
  private shown: Wanted | null = null;
  /** Where the preview is looked at, as far as it is known. */
  private view = this.link.position;
  private timer: number | undefined;
  private isChosen = false;
  private readonly asked = new URLSearchParams(location.search);

  start(): void {
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("input", (event) => (event.target as Element).id !== "unit" && this.changed());
    byId("what").addEventListener("input", () => (this.isChosen = true));
    (byId("at") as HTMLInputElement).value = this.asked.get("at") ?? "";
    window.addEventListener("message", (event) => this.hear(event));
    this.takeLink();
    void this.unit.take(this.asked.get("unit") ?? this.link.unit?.toString() ?? null);
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
    const wanted = this.wanted(size);
    this.preview(wanted);
    this.showLines(wanted);
  }

  /** The layer, day and view of the map that one comes from (its unit is asked for); how its layers look goes with every choice. */
  private takeLink(): void {
    const { world, position, looked } = this.link;
    const topic = this.topic();
    if (topic !== undefined) {
      (byId("what") as HTMLSelectElement).value = topic;
      this.isChosen = true;
    }
    if (world.at !== null) (byId("at") as HTMLInputElement).value = world.at;
    if (position !== null) this.form.querySelector<HTMLInputElement>("input[name=view][value=seen]")?.click();
    byId("looks-taken").hidden = looked.strength.size === 0 && looked.order.length === 0;
  }

  /** The layer that the map one comes from is about, chosen as `subject.py` does; none: the results of a rule. */
  private topic(): string | undefined {
    const { layers, looked } = this.link;
    const offered = [...(byId("what") as HTMLSelectElement).options].map(({ value }) => value);
    const there = (layers ?? []).filter((name) => offered.includes(name));
    const about = there.filter((name) => !this.given.underneath.includes(name));
    if (about.length === 0 && layers?.some((name) => name.startsWith("coverage_"))) return undefined;
    const found = about.length > 0 ? about : there;
    return looked.order.find((name) => found.includes(name)) ?? found.at(-1);
  }

  /** Whoever chooses a unit wants to see it; of that one comes with, the view is known. */
  private unitChanged(): void {
    const { unit } = this.unit;
    if (unit !== null && unit.id !== this.link.unit) this.view = null;
    this.changed();
  }

  /** What is previewed, and what the lines show. */
  private wanted(size: Wanted["size"]): Wanted {
    const view = this.isSeen && this.view !== null ? viewOf(this.view) : [];
    return { site: this.given.site, path: this.value("what"), query: [...this.query(), ...view, ["lang", this.value("lang")]], title: this.title(), size };
  }

  private get isSeen(): boolean {
    return this.value("view") === "seen";
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
    const frame = (this.frame ??= this.makeFrame());
    frame.title = wanted.title;
    const [ratio, width, height] = typeof wanted.size === "string" ? [wanted.size.replace(":", " / "), "", ""] : ["", `${wanted.size[0]}px`, `${wanted.size[1]}px`];
    Object.assign(frame.style, { aspectRatio: ratio, width, height });
    const isThere = this.shows(wanted);
    this.shown = wanted;
    if (isThere) return;
    if (!this.isSeen) this.view = null;
    // A step of the frame's own would be one for the back button of this page.
    frame.contentWindow?.location.replace(addressOf({ ...wanted, site: "" }));
  }

  /** Whether the preview is of that already: wherever it was moved to, where the view is to be the one that is seen. */
  private shows(wanted: Wanted): boolean {
    if (this.shown === null) return false;
    const [shown, asked] = [this.shown, wanted].map((each) => addressOf(this.isSeen ? withoutView(each) : each));
    return shown === asked;
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
    this.view = { zoom: told.z, lat: told.lat, lng: told.lon };
    if (this.isSeen) this.changed();
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

function withoutView(wanted: Wanted): Wanted {
  return { ...wanted, query: wanted.query.filter(([name]) => !["z", "lat", "lon"].includes(name)) };
}

new BuilderPage().start();
