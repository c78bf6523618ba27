// Which addresses a figure of the report means: told by the link of the page, listed in place of a state.

import { button, el } from "../dom";
import { t } from "../words";

const KEYS = ["status", "flaw", "kind", "street", "ids"] as const;

export interface Wanted extends Partial<Record<(typeof KEYS)[number], string>> {
  /** An id, or `none`; absent: of all. */
  hamlet?: string;
}

/** What the link asks for; null: none of it. */
export function wantedIn(search: string): Wanted | null {
  const asked = new URLSearchParams(search);
  const found = KEYS.filter((key) => asked.get(key)).map((key) => [key, asked.get(key) ?? ""]);
  if (found.length === 0) return null;
  const hamlet = asked.get("hamlet");
  return { ...Object.fromEntries(found), ...(hamlet === null ? {} : { hamlet }) } as Wanted;
}

/** The link with it, or without. */
export function linkWith(search: string, wanted: Wanted | null): URLSearchParams {
  const asked = new URLSearchParams(search);
  for (const key of [...KEYS, "hamlet"]) asked.delete(key);
  for (const [key, value] of Object.entries(wanted ?? {})) asked.set(key, String(value));
  return asked;
}

/** What is listed, in words; the way back to the figures, and to the whole list. */
export function wantedBar(wanted: Wanted, back: () => void, clear: () => void): HTMLElement {
  const buttons = [button({ class: "plain" }, back, t("figures_back")), button({ class: "plain" }, clear, t("wanted_clear"))];
  return el("div", { class: "wanted", role: "group", "aria-label": t("wanted") }, el("strong", {}, wordsOf(wanted)), ...buttons);
}

function wordsOf({ flaw, street, ids, kind }: Wanted): string {
  if (flaw !== undefined) return t(`figure_${flaw}`);
  if (street !== undefined) return t("wanted_street", { street });
  if (ids !== undefined) return t("wanted_ids", { count: ids.split(",").length });
  return t(kind === undefined ? "figure_live" : "figure_dwellings");
}
