// Choosing a unit by its name or code; one that has ended leads to those that it became.

import type { Unit } from "../api";
import { button, el } from "../dom";
import { Combobox, type Suggestion } from "../combobox";
import { suggested, type Suggested } from "../finder/suggest";
import { say } from "../desk";
import { t } from "../words";

export interface Chosen {
  id: number;
  name: string;
}

/** “Xã Hồng Quang, tỉnh Ninh Bình”. */
export function fullName(unit: Pick<Unit, "full_name"> & { ancestors?: Unit["ancestors"] }): string {
  const over = (unit.ancestors ?? []).map(({ full_name: name }) => name.charAt(0).toLowerCase() + name.slice(1));
  return [unit.full_name, ...over].join(", ");
}

export class UnitChoice {
  readonly element = el("div", { class: "unit-choice" });
  chosen: Chosen | null = null;
  private readonly input: HTMLInputElement;
  private readonly field: HTMLElement;
  private readonly combobox: Combobox;

  constructor(
    id: string,
    label: string,
    private readonly changed: () => void,
  ) {
    this.input = el("input", { id, type: "text", autocomplete: "off", spellcheck: "false" });
    this.field = el("div", { class: "own unit-field" }, el("label", { for: id }, label), this.input);
    this.combobox = new Combobox(this.input, t("suggestions"), {
      suggest: (text) => this.suggest(text),
      counted: (count) => say(count === 0 ? t("suggestions_none") : t("suggestions_count", { count })),
    });
    this.element.append(this.field);
  }

  /** Have `unit` chosen, as if it had been among the suggestions. */
  choose(unit: Chosen | null): void {
    this.combobox.close();
    this.chosen = unit;
    this.input.value = "";
    this.element.replaceChildren(unit === null ? this.field : this.chip(unit));
    this.changed();
  }

  private chip(unit: Chosen): HTMLElement {
    const again = button({ class: "plain small" }, () => this.again(), t("other_unit"));
    return el("p", { class: "chosen-unit" }, el("strong", {}, unit.name), again);
  }

  private again(): void {
    this.choose(null);
    this.input.focus();
  }

  private async suggest(text: string): Promise<Suggestion[]> {
    return (await suggested(text, "old")).map((found) => ({ content: lines(found), choose: () => this.take(found) }));
  }

  private take(found: Suggested): void {
    const name = fullName(found.unit);
    if (!found.in_force) return this.lead(name, found);
    this.choose({ id: found.unit.id, name });
    say(t("unit_chosen", { unit: name }));
    this.element.querySelector("button")?.focus();
  }

  /** From a unit that is no more to what it became. */
  private lead(name: string, { today }: Suggested): void {
    const heirs = today.units.map(({ unit }) =>
      button({ class: "plain" }, () => this.choose({ id: unit.id, name: fullName(unit) }), fullName(unit)),
    );
    const words = t(heirs.length === 0 ? "unit_is_nothing" : "unit_is_past", { unit: name });
    const told = el("div", { class: "box asks", role: "alert" }, el("p", {}, words), el("div", { class: "ways-out" }, ...heirs));
    this.input.value = "";
    this.element.replaceChildren(this.field, told);
    (heirs[0] ?? this.input).focus();
  }
}

function lines({ unit, in_force: isThere, today }: Suggested): HTMLElement[] {
  const now = today.units.map(({ unit: heir }) => heir.full_name).join(", ");
  const place = [fullName(unit).slice(unit.full_name.length + 2), unit.code === null ? "" : t("unit_code", { code: unit.code })];
  return [
    el("strong", {}, unit.full_name),
    el("span", { class: "place" }, place.filter((part) => part !== "").join(" · ")),
    ...(isThere ? [] : [el("span", { class: "now" }, now === "" ? t("has_ended") : t("now_is", { now }))]),
  ];
}
