// What the page knows from the server: words, layers and fields, as JSON in the document.

import type { Builder } from "./embed-builder";
import type { Embed } from "./embed/asked";

export type FieldType = "text" | "integer" | "number" | "boolean" | "date";

export interface Field {
  name: string;
  title: string;
  type: FieldType;
  unit: string | null;
  tileFrom: number | null;
  selector: boolean;
  /** Only told to those who load. */
  required?: boolean;
  choices: Record<string, string>;
}

export interface Layer {
  name: string;
  title: string;
  description: string;
  geometry: "point" | "line" | "area";
  group: string;
  /** Whether it shows the units of one day. */
  dated: boolean;
  minZoom: number;
  /** Whether tiles from afar hold counts of its points. */
  isCounted: boolean;
  color: string;
  radius: number;
  width: number;
  fillOpacity: number;
  /** The field by whose value features are coloured, from each of these values on. */
  by: string | null;
  steps: [number, string][];
  fields: Field[];
}

/** A map that lies under ours: pictures by zoom, column and row, or a PMTiles archive. */
export interface BaseMap {
  url: string;
  isArchive: boolean;
  attribution: string;
}

/** A role that can be given. readsAs: as what kind of official it reads; null: as the public. */
export interface RoleKind {
  name: string;
  title: string;
  readsAs: string | null;
  isEverywhere: boolean;
}

export interface Catalogue {
  /** Of the map: what its addresses begin with for officials, such as `/as/police`. */
  base?: string;
  language: "vi" | "en";
  words: Record<string, string>;
  /** Who is behind the page: the agency, else the site. */
  madeBy?: string;
  rule: string;
  /** Of the page for planners: whether whoever looks may change rules. */
  editsRules?: boolean;
  shown: string[];
  groups: { name: string; title: string }[];
  layers: Layer[];
  /** Of the map: where the archive is that it is drawn from, if there is one. */
  archive: string | null;
  /** Of pages whose map may lie on another: what that is. */
  baseMap?: BaseMap | null;
  /** Of the page for loading: names of the layers that take files, and what checks are called. */
  targets: string[];
  checks: Record<string, string>;
  /** Of the page for accounts: whose session it is, the day in Vietnam, the roles that there are. */
  own: { id: number; name: string };
  today: string;
  longestName: number;
  roles: RoleKind[];
  /** Of the page of the audit log: what can be on record, kinds of officials and layers by name, whether accounts can be opened. */
  actions: Record<string, string>;
  kinds: Record<string, string>;
  roleTitles: Record<string, string>;
  layerTitles: Record<string, string>;
  isAdmin: boolean;
  /** Of the pages that know codes of addresses: what these begin with here. */
  prefix?: string;
  /** Of the page of one address: where it is (degrees), if that is told. */
  spot?: readonly [number, number] | null;
  /** Of the page of planners: the layer that holds a kind of which rules speak, by its set and its name (`asset/wifi`). */
  kindLayers: Record<string, string>;
  /** Of that page, for whoever changes rules: by layer the fields whose values are not read here. */
  moreFields?: Record<string, Field[]>;
  /** Of the office of the register: the units of whoever asks, and reasons by step and code. */
  units?: { id: number; name: string }[];
  reasons?: Record<string, Record<string, string>>;
  /** Of the same: whether whoever asks reads addresses, and whether they see to campaigns and plates. */
  reads?: boolean;
  plates?: boolean;
  /** Of the page of plates: kinds of plates (mm), why nothing can be printed, if so. */
  templates?: { id: string; title: string; width: number; height: number; paper: string; aSheet: number }[];
  cannotPrint?: string | null;
  /** What those kinds are called. */
  kindTitles: Record<string, string>;
  /** Of a map for other sites: what it shows; and that it is everybody's, whoever is signed in. */
  embed?: Embed;
  sendsNoCookies?: boolean;
  /** Of the page where such maps are put together. */
  builder?: Builder;
}

export const catalogue: Catalogue = JSON.parse(document.getElementById("catalogue")?.textContent ?? "{}");

const byName = new Map(catalogue.layers.map((layer) => [layer.name, layer]));

export function layerNamed(name: string): Layer | undefined {
  return byName.get(name);
}

/** Points of units stand where their names are put. */
export function isLabels(layer: Layer): boolean {
  return layer.group === "unit" && layer.geometry === "point";
}

/** Before every address of the map's data. */
export const base = catalogue.base ?? "";

/** Whether whatever is asked for is asked by whoever is signed in. */
export const credentials: RequestCredentials = catalogue.sendsNoCookies ? "omit" : "same-origin";

/** The unit of the value by which a layer is coloured. */
export function unitOf({ by, fields }: Layer): string {
  return fields.find(({ name }) => name === by)?.unit ?? "";
}
