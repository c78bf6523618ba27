// The worlds on the map: one day, or two of them over each other; a day gives way to another in one moment.

import type L from "leaflet";
import type { View } from "protomaps-leaflet";
import type { Layer } from "../catalogue";
import type { Archive } from "./archive";
import type { Changed } from "./changes";
import { type Picked, pick } from "./pick";
import type { Fill } from "./rules";
import type { Watcher } from "./source";
import { dayOf, isDated, makeView } from "./sources";
import { Split } from "./split";
import type { Tone } from "./tones";
import { Drawing, type Look, PLAIN, type Scene } from "./vector";

// Longer than Leaflet needs to fade a tile in; a world is shown when all of it is there,
const FADE_MS = 260;
// or at the latest then: a map that fills by and by is better than one of the wrong day.
const PATIENCE_MS = 2500;
// Days whose tiles are kept: people go to and fro between two or three.
const KEPT_VIEWS = 24;
const ALWAYS_COMPARED = ["communes", "commune_labels"];

/** Days to show; null is today. With `earlier`, that day is drawn beside the other. */
export interface Days {
  day: string | null;
  earlier: { day: string | null } | null;
}

export class Worlds {
  private readonly kept = new Map<string, View>();
  private readonly split: Split;
  private archive: Archive | null = null;
  private days: Days = { day: null, earlier: null };
  private visible: readonly Layer[] = [];
  private units: readonly number[] = [];
  private isBare = false;
  private fills: readonly Fill[] = [];
  private changed: Changed | null = null;
  private look: Look = PLAIN;
  private named: readonly boolean[] = [true, true];
  private main: Drawing | null = null;
  private pair: [Drawing, Drawing] | null = null;
  private standing: Drawing[] = [];
  private handover: number | undefined;

  constructor(
    private readonly map: L.Map,
    private readonly known: readonly Layer[],
    private rule: string,
    private readonly watcher: Watcher,
  ) {
    this.split = new Split(map);
  }

  /** Draw from `archive` what it has, and all else from the service. */
  useArchive(archive: Archive | null): void {
    this.archive = archive;
    this.kept.clear();
    if (this.main !== null) this.renew();
  }

  /** Show the results of another rule, units filled by `fills`. */
  useRule(rule: string, fills: readonly Fill[]): void {
    if (rule === this.rule) return this.useFills(fills);
    this.fills = fills;
    this.rule = rule;
    if (this.main !== null) this.renew();
  }

  /** Ask anew for everything: what was counted is not what it was. */
  reload(): void {
    this.kept.clear();
    this.renew();
  }

  /** Draw layers as `look` says, now and whenever they are shown. */
  useLook(look: Look): void {
    this.look = look;
  }

  useFills(fills: readonly Fill[]): void {
    this.fills = fills;
    if (this.days.earlier === null) this.main?.show(this.mainScene(), this.units);
  }

  /** How the two worlds share the map: `at` from 0 to 1, a line between them or how far the earlier has faded. */
  share(mode: "swipe" | "fade", at: number): void {
    this.split.share(mode, at);
    // Names over names could be read by nobody: while one world fades into the other, only the clearer one has them.
    const named = mode === "swipe" ? [true, true] : [at < 0.5, at >= 0.5];
    this.pair?.forEach((drawing, side) => drawing.showNames(named[side] ?? true));
    this.named = named;
  }

  showLayers(layers: readonly Layer[]): void {
    this.visible = layers;
    if (this.main === null) return this.renew();
    this.main.show(this.mainScene(), this.units);
    this.pair?.forEach((drawing, side) => drawing.show(this.pairScene(side), this.units));
  }

  /** Whether units are filled because no figure colours them. */
  fillUnits(isBare: boolean): void {
    if (isBare === this.isBare) return;
    this.isBare = isBare;
    if (this.days.earlier === null) this.main?.show(this.mainScene(), this.units);
  }

  /** Mark the units that another rule would judge otherwise, or none. */
  showChanged(changed: Changed | null): void {
    if (changed === this.changed) return;
    this.changed = changed;
    this.main?.show(this.mainScene(), this.units);
  }

