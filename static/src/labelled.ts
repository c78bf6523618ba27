// A field with its label.

import { el } from "./dom";

export function labelled(input: HTMLElement, label: string): HTMLElement {
  return el("div", { class: "own" }, el("label", { for: input.id }, label), input);
}
