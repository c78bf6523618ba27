// The mark of a layer as it stands before its name.

import type { Layer } from "./catalogue";
import { swatch } from "./dom";

const SHAPES = { point: "circle", line: "stroke", area: "square" } as const;

export function layerSwatch(layer: Layer): HTMLElement {
  return swatch(layer.color, layer.name === "coverage_units" ? "ramp" : SHAPES[layer.geometry]);
}
