// Figures that may be withheld: of a handful of dwellings no number is told.

import type { UnitCoverage } from "../api";
import { count } from "../words";

export function figure(value: number | null): string {
  return value === null ? "–" : count(value);
}

/** Whether there is something to count, but too little to tell. */
export function isWithheld({ subjects }: UnitCoverage): boolean {
  return (subjects as number | null) === null;
}
