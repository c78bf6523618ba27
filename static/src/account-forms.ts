// What the forms of the page `/login` share: how they are sent, and how a refusal is said.

import { t } from "./words";

const TIMEOUT_MS = 30_000;
export const SESSION = "/api/v1/session";
export const CODE_NEEDED = "urn:wardmap:code-needed";

/** What the service said when it refused, in the words of its problem document; `kind` is its type. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly kind = "",
  ) {
    super(message);
  }
}

/** Ask the service. Gives what it answers, null when that is nothing; throws Refused. */
export async function send<T>(method: string, path: string, body: object | null = null): Promise<T | null> {
  const headers = { Accept: "application/json", "Accept-Language": document.documentElement.lang, "Content-Type": "application/json" };
  const answer = await fetch(path, {
    method,
    headers,
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (answer?.status === 204) return null;
  const told = (await answer?.json().catch(() => null)) as (T & { detail?: string; type?: string }) | null;
  if (!answer?.ok || told === null) throw new Refused(told?.detail ?? t("error_offline"), told?.type);
  return told;
}

/** What stands in a field of the form. */
export function value(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? "");
}

/** The words of a refusal; anything else is a mistake of ours. */
export function messageOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  throw error;
}

/** Have the form of that id, where there is one, do `work` when it is sent, once at a time; a refusal is said in it. */
export function whenSent(id: string, work: (form: HTMLFormElement) => Promise<void>): void {
  const form = document.getElementById(id);
  if (!(form instanceof HTMLFormElement)) return;
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
        firstToCorrect(form, error)?.select();
      })
      .finally(() => {
        button.ariaDisabled = null;
        button.textContent = words;
      });
  });
}

/** Of a right password and a wrong code the code, else the password. */
function firstToCorrect(form: HTMLFormElement, error: unknown): HTMLInputElement | null {
  const code = form.querySelector<HTMLInputElement>("input[autocomplete=one-time-code]");
  const isCode = error instanceof Refused && error.kind === CODE_NEEDED;
  return (isCode ? code : null) ?? form.querySelector<HTMLInputElement>(".password input") ?? code;
}
