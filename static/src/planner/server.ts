// What the page asks of `/api/v1/coverage`, as the kind of official that the page is for.

import type { Gap, ShareClass, Texts, UnitCoverage } from "../api";
import { ask, Refused } from "../ask";
import { base, catalogue } from "../catalogue";

const COVERAGE = `${base}/api/v1/coverage`;
export const LEVELS = ["province", "district", "commune", "hamlet"] as const;
// Of one unit nobody reads more; the table of all is the export.
const MOST_GAPS = 500;

export type Level = (typeof LEVELS)[number];

export interface Comparison {
  op: string;
  value: number;
}

export interface Relation {
  hosted?: true;
  inside?: true;
  self?: true;
  seen_by?: string;
  within_m?: number;
  metric?: "straight" | "walk" | "drive";
  any_of?: Relation[];
}

/** A rule as it was written; one that combines others has `composite` and nothing of the rest. */
export interface RuleText {
  subject?: { set: string; kind?: string[]; weight?: string };
  target?: { set: string; kind?: string[] };
  relation?: Relation;
  measure?: { agg: string; of?: string; per?: { attr: string; unit: number } };
  pass?: Comparison;
  rollup?: { level: Level; stat: "share" | "count" | "all" | "any"; pass: Comparison };
  composite?: { level: Level; all_of?: string[]; any_of?: string[]; at_least?: number };
}

/** The ways in which something counts for a subject. */
export function waysOf({ relation }: RuleText): Relation[] {
  return relation?.any_of ?? (relation ? [relation] : []);
}

export interface Rule {
  id: string;
  version: number;
  title: Texts;
  severity: "required" | "recommended" | "info";
  level: Level;
  newer_shipped: number | null;
  basis: { kind: string; doc: string | null; clause: string | null; quote: string | null; checked: boolean };
  rule: RuleText;
}

/** The result of a rule in all units of a level. */
export interface Result {
  at: string;
  version: number;
  checked: boolean;
  calculated_for: string;
  computed_at: string;
  /** Whether it is of the newest data and the rule as it is now. */
  is_current: boolean;
  level: Level;
  units: UnitCoverage[];
  /** Units of that day that were not counted. */
  without_result: number;
  /** Of shares, from the lowest up; none when the rule is no matter of shares. */
  classes: ShareClass[];
}

export function isLevel(text: string | null): text is Level {
  return LEVELS.some((level) => level === text);
}

/** The words in the language of the page. */
export function said(texts: Texts): string {
  return texts[catalogue.language] || texts.vi;
}

/** The rules in force, and those that are not any more. */
export interface Book {
  rules: Rule[];
  withdrawn: { id: string; title: Texts }[];
  faulty: { id: string; fault: Texts }[];
}

export function getBook(): Promise<Book> {
  return ask<Book>("GET", `${COVERAGE}/rules`);
}

/** The result of a rule on a day (null: today); null when it was not calculated for that. */
export function getResult(rule: string, at: string | null, level: Level | null): Promise<Result | null> {
  return orNull(ask<Result>("GET", `${pathOf(rule)}/units${query({ at, level })}`));
}

/** The gaps of a unit, the greatest need first, and whether there are more than were asked for. */
export async function getGaps(rule: string, unit: number, at: string | null): Promise<{ gaps: Gap[]; more: boolean }> {
  const { gaps, next } = await ask<{ gaps: Gap[]; next: string | null }>(
    "GET",
    `${pathOf(rule)}/gaps${query({ unit: String(unit), at, limit: String(MOST_GAPS) })}`,
  );
  return { gaps, more: next !== null };
}

export function pathOf(rule: string): string {
  return `${COVERAGE}/${encodeURIComponent(rule)}`;
}

export function query(values: Record<string, string | null>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== null);
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** null for what is not there. */
export async function orNull<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}
