// What the check says, in words of this page: it speaks to people at a terminal as well.

import { t } from "../words";
import { inWords, type Said } from "./server";

const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/--map-value [^\s.]+/g, "values"],
  [/--mode append/g, "mode_append"],
  [/--mode upsert/g, "mode_upsert"],
  [/--mode replace/g, "mode_replace"],
  [/--on-error skip/g, "on_error_skip"],
  [/--source-layer/g, "option_source_layer"],
  [/--encoding/g, "option_encoding"],
  [/--crs/g, "option_crs"],
  [/--mapping|--map/g, "mapping"],
  [/--mode/g, "mode"],
  [/--key/g, "key"],
];

/** `said` with options of the command line under the names that they have here. */
export function plainly(said: Said): string {
  return OPTIONS.reduce((text, [option, key]) => text.replace(option, `“${t(key)}”`), inWords(said));
}
