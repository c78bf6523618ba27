// Where the phone is, as well as it can honestly be said.

import { metresBetween, type Place } from "./geometry";

/** accuracy: metres, as the phone says; at: milliseconds. */
export interface Fix extends Place {
  accuracy: number;
  at: number;
}

// Older ones say where the phone was.
const FRESH_MS = 15_000;
// Fixes that are so much worse than the best are not worth adding.
const WORSE = 1.5;
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 };

/**
 * The place by the fixes since the phone stands still, the newest last; null: there is none.
 *
 * A mean of many fixes is steadier and no more exact: what is wrong with one of them is wrong with the next. Its accuracy
 * is that of the best fix, or how far they lie apart where that is more.
 */
export function settled(fixes: readonly Fix[], now: number): Fix | null {
  const used = standing(fixes.filter(({ at }) => now - at <= FRESH_MS));
  const best = Math.min(...used.map(({ accuracy }) => accuracy));
  const good = used.filter(({ accuracy }) => accuracy <= best * WORSE);
  const newest = good.at(-1);
  if (newest === undefined) return null;
  const mean = { lon: weighted(good, "lon"), lat: weighted(good, "lat") };
  const spread = Math.max(...good.map((fix) => metresBetween(fix, mean)));
  return { ...mean, accuracy: Math.max(best, spread), at: newest.at };
}

/** The last of them, back to where the phone still moved. */
function standing(fixes: readonly Fix[]): Fix[] {
  const last = fixes.at(-1);
  let first = fixes.length;
  for (const fix of [...fixes].reverse()) {
    if (last === undefined || metresBetween(fix, last) > fix.accuracy + last.accuracy) break;
    first -= 1;
  }
  return fixes.slice(first);
}

function weighted(fixes: readonly Fix[], axis: "lon" | "lat"): number {
  const weights = fixes.map(({ accuracy }) => 1 / Math.max(accuracy, 1) ** 2);
  const sum = weights.reduce((a, b) => a + b, 0);
  return fixes.reduce((total, fix, index) => total + fix[axis] * (weights[index] ?? 0), 0) / sum;
}

export type Trouble = "denied" | "unavailable";

export interface Listener {
  located(fix: Fix | null): void;
  failed(trouble: Trouble): void;
}

/** Follows the phone. */
export class Locator {
  private fixes: Fix[] = [];
  private watch: number | null = null;
  private timer: number | undefined;

  constructor(private readonly listener: Listener) {}

  get isOn(): boolean {
    return this.watch !== null;
  }

  /** The place now; null: not known. */
  get fix(): Fix | null {
    return settled(this.fixes, Date.now());
  }

  start(): void {
    if (this.isOn || !("geolocation" in navigator)) return;
    this.watch = navigator.geolocation.watchPosition((found) => this.take(found), (error) => this.fail(error), OPTIONS);
    this.timer = window.setInterval(() => this.refresh(), FRESH_MS / 3);
  }

  stop(): void {
    if (this.watch !== null) navigator.geolocation.clearWatch(this.watch);
    window.clearInterval(this.timer);
    this.watch = null;
    this.fixes = [];
    this.listener.located(null);
  }

  /** A fix that gets old is none any more; of a phone that lies still some browsers tell only who asks. */
  private refresh(): void {
    navigator.geolocation.getCurrentPosition((found) => this.take(found), () => this.listener.located(this.fix), OPTIONS);
    this.listener.located(this.fix);
  }

  private take({ coords }: GeolocationPosition): void {
    if (!this.isOn) return;
    const now = Date.now();
    const fix = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: now };
    this.fixes = [...this.fixes.filter(({ at }) => now - at <= FRESH_MS), fix];
    this.listener.located(this.fix);
  }

  private fail({ code, PERMISSION_DENIED }: GeolocationPositionError): void {
    const isDenied = code === PERMISSION_DENIED;
    if (isDenied) this.stop();
    this.listener.failed(isDenied ? "denied" : "unavailable");
  }
}
