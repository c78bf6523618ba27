// From what was found, or picked on the map, to what the page shows of it.

import type { Spot } from "../address-bar";
import type { Layer } from "../catalogue";
import type { ChosenUnit } from "../details";
import type { Figures } from "../timeline-figures";
import type { Found } from "./server";

/** A unit with its figures where there are any. */
export function foundUnit({ id, title, layer }: Found, figures: Figures): ChosenUnit {
  return { ...(figures.unit(id) ?? { id, name: title, code: null, coverage: null }), layer };
}

/** What the address of the page says of a feature. Results of rules are made anew, and have no lasting numbers. */
export function spotOf(feature: { layer: string | Layer; id: number | undefined }): Spot | null {
  const { layer, id } = feature;
  if (id === undefined || (typeof layer !== "string" && layer.group === "coverage")) return null;
  return { layer: typeof layer === "string" ? layer : layer.name, id };
}
