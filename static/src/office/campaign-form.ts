// A campaign made or changed: its name, its days, a target for each hamlet.

import { button, el } from "../dom";
import { labelled } from "../labelled";
import { count, dayOfMoment, t } from "../words";
import type { Campaign, Proposal, Wanted } from "./campaigns";

const LONGEST_TITLE = "120";
const LARGEST = "100000";
const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;

export interface FormActions {
  save(wanted: Wanted): void;
  cancel(): void;
}

export function campaignForm(before: Campaign | null, hamlets: readonly Proposal[], act: FormActions): HTMLFormElement {
  const title = el("input", { id: "campaign-title", name: "title", required: "", maxlength: LONGEST_TITLE, value: before?.title ?? "" });
  const first = dayInput("first", before?.first ?? inDays(0));
  const last = dayInput("last", before?.last ?? inDays(USUAL_DAYS));
  const rows = hamlets.map((hamlet) => new HamletRow(hamlet, before));
  const total = el("output", { class: "quiet" });
  const tell = () => {
    total.value = t("campaign_total", { count: rows.reduce((sum, { target }) => sum + target, 0) });
    rows[0]?.complain(rows.some(({ target }) => target > 0) ? "" : t("campaign_no_target"));
    last.setCustomValidity(last.value < first.value ? t("campaign_days_wrong") : "");
  };
  const buttons = el("div", { class: "offers" }, el("button", { type: "submit", class: "do" }, t("campaign_save")), button({ class: "plain" }, act.cancel, t("cancel")));
  const days = el("div", { class: "days" }, labelled(first, t("campaign_first")), labelled(last, t("campaign_last")));
  const heading = el("h2", { tabindex: "-1" }, before === null ? t("campaign_new") : t("campaign_change"));
  const form = el("form", { class: "step-form campaign-form" }, heading, labelled(title, t("campaign_title")), days, table(rows), total, buttons);
  form.addEventListener("input", tell);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const targets = rows.filter(({ target }) => target > 0).map(({ hamlet, target }) => ({ hamlet, target }));
    act.save({ title: title.value.trim(), first: first.value, last: last.value, targets });
  });
  tell();
  return form;
}

/** A hamlet with the number that is wanted of it; nothing is no part of the campaign. */
class HamletRow {
  readonly hamlet: number;
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;

  constructor({ unit_id, name, households, have, proposed }: Proposal, before: Campaign | null) {
    this.hamlet = unit_id;
    const wanted = before === null ? proposed : (before.hamlets.find((each) => each.unit_id === unit_id)?.target ?? null);
    this.input = el("input", { type: "number", id: `target-${unit_id}`, min: "0", max: LARGEST, step: "1", inputmode: "numeric", value: String(wanted || "") });
    const known = [households === null ? t("households_unknown") : t("households", { count: households }), t("have", { count: have })].join(" · ");
    const label = el("label", { for: this.input.id }, name ?? t("no_hamlet"), el("small", {}, known));
    this.element = el("tr", {}, el("th", { scope: "row" }, label), el("td", {}, this.input));
  }

  get target(): number {
    return Math.max(0, Math.floor(this.input.valueAsNumber || 0));
  }

  complain(words: string): void {
    this.input.setCustomValidity(words);
  }
}

function table(rows: readonly HamletRow[]): HTMLElement {
  const head = el("tr", {}, el("th", { scope: "col" }, t("hamlet")), el("th", { scope: "col" }, t("campaign_target")));
  return el("table", { class: "tally targets" }, el("caption", {}, t("campaign_targets")), el("thead", {}, head), el("tbody", {}, ...rows.map(({ element }) => element)));
}

function dayInput(name: string, value: string): HTMLInputElement {
  return el("input", { type: "date", id: `campaign-${name}`, name, required: "", value });
}

function inDays(days: number): string {
  return dayOfMoment(new Date(Date.now() + days * DAY_MS).toISOString());
}

/** "12 of 60", with a bar that shows it. */
export function ofTarget(collected: number, target: number, title: string): HTMLElement {
  const bar = el("progress", { value: String(Math.min(collected, target)), max: String(target), "aria-label": title });
  return el("span", { class: "of" }, bar, ` ${t("of_target", { collected: count(collected), target: count(target) })}`);
}
