// Points counted by cells, where there are too many to draw: a circle for each cell, larger for more, with its number.

import { CenteredTextSymbolizer, CircleSymbolizer, type Feature, type LabelRule, Padding, type PaintRule } from "protomaps-leaflet";
import type { Layer } from "../catalogue";
import { count } from "../words";

/** What a tile says of a cell with several points, and the text that is made of it for the map. */
const COUNT = "point_count";
const WORDS = "point_count_words";
// Numbers of a handful say no more than the circle.
const NUMBERED_FROM = 10;
const SPACE = 12;

type Props = Record<string, unknown>;

/** How many points a feature stands for; one unless the tile says otherwise. */
export function pointsIn(props: Props): number {
  return Number(props[COUNT] ?? 1);
}

export function isCounted(props: Props): boolean {
  return COUNT in props;
}

/** The fields of a feature, with its count in words where it has one. */
export function withWords<P extends Props>(props: P): P {
  return pointsIn(props) < NUMBERED_FROM ? props : { ...props, [WORDS]: count(pointsIn(props)) };
}

/** A cell has eight pixels: circles of many points overlap a little, and so show where there are most. */
function radius(_zoom: number, feature?: Feature): number {
  return Math.min(11, 2 + Math.log2(pointsIn(feature?.props ?? {})) * 0.75);
}

export function countRules(layer: Layer, source: { dataSource: string; dataLayer: string }, halo: string): PaintRule[] {
  const symbolizer = new CircleSymbolizer({ radius, fill: layer.color, opacity: 0.75, stroke: halo, width: 0.5 });
  return [{ ...source, filter: (_zoom, feature) => isCounted(feature.props), symbolizer }];
}

/** Numbers, those of the most points first; one that has no room is left out, never its circle. */
export function countLabels(source: { dataSource: string; dataLayer: string }, text: object): LabelRule {
  const numbers = new CenteredTextSymbolizer({ ...text, labelProps: [WORDS], fontSize: 11, fontWeight: 600 });
  return {
    ...source,
    filter: (_zoom, feature) => isCounted(feature.props),
    sort: (a, b) => pointsIn(b) - pointsIn(a),
    symbolizer: new Padding(SPACE, numbers),
  };
}
