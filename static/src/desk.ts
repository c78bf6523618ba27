// What the pages of administration share: what is said aloud, trouble with the connection, links within a page, moments.

import { HttpError } from "./api";
import { Offline, SignedOut } from "./ask";
import { catalogue } from "./catalogue";
import { button, byId, el } from "./dom";
import { tellFaultsOfFields } from "./field-faults";
import { t } from "./words";

const moments = new Intl.DateTimeFormat(catalogue.language === "vi" ? "vi-VN" : "en-GB", {
  dateStyle: "short",
  timeStyle: "short",
  timeZone: "Asia/Ho_Chi_Minh",
});

/** A moment in the time of Vietnam. */
export function moment(iso: string): string {
  return moments.format(new Date(iso));
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

/** Whether the same may be answered later: nobody is signed in, or no answer came that says anything. */
export function isLost(error: unknown): boolean {
  return error instanceof SignedOut || error instanceof Offline || (error instanceof HttpError && error.status >= 500);
}

/** Say that the session has ended, or that the connection is lost and `again` is tried meanwhile. */
export function showLost(error: unknown, again: () => void): void {
  showTrouble(...lostWords(error, again));
}

/** The same, to be put elsewhere: words, and what to do about it. */
export function lostWords(error: unknown, again: () => void): [string, HTMLElement] {
  if (error instanceof SignedOut) return [t("signed_out"), el("a", { class: "do", href: signInAddress() }, t("sign_in_again"))];
  return [t("lost"), button({ class: "plain" }, again, t("try_now"))];
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

/** The view at `href`, shown by `show` without a new document. */
export function goTo(href: string, show: () => void): void {
  window.history.pushState(null, "", href);
  show();
  byId("view").querySelector<HTMLElement>("h1")?.focus();
  window.scrollTo(0, 0);
}

/** The other language shows the same view: whatever the address says when it is pressed. */
export function keepViewInOtherLanguage(): void {
  byId("other-language").addEventListener("click", () => {
    const asked = new URLSearchParams(location.search);
    asked.set("lang", catalogue.language === "vi" ? "en" : "vi");
    (byId("other-language") as HTMLAnchorElement).href = `${location.pathname}?${asked.toString()}`;
  });
}

/** Nobody should wait for what will not come. */
export function tellWhatFails(): void {
  tellFaultsOfFields();
  window.addEventListener("unhandledrejection", ({ reason }) => showTrouble(t("unexpected", { error: String(reason) })));
}
