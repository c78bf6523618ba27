// A unit by its name, of any level, in force on a day.

import { getJson, type Unit } from "../api";
import { byId, el } from "../dom";
import { Combobox } from "../combobox";
import { t } from "../words";

const MOST = 8;

export class UnitChoice {
  private readonly input = byId("unit") as HTMLInputElement;
  private readonly said = byId("unit-said");
  private chosen: Unit | null = null;

  /** day: whose units are meant. changed: told when another unit, or none, is meant. */
  constructor(
    private readonly day: () => string,
    private readonly changed: () => void,
  ) {
    new Combobox(this.input, t("unit_list"), {
      suggest: async (text) => (await this.found(text)).map((unit) => ({ content: linesOf(unit), choose: () => this.choose(unit) })),
      counted: (count) => (this.said.textContent = count === 0 ? t("unit_none") : t("unit_count", { count })),
    });
    this.input.addEventListener("input", () => this.chosen !== null && this.forget());
    this.input.addEventListener("change", () => this.tellWhetherKnown());
  }

  get unit(): Unit | null {
    return this.chosen;
  }

  /** Choose the unit of this number, where there is one on the day. */
  async take(id: string | null): Promise<void> {
    if (id === null || !/^\d{1,15}$/.test(id)) return;
    const query = this.day() === "" ? "" : `?${new URLSearchParams({ at: this.day() })}`;
    const found = await getJson<{ unit: Unit }>(`/api/v1/units/${id}${query}`).catch(() => null);
    if (found !== null && this.input.value === "") this.choose(found.unit);
  }

  private async found(text: string): Promise<Unit[]> {
    const query = new URLSearchParams({ q: text, limit: String(MOST), ...(this.day() === "" ? {} : { at: this.day() }) });
    return (await getJson<{ units: Unit[] }>(`/api/v1/units?${query}`)).units;
  }

  private choose(unit: Unit): void {
    this.chosen = unit;
    this.input.value = unit.full_name;
    this.tellWhetherKnown();
    this.changed();
  }

  private forget(): void {
    this.chosen = null;
    this.changed();
  }

  private tellWhetherKnown(): void {
    const isUnknown = this.chosen === null && this.input.value.trim() !== "";
    if (isUnknown) this.said.textContent = t("unit_unknown");
    this.input.setAttribute("aria-invalid", String(isUnknown));
  }
}

function linesOf(unit: Unit): HTMLElement[] {
  const above = unit.ancestors.map(({ full_name }) => full_name).join(", ");
  return [el("strong", {}, unit.full_name), el("span", { class: "quiet" }, above)];
}
