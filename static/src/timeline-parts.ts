// Small parts of the timeline.

import { el } from "./dom";
import { FIRST_DAY, LAST_DAY, readDay } from "./timeline-days";

export function dateInput(id: string): HTMLInputElement {
  return el("input", { type: "date", id, min: FIRST_DAY, max: LAST_DAY });
}

export function field(id: string, label: string, input: HTMLElement): HTMLElement {
  return el("div", { class: "timeline-field" }, el("label", { for: id }, label), input);
}

/** Who types a year passes through years 2, 20 and 202: what stands there is changed only when it must be. */
export function put(input: HTMLInputElement, iso: string): void {
  const isTyping = document.activeElement === input && readDay(input.value) === null;
  if (!isTyping && input.value !== iso) input.value = iso;
}

export function clock(): HTMLElement {
  return el("span", { class: "clock", "aria-hidden": "true" });
}

export function todayInVietnam(): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
}
