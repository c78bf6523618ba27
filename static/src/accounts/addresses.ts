// Where the views of the page are: each has an address of its own, which keeps the language.

import { catalogue } from "../catalogue";

const PAGE = "/admin/accounts";

/** Of a view; without parameters: of the list. */
export function addressOf(shown: Record<string, string> = {}): string {
  const asked = new URLSearchParams(location.search);
  const kept = new URLSearchParams({ ...(asked.has("lang") ? { lang: catalogue.language } : {}), ...shown });
  const query = kept.toString();
  return `${PAGE}${query === "" ? "" : `?${query}`}`;
}

export const accountAddress = (id: number): string => addressOf({ account: String(id) });
