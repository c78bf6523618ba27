// How people have layers drawn: how strong each is, and which lies over which.

import type { LabelRule, LabelSymbolizer, PaintRule } from "protomaps-leaflet";
import type { Layer } from "../catalogue";
import { drawnBefore } from "./rules";
import type { Look } from "./vector";

const FULL = 100;

/** As the address of the page says it. strength: per cent by name of layer; order: names, the topmost first. */
export interface Looked {
  strength: ReadonlyMap<string, number>;
  order: readonly string[];
}

export class Looks implements Look {
  private strength = new Map<string, number>();
  private order: readonly string[] = [];

  constructor(looked: Looked) {
    this.set(looked);
  }

  /** What differs from how everybody sees it at first. */
  get looked(): Looked {
    return { strength: this.strength, order: this.order };
  }

  set({ strength, order }: Looked): void {
    this.strength = new Map(strength);
    this.order = order;
  }

  get isPlain(): boolean {
    return this.strength.size === 0 && this.order.length === 0;
  }

  /** Per cent. */
  strengthOf({ name }: Layer): number {
    return this.strength.get(name) ?? FULL;
  }

  strengthen({ name }: Layer, percent: number): void {
    if (percent === FULL) this.strength.delete(name);
    else this.strength.set(name, percent);
  }

  /** In the order of drawing. Layers that nobody moved stay where they are among the others. */
  arrange(layers: readonly Layer[]): Layer[] {
    const plain = [...layers].sort(drawnBefore);
    const place = ({ name }: Layer) => this.order.indexOf(name);
    const moved = plain.filter((layer) => place(layer) >= 0).sort((a, b) => place(b) - place(a));
    return plain.map((layer) => (place(layer) < 0 ? layer : (moved.shift() ?? layer)));
  }

  /** Have one of these lie over the next one above it (1), or under the next one below it (-1). */
  move(layers: readonly Layer[], layer: Layer, by: 1 | -1): void {
    const names = this.arrange(layers).map(({ name }) => name);
    const from = names.indexOf(layer.name);
    const next = names[from + by];
    if (from < 0 || next === undefined) return;
    [names[from], names[from + by]] = [next, layer.name];
    const plain = [...layers].sort(drawnBefore).map(({ name }) => name);
    this.order = names.every((name, index) => name === plain[index]) ? [] : names.reverse();
  }

  paint(layer: Layer, rules: PaintRule[]): PaintRule[] {
    const share = this.strengthOf(layer) / FULL;
    if (share < 1) for (const { symbolizer } of rules) weaken(symbolizer, share);
    return rules;
  }

  label(layer: Layer, rules: LabelRule[]): LabelRule[] {
    const share = this.strengthOf(layer) / FULL;
    return share < 1 ? rules.map((rule) => ({ ...rule, symbolizer: weakened(rule.symbolizer, share) })) : rules;
  }
}

/** Of a symbolizer that was made for this drawing. The two sides of a comparison have inks of their own, and keep them. */
function weaken(symbolizer: object, share: number): void {
  const { opacity } = symbolizer as { opacity?: { get: (zoom: number, feature?: never) => number } };
  if (opacity === undefined) return;
  const whole = opacity.get.bind(opacity);
  opacity.get = (...at) => whole(...at) * share;
}

function weakened(names: LabelSymbolizer, share: number): LabelSymbolizer {
  return {
    place: (layout, geometry, feature) =>
      names.place(layout, geometry, feature)?.map((label) => ({
        ...label,
        draw: (context: CanvasRenderingContext2D) => {
          context.globalAlpha = share;
          label.draw(context);
        },
      })),
  };
}
