// On the page `/login`: where else one is signed in, and the tokens that one has given to programs.

import { CODE_NEEDED, messageOf, Refused, send, SESSION, value, whenSent } from "./account-forms";
import { SIGN_IN_AGAIN } from "./ask";
import { browserName } from "./browser-name";
import { button, byId, el } from "./dom";
import { moment, t } from "./words";

const TOKENS = "/api/v1/tokens";

interface Other {
  started: string;
  last_used: string;
  browser: string;
}

interface Token {
  id: number;
  name: string;
  roles: { title: Record<string, string> }[];
  read_only: boolean;
  expires: string;
  last_used: string | null;
  last_used_from: string | null;
}

interface Made extends Token {
  token: string;
}

async function showOthers(): Promise<void> {
  const sessions = (await send<{ sessions: Other[] }>("GET", `${SESSION}/others`))?.sessions ?? [];
  const rows = sessions.map(({ browser, started, last_used }) =>
    el("li", {}, el("strong", { title: browser }, browserName(browser)), el("span", { class: "quiet" }, t("other_session", { started: moment(started), used: moment(last_used) }))),
  );
  byId("others-list").replaceChildren(...rows);
  byId("others-none").hidden = rows.length > 0;
  byId("others-end").hidden = rows.length === 0;
}

async function endOthers(): Promise<void> {
  await send("DELETE", `${SESSION}/others`);
  await showOthers();
  byId("others-none").focus();
}

async function showTokens(): Promise<void> {
  const tokens = (await send<{ tokens: Token[] }>("GET", TOKENS))?.tokens ?? [];
  byId("tokens-list").replaceChildren(...tokens.map(tokenItem));
  byId("tokens-none").hidden = tokens.length > 0;
}

function tokenItem(token: Token): HTMLElement {
  const roles = token.roles.map(({ title }) => title[document.documentElement.lang] ?? title["vi"] ?? "").join(", ");
  const used = token.last_used === null ? t("never_used") : t("used_from", { moment: moment(token.last_used), address: token.last_used_from ?? "?" });
  const revoke = twice(t("revoke"), t("revoke_sure"), async () => {
    await send("DELETE", `${TOKENS}/${token.id}`);
    await showTokens();
    byId("tokens-title").focus();
  });
  revoke.ariaLabel = t("revoke_named", { token: token.name });
  const what = el("span", { class: "quiet" }, t(token.read_only ? "may_read" : "may_write", { roles }));
  return el("li", {}, el("strong", {}, token.name), what, el("span", { class: "quiet" }, `${used} · ${t("until", { moment: moment(token.expires) })}`), revoke);
}

/** A button that is to be pressed a second time. */
function twice(first: string, second: string, work: () => Promise<void>): HTMLButtonElement {
  const made = button({ class: "plain small" }, () => {
    if (made.textContent === second) act(work);
    else {
      made.textContent = second;
      made.ariaLabel = null;
    }
  }, first);
  made.addEventListener("blur", () => (made.textContent = first));
  return made;
}

function act(work: () => Promise<void>): void {
  byId("trouble").textContent = "";
  work().catch((error: unknown) => (byId("trouble").textContent = messageOf(error)));
}

async function make(form: HTMLFormElement): Promise<void> {
  await proveAgain(form);
  const roles = [...form.querySelectorAll<HTMLInputElement>("input[name=role]:checked")].map(({ value: held }) => JSON.parse(held) as object);
  if (roles.length === 0) throw new Refused(t("token_no_role"));
  const wanted = { name: value(form, "token-name"), roles, days: Number(value(form, "days")), read_only: value(form, "writes") === "" };
  const made = await send<Made>("POST", TOKENS, wanted).catch((error: unknown) => {
    if (error instanceof Refused && error.kind === SIGN_IN_AGAIN) byId("token-again").hidden = false;
    throw error;
  });
  if (made === null) return;
  form.reset();
  byId("token-again").hidden = true;
  byId("token-value").textContent = made.token;
  byId("token-made").hidden = false;
  byId("token-made-title").focus();
  await showTokens();
}

/** A token is made by whoever has just given the password. */
async function proveAgain(form: HTMLFormElement): Promise<void> {
  if (byId("token-again").hidden) return;
  const given = { name: form.dataset["account"], password: value(form, "token-password"), code: value(form, "token-code").trim() || null };
  await send("POST", SESSION, given).catch((error: unknown) => {
    if (error instanceof Refused && error.kind === CODE_NEEDED) byId("token-code-field").hidden = false;
    throw error;
  });
}

/** Make both parts work, where the page has them. */
export function ownAccess(): void {
  whenOpened("others", showOthers);
  whenOpened("tokens", showTokens);
  document.getElementById("others-end")?.addEventListener("click", () => act(endOthers));
  whenSent("token-make", make);
}

function whenOpened(id: string, show: () => Promise<void>): void {
  const part = document.getElementById(id);
  part?.addEventListener("toggle", () => {
    if (part instanceof HTMLDetailsElement && part.open) act(show);
  });
}
