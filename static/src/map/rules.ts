// How each layer is drawn: rules for protomaps-leaflet, made from the declared styles.

import { CircleSymbolizer, createPattern, type Feature, LineSymbolizer, type PaintRule, PolygonSymbolizer } from "protomaps-leaflet";
import { isLabels, type Layer } from "../catalogue";
import { NO_DATA_COLOR, NO_DATA_LINE, UNKNOWN_COLOR } from "../palette";
import { countRules, isCounted } from "./counted";
import { landRules, type Tone, tonedRules } from "./tones";

export const INK = "#1c2b36";
export const HALO = "#ffffff";
const COVERAGE_OPACITY = 0.88;

type Source = { dataSource: string; dataLayer: string };
type PaintRules = (layer: Layer, source: Source, fills: readonly Fill[]) => PaintRule[];

/** How units are filled whose result is one of those that it holds. */
export interface Fill {
  color: string;
  isHatched: boolean;
  holds: (result: Record<string, unknown>) => boolean;
}

/** Later ones lie above earlier ones. */
const ORDER = ["provinces", "districts", "coverage_provinces", "coverage_districts", "coverage_communes", "coverage_hamlets", "coverage_units", "population", "hamlets", "camera_sights", "roads", "blind_spots", "communes"];

const GAPS = ["coverage_gaps", "address_gaps"];

export function drawnBefore(a: Layer, b: Layer): number {
  return rank(a) - rank(b);
}

function rank(layer: Layer): number {
  if (GAPS.includes(layer.name)) return ORDER.length + 1;
  // Of what fails, too, it says how far it is.
  if (layer.by !== null) return ORDER.length + 2;
  const place = ORDER.indexOf(layer.name);
  return place < 0 ? ORDER.length : place;
}

/** A fifth of the declared size where a point is one of a thousand, all of it from zoom 14 on. */
function sized(size: number): (zoom: number) => number {
  return (zoom) => size * Math.min(1, Math.max(0.2, 0.33 + (zoom - 10) * 0.17));
}

/** White around a point; a hair's breadth while the points are small. */
function edge(zoom: number): number {
  return zoom < 10 ? 0.25 : zoom < 12 ? 0.5 : 1.2;
}

/** Of what stands close together the edges would hide the points. */
function edgeOf(layer: Layer): (zoom: number) => number {
  return (zoom) => (layer.radius < 4 && zoom < 16 ? Math.min(0.3, edge(zoom)) : edge(zoom));
}

function hatching(): HTMLCanvasElement {
  return createPattern(8, 8, (_, ctx) => {
    ctx.fillStyle = NO_DATA_COLOR;
    ctx.fillRect(0, 0, 8, 8);
    ctx.strokeStyle = NO_DATA_LINE;
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    for (const shift of [-8, 0, 8]) {
      ctx.moveTo(shift, 8);
      ctx.lineTo(shift + 8, 0);
    }
    ctx.stroke();
  });
}

const coverage: PaintRules = (_, source, fills) =>
  fills.map(({ color, isHatched, holds }) => ({
    ...source,
    filter: (_zoom: number, feature: Feature) => holds(feature.props),
    symbolizer: new PolygonSymbolizer({
      fill: color,
      opacity: COVERAGE_OPACITY,
      ...(isHatched ? { pattern: hatching() } : {}),
    }),
  }));

const gaps: PaintRules = (layer, source) => [
  {
    ...source,
    filter: (_zoom, feature) => feature.props.outcome !== "fail",
    symbolizer: new CircleSymbolizer({ radius: sized(layer.radius - 1), fill: HALO, stroke: UNKNOWN_COLOR, width: (zoom: number) => edge(zoom) * 1.5 }),
  },
  {
    ...source,
    filter: (_zoom, feature) => feature.props.outcome === "fail",
    symbolizer: new CircleSymbolizer({ radius: sized(layer.radius), fill: layer.color, stroke: HALO, width: edge }),
  },
];

const ROAD_WIDTHS: Record<string, number> = { national: 2.6, provincial: 1.8, main_axis: 1.1, local: 0.7 };

function roadWidth(zoom: number, feature?: Feature): number {
  const base = ROAD_WIDTHS[String(feature?.props.class)] ?? 0.7;
  return base * Math.min(3, Math.max(0.6, 1 + (zoom - 12) * 0.3));
}

const roads: PaintRules = (layer, source) => {
  const line = { lineCap: "round", lineJoin: "round" } as const;
  return [
    {
      ...source,
      symbolizer: new LineSymbolizer({
        ...line,
        color: layer.color,
        opacity: 0.55,
        width: (zoom: number, feature?: Feature) => roadWidth(zoom, feature) + 1.2,
      }),
    },
    { ...source, symbolizer: new LineSymbolizer({ ...line, color: "#fffdf5", opacity: 0.95, width: roadWidth }) },
  ];
};

const borders: PaintRules = (layer, source) => [
  {
    ...source,
    symbolizer: new LineSymbolizer({
      color: layer.color,
      opacity: 0.7,
      width: (zoom: number) => layer.width * (zoom < 10 ? 0.4 : zoom < 12 ? 0.6 : 1),
    }),
  },
];

