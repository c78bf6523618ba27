// From what lies under the pointer to the units that are meant.

import type { UnitRef } from "./api";
import { sides } from "./compare";
import type { ChosenUnit } from "./details";
import type { Pair } from "./lineage-pair";
import type { Picked } from "./map/pick";
import type { World } from "./timeline-days";
import type { Figures } from "./timeline-figures";

const LAYERS: Record<UnitRef["level"], string> = { province: "provinces", district: "districts", commune: "communes", hamlet: "hamlets" };
const UNIT_LAYERS = new Set(["coverage_units", ...Object.values(LAYERS)]);

export function isUnit({ layer }: Picked): boolean {
  return UNIT_LAYERS.has(layer.name);
}

/** The unit of a feature, with its figures where there are any. */
export function pickedUnit({ layer, properties }: Picked, figures: Figures): ChosenUnit {
  const id = Number(properties.unit_id);
  const name = String(properties.full_name ?? properties.name);
  const code = properties.code === undefined ? null : String(properties.code);
  const known = figures.unit(id) ?? { id, name, code, coverage: null };
  return { ...known, layer: layer.name === "coverage_units" ? "communes" : layer.name };
}

/** A commune by its identity alone. */
export function knownUnit(id: number, figures: Figures): ChosenUnit {
  return { ...(figures.unit(id) ?? { id, name: "…", code: null, coverage: null }), layer: "communes" };
}

export function referredUnit({ id, level, full_name, code }: UnitRef, figures: Figures): ChosenUnit {
  return { ...(figures.unit(id) ?? { id, name: full_name, code, coverage: null }), layer: LAYERS[level] };
}

/** The communes of both worlds at a spot; null when neither has one. */
export function pairAt(both: readonly Picked[][], figures: Figures, { at, compare }: World): Pair | null {
  const [earlier, later] = both.map((found) => {
    const commune = found.find(({ layer }) => layer.name === "communes");
    return commune === undefined ? null : pickedUnit(commune, figures);
  });
  if (compare === null || !(earlier || later)) return null;
  return { sides: [earlier ?? null, later ?? null], days: [compare, at], names: sides(compare, at) };
}
