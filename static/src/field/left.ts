// What is left to collect: how many addresses a hamlet lacks, and the tone that it has on the map and in the list for it.

import type { Count } from "./ground";

// From little done to all of it, told apart by lightness as well as by hue.
const TONES: readonly [number, string][] = [
  [1, "#9ad1b4"],
  [2 / 3, "#dfeab2"],
  [1 / 3, "#fbd98b"],
  [0, "#f3ab80"],
];

/** How many a hamlet lacks; null where nobody said how many there should be. */
export function leftOf({ have, wanted }: Count): number | null {
  return wanted === null || wanted <= 0 ? null : Math.max(0, Math.ceil(wanted - have));
}

/** null: the same. */
export function toneOf({ have, wanted }: Count): string | null {
  if (wanted === null || wanted <= 0) return null;
  return TONES.find(([share]) => have / wanted >= share)?.[1] ?? null;
}
