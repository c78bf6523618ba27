// The card of what was chosen: a commune with its gaps, or one feature with the meaning of every field.

import { type Gap, getFeature, getGaps, getUnit, HttpError, type UnitAnswer, type UnitRef } from "./api";
import { Card } from "./card";
import { layerNamed } from "./catalogue";
import { AT_FIRST, codeLine, dataLink, fieldList, gapLists, retryLine, unitFigures } from "./details-parts";
import { button, el } from "./dom";
import { pointOf } from "./geometry";
import { layerSwatch } from "./layer-swatch";
import { finderLink, history, lineage, standing, wayToItsDay } from "./lineage";
import { type Pair, pairLineage, pairList, pairOf } from "./lineage-pair";
import type { Picked } from "./map/pick";
import type { ColouredUnit } from "./timeline-figures";
import { type Place, written } from "./search/coordinates";
import { communeAt } from "./search/server";
import { t } from "./words";

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
  /** What the card was to show is not there. */
  gone(): void;
}

export class Details {
  private readonly card: Card;

  constructor(
    private readonly rule: string,
    private readonly act: Opener,
  ) {
    this.card = new Card(() => act.closed());
  }

  get covers(): { right: number; below: number } {
    return this.card.covers;
  }

  close(): void {
    this.card.close();
  }

  /** A unit on a day (null: today): its figures, its gaps, where it came from and what became of it.
   * quietly: what is shown changes, and the focus stays where it is. */
  async showUnit(unit: ChosenUnit, at: string | null, quietly = false): Promise<void> {
    const figures = unit.coverage === null ? [] : unitFigures(unit.coverage);
    const title = layerNamed(unit.layer)?.title ?? t("commune");
    const isStill = this.card.open(title, unit.name, quietly, codeLine(unit.code), ...figures, el("p", { class: "quiet" }, t("loading")));
    try {
      const gaps = unit.coverage === null ? null : getGaps(this.rule, unit.id, at);
      const [answer, missing] = await Promise.all([getUnit(unit.id, at), gaps]);
      if (!isStill()) return;
      this.card.rename(answer.unit.full_name);
      this.card.finish(...this.record(answer, missing, at));
      this.act.found(answer);
    } catch (error) {
      if (isStill()) this.tellTrouble(error, () => void this.showUnit(unit, at));
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
    const isStill = this.card.open(t("same_place"), title, false, el("p", { class: "quiet" }, t("loading")));
    const visit = (unit: UnitRef, at: string | null) => this.act.visit(unit, at);
    try {
      const answers = await pairOf(pair);
      if (isStill()) this.card.finish(pairList(pair, answers, visit), ...pairLineage(answers, visit));
    } catch (error) {
      if (isStill()) this.tellTrouble(error, () => void this.showPair(pair));
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
    const isStill = this.card.open(layer.title, name, false, gap, el("p", { class: "quiet" }, t("loading")));
    const id = isGap ? Number(properties.place_id) : picked.id;
    if (record === undefined || id === undefined) return this.card.finish(fieldList(layer, properties), also);
    try {
      const feature = await getFeature(record.name, id, record.dated ? at : null);
      if (!isStill()) return;
      this.card.rename(feature.properties.full_name ?? feature.properties.name);
      const data = el("p", { class: "data-link" }, dataLink(record.name, id, record.dated ? at : null));
      this.card.finish(fieldList(record, feature.properties), data, also);
      const point = pointOf(feature.geometry);
      if (point !== null) this.act.ring(...point);
    } catch (error) {
      const known = isGap ? null : fieldList(layer, properties);
      if (isStill()) this.tellTrouble(error, () => void this.showFeature(picked, others, at), known, also);
    }
  }

  /** A point that was asked for, with the commune of the day that it lies in. */
  async showPoint(place: Place, at: string | null): Promise<void> {
    const isStill = this.card.open(t("point"), written(place), false, el("p", { class: "quiet" }, t("loading")));
    try {
      const commune = await communeAt(place, at);
      if (!isStill()) return;
      if (commune === null) return this.card.finish(el("p", {}, t("point_nowhere")));
      const name = String(commune.properties.full_name);
      this.card.finish(el("p", {}, t("point_within"), " ", button({ class: "quiet-button" }, () => this.act.picked([commune]), name)));
    } catch (error) {
      if (isStill()) this.tellTrouble(error, () => void this.showPoint(place, at));
    }
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

  /** Instead of the record: that it did not come, or that what a link leads to is not there. above, below: what the map knows. */
  private tellTrouble(error: unknown, again: () => void, above: HTMLElement | null = null, below: HTMLElement | null = null): void {
    if (!(error instanceof HttpError && error.status === 404)) return this.card.finish(above, retryLine(again), below);
    this.card.rename(t("gone"));
    this.card.finish(el("p", { class: "none" }, t("gone_words")), button({ class: "quiet-button" }, () => this.close(), t("gone_go_on")));
    this.act.gone();
  }
}
