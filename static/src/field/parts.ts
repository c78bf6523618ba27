// What the views of `/field` are made of.

import { el } from "../dom";
import { t } from "../words";
import { type Entry, labelOf, statusOf } from "./draft";
import { given } from "./given";

/** How a draft or an address is called: what stands on the gate, else what it is. */
export function nameOf({ kind, number, street }: { kind: Entry["body"]["kind"]; number: string | null; street: string | null }): string {
  return labelOf({ number, street }) ?? `${given.kindTitles[kind]} · ${t("no_number")}`;
}

export function chip(status: string): HTMLElement {
  return el("span", { class: `chip ${status}` }, t(`status_${status}`));
}

/** Where a draft stands, and whether that is on the phone alone. */
export function chips(entry: Entry, isWaiting: boolean): HTMLElement {
  return el("span", { class: "chips" }, chip(statusOf(entry)), isWaiting ? el("span", { class: "chip waiting" }, t("on_phone")) : null);
}

/** A field of a form with its label, and room for what is wrong with it. */
export function labelled(id: string, title: string, input: HTMLElement, hint: string | null = null): HTMLElement {
  input.id = id;
  input.setAttribute("aria-describedby", `${id}-fault`);
  const fault = el("span", { class: "fault", id: `${id}-fault` });
  return el("div", { class: "row" }, el("label", { for: id }, title), hint === null ? null : el("small", { class: "quiet" }, hint), input, fault);
}

/** Say at a field what is wrong with it; null: nothing. */
export function showFault(id: string, words: string | null): void {
  const input = document.getElementById(id);
  const fault = document.getElementById(`${id}-fault`);
  if (input === null || fault === null) return;
  if (words === null) input.removeAttribute("aria-invalid");
  else input.setAttribute("aria-invalid", "true");
  fault.textContent = words ?? "";
}
