// A file that is loaded, and what to do next.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import { counts } from "./checked-view";
import { findingsView, workbookLink } from "./faults";
import { addressOf, figuresAddress, layerTitle, loadAddress, ofTarget } from "./frame";
import { innerLink } from "../desk";
import { INDICATORS, LAYER_OF, OSM, UNITS, type Upload } from "./server";

export function resultView(upload: Upload, go: (href: string) => void): HTMLElement {
  const { report, load_id: load } = upload;
  const title = ofTarget("done_title", upload.layer, { count: report?.rows_written ?? 0 });
  const number = load === null ? null : el("p", {}, t("done_number", { load: String(load) }));
  const map = el("a", { class: "do", href: seenAt(upload) }, ofTarget("next_map", upload.layer));
  const another = innerLink(addressOf(null), { class: "plain" }, go, t("next_another"));
  const undo = load === null || upload.layer === UNITS || upload.layer === OSM ? null : el("p", { class: "quiet" }, t("next_undo"), " ", innerLink(loadAddress(load), { class: "row-link" }, go, t("undo_open", { load: String(load) })));
  const coverage = el("p", { class: "quiet" }, t("next_coverage"));
  const done = el(
    "section",
    { class: "box done", "aria-labelledby": "done-title" },
    el("h2", { id: "done-title" }, title),
    number,
    ...partsOf(upload),
    el("div", { class: "ways-out" }, map, another, workbookLink(upload)),
    undo,
    coverage,
  );
  if (report === null) return done;
  return el("div", { class: "result" }, done, counts(upload.layer, report, true), findingsView(report, null));
}

/** Of a file into several layers: each with its number, which leads to taking it back. */
function partsOf({ report }: Upload): HTMLElement[] {
  const parts = report?.parts ?? [];
  if (parts.length === 0) return [];
  const line = (each: (typeof parts)[number]): string => t("part", { layer: layerTitle(each.layer), count: each.rows_written, load: String(each.load_id ?? "—") });
  return [el("ul", { class: "consequences" }, ...parts.map((each) => el("li", {}, line(each))))];
}

/** Where what was loaded can be looked at: figures are no layer of the map. */
function seenAt(upload: Upload): string {
  if (upload.layer === INDICATORS) return figuresAddress();
  return `/?lang=${catalogue.language}#layers=${shownLayers(upload).join(",")}`;
}

/** What is shown on the map of the layers that the file went into. */
function shownLayers({ layer, report, options }: Upload): string[] {
  const ground = ["communes", "commune_labels"];
  if (layer === OSM) return [...ground, ...(report?.parts ?? []).map((part) => part.layer)];
  return layer === UNITS ? [...new Set([...ground, LAYER_OF[options.units?.level ?? ""] ?? "communes"])] : [...ground, layer];
}
