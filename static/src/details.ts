// The card of what was chosen: a commune with its gaps, or one feature with the meaning of every field.

import { type Feature, featurePath, type Gap, getFeature, getGaps, type UnitCoverage } from "./api";
import { type Field, type Layer, layerNamed } from "./catalogue";
import { button, byId, el, swatch } from "./dom";
import { pointOf } from "./geometry";
import { layerSwatch } from "./layer-list";
import { proportions } from "./legend";
import type { Picked } from "./map/pick";
import { classOf, UNKNOWN_COLOR } from "./palette";
import { distance, fieldValue, percent, t } from "./words";

const GAPS_AT_FIRST = 8;
// Of the height of a phone's map, what the card leaves the rest of to be seen.
const TALLEST = 0.6;
// Said in the head of the card, or of no use to a reader.
const NOT_LISTED = new Set(["name", "full_name", "rule", "unit_id", "place_layer", "place_id"]);

export interface Opener {
  /** Ring a point where the map is. */
  ring(lon: number, lat: number): void;
  /** Move the map to a point and ring it. */
  goTo(lon: number, lat: number): void;
  picked(found: Picked[]): void;
  closed(): void;
}

export class Details {
  private readonly card = byId("details");
  /** Answers that come after another card was opened belong nowhere. */
  private turn = 0;
  private opener: HTMLElement | null = null;

