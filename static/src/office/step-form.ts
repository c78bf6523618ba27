// What is said with a step: a reason, a tick, other words, the codes of successors. Nothing is sent before it is said.

import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import type { Address } from "./register";

const LONGEST = "500";
const WORDS = ["number", "street", "number_decision"] as const;
/** Steps with which something has to be said. */
const SILENT = new Set(["submit", "withdraw", "assign"]);

export function isSilent(step: string, { number }: Address): boolean {
  return SILENT.has(step) || (step === "verify" && number === null);
}

export interface Said {
  [name: string]: unknown;
}

export interface FormActions {
  /** The ids of addresses by their codes; throws what there is to say about those that are not there. */
  idsOf(codes: string[]): Promise<number[]>;
  /** Where the mark on the map stands. */
  place(): { lon: number; lat: number };
  send(said: Said): void;
  cancel(): void;
}

export function stepForm(step: string, address: Address, act: FormActions): HTMLFormElement {
  const fields = fieldsOf(step, address);
  const buttons = el("div", { class: "offers" }, el("button", { type: "submit", class: "do" }, t("do_it")), button({ class: "plain" }, act.cancel, t("cancel")));
  const hint = step === "move" ? el("p", { class: "hint" }, t("move_hint")) : null;
  const form = el("form", { class: "step-form", "aria-label": t(`step_${step}`) }, el("h3", {}, t(`step_${step}`)), hint, ...fields, buttons);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void said(step, address, form, act).then((words) => words !== null && act.send(words));
  });
  return form;
}

function fieldsOf(step: string, address: Address): HTMLElement[] {
  if (step === "verify") return [tick("number_agrees")];
  const fields: HTMLElement[] = [];
  const reasons = Object.entries(catalogue.reasons?.[step] ?? {}).sort(([one], [other]) => Number(one === "other") - Number(other === "other"));
  if (reasons.length > 0) fields.push(reasonSelect(reasons));
  if (step === "correct") fields.push(...WORDS.map((name) => labelled(el("input", { id: `step-${name}`, name, value: address[name] ?? "", maxlength: "120" }), t(name))));
  if (step === "supersede") fields.push(labelled(el("input", { id: "step-successors", name: "successors", required: "" }), t("successors")));
  fields.push(labelled(el("textarea", { id: "step-reason", name: "reason", rows: "2", maxlength: LONGEST, required: "" }), t("reason")));
  return fields;
}

/** None is chosen beforehand: the first of a list would be sent by whoever did not look. */
function reasonSelect(reasons: [string, string][]): HTMLElement {
  const options = reasons.map(([code, title]) => new Option(title, code));
  return labelled(el("select", { id: "step-reason_code", name: "reason_code", required: "" }, new Option(t("choose_reason"), ""), ...options), t("reason_code"));
}

function tick(name: string): HTMLElement {
  const box = el("input", { type: "checkbox", id: `step-${name}`, name, required: "" });
  return el("label", { class: "layer", for: box.id }, box, el("span", { class: "layer-name" }, t(name)));
}

/** null: something in it is not so, and was said. */
async function said(step: string, address: Address, form: HTMLFormElement, act: FormActions): Promise<Said | null> {
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()]));
  if (step === "verify") return { number_agrees: values.number_agrees === "on" };
  if (step === "move") return { ...values, ...act.place(), method: "drawn" };
  // All words anew: what is not asked for here stays as it is.
  if (step === "correct") return { ...values, hamlet: address.hamlet?.unit_id ?? null, ...Object.fromEntries(WORDS.map((name) => [name, values[name] || null])) };
  if (step !== "supersede") return values;
  const field = form.elements.namedItem("successors") as HTMLInputElement;
  try {
    return { ...values, successors: await act.idsOf(field.value.split(",").map((code) => code.trim()).filter(Boolean)) };
  } catch (error) {
    field.setCustomValidity((error as Error).message);
    form.reportValidity();
    field.addEventListener("input", () => field.setCustomValidity(""), { once: true });
    return null;
  }
}
