// What was sent and loaded before.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { count, t } from "../words";
import { addressOf, layerTitle, loadAddress } from "./frame";
import { innerLink, moment } from "../desk";
import { type Cell, table } from "./table";
import type { Brief, Listed, Load } from "./server";

const AT_FIRST = 6;

/** Uploads that can still be opened, and loads of whatever way; of `layer`, or of all. choose: told of another one. */
export function history({ uploads, loads }: Listed, layer: string | null, choose: (layer: string | null) => void, go: (href: string) => void): HTMLElement {
  const sent = section("uploads", "uploads_none", uploads.map((each) => uploadCells(each, go)));
  sent.append(el("p", { class: "quiet" }, t("uploads_kept")));
  return el("div", { class: "history" }, layerFilter(layer, choose), sent, section("loads", "loads_none", loads.map((each) => loadCells(each, go))));
}

function layerFilter(layer: string | null, choose: (layer: string | null) => void): HTMLElement {
  const select = el("select", { id: "listed-layer" }, new Option(t("all_layers"), ""));
  for (const name of catalogue.targets) select.append(new Option(layerTitle(name), name));
  select.value = layer ?? "";
  select.addEventListener("change", () => choose(select.value || null));
  return el("p", { class: "listed-layer" }, el("label", { for: "listed-layer" }, t("listed_layer")), " ", select);
}

/** The state of an upload by a sign and in words. */
export function badge(state: Brief["state"]): HTMLElement {
  return el("span", { class: `badge ${state}` }, t(`state_${state}`));
}

function uploadCells(upload: Brief, go: (href: string) => void): Cell[] {
  const label = t("open_upload", { name: upload.file_name });
  const link = innerLink(addressOf(upload.id), { class: "row-link", "aria-label": label }, go, upload.file_name);
  return [
    [t("col_file"), link],
    [t("col_layer"), layerTitle(upload.layer)],
    [t("col_state"), badge(upload.state)],
    [t("col_by"), upload.by],
    [t("col_when"), moment(upload.created)],
  ];
}

function loadCells(load: Load, go: (href: string) => void): Cell[] {
  const link = load.upload_id === null ? load.file_name : innerLink(addressOf(load.upload_id), { class: "row-link" }, go, load.file_name);
  const undone = load.undone_by === null ? null : t("undone_by", { load: String(load.undone_by) });
  const note = load.undoes === null ? undone : t("undoes", { load: String(load.undoes) });
  const undo = load.can_be_undone ? innerLink(loadAddress(load.id), { class: "row-link", "aria-label": t("undo_open", { load: String(load.id) }) }, go, t("undo")) : "";
  const file = note === null ? link : el("span", {}, link, " ", el("span", { class: "badge cancelled" }, note));
  return [
    [t("col_number"), String(load.id)],
    [t("col_file"), file],
    [t("col_layer"), layerTitle(load.layer)],
    [t("col_mode"), t(`mode_${load.mode}`)],
    [t("col_written"), count(load.rows_written)],
    [t("col_refused"), count(load.rows_refused)],
    [t("col_loaded_by"), load.by],
    [t("col_when"), moment(load.loaded)],
    [t("undo"), undo],
  ];
}

/** A table; on a phone its rows are cards, each value under its title. */
function section(title: string, none: string, rows: readonly Cell[][]): HTMLElement {
  const heading = el("h2", { id: `${title}-title` }, t(title));
  const made = el("section", { "aria-labelledby": `${title}-title` }, heading);
  const [first] = rows;
  if (first === undefined) made.append(el("p", { class: "quiet" }, t(none)));
  else made.append(...shortened(first.map(([name]) => name), rows));
  return made;
}

/** The newest, the others when wanted. */
function shortened(titles: readonly string[], rows: readonly Cell[][]): HTMLElement[] {
  const rest = rows.slice(AT_FIRST);
  const newest = table(titles, rows.slice(0, AT_FIRST));
  if (rest.length === 0) return [newest];
  return [newest, el("details", { class: "more" }, el("summary", {}, t("older", { count: rest.length })), table(titles, rest))];
}
