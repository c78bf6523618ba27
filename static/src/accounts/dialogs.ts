// What is asked before something is done: whether it is meant, and the password when it was given too long ago.

import { clearTrouble, showLost } from "../desk";
import { Offline, PasswordAgain, SignedOut } from "../ask";
import { button, el } from "../dom";
import { t } from "../words";
import { passwordForm } from "./password-form";

/** A dialog with `content`; `finish` closes it. The promise is what it was closed with, false by Escape. */
function opened(title: string, content: (finish: (answer: boolean) => void) => HTMLElement[]): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = false;
    const finish = (given: boolean): void => {
      answer = given;
      dialog.close();
    };
    const heading = el("h2", { id: "asked" }, title);
    const dialog = el("dialog", { class: "asking", "aria-labelledby": "asked" }, heading, ...content(finish));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Whether the person means it. */
export function confirmed(title: string, why: string, doIt: string): Promise<boolean> {
  return opened(title, (finish) => [
    el("p", {}, why),
    el(
      "div",
      { class: "ways-out" },
      button({ class: "do danger" }, () => finish(true), doIt),
      button({ class: "plain", autofocus: "" }, () => finish(false), t("cancel")),
    ),
  ]);
}

/**
 * What `work` gives, asked for the password on the way where that is needed; null when nothing came of it, which has
 * then been said. Throws Refused.
 */
export async function done<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    const result = await work();
    clearTrouble();
    return result;
  } catch (error) {
    if (error instanceof PasswordAgain) return (await opened(t("again_title"), passwordForm)) ? done(work) : null;
    if (!(error instanceof SignedOut || error instanceof Offline)) throw error;
    showLost(error, clearTrouble);
    return null;
  }
}
