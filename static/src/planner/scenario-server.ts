// Scenarios as the service keeps them.

import type { Texts } from "../api";
import { ask } from "../ask";
import { base } from "../catalogue";
import type { Addition, Change, Existing, Figures, Spot } from "./proposals";
import { query } from "./server";

const PATH = `${base}/api/v1/coverage/scenarios`;
export const SHARED = ["private", "link", "planners"] as const;
export const MOST_COMPARED = 5;

export type Shared = (typeof SHARED)[number];

/** What is said of a scenario beside its changes. day: null is whatever day it is. */
export interface About {
  name: string;
  note: string;
  shared: Shared;
}

export interface Place {
  unit: number;
  rule: string;
  day: string | null;
}

export interface Brief extends About, Place {
  id: string;
  unit_name: string | null;
  revision: number;
  owner: string;
  is_mine: boolean;
  changed: string;
  added: number;
  moved: number;
  removed: number;
  is_planned: boolean;
}

/** A change that does not fit what is on record now. */
export interface Unfit {
  words: Texts;
}

export interface Scenario extends Brief {
  add: Addition[];
  move: (Existing & Spot)[];
  remove: Existing[];
  unfit: Unfit[];
  things: (Existing & { name: string | null; lon: number | null; lat: number | null })[];
}

interface Ruled {
  rule: string;
  title: Texts;
  checked: boolean;
  before: Figures | null;
  why: Texts | null;
}

export interface RuleEffect extends Ruled {
  after: Figures | null;
  gain: number | null;
}

export interface Comparison {
  at: string;
  unit_name: string | null;
  rules: Ruled[];
  scenarios: (Brief & { after: (Figures | null)[]; gain: (number | null)[]; unfit: Unfit[] })[];
}

/** Things of one layer on their way to be planned. state: of the upload, or `gone`. */
export interface PlannedLayer {
  layer: string;
  things: number;
  state: string;
  error: Texts | null;
  warnings: number;
  load: number | null;
  undone_by: number | null;
}

export interface Plan {
  layers: PlannedLayer[];
  can_be_committed: boolean;
  is_done: boolean;
  /** Why the asker may not do it. */
  why_not: Texts | null;
  to_do: { words: Texts }[];
  unfit: Unfit[];
}

export type Wanted = About & Place & Change;

/** One's own, and those that others share with all planners; of one unit, or of all. */
export function getScenarios(unit: number | null): Promise<{ mine: Brief[]; shared: Brief[] }> {
  return ask("GET", `${PATH}${query({ unit: unit === null ? null : String(unit) })}`);
}

export function getScenario(id: string): Promise<Scenario> {
  return ask("GET", pathOf(id));
}

export function keepNew(wanted: Wanted): Promise<Scenario> {
  return ask("POST", PATH, wanted);
}

export function keepAgain({ id, revision }: Brief, wanted: Wanted): Promise<Scenario> {
  return ask("PUT", `${pathOf(id)}${query({ revision: String(revision) })}`, wanted);
}

export function deleteScenario(id: string): Promise<null> {
  return ask("DELETE", pathOf(id));
}

export function copyScenario(id: string, name: string): Promise<Scenario> {
  return ask("POST", `${pathOf(id)}/copy`, { name });
}

/** What every rule that counts what is changed says before and after. */
export function effectsOf(id: string): Promise<{ at: string; rules: RuleEffect[] }> {
  return ask("GET", `${pathOf(id)}/effect`);
}

/** How far the turning of a scenario into planned things is. */
export function getPlan(id: string): Promise<Plan> {
  return ask("GET", `${pathOf(id)}/plan`);
}

export function turnIntoPlan(id: string): Promise<Plan> {
  return ask("POST", `${pathOf(id)}/plan`);
}

export function commitPlan(id: string): Promise<Plan> {
  return ask("POST", `${pathOf(id)}/plan/commit`);
}

export function compareScenarios(ids: readonly string[]): Promise<Comparison> {
  return ask("GET", `${PATH}/compare${query({ scenarios: ids.join(",") })}`);
}

export function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
