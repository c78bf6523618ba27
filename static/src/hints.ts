// What a first visitor is told, one thing after the other; put away once, it never comes back.

import { button, el } from "./dom";
import { keep, kept } from "./kept";
import { t } from "./words";

/** page: the name under which the browser keeps that they were seen. keys: of words, at most three. */
export function showHints(page: string, keys: readonly string[]): void {
  const name = `wardmap.hints.${page}`;
  if (kept(name) !== null) return;
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
    keep(name, "seen");
  }, t("hint_end"));
  const box = el("section", { class: "hint", "aria-label": t("hints") }, words, el("div", { class: "hint-foot" }, place, next, end));
  tell();
  document.querySelector(".map-notes")?.append(box);
}
