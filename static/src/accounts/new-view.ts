// A new account, with its first role.

import { innerLink } from "../desk";
import { catalogue } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { addressOf } from "./addresses";
import { RoleForm } from "./role-form";
import { sendingForm } from "./sending";
import { addAccount, type GivenRole, type Secret } from "./server";

interface New {
  name: string;
  roles: GivenRole[];
}

export class NewView {
  readonly element = el("div");
  private readonly name = el("input", { id: "new-name", type: "text", required: "", maxlength: String(catalogue.longestName), autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": "name-hint" });
  private readonly role = new RoleForm();

  constructor(
    private readonly go: (href: string) => void,
    private readonly made: (secret: Secret) => void,
  ) {}

  open(): void {
    document.title = t("new_account");
    const hint = el("p", { class: "hint", id: "name-hint" }, t("new_name_hint"));
    const role = [el("h2", {}, t("first_role")), el("p", { class: "hint" }, t("first_role_hint")), this.role.element];
    const form = sendingForm(t("new_account"), t("make"), [labelled(this.name, t("new_name")), hint, ...role], {
      ready: () => this.read(),
      send: ({ name, roles }: New) => addAccount(name, roles),
      after: this.made,
    });
    this.element.append(innerLink(addressOf(), { class: "back" }, this.go, t("back_to_list")), el("h1", { tabindex: "-1" }, t("new_account")), form);
  }

  close(): void {
    this.element.remove();
  }

  private read(): New | string {
    const name = this.name.value.trim();
    if (name === "") {
      this.name.focus();
      return t("new_name_hint");
    }
    if (this.role.isEmpty) return { name, roles: [] };
    const role = this.role.read();
    return typeof role === "string" ? role : { name, roles: [role] };
  }
}
