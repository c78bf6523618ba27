// Names on the map: rules for protomaps-leaflet.

import { CenteredTextSymbolizer, type LabelRule, type LabelSymbolizer, OffsetTextSymbolizer, Padding } from "protomaps-leaflet";
import { isLabels, type Layer } from "../catalogue";
import { countLabels } from "./counted";
import { HALO, INK } from "./rules";
import { TONES, type Tone } from "./tones";

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
// Names of single places would be a thicket before this zoom.
const NAMES_FROM = 15;
const LARGER_FIRST = ["province_labels", "commune_labels", "hamlet_labels"];
// Up to this zoom the names of units must leave some of the colours to be seen.
const FAR = 9;

/** Where there is room for one name only it is that of the larger unit; of other layers, that of the upper one. */
export function byWeight(layers: readonly Layer[]): Layer[] {
  return [...layers].reverse().sort((a, b) => weight(a) - weight(b));
}

function weight({ name }: Layer): number {
  const place = LARGER_FIRST.indexOf(name);
  return place < 0 ? LARGER_FIRST.length : place;
}

/** Names with a halo of round corners; the canvas would draw them pointed. */
function rounded(names: LabelSymbolizer): LabelSymbolizer {
  return {
    place: (layout, geometry, feature) =>
      names.place(layout, geometry, feature)?.map((label) => ({
        ...label,
        draw: (ctx: CanvasRenderingContext2D) => {
          ctx.lineJoin = "round";
          label.draw(ctx);
        },
      })),
  };
}

/** Names of hamlets are seen between those of communes, and must not be taken for them. */
function sizeOf(layer: Layer): (zoom: number) => number {
  if (layer.name === "hamlet_labels") return (zoom) => (zoom < 15 ? 10 : 12);
  const more = layer.name === "province_labels" ? 3 : 0;
  return (zoom) => more + (zoom < 10 ? 9 : zoom < 11 ? 11 : zoom < 13 ? 13 : 15);
}

export function labelRulesFor(layer: Layer, dataSource: string, tone: Tone | null): LabelRule[] {
  const source = { dataSource, dataLayer: layer.name };
  const fill = tone === null || tone === "bare" ? INK : TONES[tone].ink;
  const text = { labelProps: ["name"], fontFamily: FONT, fill, stroke: HALO, width: 3, lineHeight: 1.25 };
  if (isLabels(layer)) {
    const fontSize = sizeOf(layer);
    const names = rounded(new CenteredTextSymbolizer({ ...text, fontSize, fontWeight: 600, maxLineChars: 12 }));
    return [
      { ...source, maxzoom: FAR, symbolizer: new Padding(6, names) },
      { ...source, minzoom: FAR + 1, symbolizer: names },
    ];
  }
  if (layer.isCounted) return [countLabels(source, text), ...placeNames(layer, source, text)];
  return placeNames(layer, source, text);
}

function placeNames(layer: Layer, source: { dataSource: string; dataLayer: string }, text: object): LabelRule[] {
  if (layer.geometry !== "point" || !layer.fields.some((field) => field.name === "name")) return [];
  const names = new OffsetTextSymbolizer({ ...text, fontSize: 12, offsetX: 8, offsetY: 0, maxLineChars: 20 });
  return [{ ...source, minzoom: NAMES_FROM, symbolizer: rounded(names) }];
}
