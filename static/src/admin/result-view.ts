// A file that is loaded, and what to do next.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import { counts } from "./checked-view";
import { findingsView, workbookLink } from "./faults";
import { addressOf, innerLink, layerTitle, loadAddress } from "./frame";
import type { Upload } from "./server";

export function resultView(upload: Upload, go: (href: string) => void): HTMLElement {
  const { report, load_id: load } = upload;
  const title = t("done_title", { count: report?.rows_written ?? 0, layer: layerTitle(upload.layer) });
  const number = load === null ? null : el("p", {}, t("done_number", { load: String(load) }));
  const map = el("a", { class: "do", href: `/?lang=${catalogue.language}#layers=communes,commune_labels,${upload.layer}` }, t("next_map"));
  const another = innerLink(addressOf(null), { class: "plain" }, go, t("next_another"));
  const undo = load === null ? null : el("p", { class: "quiet" }, t("next_undo"), " ", innerLink(loadAddress(load), {}, go, t("undo_open", { load: String(load) })));
  const coverage = el("p", { class: "quiet" }, t("next_coverage"), " ", el("code", {}, "wardmap coverage run"));
  const done = el(
    "section",
    { class: "box done", "aria-labelledby": "done-title" },
    el("h2", { id: "done-title" }, title),
    number,
    el("div", { class: "ways-out" }, map, another, workbookLink(upload)),
    undo,
    coverage,
  );
  if (report === null) return done;
  return el("div", { class: "result" }, done, counts(report, true), findingsView(report, null));
}
