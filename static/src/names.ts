// Names as people sort them and look for them.

import { catalogue } from "./catalogue";

export const alphabet = new Intl.Collator(catalogue.language === "en" ? "en" : "vi", { numeric: true });

/** Small letters without marks. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
}
