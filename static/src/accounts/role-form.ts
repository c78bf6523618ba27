// A role to give: which, where, from when to when.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import type { GivenRole } from "./server";
import { UnitChoice } from "./unit-choice";

export class RoleForm {
  readonly element: HTMLElement;
  private readonly role = el("select", { id: "role", required: "" }, new Option(t("choose_role"), ""), ...catalogue.roles.map(({ name, title }) => new Option(title, name)));
  private readonly everywhere = el("input", { type: "radio", name: "where", value: "everywhere" });
  private readonly inUnit = el("input", { type: "radio", name: "where", value: "unit", checked: "" });
  private readonly unit = new UnitChoice("unit", t("unit_search"), () => undefined);
  private readonly first = el("input", { id: "first-day", type: "date", min: catalogue.today });
  private readonly last = el("input", { id: "last-day", type: "date", min: catalogue.today });
  private readonly hint = el("p", { class: "hint", id: "role-hint" });

  constructor() {
    this.first.value = catalogue.today;
    this.role.setAttribute("aria-describedby", "role-hint");
    const where = el("fieldset", { class: "where" }, el("legend", {}, t("where")), pick(this.inUnit, t("in_unit")), pick(this.everywhere, t("everywhere")));
    const days = el("div", { class: "days" }, labelled(this.first, t("first_day")), labelled(this.last, t("last_day")));
    this.element = el("div", { class: "role-form" }, labelled(this.role, t("col_role")), this.hint, where, this.unit.element, days);
    this.element.addEventListener("change", () => this.show());
    this.show();
  }

  private get kind(): (typeof catalogue.roles)[number] | undefined {
    return catalogue.roles.find(({ name }) => name === this.role.value);
  }

  private show(): void {
    const { kind } = this;
    if (kind?.isEverywhere) this.everywhere.checked = true;
    this.inUnit.disabled = kind?.isEverywhere ?? false;
    this.unit.element.hidden = this.everywhere.checked;
    const reads = kind === undefined ? [] : [kind.readsAs === null ? t("reads_as_public") : t("reads_as", { kind: kind.readsAs })];
    this.hint.textContent = [...reads, ...(kind?.isEverywhere ? [t("only_everywhere")] : [])].join(" ");
  }

  /** Whether anything was chosen. */
  get isEmpty(): boolean {
    return this.role.value === "";
  }

  /** The role as it stands, or in words what is missing. */
  read(): GivenRole | string {
    if (this.isEmpty) return t("role_missing");
    const isEverywhere = this.everywhere.checked;
    if (!isEverywhere && this.unit.chosen === null) return t("unit_missing");
    return {
      role: this.role.value,
      unit_id: isEverywhere ? null : (this.unit.chosen?.id ?? null),
      first_day: this.first.value || null,
      last_day: this.last.value || null,
    };
  }
}

function pick(input: HTMLInputElement, words: string): HTMLElement {
  return el("label", { class: "pick" }, input, el("span", {}, words));
}
