// What the map of the page shows: units filled by the result, gaps, what a rule counts, the roads.

import { catalogue, type Layer, layerNamed } from "../catalogue";
import { t } from "../words";
import type { Extra } from "./legend";
import { type Level, LEVELS, type Rule, waysOf } from "./server";

// From afar tiles have no boundaries of hamlets.
const HAMLETS_FROM = 12;
// Resolution 203/2025/QH15: from 1 July 2025 on there are no districts.
const DISTRICTS_UNTIL = "2025-06-30";
const ALWAYS = ["communes", "commune_labels"];
// The legend has one line for all of them.
const SHORT: Record<string, string> = { coverage_gaps: t("gaps_on_map"), address_gaps: t("gaps_on_map"), roads: t("roads_on_map") };
const NAMED: Partial<Record<Level, readonly string[]>> = { hamlet: ["hamlets", "hamlet_labels"] };

/** The layers whose things a rule counts, also those that the reader may not see. */
export function targetsOf({ rule }: Rule): string[] {
  const { set, kind = [] } = rule.target ?? {};
  const names = kind.map((each) => catalogue.kindLayers[`${set}/${each}`] ?? "");
  return [...new Set(names)].filter(Boolean);
}

/** What may be shown beside the units: gaps, what the rule counts, roads; each can be taken off the map. */
export function extrasOf(wanted: Rule): Extra[] {
  const gaps = wanted.rule.subject?.set === "address" ? "address_gaps" : "coverage_gaps";
  const names = [...new Set([gaps, ...beside(wanted), ...targetsOf(wanted), "roads"])].filter((name) => layerNamed(name) !== undefined);
  return names.map((name) => ({ name, title: SHORT[name] ?? titleOf(name) }));
}

/** Whether the layer also has what is only planned, which is drawn as a ring. */
export function hasPlanned(name: string): boolean {
  const layer = layerNamed(name);
  return layer?.geometry === "point" && layer.fields.some((field) => field.name === "status" && "planned" in field.choices);
}

function titleOf(name: string): string {
  const title = layerNamed(name)?.title ?? name;
  return hasPlanned(name) ? t("and_planned", { title }) : title;
}

/** Layers that say more of what a rule looks at: lines that nothing covers, what cameras see, how far it is. */
function beside({ rule }: Rule): string[] {
  const { measure, subject } = rule;
  const ways = waysOf(rule);
  const isSeen = ways.some(({ seen_by }) => seen_by !== undefined);
  const isOfPlaces = subject !== undefined && !["unit", "road", "address"].includes(subject.set);
  return [
    ...(measure?.agg === "share_length" ? ["blind_spots"] : []),
    ...(isSeen ? ["camera_sights", "camera_overlaps"] : []),
    ...(isOfPlaces && ways.some(({ self }) => self !== true) ? ["nearest_distances"] : []),
  ];
}

/** The levels for whose units the map has results of a rule on a day (null: today). */
export function levelsOf({ level }: Rule, day: string | null): Level[] {
  const isThere = (each: Level) => each !== "district" || (day ?? catalogue.today) <= DISTRICTS_UNTIL;
  return LEVELS.filter((each) => each === level || (isThere(each) && layerNamed(`coverage_${each}s`) !== undefined));
}

/** Whether units of that level are too small to be drawn at a zoom of the map. */
export function isTooFar(level: Level, zoom: number): boolean {
  return level === "hamlet" && zoom < HAMLETS_FROM;
}

/** The layer that has the boundaries of a level's units on the map of a rule. */
export function layerOfUnits(rule: Rule, level: Level): string {
  if (level === "commune" || level === "hamlet") return `${level}s`;
  return resultsOf(rule, level);
}

function resultsOf(rule: Rule, level: Level): string {
  return level === rule.level ? "coverage_units" : `coverage_${level}s`;
}

/** The layers of the map for units of a level, of the extras those that are `shown`. */
export function layersOf(rule: Rule, level: Level, shown: (layer: string) => boolean): Layer[] {
  const extras = extrasOf(rule).map(({ name }) => name).filter(shown);
  return [resultsOf(rule, level), ...ALWAYS, ...(NAMED[level] ?? []), ...extras].map(layerNamed).filter((layer) => layer !== undefined);
}
