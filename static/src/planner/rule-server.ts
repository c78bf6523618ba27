// What the editor of rules asks of `/api/v1/coverage/rules`.

import { ask } from "../ask";
import type { Texts } from "../api";
import { base } from "../catalogue";
import type { Level } from "./server";

const RULES = `${base}/api/v1/coverage/rules`;
// A preview evaluates two rules, each statement for up to half a minute.
const PREVIEW_MS = 120_000;

export type Outcome = "pass" | "fail" | "unknown" | "not_applicable";
/** A rule as JSON; parts are reached by their paths. */
export type Document = { [name: string]: unknown };

export interface Fault {
  place: string;
  line: number | null;
  column: number | null;
  words: Texts;
}

export interface Checked {
  fault: Fault | null;
  document: Document | null;
  text: string | null;
  made_of_it: string[];
}

export interface Version {
  version: number;
  state: "in_force" | "withdrawn" | "shipped";
  document: Document;
  text: string;
  note: string | null;
  edited_by: string | null;
  edited_at: string | null;
  calculation: "waiting" | "done" | "failed" | null;
}

export interface Versions {
  rule: string;
  version: number;
  newer_shipped: number | null;
  versions: Version[];
}

interface Turn {
  before: Outcome | null;
  after: Outcome | null;
}

export interface ChangedUnit extends Turn {
  unit_id: number;
  level: Level;
  full_name: string;
  share_before: number | null;
  share_after: number | null;
  lon: number | null;
  lat: number | null;
}

export interface Preview {
  /** The level that the rule would speak of. */
  level: Level;
  from_version: number;
  seconds: number;
  subjects: (Turn & { subjects: number })[];
  levels: (Turn & { level: Level; units: number })[];
  units: ChangedUnit[];
  more_units: boolean;
  changed: (Turn & { layer: string; id: number; part: number; name: string | null })[];
  more_changed: boolean;
  /** What is judged is told in rounded numbers, and never listed. */
  counted_only: boolean;
  made_of_it: string[];
}

export function checkRule(sent: { document: Document } | { text: string }): Promise<Checked> {
  return ask<Checked>("POST", `${RULES}/check`, sent);
}

export function previewRule(text: string, unit: number | null, at: string | null): Promise<Preview> {
  const day = at === null ? "" : `?at=${at}`;
  return ask<Preview>("POST", `${RULES}/preview${day}`, { text, unit }, PREVIEW_MS);
}

export function getVersions(rule: string): Promise<Versions> {
  return ask<Versions>("GET", `${pathOf(rule)}/versions`);
}

export function saveRule(rule: string, text: string, note: string, from: number): Promise<{ version: number }> {
  return ask("PUT", pathOf(rule), { text, note, from_version: from });
}

export function withdrawRule(rule: string, note: string, from: number): Promise<{ version: number }> {
  return ask("POST", `${pathOf(rule)}/withdraw`, { note, from_version: from });
}

function pathOf(rule: string): string {
  return `${RULES}/${encodeURIComponent(rule)}`;
}
