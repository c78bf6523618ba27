// What the page shows, as its address says it: a link can be shared and the back button works.

import { readId } from "../read-id";

export type Way = "new" | "old";

export interface Asked {
  q: string;
  /** "new": what became of it; "old": what it was made of. */
  to: Way;
  /** The one chosen among several. */
  unit: number | null;
}

export function readAddress(search: string): Asked {
  const parts = new URLSearchParams(search);
  return {
    q: (parts.get("q") ?? "").trim(),
    to: parts.get("to") === "old" ? "old" : "new",
    unit: readId(parts.get("unit")),
  };
}

/** The address of what is asked, keeping the language that this one names. */
export function addressOf({ q, to, unit }: Asked, language: string | null = languageHere()): string {
  const parts = new URLSearchParams();
  if (language !== null) parts.set("lang", language);
  if (q !== "") parts.set("q", q);
  if (to === "old") parts.set("to", to);
  if (unit !== null) parts.set("unit", String(unit));
  const query = parts.toString();
  return query === "" ? location.pathname : `${location.pathname}?${query}`;
}

function languageHere(): string | null {
  return new URLSearchParams(location.search).get("lang");
}
