// Roles for units that have ended: they open nothing until an administrator gives them anew.

import { innerLink } from "../desk";
import { type Cell, tableOf } from "../admin/table";
import { el } from "../dom";
import { t } from "../words";
import { accountAddress, addressOf } from "./addresses";
import { done } from "./dialogs";
import { inWords } from "../admin/server";
import { ended, placeOf } from "./phrases";
import { getHanging, type Hanging } from "./server";

export class ReviewView {
  readonly element = el("div");

  constructor(private readonly go: (href: string) => void) {}

  open(): void {
    document.title = t("review");
    const back = innerLink(addressOf(), { class: "back" }, this.go, t("back_to_list"));
    this.element.append(back, el("h1", { tabindex: "-1" }, t("review")), el("p", { class: "lead" }, t("review_why")));
    void this.load();
  }

  close(): void {
    this.element.remove();
  }

  private async load(): Promise<void> {
    const told = await done(getHanging);
    if (told === null) return;
    const rows = told.roles.map((each) => this.cells(each));
    if (rows.length === 0) this.element.append(el("p", {}, t("review_none")));
    else this.element.append(tableOf(rows));
    if (told.more) this.element.append(el("p", { class: "quiet" }, t("review_more")));
  }

  private cells({ account, account_id: id, role, became }: Hanging): Cell[] {
    const heirs = became.map((unit) => el("li", {}, unit.name));
    return [
      [t("col_account"), innerLink(accountAddress(id), { class: "row-link" }, this.go, account)],
      [t("col_role"), inWords(role.title)],
      [t("col_place"), el("span", {}, placeOf(role.unit), " ", ended(role.unit))],
      [t("col_became"), heirs.length === 0 ? t("became_nothing") : el("ul", {}, ...heirs)],
    ];
  }
}
