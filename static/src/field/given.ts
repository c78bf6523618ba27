// What the page `/field` knows from the server beside words: JSON in the document.

import { catalogue } from "../catalogue";
import type { Kind } from "./draft";

interface Given {
  /** Units of the roles with which one collects; null: everywhere. */
  areas: (number | null)[];
  /** Layers of places by which people find their way. */
  landmarks: string[];
  /** Whether plates are this person's work. */
  plates: boolean;
  kindTitles: Record<Kind, string>;
  /** Why addresses are given back. */
  reasonTitles: Record<string, string>;
}

export const given = catalogue as typeof catalogue & Given;
