// Worlds drawn otherwise: the two of a comparison, told apart by hue, by lightness and by the line itself (dashed, solid),
// and one without figures, whose units are plain land.

import { type Feature, type PaintRule, type PaintSymbolizer, PolygonSymbolizer } from "protomaps-leaflet";
import type { Layer } from "../catalogue";

export type Side = "earlier" | "later";
export type Tone = Side | "bare";

interface Ink {
  line: string;
  /** Of names, dark enough to read. */
  ink: string;
  dash: number[];
  tint: number;
}

export const TONES: Record<Side, Ink> = {
  earlier: { line: "#c05a00", ink: "#6b3200", dash: [7, 5], tint: 0.1 },
  later: { line: "#0b4fa8", ink: "#06306b", dash: [], tint: 0.14 },
};

const CASING = "#ffffff";
const LAND = "#fbf8ef";

/** Neighbours share a border and both draw it: the casing of the second wipes out the dashes of the first. */
class Cased implements PaintSymbolizer {
  constructor(
    private readonly tone: Ink,
    private readonly width: number,
  ) {}

  draw(ctx: CanvasRenderingContext2D, geometry: Feature["geom"], zoom: number): void {
    const width = this.width * (zoom < 10 ? 0.6 : zoom < 12 ? 0.8 : 1);
    ctx.beginPath();
    for (const ring of geometry) ring.forEach(({ x, y }, index) => (index === 0 ? ctx.moveTo(x, y) : ctx.lineTo(x, y)));
    ctx.globalAlpha = 1;
    ctx.lineJoin = "round";
    this.stroke(ctx, CASING, width + 1.5, []);
    this.stroke(ctx, this.tone.line, width, this.tone.dash);
    ctx.setLineDash([]);
  }

  private stroke(ctx: CanvasRenderingContext2D, color: string, width: number, dash: number[]): void {
    ctx.setLineDash(dash);
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

/** How an area of units is drawn on one side of a comparison; only communes are filled. */
export function tonedRules(layer: Layer, dataSource: string, tone: Side): PaintRule[] {
  const source = { dataSource, dataLayer: layer.name };
  const ink = TONES[tone];
  const fill = { ...source, symbolizer: new PolygonSymbolizer({ fill: ink.line, opacity: ink.tint }) };
  const line = { ...source, symbolizer: new Cased(ink, Math.max(1, layer.width) * 1.3) };
  return layer.name === "communes" ? [fill, line] : [line];
}

/** Communes as plain land. */
export function landRules(dataSource: string): PaintRule[] {
  return [{ dataSource, dataLayer: "communes", symbolizer: new PolygonSymbolizer({ fill: LAND, opacity: 0.9 }) }];
}
