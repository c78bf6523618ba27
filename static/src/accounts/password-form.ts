// The own password once more, with a code where there is a second factor.

import { signInAddress } from "../desk";
import { CodeNeeded, Offline, Refused, SignedOut } from "../ask";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { signIn } from "./server";

/** Asks until it is right; `finish` is told whether it was, or the person gave up. */
export function passwordForm(finish: (isRight: boolean) => void): HTMLElement[] {
  const { name } = catalogue.own;
  const whose = el("input", { class: "visually-hidden", type: "text", autocomplete: "username", tabindex: "-1", "aria-hidden": "true", readonly: "" });
  whose.value = name;
  const password = el("input", { id: "again", type: "password", autocomplete: "current-password", autofocus: "" });
  const code = el("input", { id: "code", type: "text", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "40" });
  const second = labelled(code, t("code"));
  second.hidden = true;
  const said = el("p", { class: "said", role: "alert" });
  const elsewhere = el("a", { class: "plain", href: signInAddress() }, t("sign_in_otherwise"));
  const ways = el("div", { class: "ways-out" }, el("button", { class: "do", type: "submit" }, t("go_on")), button({ class: "plain" }, () => finish(false), t("cancel")), elsewhere);
  const form = el("form", { class: "filled" }, whose, el("p", {}, t("again_why")), labelled(password, t("password_of", { name })), second, said, ways);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    said.textContent = "";
    signIn(name, password.value, code.value.trim() || null).then(
      () => finish(true),
      (error: unknown) => {
        said.textContent = messageOf(error);
        if (error instanceof CodeNeeded) second.hidden = false;
        (second.hidden ? password : code).select();
      },
    );
  });
  return [form];
}

function messageOf(error: unknown): string {
  // A wrong password is no session that has ended.
  if (error instanceof Refused || error instanceof SignedOut || error instanceof CodeNeeded) return error.message;
  if (error instanceof Offline) return t("lost");
  throw error;
}
