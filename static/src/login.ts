// The page `/login`: sends name and password, and shows what the service says of them.

import { byId } from "./dom";
import { t } from "./words";

const TIMEOUT_MS = 30_000;
const SESSION = "/api/v1/session";

interface Session {
  must_change_password: boolean;
}

/** What the service said when it refused, in the words of its problem document. */
class Refused extends Error {}

async function send(method: string, path: string, body: object | null = null): Promise<Session | null> {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" };
  const answer = await fetch(path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (answer?.status === 204) return null;
  const told = (await answer?.json().catch(() => null)) as (Session & { detail?: string }) | null;
  if (!answer?.ok || told === null) throw new Refused(told?.detail ?? t("error_offline"));
  return told;
}

/** On to where the person wanted to go; the server has seen to it that this is a page of ours. */
function goOn(): void {
  location.assign(document.body.dataset["next"] ?? "/");
}

async function enter(form: HTMLFormElement): Promise<void> {
  const session = await send("POST", SESSION, { name: value(form, "name").trim(), password: value(form, "password") });
  // The page itself asks for a password of one's own.
  if (session?.must_change_password) location.reload();
  else goOn();
}

async function change(form: HTMLFormElement): Promise<void> {
  if (value(form, "new") !== value(form, "again")) throw new Refused(t("passwords_differ"));
  await send("PUT", `${SESSION}/password`, { current: value(form, "current"), new: value(form, "new") });
  goOn();
}

/** Sign out here, and then go where one signs out elsewhere, too, if the button says where. */
async function leave(then: string | undefined): Promise<void> {
  try {
    await send("DELETE", SESSION);
    if (then === undefined) location.reload();
    else location.assign(then);
  } catch (error) {
    byId("trouble").textContent = messageOf(error);
  }
}

function value(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "");
}

function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  throw error;
}

/** Have the form do `work` when it is sent, once at a time; a refusal is said in it. */
function whenSent(form: HTMLFormElement, work: (form: HTMLFormElement) => Promise<void>): void {
  const said = form.querySelector<HTMLElement>(".said");
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (said === null || button === null) throw new Error("the form is not whole");
  const words = button.textContent;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    said.textContent = "";
    button.ariaDisabled = "true";
    button.textContent = t("waiting");
    work(form)
      .catch((error: unknown) => {
        said.textContent = messageOf(error);
        form.querySelector<HTMLInputElement>(".password input")?.select();
      })
      .finally(() => {
        button.ariaDisabled = null;
        button.textContent = words;
      });
  });
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

for (const [id, work] of [
  ["enter", enter],
  ["change", change],
] as const) {
  const form = document.getElementById(id);
  if (form instanceof HTMLFormElement) whenSent(form, work);
}
for (const id of ["leave", "leave-all"]) {
  const button = document.getElementById(id);
  button?.addEventListener("click", () => void leave(button.dataset["then"]));
}
document.querySelectorAll<HTMLButtonElement>(".reveal").forEach(reveal);
document.querySelector<HTMLInputElement>(".sheet > form .field input")?.focus();
