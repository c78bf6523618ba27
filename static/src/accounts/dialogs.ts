// What is asked before something is done: whether it is meant, and the password when it was given too long ago.

import { clearTrouble, showLost } from "../admin/frame";
import { Offline, PasswordAgain, Refused, SignedOut } from "../ask";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { t } from "../words";
import { signIn } from "./server";

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

/** Ask for the own password until it is right; false when the person gives up. */
function passwordAgain(): Promise<boolean> {
  return opened(t("again_title"), (finish) => {
    const input = el("input", { id: "again", type: "password", required: "", autocomplete: "current-password", autofocus: "" });
    const name = el("input", { class: "visually-hidden", type: "text", autocomplete: "username", tabindex: "-1", "aria-hidden": "true", readonly: "" });
    name.value = catalogue.own.name;
    const said = el("p", { class: "said", role: "alert" });
    const form = el(
      "form",
      { class: "filled" },
      name,
      el("p", {}, t("again_why")),
      el("div", { class: "own" }, el("label", { for: "again" }, t("password_of", { name: catalogue.own.name })), input),
      said,
      el(
        "div",
        { class: "ways-out" },
        el("button", { class: "do", type: "submit" }, t("go_on")),
        button({ class: "plain" }, () => finish(false), t("cancel")),
      ),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      said.textContent = "";
      enter(input.value).then(
        () => finish(true),
        (error: unknown) => {
          said.textContent = messageOf(error);
          input.select();
        },
      );
    });
    return [form];
  });
}

async function enter(password: string): Promise<void> {
  await signIn(catalogue.own.name, password);
}

function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  // A wrong password is no session that has ended.
  if (error instanceof SignedOut) return error.message;
  if (error instanceof Offline) return t("lost");
  throw error;
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
    if (error instanceof PasswordAgain) return (await passwordAgain()) ? done(work) : null;
    if (!(error instanceof SignedOut || error instanceof Offline)) throw error;
    showLost(error, clearTrouble);
    return null;
  }
}
