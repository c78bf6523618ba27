// Figures that are being calculated: asked for again until they are there.

import type { Result } from "./server";

// How soon, at first and at last.
const SOON_MS = 3_000;
const LATER_MS = 30_000;

export class Awaited {
  private timer = 0;
  /** Counts what was begun: an answer to what is no longer asked belongs nowhere. */
  private turn = 0;

  /** came: told of another result than the one that is shown. */
  constructor(
    private readonly asking: () => Promise<Result | null>,
    private readonly came: (result: Result) => void,
  ) {}

  /** Waits for what comes after `shown`, where it is not the newest. */
  follow(shown: Result | null, pause = SOON_MS): void {
    this.stop();
    if (shown?.is_current !== true) this.timer = window.setTimeout(() => void this.look(shown, pause), pause);
  }

  stop(): void {
    window.clearTimeout(this.timer);
    this.turn += 1;
  }

  private async look(shown: Result | null, pause: number): Promise<void> {
    const { turn } = this;
    const result = await this.asking().catch(() => shown);
    if (turn !== this.turn) return;
    if (result === null || result.computed_at === shown?.computed_at) this.follow(shown, Math.min(2 * pause, LATER_MS));
    else this.came(result);
  }
}
