// One account: its roles, where it is signed in, and what can be done with it.

import { browserName } from "../browser-name";
import { innerLink, moment, say } from "../desk";
import { inWords } from "../admin/server";
import { type Cell, tableOf } from "../admin/table";
import { button, el } from "../dom";
import { t } from "../words";
import { addressOf } from "./addresses";
import { confirmed, done } from "./dialogs";
import { daysOf, ended, factorBadge, isOwn, placeOf, stateBadge } from "./phrases";
import { RoleForm } from "./role-form";
import { secretBox } from "./secret-box";
import { sendingForm, tried } from "./sending";
import { type Account, disable, enable, endRole, getAccount, getSessions, giveRole, renewPassword, type Role, type Secret, type Session, signOut, takeSecondFactorOff } from "./server";
import { TokensPart } from "./tokens-part";

export class AccountView {
  readonly element = el("div");
  private readonly said = el("p", { class: "said", role: "alert" });
  private readonly secret = el("div");
  private readonly parts = el("div");
  private readonly sessions = el("div");
  private isOpen = true;

  constructor(
    private readonly id: number,
    private readonly go: (href: string) => void,
    private readonly first: Secret | null,
  ) {}

  open(): void {
    this.element.append(innerLink(addressOf(), { class: "back" }, this.go, t("back_to_list")), this.parts);
    if (this.first !== null) this.secret.replaceChildren(secretBox(this.first));
    void this.load();
  }

  close(): void {
    this.isOpen = false;
  }

  private async load(): Promise<void> {
    const account = await tried(() => getAccount(this.id), this.said);
    if (!this.isOpen) return;
    if (account === null) this.parts.replaceChildren(el("h1", { tabindex: "-1" }, t("accounts")), this.said);
    else this.show(account);
    // Who came here by a link has left what was focused.
    if (document.activeElement === document.body) (this.secret.querySelector("h2") ?? this.parts.querySelector("h1"))?.focus();
  }

  /** All of the page anew; what was focused is gone, so the heading is. */
  private show(account: Account): void {
    document.title = `${account.name} · ${t("accounts")}`;
    const own = isOwn(account.id) ? el("span", { class: "badge" }, t("own_account")) : null;
    const heading = el("h1", { tabindex: "-1" }, account.name);
    const tokens = new TokensPart(account);
    const head = el("div", { class: "view-head" }, heading, el("span", { class: "badges" }, stateBadge(account.state), factorBadge(account), own));
    this.parts.replaceChildren(head, this.said, this.secret, facts(account), this.roles(account), this.giving(account), this.entering(account), tokens.element);
    void this.showSessions();
    void tokens.show();
  }

  private roles(account: Account): HTMLElement {
    const now = account.roles.filter(({ held }) => held !== "past");
    const past = account.roles.filter(({ held }) => held === "past");
    const section = el("section", { "aria-labelledby": "roles-title" }, el("h2", { id: "roles-title" }, t("roles_now")));
    if (now.length === 0) section.append(el("p", { class: "quiet" }, t("no_roles")));
    else section.append(tableOf(now.map((role) => [...cells(role), [t("col_action"), this.ending(account, role)]])));
    if (past.length > 0) {
      const summary = el("summary", {}, t("roles_past", { count: past.length }));
      section.append(el("details", { class: "more" }, summary, tableOf(past.map(cells))));
    }
    return section;
  }

  private ending(account: Account, role: Role): HTMLElement {
    const [title, place] = [inWords(role.title), placeOf(role.unit)];
    const end = async (): Promise<void> => {
      const question = t("end_role_ask", { role: title, place, name: account.name });
      if (!(await confirmed(question, t("end_role_why"), t("end_role")))) return;
      this.changed(await tried(() => endRole(account.id, role.id), this.said), t("role_ended", { role: title }));
    };
    return button({ class: "plain small", "aria-label": t("end_role_named", { role: title, place }) }, () => void end(), t("end_role"));
  }

  private giving(account: Account): HTMLElement {
    const role = new RoleForm();
    const warning = isOwn(account.id) ? [el("p", { class: "box asks" }, t("own_warning"))] : [];
    const form = sendingForm(t("give_role"), t("give_role"), [...warning, role.element], {
      ready: () => role.read(),
      send: (given) => giveRole(account.id, given),
      after: (changed: Account) => {
        const given = changed.roles.reduce((newest, each) => (each.id > newest.id ? each : newest));
        this.changed(changed, t("role_given", { role: inWords(given.title) }));
      },
    });
    return el("details", { class: "more giving" }, el("summary", {}, t("give_role")), form);
  }

