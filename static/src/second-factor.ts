// The second factor on the page `/login`: switched on with a telephone, and off again.

import { SESSION, send, value, whenSent } from "./account-forms";
import { byId, el } from "./dom";

const FACTOR = `${SESSION}/second-factor`;

interface Begun {
  secret: string;
  picture: string;
}

interface Codes {
  recovery_codes: string[];
}

/** Show what the telephone needs to know, and ask for its first code. */
async function begin(form: HTMLFormElement): Promise<void> {
  const begun = await send<Begun>("POST", FACTOR, { password: value(form, "factor-password") });
  if (begun === null) return;
  (byId("factor-picture") as HTMLImageElement).src = begun.picture;
  byId("factor-secret").textContent = begun.secret.replace(/(.{4})(?=.)/g, "$1 ");
  form.hidden = true;
  byId("factor-begun").hidden = false;
  byId("factor-code").focus();
}

async function confirm(form: HTMLFormElement): Promise<void> {
  const done = await send<Codes>("POST", `${FACTOR}/confirmation`, { code: value(form, "factor-code") });
  if (done === null) return;
  byId("recovery-codes").replaceChildren(...done.recovery_codes.map((code) => el("li", {}, code)));
  byId("factor-begun").hidden = true;
  byId("factor-done").hidden = false;
  byId("recovery-title").focus();
}

async function switchOff(form: HTMLFormElement): Promise<void> {
  await send("POST", `${FACTOR}/removal`, { password: value(form, "off-password"), code: value(form, "off-code") });
  location.reload();
}

/** Make the forms of the second factor work, those that the page has; `next` is where it leads once all is done. */
export function secondFactor(next: () => void): void {
  whenSent("factor-begin", begin);
  whenSent("factor-confirm", confirm);
  whenSent("factor-off", switchOff);
  document.getElementById("recovery-kept")?.addEventListener("click", next);
}
