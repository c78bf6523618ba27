// Words and figures in the language of the page.

import { catalogue, type Field } from "./catalogue";

const numbers = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 2 });
const dates = new Intl.DateTimeFormat(catalogue.language === "vi" ? "vi-VN" : "en-GB", {
  day: "numeric",
  month: catalogue.language === "vi" ? "numeric" : "long",
  year: "numeric",
  timeZone: "UTC",
});
const VIETNAM = "Asia/Ho_Chi_Minh";
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: VIETNAM });
// Symbols of UCUM that people write otherwise.
const UNITS: Record<string, string> = { km2: "km²", m2: "m²", "1": "" };

/** The words under `key`, with `{name}` filled in from `values`. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const words = catalogue.words[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (_, name: string) => formatted(values[name] ?? ""));
}

function formatted(value: string | number): string {
  return typeof value === "number" ? count(value) : value;
}

export function count(value: number): string {
  return numbers.format(value);
}

/** A share of one as per cent, cut off and not rounded up: 99.6 % is not 100 %. */
export function percent(share: number): string {
  return `${numbers.format(Math.floor(share * 100 + 1e-9))}%`;
}

const tenths = new Intl.NumberFormat(catalogue.language, { maximumFractionDigits: 1 });

/** The same to one digit, as papers have it. */
export function percentTenths(share: number): string {
  return `${tenths.format(Math.floor(share * 1000 + 1e-9) / 10)}%`;
}

/** Metres, as kilometres from 1,000 on. */
export function distance(metres: number): string {
  if (metres < 1000) return `${numbers.format(Math.round(metres))} m`;
  return `${numbers.format(Math.round(metres / 100) / 10)} km`;
}

/** Square metres, as hectares from 10,000 on and square kilometres from a million on. */
export function area(squareMetres: number): string {
  if (squareMetres < 10_000) return `${numbers.format(Math.round(squareMetres))} m²`;
  if (squareMetres < 1_000_000) return `${numbers.format(squareMetres / 10_000)} ha`;
  return `${numbers.format(squareMetres / 1_000_000)} km²`;
}

/** An ISO day as people write it. */
export function day(iso: string): string {
  const parsed = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) ? iso : dates.format(parsed);
}

/** An ISO moment as clocks and calendars of Vietnam show it. */
export function moment(iso: string): string {
  const parsed = new Date(iso);
  return Number.isNaN(parsed.getTime()) ? iso : `${clock.format(parsed)}, ${day(dayOfMoment(iso))}`;
}

/** The ISO day that it was in Vietnam. */
export function dayOfMoment(iso: string): string {
  const parsed = new Date(iso);
  // Sweden writes days as ISO does.
  return Number.isNaN(parsed.getTime()) ? iso : parsed.toLocaleDateString("sv-SE", { timeZone: VIETNAM });
}

/** The value of a declared field as a person reads it; null when there is none. */
export function fieldValue(field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === "") return null;
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (field.type === "date") return day(String(value));
  if (typeof value === "number") return measured(field, value);
  return field.choices[String(value)] ?? String(value);
}

function measured(field: Field, value: number): string {
  if (field.unit === "1" && field.name === "share") return percent(value);
  // How far away something is, is known less well than how wide it is.
  if (field.unit === "m" && field.name === "distance_m") return distance(value);
  // Identities and years are not quantities: no thousands separator.
  const plain = field.type === "integer" && (field.name.endsWith("_id") || field.name === "year");
  const unit = field.unit === null ? "" : (UNITS[field.unit] ?? field.unit);
  return `${plain ? String(value) : numbers.format(value)} ${unit}`.trim();
}
