// What was found in a file, what it asks, and how it is to be loaded.

import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { count, t } from "../words";
import { ActionBar, type Actions, cancelButton } from "./action-bar";
import { choicesView } from "./choices";
import type { Draft } from "./draft";
import { facts, faultsView, findingsView, workbookLink } from "./faults";
import { figuresView } from "./figures-view";
import { addressOf, ofTarget } from "./frame";
import { innerLink, moment } from "../desk";
import { mappingView } from "./mapping";
import { plainly } from "./plainly";
import { QuestionView } from "./question";
import { RowsMap } from "./rows-map";
import { INDICATORS, type Options, OSM, type Report, type Upload } from "./server";
import { valuesView } from "./values-view";

type Figure = [key: string, value: number, kind: string];

export interface Checked {
  parts: HTMLElement[];
  pause(): void;
  resume(): void;
}

/** In the order in which somebody needs it: what stops the load, what would be loaded, how, the button. */
export function checkedView(upload: Upload, draft: Draft, actions: Actions, go: (href: string) => void): Checked {
  const layer = layerNamed(upload.layer);
  if (layer === undefined) throw new Error(`no layer ${upload.layer}`);
  const recheck = (options: Options): void => {
    draft.forget();
    actions.recheck(options);
  };
  const bar = new ActionBar(upload, draft, { ...actions, recheck });
  const { report, question, preview } = upload;
  const parts: HTMLElement[] = [];
  if (upload.remembered !== null) parts.push(asBefore(upload.remembered, draft, recheck));
  if (question !== null) parts.push(new QuestionView(upload, question, draft, recheck).element);
  else if (upload.error !== null && (report === null || report.problems.length === 0)) parts.push(refusal(upload, go));
  if (report !== null) parts.push(counts(upload.layer, report, upload.state === "done"));
  if (report !== null && report.problems.length > 0) parts.push(faultsView(upload, report, layer, waysOut(upload, report, draft, recheck, go)));
  const values = valuesView(upload, layer, draft);
  if (values !== null) parts.push(values);
  const seen = preview !== null && preview.features.features.length > 0 ? preview : null;
  const rows = seen === null || upload.layer === INDICATORS ? null : new RowsMap(seen, layer);
  if (rows !== null) parts.push(section("preview", rows.element));
  else if (seen !== null) parts.push(section("figures", figuresView(seen, layer)));
  if (report !== null) {
    const found = findingsView(report, rows === null ? null : (place) => rows.showPlace(place));
    if (report.problems.length === 0) found.append(workbookLink(upload));
    parts.push(found);
  }
  if (upload.columns.length > 0 && upload.layer !== OSM) parts.push(mappingView(upload, layer, draft));
  parts.push(choicesView(upload, draft), el("p", { class: "give-up" }, cancelButton(actions)), bar.element);
  return { parts, pause: () => bar.pause(), resume: () => bar.resume() };
}

function section(name: string, content: HTMLElement): HTMLElement {
  return el("section", { "aria-labelledby": `${name}-title` }, el("h2", { id: `${name}-title` }, t(name)), content);
}

/** What was chosen for an earlier file of these columns, by one button. */
function asBefore(before: NonNullable<Upload["remembered"]>, { options }: Draft, recheck: (options: Options) => void): HTMLElement {
  const { file_name: name, created, mapping, values } = before;
  const merged: Options["values"] = { ...options.values };
  for (const [field, words] of Object.entries(values)) merged[field] = { ...merged[field], ...words };
  // What was said of the origin this time stays.
  const origin = { data_source: options.data_source ?? before.data_source, data_licence: options.data_licence ?? before.data_licence };
  const use = (): void => recheck({ ...options, ...origin, mapping: { ...options.mapping, ...mapping }, values: merged });
  const fields = Object.keys(mapping).length;
  const words = Object.values(values).reduce((sum, each) => sum + Object.keys(each).length, 0);
  const told = [t("remembered", { name, when: moment(created), fields, words }), ...originOf(before)].join(" ");
  return el("section", { class: "box", "aria-label": t("remembered_title") }, el("p", {}, told), el("div", { class: "ways-out" }, button({ class: "plain" }, use, t("remembered_use"))));
}

function originOf({ data_source: source, data_licence: licence }: NonNullable<Upload["remembered"]>): string[] {
  const said = [source === null ? "" : t("remembered_source", { source }), licence === null ? "" : t("remembered_licence", { licence })].filter(Boolean);
  return said.length === 0 ? [] : [...said, t("remembered_day")];
}

/** The file as a whole is refused. */
function refusal(upload: Upload, go: (href: string) => void): HTMLElement {
  const words = upload.error === null ? "" : plainly(upload.error, upload.layer);
  const another = innerLink(addressOf(null), { class: "plain" }, go, t("way_out_new"));
  return el("section", { class: "box bad", "aria-label": t("state_refused") }, el("p", { class: "verdict" }, words), el("div", { class: "ways-out" }, another));
}

function waysOut(upload: Upload, report: Report, draft: Draft, recheck: (options: Options) => void, go: (href: string) => void): HTMLElement[] {
  const another = innerLink(addressOf(null), { class: "plain" }, go, t("way_out_new"));
  const canSkip = upload.layer !== INDICATORS && upload.state === "refused" && draft.options.mode !== "replace" && upload.options.on_error !== "skip";
  const skip = button(
    { class: "plain" },
    () => recheck({ ...draft.options, on_error: "skip" }),
    t("way_out_skip", { count: report.rows_refused }),
  );
  return canSkip && report.rows_refused < report.rows_read ? [skip, another] : [another];
}

/** How many rows, in figures; and what was read from the file as a whole. */
export function counts(target: string, report: Report, isDone: boolean): HTMLElement {
  const figures: Figure[] = [
    ["count_read", report.rows_read, ""],
    written(report, isDone),
    ["count_bad", report.rows_refused, report.rows_refused > 0 ? "bad" : ""],
    ["count_ignored", report.rows_ignored, ""],
    ["count_removed", report.rows_removed, ""],
  ];
  const always = new Set(["count_read", "count_good", "count_fit", "count_written", "count_bad"]);
  const shown = figures.filter(([key, value]) => always.has(key) || value > 0);
  const items = shown.map(([key, value, kind]) => el("div", { class: kind }, el("dt", {}, ofTarget(key, target)), el("dd", {}, count(value))));
  const told = facts(report);
  return el("div", { class: "figures" }, el("dl", { "aria-label": t("counts") }, ...items), told.length > 0 ? el("p", { class: "quiet" }, told.join(" · ")) : null);
}

/** Of a refused file nothing will be written, but some rows are in order. */
function written({ rows_read, rows_written, rows_refused, rows_ignored }: Report, isDone: boolean): Figure {
  if (isDone) return ["count_written", rows_written, "good"];
  if (rows_written > 0) return ["count_good", rows_written, "good"];
  return ["count_fit", Math.max(0, rows_read - rows_refused - rows_ignored), "good"];
}
