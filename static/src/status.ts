// Loading, trouble, and what standing the boundaries have.

import type { Feature } from "protomaps-leaflet";
import { button, byId, el } from "./dom";
import type { Watcher } from "./map/source";
import { t } from "./words";

// Sooner than this nobody wants to be told that something loads.
const PATIENCE_MS = 250;
const NOTES: Record<string, string> = { sketch: "boundary_sketch", derived: "boundary_sketch", reference: "boundary_reference" };

const troubles = new Map<string, () => void>();

/** Say what went wrong, with one button that tries all of it again. */
export function showTrouble(key: string, again: () => void): void {
  troubles.set(key, again);
  const said = [...troubles.keys(), "error_offline"].map((each) => t(each)).join(" ");
  byId("trouble").replaceChildren(el("p", {}, said), button({}, retryAll, t("retry")));
  byId("trouble").hidden = false;
}

function retryAll(): void {
  const tries = [...troubles.values()];
  troubles.clear();
  byId("trouble").hidden = true;
  for (const again of tries) again();
}

/** Watches the tiles come in. */
export class TileStatus implements Watcher {
  private waiting = 0;
  private timer: number | undefined;
  private days: readonly (string | null)[] = [null];
  /** What standing the boundaries of each day have, as far as they were seen. */
  private readonly seen = new Map<string | null, Set<string>>();

  constructor(private readonly retry: () => void) {}

  /** The days whose boundaries are on the map, null for today: the note is about those alone. */
  showDays(days: readonly (string | null)[]): void {
    this.days = days;
    this.note();
  }

  began(): void {
    this.waiting += 1;
    this.timer ??= window.setTimeout(() => this.show(true), PATIENCE_MS);
  }

  ended(failure: Error | null): void {
    this.waiting -= 1;
    if (failure !== null) showTrouble("error_tiles", this.retry);
    if (this.waiting > 0) return;
    window.clearTimeout(this.timer);
    this.timer = undefined;
    this.show(false);
  }

  read(data: Map<string, Feature[]>, day: string | null): void {
    const drawn = [...(data.get("communes") ?? []), ...(data.get("hamlets") ?? [])];
    const known = this.seen.get(day) ?? new Set();
    for (const { props } of drawn) known.add(String(props.geom_status));
    if (drawn.length > 0) this.seen.set(day, known);
    this.note();
  }

  private note(): void {
    const standings = new Set(this.days.flatMap((day) => [...(this.seen.get(day) ?? [])]));
    const key = NOTES[["sketch", "derived", "reference"].find((status) => standings.has(status)) ?? ""];
    const note = byId("boundary-note");
    note.hidden = key === undefined;
    if (key !== undefined) note.textContent = t(key);
  }

  private show(isLoading: boolean): void {
    byId("progress").hidden = !isLoading;
    byId("map").setAttribute("aria-busy", String(isLoading));
  }
}
