// One event of the log as a row: when, who, what, about what; the rest when it is opened.

import type { Cell } from "../admin/table";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { count, t } from "../words";
import type { Event } from "./server";

/** Where an administrator looks at what an event is about. */
const VIEWS: Record<string, (id: string) => string> = {
  account: (id) => `/admin/accounts?account=${id}`,
  load: (id) => `/admin?load=${id}`,
};

const moments = new Intl.DateTimeFormat(catalogue.language === "vi" ? "vi-VN" : "en-GB", {
  dateStyle: "short",
  timeStyle: "medium",
  timeZone: "Asia/Ho_Chi_Minh",
});

export function cells(event: Event): Cell[] {
  const where = event.address === null ? null : el("span", { class: "quiet" }, ` · ${event.address}`);
  return [
    [t("col_at"), el("time", { datetime: event.at }, moments.format(new Date(event.at)))],
    [t("col_actor"), el("span", {}, el("strong", {}, event.actor || "—"), where)],
    [t("col_action"), titleOf(event.action)],
    [t("col_subject"), subject(event.subject)],
    [t("col_details"), details(event)],
  ];
}

function titleOf(action: string): string {
  return titleIn(catalogue.actions, action);
}

/** What `titles` call it; its name where they do not know it. */
function titleIn(titles: Record<string, string>, name: string): string {
  return Object.hasOwn(titles, name) ? (titles[name] ?? name) : name;
}

function subject(about: string): HTMLElement {
  const [kind = "", id = ""] = about.split("/");
  const view = catalogue.isAdmin && /^\d+$/.test(id) ? VIEWS[kind] : undefined;
  const shown = about === "" ? "—" : about;
  if (view === undefined) return isLayer(kind) ? el("span", { title: about }, recordOf(kind, id)) : el("span", {}, shown);
  return el("a", { class: "row-link", href: `${view(id)}&lang=${catalogue.language}` }, shown);
}

function isLayer(name: string): boolean {
  return Object.hasOwn(catalogue.layerTitles, name);
}

/** A layer, or one record of it. */
function recordOf(layer: string, id: string): string {
  const title = titleIn(catalogue.layerTitles, layer);
  return id === "" ? title : t("record_of", { layer: title, id });
}

function details(event: Event): HTMLElement {
  const via = `by_${event.via}`;
  const told: [string, string | null][] = [
    [t("how"), via in catalogue.words ? t(via) : event.via],
    [t("from"), event.address],
    [t("reads_as"), event.audience === null ? null : (catalogue.kinds[event.audience] ?? event.audience)],
    [t("reason"), event.reason],
    ...Object.entries(event.details).map(([name, value]): [string, string] => [nameOf(name), valueOf(name, inWords(value))]),
    [t("what_code"), event.action],
    [t("subject_code"), isLayer(event.subject.split("/")[0] ?? "") ? event.subject : null],
    [t("place"), event.seq === null ? t("not_sealed") : count(event.seq)],
  ];
  const lines = told.filter(([, value]) => value !== null && value !== "");
  const list = el("dl", { class: "told" }, ...lines.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
  const summary = el("summary", { "aria-label": t("details_of", { number: String(event.id) }) }, t("details"));
  return el("details", { class: "more" }, summary, list);
}

/** What a detail is called; those without a name of their own are for programs. */
function nameOf(detail: string): string {
  const key = `detail_${detail}`;
  return Object.hasOwn(catalogue.words, key) ? t(key) : detail;
}

function valueOf(detail: string, value: string): string {
  if (detail === "role") return titleIn(catalogue.roleTitles, value);
  return detail === "layer" ? titleIn(catalogue.layerTitles, value) : value;
}

function inWords(value: unknown): string {
  if (value === null) return "—";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