  private entering(account: Account): HTMLElement {
    const isDisabled = account.state === "disabled";
    const renew = async (): Promise<void> => {
      if (!(await confirmed(t("new_password_ask", { name: account.name }), t("new_password_why"), t("new_password")))) return;
      const secret = await tried(() => renewPassword(account.id), this.said);
      if (secret === null) return;
      this.secret.replaceChildren(secretBox(secret));
      this.show(secret.account);
      this.secret.querySelector("h2")?.focus();
    };
    const turn = isDisabled
      ? button({ class: "plain" }, () => void this.act(null, () => enable(account.id), t("enabled_done", { name: account.name })), t("enable"))
      : button({ class: "plain harm" }, () => void this.act(["disable", account.name], () => disable(account.id), t("disabled_done", { name: account.name })), t("disable"));
    const actions = el("div", { class: "ways-out" }, button({ class: "plain" }, () => void renew(), t("new_password")), this.signingOut(account), this.factor(account), turn);
    return el("section", { "aria-labelledby": "enter-title" }, el("h2", { id: "enter-title" }, t("sign_in_title")), this.sessions, actions);
  }

  private signingOut(account: Account): HTMLElement {
    const work = (): Promise<Account> => signOut(account.id).then(() => getAccount(account.id));
    return button({ class: "plain" }, () => void this.act(["sign_out", account.name], work, t("signed_out_done", { name: account.name })), t("sign_out"));
  }

  private factor(account: Account): HTMLElement {
    const off = (): Promise<void> => this.act(["factor_off", account.name], () => takeSecondFactorOff(account.id), t("factor_off_done", { name: account.name }));
    const press = button({ class: "plain" }, () => void off(), t("factor_off"));
    press.hidden = !account.has_second_factor;
    return press;
  }

  /** Do it, after asking whether it is meant where there are words for that. */
  private async act(ask: [key: string, name: string] | null, work: () => Promise<Account>, words: string): Promise<void> {
    if (ask !== null && !(await confirmed(t(`${ask[0]}_ask`, { name: ask[1] }), t(`${ask[0]}_why`), t(ask[0])))) return;
    this.changed(await tried(work, this.said), words);
  }

  private changed(account: Account | null, words: string): void {
    if (account === null) return;
    this.secret.replaceChildren();
    this.show(account);
    say(words);
    this.parts.querySelector<HTMLElement>("h1")?.focus();
  }

  private async showSessions(): Promise<void> {
    const found = await done(() => getSessions(this.id));
    if (found === null) return;
    if (found.length === 0) this.sessions.replaceChildren(el("p", { class: "quiet" }, t("sessions_none")));
    else this.sessions.replaceChildren(tableOf(found.map(sessionCells)));
  }
}

function facts(account: Account): HTMLElement {
  const told: [string, string][] = [
    [t("col_signed_in"), account.signed_in_at === null ? t("never") : moment(account.signed_in_at)],
    [t("password_since"), moment(account.password_changed_at)],
    [t("created"), t("created_by", { moment: moment(account.created_at), name: account.created_by })],
  ];
  return el("dl", { class: "load-facts" }, ...told.map(([title, value]) => el("div", {}, el("dt", { class: "quiet" }, title), el("dd", {}, value))));
}

function cells(role: Role): Cell[] {
  const coming = role.held === "coming" ? el("span", { class: "badge" }, t("is_coming")) : null;
  const provided = role.source === "oidc" ? el("span", { class: "badge" }, t("from_provider")) : null;
  return [
    [t("col_role"), el("strong", {}, inWords(role.title))],
    [t("col_place"), el("span", {}, placeOf(role.unit), " ", ended(role.unit))],
    [t("col_days"), el("span", {}, daysOf(role), " ", coming)],
    [t("col_given"), el("span", {}, t("created_by", { moment: moment(role.granted_at), name: role.granted_by }), " ", provided)],
  ];
}

function sessionCells(session: Session): Cell[] {
  return [
    [t("col_browser"), el("span", { title: session.user_agent }, browserName(session.user_agent))],
    [t("col_opened"), moment(session.opened)],
    [t("col_seen"), moment(session.seen)],
  ];
}