  showDays(days: Days): void {
    if (isSame(days, this.days)) return;
    this.days = days;
    if (this.main !== null) this.renew();
  }

  outline(units: readonly number[]): void {
    this.units = units;
    for (const drawing of this.drawings) drawing.outline(units);
  }

  redraw(): void {
    for (const drawing of this.drawings) drawing.redraw();
  }

  /** What lies at a spot: of the map, then of the earlier and of the later world. */
  pickAt(at: L.LatLng): { found: Picked[]; sides: [Picked[], Picked[]] | null } {
    const from = (drawing: Drawing | null) => (drawing === null ? [] : pick(drawing.views, drawing.layers, at, this.map.getZoom()));
    const sides: [Picked[], Picked[]] | null = this.pair === null ? null : [from(this.pair[0]), from(this.pair[1])];
    return { found: from(this.main), sides };
  }

  private get drawings(): Drawing[] {
    return [this.main, ...(this.pair ?? [])].filter((drawing) => drawing !== null);
  }

  /** Draw the days wanted out of sight; what stands stays until that is done. */
  private renew(): void {
    window.clearTimeout(this.handover);
    // Only what has been seen may stand on: a world that another overtook goes at once.
    for (const drawing of this.drawings) if (!this.standing.includes(drawing)) drawing.layer.remove();
    this.main = new Drawing(this.mainScene(), "tilePane");
    this.pair = this.days.earlier === null ? null : [new Drawing(this.pairScene(0), "earlier"), new Drawing(this.pairScene(1), "later")];
    this.pair?.forEach((drawing, side) => drawing.showNames(this.named[side] ?? true));
    const coming = this.drawings;
    let missing = coming.length;
    for (const drawing of coming) {
      drawing.outline(this.units);
      drawing.layer.once("load", () => {
        missing -= 1;
        if (missing === 0) this.replaceAfter(coming, FADE_MS);
      });
      drawing.layer.addTo(this.map);
      if (this.standing.length > 0) hide(drawing, true);
    }
    this.replaceAfter(coming, PATIENCE_MS);
  }

  private replaceAfter(coming: Drawing[], wait: number): void {
    if (this.main !== coming[0]) return;
    window.clearTimeout(this.handover);
    this.handover = window.setTimeout(() => {
      for (const drawing of coming) hide(drawing, false);
      for (const drawing of this.standing) if (!coming.includes(drawing)) drawing.layer.remove();
      this.standing = coming;
    }, this.standing.length > 0 ? wait : 0);
  }

  /** The layers that lie on both worlds, or all of them when there is one. */
  private mainScene(): Scene {
    const isPair = this.days.earlier !== null;
    const layers = this.visible.filter((layer) => !isPair || !isDated(layer));
    return { layers: this.look.arrange(layers), look: this.look, viewOf: (source) => this.view(source, this.days.day), tone: this.isBare ? "bare" : null, fills: this.fills, changed: this.changed };
  }

  private pairScene(side: number): Scene {
    const { day, earlier } = this.days;
    const wanted = this.known.filter((layer) => ALWAYS_COMPARED.includes(layer.name) || (this.visible.includes(layer) && layer.group === "unit"));
    const tone: Tone = side === 0 ? "earlier" : "later";
    return { layers: this.look.arrange(wanted), look: this.look, viewOf: (source) => this.view(source, side === 0 ? (earlier?.day ?? null) : day), tone };
  }

  private view(source: string, day: string | null): View {
    const asked = dayOf(source, day);
    const key = `${source}@${asked ?? ""}@${this.rule}`;
    const view = this.kept.get(key) ?? makeView(source, this.rule, asked, this.watcher, this.archive);
    // The one used last goes to the end; the first is the one to forget.
    this.kept.delete(key);
    this.kept.set(key, view);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEPT_VIEWS && oldest !== undefined) this.kept.delete(oldest);
    return view;
  }
}

function isSame(a: Days, b: Days): boolean {
  return a.day === b.day && a.earlier?.day === b.earlier?.day;
}

function hide(drawing: Drawing, isHidden: boolean): void {
  const container = drawing.layer.getContainer();
  if (container) container.style.visibility = isHidden ? "hidden" : "";
}
