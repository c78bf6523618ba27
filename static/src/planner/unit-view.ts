// A unit, or a place, that was chosen: outlined on the map and told in the card.

import { getUnit, type Gap, type UnitCoverage } from "../api";
import { Card } from "../card";
import { layerNamed } from "../catalogue";
import { fieldList } from "../details-parts";
import { el } from "../dom";
import type { MapView } from "../map/adapter";
import type { Picked } from "../map/pick";
import { t } from "../words";
import type { ResultClass } from "./classes";
import { getGaps, type Level, type Rule } from "./server";
import { trendOf } from "./trend";
import { figuresOf, gapsOf } from "./unit-card";

export interface Chosen {
  unit: number | null;
  at: string | null;
  rule: Rule;
  level: Level;
  classes: readonly ResultClass[];
  /** null when the rule was not counted for it. */
  figures: UnitCoverage | null;
}

export interface Actions {
  closed(): void;
  tell(error: unknown, again: () => void): void;
  /** What can be done with a unit that was counted. */
  offers(figures: UnitCoverage): HTMLElement[];
}

export class UnitView {
  private readonly card: Card;
  /** The unit that the map has moved to: it moves once for each. */
  private isAt: number | null = null;

  constructor(
    private readonly map: MapView,
    private readonly act: Actions,
  ) {
    this.card = new Card(act.closed);
  }

  get covers(): { right: number; below: number } {
    return this.card.covers;
  }

  /** quietly: the focus stays where it is. */
  async show(chosen: Chosen, quietly: boolean): Promise<void> {
    const { unit, at, figures, rule, level } = chosen;
    this.map.ring(null);
    this.map.outline(...(unit === null ? [] : [unit]));
    if (unit === null) return this.leave();
    const kind = figures === null ? t("unit") : t(`level_${level}`);
    const isStill = this.card.open(kind, figures?.full_name ?? "…", quietly, ...this.head(chosen), el("p", { class: "quiet" }, t("loading")));
    try {
      const [answer, gaps] = await Promise.all([getUnit(unit, at), figures === null ? null : getGaps(rule.id, unit, at)]);
      if (!isStill()) return;
      this.card.rename(answer.unit.full_name);
      this.card.finish(gaps === null ? null : gapsOf(gaps, (gap) => this.goToGap(gap)));
      if (answer.unit.bbox !== null && this.isAt !== unit) this.map.fit(answer.unit.bbox);
      this.isAt = unit;
    } catch (error) {
      if (isStill()) this.act.tell(error, () => void this.show(chosen, quietly));
    }
  }

  private head({ figures, rule, classes }: Chosen): HTMLElement[] {
    if (figures === null) return [el("p", { class: "none" }, t("unit_not_counted"))];
    return [...figuresOf(figures, rule, classes), el("div", { class: "offers" }, ...this.act.offers(figures)), trendOf(rule.id, figures.unit_id, this.act.tell)];
  }

  /** A gap, or something that a rule counts, which was picked on the map. */
  showPlace({ layer, properties }: Picked): void {
    const title = String(properties.name ?? "") || t("unnamed");
    const kind = layerNamed(String(properties.place_layer))?.title ?? layer.title;
    this.card.open(kind, title, false, fieldList(layer, properties));
  }

  /** Have all of a unit on the map, without choosing it. */
  async goTo(unit: number, at: string | null): Promise<void> {
    try {
      const { bbox } = (await getUnit(unit, at)).unit;
      if (bbox !== null) this.map.fit(bbox);
    } catch (error) {
      this.act.tell(error, () => void this.goTo(unit, at));
    }
  }

  private goToGap({ lon, lat }: Gap): void {
    if (lon !== null && lat !== null) this.map.showPoint(lon, lat);
  }

  private leave(): void {
    this.isAt = null;
    this.card.close();
  }
}
