// What happened on a day, in words.

import { type Calendar, type Change, eve } from "./timeline-days";
import { day, t } from "./words";

const KINDS: Record<string, string> = {
  create: "happened_create",
  merge: "happened_merge",
  split: "happened_split",
  transfer: "happened_transfer",
  rename: "happened_rename",
  rekind: "happened_rekind",
  reparent: "happened_reparent",
  recode: "happened_recode",
  reboundary: "happened_reboundary",
  abolish: "happened_abolish",
  correct: "happened_correct",
};
// Work on the record, which no law orders: told only when nothing else happened.
const RECORD = new Set(["create", "correct", "reboundary"]);
const SHORT: Record<string, string> = { "Nghị quyết": "NQ", "Quyết định": "QĐ", "Nghị định": "NĐ" };
const DOCUMENTS = 2;

/** A decree as people cite it. */
export function cited(document: string): string {
  return document.replace(/^(Nghị quyết|Quyết định|Nghị định)(?= )/, (long) => SHORT[long] ?? long);
}

/** "57 sáp nhập · NQ 1674/NQ-UBTVQH15" */
export function happened({ kinds, documents }: Change): string {
  const all = Object.entries(kinds);
  const lawful = all.filter(([kind]) => !RECORD.has(kind));
  const counts = (lawful.length > 0 ? lawful : all).map(([kind, count]) => t(KINDS[kind] ?? kind, { count }));
  const rest = documents.length - DOCUMENTS;
  const sources = documents.slice(0, DOCUMENTS).map(cited).join(", ") + (rest > 0 ? ` +${rest}` : "");
  return [counts.join(", "), sources].filter(Boolean).join(" · ");
}

/** The world of `iso` by the change that made it, or by the one that ended it. */
export function worldInWords(calendar: Calendar, iso: string): string {
  const last = calendar.last(iso);
  const next = calendar.next(iso);
  if (next !== null && eve(next.date) === iso) return t("eve_of", { date: day(next.date), what: happened(next) });
  if (last !== null) return t(last.date === iso ? "on_day" : "since_day", { date: day(last.date), what: happened(last) });
  return next === null ? t("no_changes") : t("before_day", { date: day(next.date), what: happened(next) });
}
