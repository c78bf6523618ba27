// Classes of a share, in steps that stay apart for colour-blind eyes and in grey print (lightness falls evenly).

import type { UnitCoverage } from "./api";
import { t } from "./words";

export interface ShareClass {
  id: string;
  color: string;
  label: string;
  /** Whether a share falls into it; null is a commune without a share. */
  holds: (share: number | null) => boolean;
}

const STEPS = [0, 0.25, 0.5, 0.75] as const;
const COLORS = ["#fdf3c7", "#b5dfc0", "#5cb8c2", "#2a7db5"];
const ALL_COLOR = "#1b4488";
export const NO_DATA_COLOR = "#e3e5e8";
export const NO_DATA_LINE = "#9aa3ad";
export const UNKNOWN_COLOR = "#6a5a78";

function between(index: number): ShareClass {
  const from = STEPS[index] ?? 0;
  const to = STEPS[index + 1] ?? 1;
  const key = index === 0 ? "class_lowest" : "class_middle";
  return {
    id: `from-${from * 100}`,
    color: COLORS[index] ?? ALL_COLOR,
    label: t(key, { from: from * 100, to: to * 100 }),
    holds: (share) => share !== null && share >= from && share < to,
  };
}

export const CLASSES: readonly ShareClass[] = [
  ...STEPS.map((_, index) => between(index)),
  { id: "all", color: ALL_COLOR, label: t("class_all"), holds: (share) => share !== null && share >= 1 },
  { id: "none", color: NO_DATA_COLOR, label: t("class_none"), holds: (share) => share === null },
];

/** The class of a share as a tile or an answer carries it; anything that is no number has no share. */
export function classOf(share: unknown): ShareClass {
  const value = typeof share === "number" ? share : null;
  const found = CLASSES.find((candidate) => candidate.holds(value));
  if (found === undefined) throw new RangeError(`a share of ${String(share)} is impossible`);
  return found;
}

/** How many units fall into each class, in the order of CLASSES. */
export function histogram(units: readonly UnitCoverage[]): number[] {
  return CLASSES.map((shareClass) => units.filter((unit) => shareClass.holds(unit.share)).length);
}
