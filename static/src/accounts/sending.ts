// A form that sends once at a time; what is refused is said in it.

import { Refused } from "../ask";
import { el } from "../dom";
import { t } from "../words";
import { done } from "./dialogs";

/** What a form sends: `ready` is what it says now, or in words what is missing. */
export interface Sends<V, T> {
  ready: () => V | string;
  send: (value: V) => Promise<T>;
  after: (result: T) => void;
}

export function sendingForm<V extends object, T>(title: string, submit: string, parts: readonly HTMLElement[], sends: Sends<V, T>): HTMLFormElement {
  const said = el("p", { class: "said", role: "alert" });
  const press = el("button", { class: "do", type: "submit" }, submit);
  const form = el("form", { class: "filled", "aria-label": title, novalidate: "" }, ...parts, said, el("div", { class: "ways-out" }, press));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (press.ariaDisabled === "true") return;
    const value = sends.ready();
    if (typeof value === "string") {
      said.textContent = value;
      return;
    }
    press.ariaDisabled = "true";
    press.textContent = t("working");
    void tried(() => sends.send(value), said)
      .then((result) => (result === null ? undefined : sends.after(result)))
      .finally(() => {
        press.ariaDisabled = null;
        press.textContent = submit;
      });
  });
  return form;
}

/** What `work` gives; null when nothing came of it: a refusal is then said at `said`, everything else above the page. */
export async function tried<T>(work: () => Promise<T>, said: HTMLElement): Promise<T | null> {
  said.textContent = "";
  try {
    return await done(work);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    said.textContent = error.message;
    return null;
  }
}
