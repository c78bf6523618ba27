// Words of the file that are none of a field's choices: what each means is chosen here, and kept for the next file.

import type { Field, Layer } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import type { Draft } from "./draft";
import type { Report, Upload } from "./server";

// What a report shows is cut off beyond this; such a word could not be found again in the file.
const CUT = "…";

interface Word {
  field: Field;
  written: string;
}

/** The table; null where every word is known. */
export function valuesView(upload: Upload, layer: Layer, draft: Draft): HTMLElement | null {
  const words = wordsOf(upload, layer);
  if (words.length === 0) return null;
  const titles = ["col_field", "col_written", "col_meant"].map((key) => el("th", { scope: "col", role: "columnheader" }, t(key)));
  const table = el(
    "table",
    { class: "cards values", role: "table", "aria-labelledby": "values-title" },
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...titles)),
    el("tbody", { role: "rowgroup" }, ...words.map((word) => row(word, draft))),
  );
  const heading = el("h2", { id: "values-title" }, t("values"));
  return el("section", { "aria-labelledby": "values-title" }, heading, el("p", { class: "hint" }, t("values_hint")), table);
}

/** Those that somebody has given a meaning, and those that are refused for want of one. */
function wordsOf({ options, report }: Upload, layer: Layer): Word[] {
  const found = new Map<string, Word>();
  for (const field of layer.fields.filter(({ choices }) => Object.keys(choices).length > 0)) {
    const given = Object.keys(options.values[field.name] ?? {});
    for (const written of [...given, ...refused(report, field)]) found.set(`${field.name}\n${written}`, { field, written });
  }
  return [...found.values()];
}

function refused(report: Report | null, field: Field): string[] {
  const ofField = (report?.problems ?? []).filter((problem) => problem.field === field.name);
  return ofField.map(({ value }) => value).filter((value) => value.trim() !== "" && !value.endsWith(CUT));
}

function row({ field, written }: Word, draft: Draft): HTMLElement {
  const select = el("select", { "aria-label": t("meaning_of", { word: written, field: field.title }) }, new Option(t("meaning_none"), ""));
  for (const [value, title] of Object.entries(field.choices)) select.append(new Option(title, value));
  select.value = draft.options.values[field.name]?.[written] ?? "";
  select.addEventListener("change", () => draft.mean(field.name, written, select.value));
  return el(
    "tr",
    { role: "row" },
    el("th", { scope: "row", role: "rowheader" }, field.title),
    el("td", { role: "cell", "data-title": t("col_written") }, `“${written}”`),
    el("td", { role: "cell", "data-title": t("col_meant") }, select),
  );
}
