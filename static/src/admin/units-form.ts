// What has to be said of administrative units: their level, the days on which they are so by law, the document.

import { el } from "../dom";
import { t } from "../words";
import type { UnitsOptions } from "./server";

export const LEVELS = ["commune", "hamlet", "province", "district"] as const;
const STANDINGS = ["reference", "official", "sketch"] as const;

type Control = HTMLInputElement | HTMLSelectElement;

export class UnitsForm {
  readonly element: HTMLElement;
  private readonly level = select("units-level", [["", t("units_choose")], ...LEVELS.map((each) => [each, t(`level_${each}`)] as const)]);
  private readonly from = el("input", { type: "date", id: "units-from", "aria-describedby": "units-from-hint" });
  private readonly last = el("input", { type: "date", id: "units-last" });
  private readonly document = el("input", { type: "text", id: "units-doc", maxlength: "200", autocomplete: "off", placeholder: t("units_doc_example") });
  private readonly standing = select("units-standing", STANDINGS.map((each) => [each, t(`standing_${each}`)]));

  /** given: what was said before. changed: told of everything that is said anew. */
  constructor(given: UnitsOptions | null, changed: () => void) {
    this.level.value = given?.level ?? "";
    this.from.value = given?.valid_from ?? "";
    this.last.value = given?.last_day ?? "";
    this.document.value = given?.doc ?? "";
    this.standing.value = given?.geom_status ?? "reference";
    const hint = el("p", { id: "units-from-hint", class: "quiet" }, t("units_from_hint"));
    this.element = el(
      "div",
      { class: "units-form" },
      labelled(this.level, "units_level"),
      labelled(this.from, "units_from", hint),
      labelled(this.last, "units_last"),
      labelled(this.document, "units_doc"),
      labelled(this.standing, "units_standing"),
    );
    this.element.addEventListener("input", changed);
  }

  /** What is said; null while the level or the first day is missing. */
  get said(): UnitsOptions | null {
    if (this.level.value === "" || this.from.value === "") return null;
    return {
      level: this.level.value,
      valid_from: this.from.value,
      last_day: this.last.value || null,
      doc: this.document.value.trim() || null,
      geom_status: this.standing.value,
    };
  }
}

export function select(id: string, options: readonly (readonly [value: string, words: string])[]): HTMLSelectElement {
  return el("select", { id }, ...options.map(([value, words]) => new Option(words, value)));
}

export function labelled(control: Control, key: string, hint: HTMLElement | null = null): HTMLElement {
  return el("div", { class: "own" }, el("label", { for: control.id }, t(key)), control, hint);
}
