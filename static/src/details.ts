// The card of what was chosen: a commune with its gaps, or one feature with the meaning of every field.

import { type Gap, getFeature, getGaps, getUnit, type UnitAnswer, type UnitRef } from "./api";
import { layerNamed } from "./catalogue";
import { AT_FIRST, codeLine, dataLink, fieldList, gapLists, unitFigures } from "./details-parts";
import { button, byId, el } from "./dom";
import { pointOf } from "./geometry";
import { layerSwatch } from "./layer-swatch";
import { finderLink, history, lineage, standing, wayToItsDay } from "./lineage";
import { type Pair, pairLineage, pairList, pairOf } from "./lineage-pair";
import type { Picked } from "./map/pick";
import type { ColouredUnit } from "./timeline-figures";
import { type Place, written } from "./search/coordinates";
import { communeAt } from "./search/server";
import { t } from "./words";

// Of the height of a phone's map, what the card leaves the rest of to be seen.
const TALLEST = 0.6;

/** A unit as it is chosen: what is known of it before anything is asked. */
export interface ChosenUnit {
  id: number;
  layer: string;
  name: string;
  code: string | null;
  /** Its figures on the day shown; null when there are none. */
  coverage: ColouredUnit | null;
}

export interface Opener {
  /** Ring a point where the map is. */
  ring(lon: number, lat: number): void;
  /** Move the map to a point and ring it. */
  goTo(lon: number, lat: number): void;
  picked(found: Picked[]): void;
  /** The record of the unit that the card shows has come. */
  found(answer: UnitAnswer): void;
  /** Go to a unit on a day. */
  visit(unit: UnitRef, at: string | null): void;
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
    const hadFocus = this.card.contains(document.activeElement);
    this.card.hidden = true;
    this.act.closed();
    if (hadFocus) this.opener?.focus();
    this.opener = null;
  }

  /** A unit on a day (null: today): its figures, its gaps, where it came from and what became of it.
   * quietly: what is shown changes, and the focus stays where it is. */
  async showUnit(unit: ChosenUnit, at: string | null, quietly = false): Promise<void> {
    const figures = unit.coverage === null ? [] : unitFigures(unit.coverage);
    const title = layerNamed(unit.layer)?.title ?? t("commune");
    const turn = this.open(title, unit.name, codeLine(unit.code), ...figures, el("p", { class: "quiet" }, t("loading")));
    if (!quietly) this.card.focus({ preventScroll: true });
    try {
      const gaps = unit.coverage === null ? null : getGaps(this.rule, unit.id, at);
      const [answer, missing] = await Promise.all([getUnit(unit.id, at), gaps]);
      if (turn !== this.turn) return;
      this.rename(answer.unit.full_name);
      this.finish(...this.record(answer, missing, at));
      this.act.found(answer);
    } catch {
      if (turn === this.turn) this.finish(this.trouble(() => void this.showUnit(unit, at)));
    }
  }

  private record(answer: UnitAnswer, gaps: readonly Gap[] | null, at: string | null): (HTMLElement | null)[] {
    const { unit, in_force } = answer;
    const data = in_force && unit.bbox !== null ? dataLink(unit.layer, unit.id, at) : null;
    return [
      standing(answer),
      wayToItsDay(answer, (ref, when) => this.act.visit(ref, when)),
      lineage(answer, (ref, when) => this.act.visit(ref, when)),
      gaps === null ? null : gapLists(gaps, (gap) => this.goToGap(gap)),
      history(unit.id),
      el("p", { class: "data-link" }, finderLink(unit.full_name), data),
    ];
  }

  private goToGap({ lon, lat }: Gap): void {
    if (lon !== null && lat !== null) this.act.goTo(lon, lat);
  }

  /** The units of two days at one spot. */
  async showPair(pair: Pair): Promise<void> {
    const [earlier, later] = pair.sides.map((side) => side?.name ?? t("nobody_here"));
    const title = earlier === later ? `${later}` : `${earlier} → ${later}`;
    const turn = this.open(t("same_place"), title, el("p", { class: "quiet" }, t("loading")));
    this.card.focus({ preventScroll: true });
    const visit = (unit: UnitRef, at: string | null) => this.act.visit(unit, at);
    try {
      const answers = await pairOf(pair);
      if (turn === this.turn) this.finish(pairList(pair, answers, visit), ...pairLineage(answers, visit));
    } catch {
      if (turn === this.turn) this.finish(this.trouble(() => void this.showPair(pair)));
    }
  }

  async showFeature(picked: Picked, others: readonly Picked[], at: string | null): Promise<void> {
    const { layer, properties } = picked;
    const isGap = layer.name === "coverage_gaps";
    // A gap is a place seen through a rule: the record is that of the place.
    const record = isGap ? layerNamed(String(properties.place_layer)) : layer;
    const also = this.alsoHere(others);
    const gap = isGap ? fieldList(layer, properties) : null;
    const name = String(properties.name ?? "") || t("unnamed");
    const turn = this.open(layer.title, name, gap, el("p", { class: "quiet" }, t("loading")));
    this.card.focus({ preventScroll: true });
    const id = isGap ? Number(properties.place_id) : picked.id;
    if (record === undefined || id === undefined) return this.finish(fieldList(layer, properties), also);
    try {
      const feature = await getFeature(record.name, id, record.dated ? at : null);
      if (turn !== this.turn) return;
      this.rename(feature.properties.full_name ?? feature.properties.name);
      const data = el("p", { class: "data-link" }, dataLink(record.name, id, record.dated ? at : null));
      this.finish(fieldList(record, feature.properties), data, also);
      const point = pointOf(feature.geometry);
      if (point !== null) this.act.ring(...point);
    } catch {
      const again = this.trouble(() => void this.showFeature(picked, others, at));
      if (turn === this.turn) this.finish(isGap ? null : fieldList(layer, properties), again, also);
    }
  }

  /** A point that was asked for, with the commune of the day that it lies in. */
  async showPoint(place: Place, at: string | null): Promise<void> {
    const turn = this.open(t("point"), written(place), el("p", { class: "quiet" }, t("loading")));
    this.card.focus({ preventScroll: true });
    try {
      const commune = await communeAt(place, at);
      if (turn !== this.turn) return;
      if (commune === null) return this.finish(el("p", {}, t("point_nowhere")));
      const name = String(commune.properties.full_name);
      this.finish(el("p", {}, t("point_within"), " ", button({ class: "quiet-button" }, () => this.act.picked([commune]), name)));
    } catch {
      if (turn === this.turn) this.finish(this.trouble(() => void this.showPoint(place, at)));
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
    this.turn += 1;
    return this.turn;
  }

  /** Put the rest of the card where "loading" stood. */
  private finish(...content: (HTMLElement | null)[]): void {
    const body = this.card.querySelector(".card-body");
    body?.lastElementChild?.replaceWith(...content.filter((part) => part !== null));
  }

  private rename(name: unknown): void {
    const title = this.card.querySelector(".card-title");
    if (title !== null && name) title.textContent = String(name);
  }

  private alsoHere(others: readonly Picked[]): HTMLElement | null {
    if (others.length === 0) return null;
    const items = others.slice(0, AT_FIRST).map((other) => {
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
