// What the page asks of the report of quality, of exports and of the feed of changes.

import { ask } from "../ask";

const PATH = "/api/v1/addresses";
const NEWEST = 20;

/** Of one hamlet, null of none; live: submitted, verified, assigned. The rest counts these alone. */
export interface HamletFigures {
  unit_id: number | null;
  name: string | null;
  households: number | null;
  live: number;
  dwellings: number;
  accurate: number;
  inaccurate: number;
  unknown_accuracy: number;
  without_number: number;
  old: number;
  missing_numbers: number;
  lone_numbers: number;
  at_one_point: number;
}

export interface Report {
  at: string;
  hamlets: HamletFigures[];
  number_gaps: { hamlet_id: number | null; street: string; missing: number[]; count: number }[];
  lone_numbers: { id: number; hamlet_id: number | null; street: string; number: string }[];
  /** The first of `spot_count`; hamlet_ids: of each address. */
  spots: { hamlet_id: number | null; ids: number[]; hamlet_ids: (number | null)[] }[];
  spot_count: number;
}

export interface Change {
  id: number;
  address: number;
  code: string | null;
  step: string;
  at: string;
}

export const FORMS = ["xlsx", "openaddresses", "overture"] as const;
export const FEED = `${PATH}/changes`;

export function getReport(unit: number): Promise<Report> {
  return ask("GET", `${PATH}/quality?unit=${unit}`);
}

/** The newest first. */
export async function getNewest(): Promise<Change[]> {
  return (await ask<{ changes: Change[] }>("GET", `${FEED}?newest=true&limit=${NEWEST}`)).changes.reverse();
}

export function exportPath(unit: number, form: (typeof FORMS)[number]): string {
  return `${PATH}/export?unit=${unit}&f=${form}`;
}

/** The counts of the report as a workbook. */
export function reportPath(unit: number): string {
  return `${PATH}/quality?unit=${unit}&f=xlsx`;
}
