// When the wall asks again after what did not come: soon at first, then ever less often, never sooner than the service wants.

import { HttpError } from "../api";

const FIRST_SECONDS = 5;
const MOST_SECONDS = 60;

/** What has not come since when, and why. */
export interface Trouble {
  since: Date;
  /** The service answers that it has too much to do; else nothing answers, or nothing that can be used. */
  isBusy: boolean;
}

export class Patience {
  trouble: Trouble | null = null;
  private failures = 0;

  /** Seconds until it is asked again. */
  failed(error: unknown): number {
    const isBusy = error instanceof HttpError && (error.status === 429 || error.status === 503);
    this.trouble = { since: this.trouble?.since ?? new Date(), isBusy };
    const grown = Math.min(MOST_SECONDS, FIRST_SECONDS * 2 ** this.failures++);
    // Walls that were refused together do not come back together.
    const spread = grown * (1 + Math.random() / 4);
    return Math.max(spread, error instanceof HttpError ? error.retryAfter : 0);
  }

  succeeded(): void {
    this.trouble = null;
    this.failures = 0;
  }
}
