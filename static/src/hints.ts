// What a first visitor is told, one thing after the other; put away once, it never comes back.

import { button, el } from "./dom";
import { t } from "./words";

/** page: the name under which the browser keeps that they were seen. keys: of words, at most three. */
export function showHints(page: string, keys: readonly string[]): void {
  const kept = `wardmap.hints.${page}`;
  if (wereSeen(kept)) return;
  const words = el("p", {});
  const place = el("span", { class: "quiet" });
  let shown = 0;
  const tell = () => {
    words.textContent = t(keys[shown] ?? "");
    place.textContent = t("hint_place", { place: shown + 1, count: keys.length });
    next.hidden = shown === keys.length - 1;
  };
  const next = button({ class: "quiet-button" }, () => {
    shown += 1;
    tell();
    if (next.hidden) end.focus();
  }, t("hint_next"));
  const end = button({ class: "quiet-button" }, () => {
    box.remove();
    keep(kept);
  }, t("hint_end"));
  const box = el("section", { class: "hint", "aria-label": t("hints") }, words, el("div", { class: "hint-foot" }, place, next, end));
  tell();
  document.querySelector(".map-notes")?.append(box);
}

/** Where nothing may be kept they come back with the next visit. */
function wereSeen(kept: string): boolean {
  try {
    return localStorage.getItem(kept) !== null;
  } catch {
    return false;
  }
}

function keep(kept: string): void {
  try {
    localStorage.setItem(kept, "seen");
  } catch {
    // They are gone for this visit.
  }
}
