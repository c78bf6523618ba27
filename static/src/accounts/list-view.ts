// All accounts: found by name, role, unit, state; page by page.

import { innerLink, moment, say } from "../desk";
import { type Cell, tableOf } from "../admin/table";
import { getUnit } from "../api";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { readId } from "../read-id";
import { count, t } from "../words";
import { accountAddress, addressOf } from "./addresses";
import { done } from "./dialogs";
import { factorBadge, isOwn, roleLine, stateBadge } from "./phrases";
import { type Brief, getAccounts, getHanging, type Listed } from "./server";
import { fullName, UnitChoice } from "./unit-choice";

const DEBOUNCE_MS = 250;
const STATES = ["active", "first_password", "disabled"];
const FILTERS = ["q", "role", "state", "unit"];
/** Of an account with many roles the list shows the first. */
const MOST_ROLES = 4;

export class ListView {
  readonly element = el("div");
  private readonly filter = new URLSearchParams();
  private readonly words = el("input", { id: "q", type: "search", maxlength: "64", autocomplete: "off", spellcheck: "false" });
  private readonly role = el("select", { id: "filter-role" }, new Option(t("any_role"), ""), ...catalogue.roles.map(({ name, title }) => new Option(title, name)));
  private readonly state = el("select", { id: "filter-state" }, new Option(t("any_state"), ""), ...STATES.map((state) => new Option(t(`state_${state}`), state)));
  private readonly unit = new UnitChoice("filter-unit", t("filter_unit"), () => this.asked());
  private readonly found = el("div");
  private readonly hanging = el("div");
  private timer: number | undefined;
  /** Counts questions: an answer that comes after the next one was asked is dropped. */
  private turn = 0;

  constructor(private readonly go: (href: string) => void) {
    this.role.addEventListener("change", () => this.asked());
    this.state.addEventListener("change", () => this.asked());
    this.words.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.asked(), DEBOUNCE_MS);
    });
  }

  open(): void {
    document.title = t("accounts");
    const make = innerLink(addressOf({ new: "1" }), { class: "do" }, this.go, t("new_account"));
    const head = el("div", { class: "view-head" }, el("h1", { tabindex: "-1" }, t("accounts")), make);
    const fields = [labelled(this.words, t("filter_name")), labelled(this.role, t("filter_role")), labelled(this.state, t("filter_state")), this.unit.element];
    this.element.append(head, this.hanging, el("form", { class: "filters", role: "search", "aria-label": t("filter") }, ...fields), this.found);
    this.element.querySelector("form")?.addEventListener("submit", (event) => event.preventDefault());
    void this.begin();
    void this.review();
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.turn += 1;
  }

  /** As the address of the page says. */
  private async begin(): Promise<void> {
    const asked = new URLSearchParams(location.search);
    this.words.value = asked.get("q") ?? "";
    this.role.value = asked.get("role") ?? "";
    this.state.value = asked.get("state") ?? "";
    const unit = readId(asked.get("unit"));
    if (unit !== null) {
      const answer = await getUnit(unit).catch(() => null);
      this.unit.choose({ id: unit, name: answer === null ? `#${unit}` : fullName(answer.unit) });
    } else this.asked();
  }

  private asked(): void {
    const values = { q: this.words.value.trim(), role: this.role.value, state: this.state.value, unit: String(this.unit.chosen?.id ?? "") };
    for (const name of FILTERS) {
      const value = values[name as keyof typeof values];
      if (value === "") this.filter.delete(name);
      else this.filter.set(name, value);
    }
    window.history.replaceState(null, "", addressOf(Object.fromEntries(this.filter)));
    void this.show();
  }

  private async show(): Promise<void> {
    const turn = ++this.turn;
    const listed = await done(() => getAccounts(this.filter, null));
    if (listed === null || turn !== this.turn) return;
    say(t("found", { count: listed.count }));
    const counted = el("p", { class: "quiet", "aria-hidden": "true" }, t("found", { count: listed.count }));
    this.found.replaceChildren(counted);
    if (listed.accounts.length === 0) this.found.append(el("p", {}, t("none_found")));
    else this.append(listed, 0);
  }

  /** One more page under those that are shown. */
  private append(listed: Listed, before: number): void {
    const rows = listed.accounts.map((account) => this.cells(account));
    const body = this.found.querySelector("tbody");
    const made = tableOf(rows);
    if (body === null) this.found.append(made);
    else body.append(...made.querySelectorAll("tbody tr"));
    if (listed.next === null) return;
    const { next } = listed;
    const shown = before + rows.length;
    const more = button({ class: "plain alone" }, () => void this.more(next, shown, more), t("more_accounts", { count: count(listed.count - shown) }));
    this.found.append(more);
  }

  private async more(cursor: string, shown: number, press: HTMLButtonElement): Promise<void> {
    const { turn } = this;
    const listed = await done(() => getAccounts(this.filter, cursor));
    if (listed === null || turn !== this.turn) return;
    press.remove();
    this.append(listed, shown);
    this.found.querySelectorAll<HTMLElement>("tbody a")[shown]?.focus();
  }

  private cells(account: Brief): Cell[] {
    const link = innerLink(accountAddress(account.id), { class: "row-link" }, this.go, account.name);
    const own = isOwn(account.id) ? el("span", { class: "badge" }, t("own_account")) : null;
    return [
      [t("col_name"), el("span", {}, link, " ", own)],
      [t("col_roles"), roles(account)],
      [t("col_state"), el("span", { class: "badges" }, stateBadge(account.state), factorBadge(account))],
      [t("col_signed_in"), account.signed_in_at === null ? el("span", { class: "quiet" }, t("never")) : moment(account.signed_in_at)],
    ];
  }

  private async review(): Promise<void> {
    const told = await done(getHanging);
    if (told === null || told.roles.length === 0) return;
    const open = innerLink(addressOf({ review: "1" }), { class: "plain" }, this.go, t("review_open"));
    this.hanging.replaceChildren(el("div", { class: "box asks notice" }, el("p", {}, t("review_some", { count: told.roles.length })), open));
  }
}

function roles({ roles: held }: Brief): HTMLElement {
  if (held.length === 0) return el("span", { class: "quiet" }, t("no_roles"));
  const rest = held.length - MOST_ROLES;
  const lines = held.slice(0, rest === 1 ? held.length : MOST_ROLES).map((role) => el("li", {}, roleLine(role)));
  return el("ul", {}, ...lines, rest > 1 ? el("li", { class: "quiet" }, t("more_roles", { count: rest })) : null);
}
