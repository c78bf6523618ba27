// Units of which another rule would say something else: hatched where the outcome turns, the lines one way for better and
// the other way for worse, so that nobody needs to see the colours; outlined with dashes where the share alone changes.

import { createPattern, type Feature, LineSymbolizer, type PaintRule, PolygonSymbolizer } from "protomaps-leaflet";

export const CHANGES = ["better", "worse", "other", "up", "down"] as const;
export type Change = (typeof CHANGES)[number];

/** How units of a layer change, by their numbers. */
export interface Changed {
  layer: string;
  units: ReadonlyMap<number, Change>;
}

interface Ink {
  color: string;
  /** Ways of the hatching: up, down, or both. */
  lines: readonly ("up" | "down")[];
}

const HALO = "#ffffff";
const SIDE = 16;
/** The style sheet has the same for the legend. */
const INKS: Record<Change, Ink> = {
  better: { color: "#003c78", lines: ["up"] },
  worse: { color: "#8a1f11", lines: ["down"] },
  other: { color: "#45306b", lines: ["up", "down"] },
  up: { color: "#003c78", lines: [] },
  down: { color: "#8a1f11", lines: [] },
};

export function changeRules({ layer, units }: Changed, dataSource: string): PaintRule[] {
  const there = CHANGES.filter((change) => [...units.values()].includes(change));
  return there.flatMap((change) => {
    const filter = (_zoom: number, feature: Feature) => units.get(Number(feature.props.unit_id)) === change;
    return symbolizers(INKS[change]).map((symbolizer) => ({ dataSource, dataLayer: layer, filter, symbolizer }));
  });
}

function symbolizers({ color, lines }: Ink): (PolygonSymbolizer | LineSymbolizer)[] {
  const wide = (width: number) => (zoom: number) => (zoom < 10 ? width / 2 : width);
  const dashed = lines.length > 0 ? {} : { dash: [6, 4] };
  const edge = [
    new LineSymbolizer({ color: HALO, width: wide(5), lineJoin: "round" }),
    new LineSymbolizer({ color, width: wide(2.5), lineJoin: "round", ...dashed }),
  ];
  return lines.length === 0 ? edge : [new PolygonSymbolizer({ pattern: hatching(color, lines) }), ...edge];
}

/** See-through but for its lines, which are white along their edges. */
function hatching(color: string, lines: Ink["lines"]): HTMLCanvasElement {
  return createPattern(SIDE, SIDE, (_, ctx) => {
    for (const [ink, width] of [[HALO, 4.5], [color, 2]] as const) {
      ctx.strokeStyle = ink;
      ctx.lineWidth = width;
      ctx.beginPath();
      for (const way of lines) for (const shift of [-SIDE, 0, SIDE]) stroke(ctx, way, shift);
      ctx.stroke();
    }
  });
}

function stroke(ctx: CanvasRenderingContext2D, way: "up" | "down", shift: number): void {
  const [from, to] = way === "up" ? [SIDE, 0] : [0, SIDE];
  ctx.moveTo(shift, from);
  ctx.lineTo(shift + SIDE, to);
}
