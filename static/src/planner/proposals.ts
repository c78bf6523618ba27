// What the page asks of the routes that propose places and that count what a change would bring.

import type { Outcome, Texts } from "../api";
import { ask } from "../ask";
import { pathOf, query } from "./server";

/** Places where something is, or where the next ones would go. */
export interface Spot {
  lon: number;
  lat: number;
}

/** Where a new thing would stand, and what is known of it. */
export interface Planted extends Spot {
  values?: Record<string, string | number | boolean>;
}

export interface Addition extends Planted {
  layer: string;
  host?: string | null;
}

export interface Existing {
  layer: string;
  id: number;
}

export interface Change {
  add: Addition[];
  move: (Existing & Spot)[];
  remove: Existing[];
}

export interface Figures {
  subjects: number | null;
  passed: number | null;
  failed: number | null;
  unknown: number | null;
  share: number | null;
  outcome: Outcome;
}

export interface Changed {
  layer: string;
  id: number;
  name: string | null;
  before: Outcome;
  after: Outcome;
}

export interface Effect {
  before: Figures;
  after: Figures;
  changed: Changed[];
}

/** What the unit would have with the change on a day (null: today), beside what it has. */
export function effectOf(rule: string, unit: number, at: string | null, change: Change): Promise<Effect> {
  return ask("POST", `${pathOf(rule)}/what-if${query({ at })}`, { unit, ...change });
}

export interface Wanted {
  unit: number;
  /** How many sites, or what all of them may cost; one of the two. */
  count?: number;
  budget?: number;
  /** Of a site, by kind of candidate. */
  costs?: Record<string, number>;
  candidates: { from: "places" | "junctions" | "grid"; spacing_m?: number };
  exclusion: string[];
  method: "greedy" | "proven";
  count_planned: boolean;
  amount?: number;
  angle_deg?: number;
}

export interface Site extends Spot {
  name: string | null;
  gain: number;
  weight: number;
  cost: number;
  /** Where a camera there would look, in degrees from north; null where that does not matter. */
  direction: number | null;
  /** Of all that the unit has, what would pass from here on; null where nothing weighs anything. */
  share: number | null;
  reasons: Texts[];
}

export interface Proposal {
  /** Of what the gain of a site tells: how many pass, or how many metres of roads are covered. */
  counted: "subjects" | "metres";
  share_before: number | null;
  sites: Site[];
  uncovered: number;
  /** Of the proven choice: how far it is from the best there can be. */
  optimum: { words: Texts } | null;
  notes: Texts[];
}

export function sitesFor(rule: string, wanted: Wanted): Promise<Proposal> {
  return ask("POST", `${pathOf(rule)}/sites`, wanted);
}