  constructor(
    private readonly rule: string,
    private readonly act: Opener,
  ) {
    this.card.style.setProperty("--tallest", `${TALLEST * 100}%`);
    this.card.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen(): boolean {
    return !this.card.hidden;
  }

  /** CSS pixels that the card takes; none while it is closed. In height what it may grow to. */
  get size(): { width: number; height: number } {
    const height = (this.card.parentElement?.clientHeight ?? 0) * TALLEST;
    return this.isOpen ? { width: this.card.offsetWidth, height } : { width: 0, height: 0 };
  }

  close(): void {
    if (this.card.hidden) return;
    this.turn += 1;
    this.card.hidden = true;
    this.act.closed();
    this.opener?.focus();
    this.opener = null;
  }

  async showUnit(unit: UnitCoverage): Promise<void> {
    const turn = this.open(t("commune"), unit.full_name, ...unitFigures(unit), el("p", { class: "quiet" }, t("loading")));
    try {
      const gaps = await getGaps(this.rule, unit.unit_id);
      if (turn === this.turn) this.finish(this.gapLists(gaps), dataLink("communes", unit.unit_id));
    } catch {
      if (turn === this.turn) this.finish(this.trouble(() => void this.showUnit(unit)));
    }
  }

  async showFeature(picked: Picked, others: readonly Picked[]): Promise<void> {
    const { layer, properties } = picked;
    const isGap = layer.name === "coverage_gaps";
    // A gap is a place seen through a rule: the record is that of the place.
    const record = isGap ? layerNamed(String(properties.place_layer)) : layer;
    const also = this.alsoHere(others);
    const gap = isGap ? fieldList(layer, properties) : null;
    const name = String(properties.name ?? "") || t("unnamed");
    const turn = this.open(layer.title, name, gap, el("p", { class: "quiet" }, t("loading")));
    const id = isGap ? Number(properties.place_id) : picked.id;
    if (record === undefined || id === undefined) return this.finish(fieldList(layer, properties), also);
    try {
      const feature = await getFeature(record.name, id);
      if (turn !== this.turn) return;
      this.rename(feature);
      this.finish(fieldList(record, feature.properties), dataLink(record.name, id), also);
      const at = pointOf(feature.geometry);
      if (at !== null) this.act.ring(...at);
    } catch {
      const again = this.trouble(() => void this.showFeature(picked, others));
      if (turn === this.turn) this.finish(isGap ? null : fieldList(layer, properties), again, also);
    }
  }

  private open(kind: string, title: string, ...content: (HTMLElement | null)[]): number {
    if (!this.isOpen) this.opener = document.activeElement as HTMLElement | null;
    const close = button({ class: "close", "aria-label": t("close"), title: t("close") }, () => this.close(), "×");
    const heading = el("div", {}, el("p", { class: "eyebrow" }, kind), el("h2", { class: "card-title" }, title));
    this.card.replaceChildren(
      el("div", { class: "card-top" }, heading, close),
      el("div", { class: "card-body" }, ...content),
    );
    this.card.hidden = false;
    this.card.focus({ preventScroll: true });
    this.turn += 1;
    return this.turn;
  }

  /** Put the rest of the card where "loading" stood. */
  private finish(...content: (HTMLElement | null)[]): void {
    const body = this.card.querySelector(".card-body");
    body?.lastElementChild?.replaceWith(...content.filter((part) => part !== null));
  }

  private rename({ properties }: Feature): void {
    const title = this.card.querySelector(".card-title");
    const name = properties.full_name ?? properties.name;
    if (title !== null && name) title.textContent = String(name);
  }

  /** What fails and what is not known apart, each in the order of the server: the farthest first. */
  private gapLists(gaps: readonly Gap[]): HTMLElement {
    if (gaps.length === 0) return el("p", { class: "all-well" }, t("no_gaps"));
    const failed = gaps.filter(({ outcome }) => outcome === "fail");
    const unknown = gaps.filter(({ outcome }) => outcome !== "fail");
    return el("div", {}, this.gapList("gaps_fail", failed), this.gapList("gaps_unknown", unknown));
  }

  private gapList(title: string, gaps: readonly Gap[]): HTMLElement | null {
    if (gaps.length === 0) return null;
    const items = gaps.map((gap) => el("li", {}, this.gapButton(gap)));
    const list = el("ul", { class: "gaps" }, ...items.slice(0, GAPS_AT_FIRST));
    const section = el("section", {}, el("h3", {}, t(title, { count: gaps.length })), list);
    const rest = items.slice(GAPS_AT_FIRST);
    if (rest.length > 0) section.append(this.moreButton(list, rest));
    return section;
  }

  private moreButton(list: HTMLElement, rest: readonly HTMLElement[]): HTMLElement {
    const more = button({ class: "quiet-button" }, () => {
      list.append(...rest);
      more.remove();
      rest[0]?.querySelector("button")?.focus();
    }, t("show_more", { count: rest.length }));
    return more;
  }

  private gapButton(gap: Gap): HTMLElement {
    const layer = layerNamed(gap.layer);
    const isFail = gap.outcome === "fail";
    const mark = swatch(isFail ? (layerNamed("coverage_gaps")?.color ?? "") : UNKNOWN_COLOR, isFail ? "circle" : "ring");
    const near = gap.distance_m === null ? t("none_near") : t("nearest", { distance: distance(gap.distance_m) });
    const said = isFail ? near : t("unknown");
    const words = el("span", {}, gap.name ?? t("unnamed"), el("small", {}, `${layer?.title ?? gap.layer} · ${said}`));
    return button({}, () => this.act.goTo(gap.lon, gap.lat), mark, words);
  }

  private alsoHere(others: readonly Picked[]): HTMLElement | null {
    if (others.length === 0) return null;
    const items = others.slice(0, GAPS_AT_FIRST).map((other) => {
      const name = String(other.properties.full_name ?? other.properties.name ?? "") || t("unnamed");
      const words = el("span", {}, name, el("small", {}, other.layer.title));
      return el("li", {}, button({}, () => this.act.picked([other]), layerSwatch(other.layer), words));
    });
    return el("section", {}, el("h3", {}, t("also_here")), el("ul", { class: "gaps" }, ...items));
  }

  private trouble(again: () => void): HTMLElement {
    return el("p", { class: "in-trouble" }, t("error_details"), " ", button({}, again, t("retry")));
  }
}

function unitFigures(unit: UnitCoverage): HTMLElement[] {
  const known = unit.passed + unit.failed;
  const code = el("p", { class: "quiet" }, unit.code === null ? "" : `${t("code")} ${unit.code}`);
  if (unit.subjects === 0) return [code, el("p", {}, t("nothing_to_count"))];
  if (unit.share === null) return [code, el("p", {}, t("nothing_known")), counts(unit)];
  const big = el("p", { class: "big chip" }, percent(unit.share));
  big.style.setProperty("--color", classOf(unit.share).color);
  const share = el("div", { class: "unit-share" }, big, el("p", {}, t("share_of_known", { known })));
  return [code, share, proportions(unit), counts(unit)];
}

function counts(unit: UnitCoverage): HTMLElement {
  const keys = ["passed", "failed", "unknown"] as const;
  return el("dl", { class: "counts" }, ...keys.map((key) => el("div", { class: key }, el("dt", {}, t(key)), el("dd", {}, String(unit[key])))));
}

/** Every field that has a value, under the words of its declaration. */
function fieldList(layer: Layer, properties: Record<string, unknown>): HTMLElement {
  const rows = layer.fields.filter(({ name }) => !NOT_LISTED.has(name)).flatMap((field) => fieldRow(field, properties));
  return el("dl", { class: "fields" }, ...rows);
}

function fieldRow(field: Field, properties: Record<string, unknown>): HTMLElement[] {
  const value = fieldValue(field, properties[field.name]);
  return value === null ? [] : [el("div", {}, el("dt", {}, field.title), el("dd", {}, value))];
}

function dataLink(layer: string, id: number | string): HTMLElement {
  return el("p", { class: "data-link" }, el("a", { href: featurePath(layer, id) }, t("open_data")));
}
