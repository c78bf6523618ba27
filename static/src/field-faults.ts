// What is wrong with a field, in the language of the page: browsers tell it in their own.

import { t } from "./words";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** From now on, for every field of the page. */
export function tellFaultsOfFields(): void {
  document.addEventListener("invalid", ({ target }) => tell(target as Field), true);
}

function tell(field: Field): void {
  if (field.validity.customError) return;
  field.setCustomValidity(wordsFor(field));
  const settle = () => field.setCustomValidity("");
  for (const event of ["input", "change", "blur"]) field.addEventListener(event, settle, { once: true });
}

function wordsFor(field: Field): string {
  const { validity } = field;
  const { min, max } = field as HTMLInputElement;
  if (validity.badInput) return t("field_wrong");
  if (validity.valueMissing) return t(isChoice(field) ? "field_choose" : "field_missing");
  if (validity.rangeUnderflow) return t("field_least", { least: told(min) });
  if (validity.rangeOverflow) return t("field_most", { most: told(max) });
  return field.title || t("field_wrong");
}

function isChoice(field: Field): boolean {
  return field instanceof HTMLSelectElement || ["checkbox", "radio"].includes(field.type);
}

/** A bound as people write it: a number, or a day. */
function told(bound: string): string | number {
  const [year, month, day] = bound.split("-");
  return day === undefined ? Number(bound) : `${Number(day)}/${Number(month)}/${year}`;
}
