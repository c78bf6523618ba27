// A line of text with a button that copies it.

import { button, el } from "../dom";
import { t } from "../words";

const SAID_FOR_MS = 2500;

/** `text` under `label`, ready to be copied. */
export function copyLine(label: string, text: string): HTMLElement {
  const line = el("output", { class: "copy-text", tabindex: "-1" }, text);
  const said = el("p", { class: "visually-hidden", role: "status" });
  const copy = button({ class: "copy" }, () => void copied(line).then((done) => say(done, copy, said)), t("copy"));
  return el("div", { class: "copy-line" }, el("p", { class: "eyebrow" }, label), el("div", {}, line, copy), said);
}

async function copied(line: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(line.textContent ?? "");
    return true;
  } catch {
    // Without HTTPS there is no clipboard: what is selected can still be copied.
    window.getSelection()?.selectAllChildren(line);
    return document.execCommand("copy");
  }
}

function say(done: boolean, copy: HTMLElement, said: HTMLElement): void {
  const words = t(done ? "copied" : "copy_failed");
  for (const element of [copy, said]) element.textContent = words;
  window.setTimeout(() => {
    copy.textContent = t("copy");
    said.textContent = "";
  }, SAID_FOR_MS);
}
