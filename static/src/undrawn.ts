// Communes of the days shown that nobody has drawn: holes in the map that are none in the record.

import { getUnitCount } from "./api";
import { showTrouble } from "./status";
import { t } from "./words";

export class Undrawn {
  /** Answers for days that were left meanwhile are dropped. */
  private turn = 0;
  private asked: string | null = null;

  /** told: what there is to say of each of the days, in their order; an empty text where all have a boundary. */
  constructor(private readonly told: (notes: readonly string[]) => void) {}

  /** Look at the days that are on the map, null for today. */
  async show(days: readonly (string | null)[]): Promise<void> {
    if (this.asked === days.join()) return;
    this.asked = days.join();
    const turn = ++this.turn;
    this.told([]);
    try {
      const notes = await Promise.all(days.map(note));
      if (turn === this.turn) this.told(notes);
    } catch {
      if (turn !== this.turn) return;
      this.asked = null;
      showTrouble("error_counts", () => void this.show(days));
    }
  }
}

async function note(day: string | null): Promise<string> {
  const found = await getUnitCount("commune", day);
  const count = found?.boundaries.none ?? 0;
  return found === null || count === 0 ? "" : t("undrawn", { units: found.units, count });
}
