// Rows that are refused, by kind of fault; and what there is to know of those that are not.

import { catalogue, type Layer } from "../catalogue";
import { button, el } from "../dom";
import { count, t } from "../words";
import { plainly } from "./plainly";
import { type Finding, type Position, type Problem, type Report, type Severity, type Upload, workbookOf } from "./server";

type Group<T> = [T, ...T[]];

const OF_THE_FILE = /“[^”]*”|\[[^\]]*\]|[\d.,]*\d/g;
const FIRST = 5;
const MOST = 100;
const FIRST_TEXTS = 3;
const ORDER: readonly Severity[] = ["warning", "repaired", "note"];

/** Kinds of faults, the most frequent first. */
export function faultsView(upload: Upload, report: Report, layer: Layer, waysOut: readonly HTMLElement[]): HTMLElement {
  const totals = new Map(report.problems_counts.map((each) => [kindOf(each), each.count]));
  const groups = grouped(report.problems, kindOf).map((group) => ({ group, total: Math.max(group.length, totals.get(kindOf(group[0])) ?? 0) }));
  groups.sort((a, b) => b.total - a.total);
  const summary = t("faults_summary", { rows: report.rows_refused, kinds: groups.length });
  const items = groups.map(({ group, total }) => fault(group, total, layer));
  const ways = el("div", { class: "ways-out" }, workbookLink(upload), ...waysOut);
  return el(
    "section",
    { class: "box bad", "aria-labelledby": "faults-title" },
    el("h2", { id: "faults-title" }, t("faults")),
    el("p", { class: "hint" }, summary),
    el("ul", { class: "faults" }, ...items),
    ways,
    el("p", { class: "quiet" }, t("report_xlsx_hint")),
  );
}

/** The report to send back; while it is being made, words. */
export function workbookLink(upload: Upload): HTMLElement {
  const link = el("a", { class: "plain workbook", href: workbookOf(upload.id), download: "" }, t("report_xlsx"));
  const later = el("span", { class: "quiet workbook-later" }, t("report_xlsx_later"));
  link.hidden = !upload.has_workbook;
  later.hidden = upload.has_workbook;
  return el("span", { class: "workbook-place" }, link, later);
}

/** One thing that is wrong with one field; the words and numbers of single rows do not tell kinds apart. */
function kindOf({ field, reason }: Pick<Problem, "field" | "reason">): string {
  return `${field ?? ""}\n${reason.vi.replace(OF_THE_FILE, "")}`;
}

function fault(group: Group<Problem>, total: number, layer: Layer): HTMLElement {
  const [first] = group;
  const head = el("p", { class: "fault-head" }, el("strong", {}, fieldTitle(first.field, layer)), ": ", plainly(first.reason, layer.name), " ");
  head.append(el("span", { class: "badge refused" }, t("fault_times", { count: total })));
  const rows = group.map(({ row, value }) => t(value === "" ? "fault_at" : "fault_value", { row: String(row), value }));
  return el("li", {}, head, ...listed(rows, FIRST, total));
}

function fieldTitle(name: string | null, layer: Layer): string {
  if (name === null) return t("whole_row");
  if (name === "geometry") return t("row_place");
  return layer.fields.find((field) => field.name === name)?.title ?? (catalogue.words[`role_${name}`] || name);
}

/** The first, then more of them when wanted. */
function listed(words: readonly string[], first: number, total: number): HTMLElement[] {
  const list = (some: readonly string[]): HTMLElement => el("ul", { class: "rows" }, ...some.map((each) => el("li", {}, each)));
  const rest = words.slice(first);
  if (rest.length === 0) return [list(words)];
  const shown = first + Math.min(rest.length, MOST);
  const beyond = total > shown ? el("p", { class: "quiet" }, t("more_rows", { count: total - shown })) : null;
  const more = el("details", { class: "more" }, el("summary", {}, t("more_rows", { count: total - first })), list(rest.slice(0, MOST)), beyond);
  return [list(words.slice(0, first)), more];
}

/** Warnings first, then what was put right, then notes. see: shows a place on the map of the rows; null: there is none. */
export function findingsView(report: Report, see: ((place: Position) => void) | null): HTMLElement {
  const warnings: Finding[] = report.warnings.map((text) => ({ check: "", severity: "warning", text, row: null, units: [], where: null }));
  const groups = grouped([...warnings, ...report.findings], ({ check, severity, text }) => `${severity}\n${check || text.vi}`);
  const sorted = groups.sort((a, b) => rank(a) - rank(b));
  const heading = el("h2", { id: "findings-title" }, t("findings"));
  const none = sorted.length === 0 ? el("p", { class: "quiet" }, t("findings_none")) : null;
  const items = el("ul", { class: "findings" }, ...sorted.map((group) => kind(group, report, see)));
  return el("section", { "aria-labelledby": "findings-title" }, heading, none, items);
}

function rank([first]: Group<Finding>): number {
  return ORDER.indexOf(first.severity);
}

function kind(group: Group<Finding>, report: Report, see: ((place: Position) => void) | null): HTMLElement {
  const [{ check, severity }] = group;
  const total = report.findings_counts[check]?.[severity] ?? group.length;
  const title = catalogue.checks[check] ?? check;
  const head = el("p", { class: "fault-head" }, el("span", { class: `badge ${severity}` }, t(`severity_${severity}`)), " ", el("strong", {}, title));
  if (total > 1) head.append(el("span", { class: "quiet" }, ` · ${count(total)}`));
  const texts = group.map((finding) => line(finding, see));
  const list = (some: readonly HTMLElement[]): HTMLElement => el("ul", { class: "rows" }, ...some);
  const rest = texts.slice(FIRST_TEXTS, FIRST_TEXTS + MOST);
  const more = el("details", { class: "more" }, el("summary", {}, t("more_rows", { count: total - FIRST_TEXTS })), list(rest));
  return el("li", { class: severity }, head, list(texts.slice(0, FIRST_TEXTS)), rest.length > 0 ? more : null);
}

function line({ text, row, units, where }: Finding, see: ((place: Position) => void) | null): HTMLElement {
  const at = row === null ? "" : `${t("finding_row", { row: String(row) })}: `;
  const show = where === null || see === null ? null : button({ class: "quiet-button" }, () => see(where), t("see_on_map"));
  const about = units.length === 0 ? "" : `${units.join(", ")}: `;
  return el("li", {}, at, about, plainly(text), show === null ? null : " ", show);
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

/** What was read from the file as a whole. */
export function facts(report: Report): string[] {
  const accuracy = !report.accuracy_m ? "" : ` (${t("accuracy", { distance: `${count(report.accuracy_m)} m` })})`;
  return [
    report.source_layer === null ? null : t("sheet_used", { name: report.source_layer }),
    report.source_crs === null ? null : t("crs_used", { crs: report.source_crs }) + accuracy,
  ].filter((each) => each !== null);
}

