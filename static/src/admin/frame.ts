// What all views of the page share: what is said aloud, trouble with the connection, the steps, words for moments.

import { catalogue } from "../catalogue";
import { button, byId, el } from "../dom";
import { t } from "../words";
import { SignedOut } from "../ask";

const moments = new Intl.DateTimeFormat(catalogue.language === "vi" ? "vi-VN" : "en-GB", {
  dateStyle: "short",
  timeStyle: "short",
  timeZone: "Asia/Ho_Chi_Minh",
});
const STEPS = ["step_send", "step_check", "step_look", "step_load"];

/** A moment in the time of Vietnam. */
export function moment(iso: string): string {
  return moments.format(new Date(iso));
}

/** The title of a layer in the language of the page. */
export function layerTitle(name: string): string {
  return catalogue.layers.find((layer) => layer.name === name)?.title ?? name;
}

/** The words under `key` about what a file goes into: administrative units and several layers at once have their own. */
export function ofTarget(key: string, layer: string, values: Record<string, string | number> = {}): string {
  const own = `${key}_${layer}`;
  return t(own in catalogue.words ? own : key, { ...values, layer: layerTitle(layer) });
}

/** Have a screen reader say it. */
export function say(text: string): void {
  byId("said").textContent = text;
}

/** A line above everything, with something to do about it. */
export function showTrouble(text: string, ...actions: HTMLElement[]): void {
  byId("trouble").replaceChildren(el("p", {}, text), ...actions);
  byId("trouble").hidden = false;
}

export function clearTrouble(): void {
  byId("trouble").replaceChildren();
  byId("trouble").hidden = true;
}

/** Where somebody signs in again and comes back from to this very view. */
export function signInAddress(): string {
  return `/login?${new URLSearchParams({ lang: catalogue.language, next: location.pathname + location.search }).toString()}`;
}

/** Say that the session has ended, or that the connection is lost and `again` is tried meanwhile. */
export function showLost(error: unknown, again: () => void): void {
  if (error instanceof SignedOut) showTrouble(t("signed_out"), el("a", { class: "do", href: signInAddress() }, t("sign_in_again")));
  else showTrouble(t("lost"), button({ class: "plain" }, again, t("try_now")));
}

/** Where in the work somebody is; steps before `now` are done. */
export function steps(now: number): HTMLElement {
  const items = STEPS.map((key, index) => {
    const attributes = { class: index < now ? "past" : "", "aria-current": index === now ? "step" : null };
    const past = index < now ? el("span", { class: "visually-hidden" }, ` (${t("step_done")})`) : null;
    const mark = el("span", { class: "step-mark", "aria-hidden": "true" }, index < now ? "✓" : String(index + 1));
    return el("li", attributes, mark, el("span", {}, t(key), past));
  });
  return el("ol", { class: "steps", "aria-label": t("steps") }, ...items);
}

/** A link within the page: no new document is asked for. */
export function innerLink(href: string, attributes: Record<string, string | null>, go: (href: string) => void, ...children: (Node | string)[]): HTMLAnchorElement {
  const made = el("a", { ...attributes, href }, ...children);
  made.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(href);
  });
  return made;
}

/** Of the view of an upload; null: of the first view. */
export function addressOf(upload: number | null): string {
  return address("upload", upload);
}

/** Of the view of a load on record. */
export function loadAddress(load: number): string {
  return address("load", load);
}

function address(view: string, number: number | null): string {
  const asked = new URLSearchParams(location.search);
  const kept = new URLSearchParams(asked.has("lang") ? { lang: catalogue.language } : {});
  if (number !== null) kept.set(view, String(number));
  const query = kept.toString();
  return `/admin${query === "" ? "" : `?${query}`}`;
}
