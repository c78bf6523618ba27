// Which column of the file fills which field of the layer: seen, and changed.

import type { Layer } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import type { Draft } from "./draft";
import { ofTarget } from "./frame";
import { INDICATORS, inWords, type Upload } from "./server";

export const ROLES = ["lon", "lat", "wkt"] as const;
const AUTO = "\n";

interface Target {
  name: string;
  title: string;
  isRequired: boolean;
}

/** The table; fields that nothing fills are folded away, unless they must be filled or were asked for. */
export function mappingView(upload: Upload, layer: Layer, draft: Draft): HTMLElement {
  const targets = targetsOf(upload, layer);
  const isFree = ({ name, isRequired }: Target): boolean => columnOf(upload, name) === null && !isRequired && draft.options.mapping[name] === undefined;
  const free = targets.filter(isFree);
  const unmatched = upload.report?.unmatched ?? [];
  const used = targets.filter((target) => !isFree(target));
  const folded = el("details", { class: "more" }, el("summary", {}, t("mapping_free", { count: free.length })), table(upload, free, draft));
  const unused = unmatched.length === 0 ? null : el("p", { class: "quiet" }, t("unused", { columns: unmatched.join(", ") }));
  const summary = upload.report === null ? "" : `${t("mapping_summary", { used: used.length, free: unmatched.length })}. `;
  const heading = el("h2", { id: "mapping-title" }, t("mapping"));
  const hint = el("p", { class: "hint" }, summary + ofTarget("mapping_hint", upload.layer));
  folded.open = used.length === 0 && (upload.report !== null || upload.layer === INDICATORS);
  const parts = [used.length > 0 ? table(upload, used, draft) : null, unused, free.length > 0 ? folded : null];
  return el("section", { "aria-labelledby": "mapping-title" }, heading, hint, ...parts);
}

function table(upload: Upload, targets: readonly Target[], draft: Draft): HTMLElement {
  const titles = ["col_field", "col_column", "col_samples", "col_how"].map((key) => el("th", { scope: "col", role: "columnheader" }, t(key)));
  return el(
    "table",
    { class: "cards mapping", role: "table", "aria-labelledby": "mapping-title" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...titles)),
    el("tbody", { role: "rowgroup" }, ...targets.map((target) => row(upload, target, draft))),
  );
}

/** A choice among the columns of the file for one field or role. */
export function columnSelect(upload: Upload, target: { name: string; title: string }, draft: Draft): HTMLSelectElement {
  const found = upload.options.mapping[target.name] === undefined ? columnOf(upload, target.name) : null;
  const auto = found === null ? t("column_auto_none") : t("column_auto", { column: oneLine(found) });
  const select = el("select", { "aria-label": t("column_for", { field: target.title }) });
  select.append(new Option(auto, AUTO));
  if (!isRole(target.name)) select.append(new Option(t("column_none"), ""));
  for (const column of upload.columns) select.append(new Option(oneLine(column) || "—", column));
  select.value = draft.options.mapping[target.name] ?? AUTO;
  select.addEventListener("change", () => draft.remap(target.name, select.value === AUTO ? null : select.value));
  return select;
}

function row(upload: Upload, target: Target, draft: Draft): HTMLElement {
  const samples = el("td", { role: "cell", class: "samples", "data-title": t("col_samples") });
  const how = el("td", { role: "cell", class: "quiet", "data-title": t("col_how") });
  const made = el(
    "tr",
    { role: "row" },
    el(
      "th",
      { scope: "row", role: "rowheader" },
      target.title,
      target.isRequired ? el("span", { class: "badge asks" }, t("required")) : null,
      el("span", { class: "quiet code" }, target.name),
    ),
    el("td", { role: "cell", "data-title": t("col_column") }, columnSelect(upload, target, draft)),
    samples,
    how,
  );
  const tell = (): void => {
    const column = draft.isRemapped(target.name) ? (draft.options.mapping[target.name] ?? null) : columnOf(upload, target.name);
    samples.textContent = (upload.samples[column ?? ""] ?? []).slice(0, 3).join(" · ");
    how.textContent = reason(upload, target.name, draft);
    made.classList.toggle("free", column === null || column === "");
  };
  draft.watch(tell);
  tell();
  return made;
}

function reason(upload: Upload, name: string, draft: Draft): string {
  if (draft.isRemapped(name)) return t("how_changed");
  if (upload.options.mapping[name] !== undefined) return t("how_chosen");
  const match = upload.report?.matching.find(({ field }) => field === name);
  return match === undefined ? "" : inWords(match.how);
}

/** What fills a field as the file was checked; null: nothing does. */
function columnOf(upload: Upload, name: string): string | null {
  const given = upload.options.mapping[name];
  if (given !== undefined) return given === "" ? null : given;
  return upload.report?.matching.find(({ field }) => field === name)?.column ?? null;
}

/** Fields, and the roles of coordinates where columns can have them. */
function targetsOf(upload: Upload, layer: Layer): Target[] {
  const fields = layer.fields.map(({ name, title, required }) => ({ name, title, isRequired: required === true }));
  const used = ROLES.filter((role) => columnOf(upload, role) !== null);
  const roles = used.map((name) => ({ name, title: t(`role_${name}`), isRequired: false }));
  const isFilled = ({ name }: Target): number => Number(columnOf(upload, name) !== null);
  return [...fields, ...roles].sort((a, b) => isFilled(b) - isFilled(a));
}

const isRole = (name: string): boolean => ROLES.some((role) => role === name);

/** Headings of a workbook may have several lines. */
const oneLine = (column: string): string => column.replace(/\s+/g, " ").trim();
