// Who made the data, how it may be used, and the day that it is of: everybody reads it on /about-data.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";
import type { OriginOptions } from "./server";
import { labelled } from "./units-form";

/** Licences that can be chosen; any other can be written. */
const LICENCES = ["CC BY 4.0", "CC BY-SA 4.0", "CC0 1.0", "ODbL 1.0"];

export class OriginForm {
  readonly element: HTMLDetailsElement;
  private readonly source = text("data-source", "origin_source_example");
  private readonly licence = text("data-licence", "origin_licence_example");
  private readonly day = el("input", { type: "date", id: "data-date", max: catalogue.today });
  private readonly sourceField = labelled(this.source, "origin_source");

  /** given: what was said before. changed: told of everything that is said anew. */
  constructor(given: OriginOptions | null, changed: () => void = () => undefined) {
    this.source.value = given?.data_source ?? "";
    this.licence.value = given?.data_licence ?? "";
    this.day.value = given?.data_date ?? "";
    const known = el("datalist", { id: "known-licences" }, ...LICENCES.map((each) => new Option(each, each)));
    this.licence.setAttribute("list", known.id);
    const fields = el("div", { class: "units-form" }, this.sourceField, labelled(this.licence, "origin_licence"), labelled(this.day, "origin_day"));
    this.element = el("details", { class: "more" }, el("summary", {}, t("origin_title")), el("p", { class: "quiet" }, t("origin_hint")), fields, known);
    this.element.open = Object.values(this.said).some((each) => each !== null);
    this.element.addEventListener("input", changed);
  }

  /** Tables of figures name their source beside their period. */
  askSource(isAsked: boolean): void {
    this.sourceField.hidden = !isAsked;
  }

  get said(): OriginOptions {
    return {
      data_source: this.sourceField.hidden ? null : this.source.value.trim() || null,
      data_licence: this.licence.value.trim() || null,
      data_date: this.day.value || null,
    };
  }
}

function text(id: string, example: string): HTMLInputElement {
  return el("input", { type: "text", id, maxlength: "200", autocomplete: "off", placeholder: t(example) });
}
