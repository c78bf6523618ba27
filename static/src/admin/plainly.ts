// What the check says, in words of this page: it speaks to people at a terminal as well.

import { ofTarget } from "./frame";
import { inWords, type Said } from "./server";

const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/wardmap loads undo \d+/g, "undo"],
  [/wardmap indicators list/g, "mapping"],
  [/--map-value [^\s.]+/g, "values"],
  [/--mode append/g, "mode_append"],
  [/--mode upsert/g, "mode_upsert"],
  [/--mode replace/g, "mode_replace"],
  [/--on-error skip/g, "on_error_skip"],
  [/--source-layer/g, "option_source_layer"],
  [/--encoding/g, "option_encoding"],
  [/--crs/g, "option_crs"],
  [/--period/g, "figures_period"],
  [/--mapping|--map/g, "mapping"],
  [/--mode/g, "mode"],
  [/--key/g, "key"],
];

/** `said` with options of the command line under the names that they have here for a file of `target`. */
export function plainly(said: Said, target = ""): string {
  return OPTIONS.reduce((text, [option, key]) => text.replace(option, `“${ofTarget(key, target)}”`), inWords(said));
}
