// What of the map can be seen, and where it opens.

import { getTileJson } from "./api";
import type { Details } from "./details";
import type { Bounds } from "./map/adapter";
import type { Archive } from "./map/archive";
import { NAM_DINH } from "./map/home";
import { Sheet } from "./sheet";

// Around what is shown, in CSS pixels; a phone has none to spare.
const MARGIN = 20;
const PHONE_MARGIN = 8;
// The tools stand one below the other along the right edge, and on a phone take half of its height.
const PHONE_TOOLS = 48;
// The scale and the note on boundaries lie along the lower edge, the day along the upper one.
const NOTES = 44;
const CHIP = 56;

/** CSS pixels at the edges of the map that sheet and card lie over. */
export function covered(sheet: Sheet, details: Details): { topLeft: [number, number]; bottomRight: [number, number] } {
  const card = details.covers;
  const below = Math.max(sheet.covers, card.below);
  const right = Sheet.onPhone ? PHONE_TOOLS : card.right;
  const margin = Sheet.onPhone ? PHONE_MARGIN : MARGIN;
  return { topLeft: [margin, CHIP], bottomRight: [margin + right, NOTES + below] };
}

/** Where the map opens, and the days for which there are figures. archive: knows the place when the service does not. */
export async function home(archive: Promise<Archive | null>): Promise<{ bounds: Bounds; valid?: [string | null, string | null] }> {
  try {
    return await getTileJson("coverage_units");
  } catch {
    return { bounds: (await archive)?.bounds ?? NAM_DINH };
  }
}
