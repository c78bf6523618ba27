// What the page `/admin` asks of `/api/v1/loads`.

import { catalogue } from "../catalogue";
import { ask } from "../ask";

const LOADS = "/api/v1/loads";

export interface Said {
  vi: string;
  en: string;
}

export type State = "waiting" | "checking" | "asks" | "refused" | "ready" | "loading" | "done" | "failed" | "cancelled";
export type Mode = "append" | "upsert" | "replace";

/** Of administrative units; days as ISO dates. */
export interface UnitsOptions {
  level: string;
  valid_from: string;
  last_day: string | null;
  doc: string | null;
  geom_status: string;
}

/** Of figures; null: the table itself says it. */
export interface FiguresOptions {
  period: string | null;
  source: string | null;
  level: string | null;
}

export type OriginOptions = Pick<Options, "data_source" | "data_licence" | "data_date">;

/** As the service keeps them; null leaves a choice to the check. */
export interface Options {
  crs: string | null;
  encoding: string | null;
  source_layer: string | null;
  mapping: Record<string, string>;
  /** Of a field: what the file writes, and what is meant. */
  values: Record<string, Record<string, string>>;
  mode: Mode | null;
  key: string | null;
  on_error: "refuse" | "skip";
  /** Who made the data, how it may be used, the day that it is of; everybody reads it. */
  data_source: string | null;
  data_licence: string | null;
  data_date: string | null;
  /** Of `units` alone. */
  units: UnitsOptions | null;
  /** Of `indicators` alone. */
  indicators: FiguresOptions | null;
}

export interface Brief {
  id: number;
  created: string;
  by: string;
  file_name: string;
  file_size: number;
  layer: string;
  options: Options;
  state: State;
  rows_read: number;
  load_id: number | null;
}

export type Position = [lon: number, lat: number];

export interface Choice {
  value: string;
  label: Said;
  detail: Said | null;
  points: Position[] | null;
}

export interface Question {
  kind: "crs" | "encoding" | "source_layer" | "mapping" | "key" | "other";
  text: Said;
  choices: Choice[];
}

export interface Problem {
  row: number;
  field: string | null;
  value: string;
  reason: Said;
}

export type Severity = "warning" | "repaired" | "note";

export interface Finding {
  check: string;
  severity: Severity;
  text: Said;
  row: number | null;
  /** Full names with codes. */
  units: string[];
  where: Position | null;
}

export interface ProblemCount {
  field: string | null;
  reason: Said;
  count: number;
}

export interface Report {
  mode: Mode;
  rows_read: number;
  rows_written: number;
  rows_refused: number;
  rows_ignored: number;
  rows_removed: number;
  /** The first of them; counted are all, by kind. */
  problems: Problem[];
  problems_counts: ProblemCount[];
  warnings: Said[];
  findings: Finding[];
  findings_counts: Record<string, Partial<Record<Severity, number>>>;
  matching: { field: string; column: string; how: Said }[];
  unmatched: string[];
  source_layer: string | null;
  source_crs: string | null;
  accuracy_m: number | null;
  /** Of a file into several layers: what became of each. */
  parts?: { layer: string; rows_written: number; rows_refused: number; load_id: number | null }[];
}

export interface PreviewRow {
  /** Null of figures, which have no place. */
  geometry: GeoJSON.Geometry | null;
  properties: { row: number; layer?: string } & Record<string, unknown>;
}

export interface Preview {
  bbox: [number, number, number, number] | null;
  total: number;
  features: { features: PreviewRow[] };
}

export interface Upload extends Brief {
  /** Which state of what was asked for: a commit names the one that was looked at. */
  revision: number;
  error: Said | null;
  question: Question | null;
  report: Report | null;
  has_workbook: boolean;
  columns: string[];
  samples: Record<string, string[]>;
  preview: Preview | null;
  /** A file of the same columns that was loaded before, and what was chosen for it otherwise. */
  remembered: (Pick<Options, "mapping" | "values" | "data_source" | "data_licence"> & { id: number; file_name: string; created: string }) | null;
}

export interface Load {
  id: number;
  loaded: string;
  by: string;
  layer: string;
  mode: Mode | "undo";
  file_name: string;
  rows_written: number;
  rows_refused: number;
  undoes: number | null;
  undone_by: number | null;
  upload_id: number | null;
  can_be_undone: boolean;
}

/** The taking back of a load that was asked for last; of a dry run nothing is kept. */
export interface Undoing {
  state: "waiting" | "checked" | "refused" | "done" | "failed";
  dry_run: boolean;
  rows_deleted: number | null;
  rows_restored: number | null;
  error: Said | null;
}

export interface RecordedLoad extends Load {
  undoing: Undoing | null;
}

export interface Listed {
  limit_mb: number;
  uploads: Brief[];
  loads: Load[];
}

/** Names of what a file can be for beside single layers. */
export const UNITS = "units";
export const OSM = "osm";
export const INDICATORS = "indicators";
/** The layer under which loads of figures are on record. */
export const FIGURES_LAYER = "indicator_values";
/** The layer that holds units of a level. */
export const LAYER_OF: Record<string, string> = { province: "provinces", district: "districts", commune: "communes", hamlet: "hamlets" };

export const isBusy = (state: State): boolean => state === "waiting" || state === "checking" || state === "loading";

export const inWords = (said: Said): string => said[catalogue.language];

export const workbookOf = (id: number): string => `${LOADS}/${id}/report.xlsx`;

/** The newest; of one layer, or of all. */
export const getListed = (layer: string | null): Promise<Listed> => ask("GET", `${LOADS}?limit=20${layer === null ? "" : `&layer=${layer}`}`);

export const getUpload = (id: number): Promise<Upload> => ask("GET", `${LOADS}/${id}`);

export const putOptions = (id: number, revision: number, options: Options): Promise<Upload> =>
  ask("PUT", `${LOADS}/${id}/options?revision=${revision}`, options);

export const commit = (id: number, revision: number): Promise<Upload> => ask("POST", `${LOADS}/${id}/commit?revision=${revision}`);

export const cancel = (id: number): Promise<null> => ask("DELETE", `${LOADS}/${id}`);

export const getLoad = (id: number): Promise<RecordedLoad> => ask("GET", `${LOADS}/recorded/${id}`);

export const undo = (id: number, dryRun: boolean): Promise<RecordedLoad> => ask("POST", `${LOADS}/recorded/${id}/undo?dry_run=${dryRun}`);

/** Throws SignedOut when the session has ended: told before a large file is on its way. */
export const checkSession = (): Promise<unknown> => ask("GET", "/api/v1/session");