const areas: PaintRules = (layer, source) => [
  ...(layer.fillOpacity > 0
    ? [{ ...source, symbolizer: new PolygonSymbolizer({ fill: layer.color, opacity: layer.fillOpacity }) }]
    : []),
  { ...source, symbolizer: new LineSymbolizer({ color: layer.color, width: layer.width, opacity: 0.8 }) },
];

const lines: PaintRules = (layer, source) => [
  { ...source, symbolizer: new LineSymbolizer({ color: layer.color, width: layer.width }) },
];

/** What is planned is not there yet: a ring, where what is there is a disc. */
export function isPlanned({ status }: Record<string, unknown>): boolean {
  return status === "planned";
}

/** What a value of the field by which a layer is coloured is drawn in. */
function colorBy({ by, steps, color }: Layer): (zoom: number, feature?: Feature) => string {
  return (_zoom, feature) => {
    const value = by === null ? null : feature?.props[by];
    if (typeof value !== "number") return color;
    return steps.filter(([first]) => value >= first).at(-1)?.[1] ?? color;
  };
}

/** Colours by a value are pale where it is small, and need a dark edge. */
function inkOf(layer: Layer) {
  if (layer.by === null) return { fill: layer.color, stroke: HALO, width: edgeOf(layer) };
  return { fill: colorBy(layer), stroke: INK, width: 0.7 };
}

const blindSpots: PaintRules = (layer, source) =>
  (["unknown", "fail"] as const).map((outcome) => ({
    ...source,
    filter: (_zoom: number, feature: Feature) => feature.props.outcome === outcome,
    symbolizer: new LineSymbolizer({
      color: outcome === "fail" ? layer.color : UNKNOWN_COLOR,
      width: (zoom: number) => layer.width * (zoom < 13 ? 0.5 : 1),
      ...(outcome === "fail" ? {} : { dash: [4, 4] }),
    }),
  }));

/** Nested as they are, what is seen better is darker by itself; where the farthest is only assumed, an outline. */
const sights: PaintRules = (layer, source) => [
  {
    ...source,
    filter: (_zoom, feature) => feature.props.is_assumed !== true,
    symbolizer: new PolygonSymbolizer({ fill: layer.color, opacity: layer.fillOpacity }),
  },
  ...[false, true].map((isAssumed) => ({
    ...source,
    filter: (_zoom: number, feature: Feature) => (feature.props.is_assumed === true) === isAssumed,
    symbolizer: new LineSymbolizer({ color: layer.color, width: layer.width, opacity: 0.8, ...(isAssumed ? { dash: [3, 5] } : {}) }),
  })),
];

const points: PaintRules = (layer, source) => [
  ...(layer.isCounted ? countRules(layer, source, HALO) : []),
  {
    ...source,
    filter: (_zoom, feature) => isPlanned(feature.props),
    symbolizer: new CircleSymbolizer({ radius: sized(layer.radius - 1), fill: HALO, stroke: layer.color, width: (zoom: number) => edge(zoom) * 1.5 }),
  },
  {
    ...source,
    filter: (_zoom, feature) => !isCounted(feature.props) && !isPlanned(feature.props),
    symbolizer: new CircleSymbolizer({ radius: sized(layer.radius), ...inkOf(layer) }),
  },
];

const BY_NAME: Record<string, PaintRules> = {
  coverage_units: coverage,
  coverage_hamlets: coverage,
  coverage_communes: coverage,
  coverage_districts: coverage,
  coverage_provinces: coverage,
  coverage_gaps: gaps,
  address_gaps: gaps,
  blind_spots: blindSpots,
  camera_sights: sights,
  roads,
  communes: borders,
};
const BY_GEOMETRY: Record<Layer["geometry"], PaintRules> = { area: areas, line: lines, point: points };

/** fills: of the units that a result was counted for. */
export function paintRulesFor(layer: Layer, dataSource: string, tone: Tone | null, fills: readonly Fill[]): PaintRule[] {
  if (isLabels(layer)) return [];
  const rules = BY_NAME[layer.name] ?? BY_GEOMETRY[layer.geometry];
  const plain = rules(layer, { dataSource, dataLayer: layer.name }, fills);
  if (tone === "bare") return layer.name === "communes" ? [...landRules(dataSource), ...plain] : plain;
  return tone !== null && layer.geometry === "area" ? tonedRules(layer, dataSource, tone) : plain;
}

/** The outline of the chosen unit, above all areas. */
export function outlineRules(dataSource: string, dataLayer: string, unit: number): PaintRule[] {
  const filter = (_zoom: number, feature: Feature) => feature.props.unit_id === unit;
  const outline = (color: string, width: number) => ({
    dataSource,
    dataLayer,
    filter,
    symbolizer: new LineSymbolizer({
      color,
      width: (zoom: number) => (zoom < 11 ? width / 2 : width),
      lineJoin: "round",
    }),
  });
  return [outline(HALO, 6), outline(INK, 3)];
}
