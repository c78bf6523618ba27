// The tokens that an account has given to programs.

import { moment, say } from "../desk";
import { inWords } from "../admin/server";
import { type Cell, tableOf } from "../admin/table";
import { button, el } from "../dom";
import { t } from "../words";
import { confirmed, done } from "./dialogs";
import { tried } from "./sending";
import { type Account, getTokens, revokeToken, type Token } from "./server";

export class TokensPart {
  readonly element = el("section", { "aria-labelledby": "tokens-title" });
  private readonly said = el("p", { class: "said", role: "alert" });

  constructor(private readonly account: Account) {
    this.element.hidden = true;
  }

  async show(): Promise<void> {
    const found = await done(() => getTokens(this.account.id));
    this.element.hidden = found === null || found.length === 0;
    if (found === null || found.length === 0) return;
    const title = el("h2", { id: "tokens-title", tabindex: "-1" }, t("tokens"));
    this.element.replaceChildren(title, this.said, tableOf(found.map((token) => this.cells(token))));
  }

  private cells(token: Token): Cell[] {
    const roles = token.roles.map(({ title }) => inWords(title)).join(", ");
    const { last_used: used, last_used_from: from } = token;
    const press = button({ class: "plain small", "aria-label": t("revoke_named", { token: token.name }) }, () => void this.revoke(token), t("revoke"));
    return [
      [t("col_token"), el("strong", {}, token.name)],
      [t("col_may"), t(token.read_only ? "may_read" : "may_write", { roles })],
      [t("col_used"), used === null ? t("never") : t("used_from", { moment: moment(used), address: from ?? "?" })],
      [t("col_expires"), moment(token.expires)],
      [t("col_action"), press],
    ];
  }

  private async revoke(token: Token): Promise<void> {
    const question = t("revoke_ask", { token: token.name, name: this.account.name });
    if (!(await confirmed(question, t("revoke_why"), t("revoke")))) return;
    const isDone = await tried(() => revokeToken(this.account.id, token.id).then(() => true), this.said);
    if (isDone === null) return;
    say(t("revoked", { token: token.name }));
    await this.show();
    this.element.querySelector("h2")?.focus();
  }
}
