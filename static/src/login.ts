// The page `/login`: sends name and password, and shows what the service says of them.

import { CODE_NEEDED, messageOf, Refused, send, SESSION, value, whenSent } from "./account-forms";
import { byId } from "./dom";
import { tellFaultsOfFields } from "./field-faults";
import { forgetHere, forgetOthers, unsentHere } from "./field/leaving";
import { ownAccess } from "./own-access";
import { secondFactor } from "./second-factor";
import { t } from "./words";

interface Session {
  must_change_password: boolean;
  must_add_second_factor: boolean;
}

/** On to where the person wanted to go; the server has seen to it that this is a page of ours. */
function goOn(): void {
  location.assign(document.body.dataset["next"] ?? "/");
}

async function enter(form: HTMLFormElement): Promise<void> {
  const code = value(form, "code").trim();
  const given = { name: value(form, "name").trim(), password: value(form, "password"), code: code || null };
  const session = await send<Session>("POST", SESSION, given).catch((error: unknown) => {
    if (code || !(error instanceof Refused) || error.kind !== CODE_NEEDED || isCodeAsked()) throw error;
    return askForCode();
  });
  if (session === undefined) return;
  await forgetOthers(given.name);
  // The page itself asks for a password of one's own, and for a second factor.
  if (session?.must_change_password || session?.must_add_second_factor) location.reload();
  else goOn();
}

function isCodeAsked(): boolean {
  return !byId("code-field").hidden;
}

/** The password was right: now the code. */
function askForCode(): undefined {
  byId("code-field").hidden = false;
  byId("code").focus();
}

async function change(form: HTMLFormElement): Promise<void> {
  if (value(form, "new") !== value(form, "again")) throw new Refused(t("passwords_differ"));
  await send("PUT", `${SESSION}/password`, { current: value(form, "current"), new: value(form, "new") });
  goOn();
}

/** Sign out here, and then go where one signs out elsewhere, too, if the button says where. */
async function leave(then: string | undefined): Promise<void> {
  try {
    if (!(await mayForget())) return;
    await send("DELETE", SESSION);
    await forgetHere();
    if (then === undefined) location.reload();
    else location.assign(then);
  } catch (error) {
    byId("trouble").textContent = messageOf(error);
  }
}

/** What was collected on this phone and not sent is not thrown away by one press. */
async function mayForget(): Promise<boolean> {
  const count = await unsentHere();
  const words = count === 0 ? "" : t("unsent", { count });
  if (words === "" || byId("trouble").textContent === words) return true;
  byId("trouble").textContent = words;
  return false;
}

/** The button beside a password shows and hides it. */
function reveal(button: HTMLButtonElement): void {
  const input = byId(button.getAttribute("aria-controls") ?? "") as HTMLInputElement;
  const label = input.labels?.[0]?.textContent ?? "";
  button.addEventListener("click", () => {
    const isShown = input.type === "password";
    input.type = isShown ? "text" : "password";
    button.ariaPressed = String(isShown);
    button.textContent = t(isShown ? "hide_password" : "show_password");
    button.ariaLabel = `${button.textContent}: ${label}`;
  });
}

tellFaultsOfFields();
whenSent("enter", enter);
whenSent("change", change);
secondFactor(goOn);
ownAccess();
for (const id of ["leave", "leave-all"]) {
  const button = document.getElementById(id);
  button?.addEventListener("click", () => void leave(button.dataset["then"]));
}
document.querySelectorAll<HTMLButtonElement>(".reveal").forEach(reveal);
document.querySelector<HTMLInputElement>(".sheet > form .field input, .sheet > .factor form .field input")?.focus();
