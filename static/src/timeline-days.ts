// Days as ISO text, and the stops of the timeline: pure, so that it can be read at once.

export interface Change {
  date: string;
  events: number;
  kinds: Record<string, number>;
  documents: string[];
}

/** Which world the page shows; null is today. `compare` is an earlier day beside it. */
export interface World {
  at: string | null;
  compare: string | null;
  fade: boolean;
}

export const TODAY: World = { at: null, compare: null, fade: false };

/** A world as the page keeps it: today is null, and the earlier of two days is the one compared with. */
export function inOrder({ at, compare, fade }: World, today: string): World {
  const [earlier, later] = [at ?? today, compare ?? at ?? today].sort() as [string, string];
  return { at: later === today ? null : later, compare: compare === null || earlier === later ? null : earlier, fade };
}

export const FIRST_DAY = "1900-01-01";
export const LAST_DAY = "2199-12-31";
const ISO_DAY = /^\d{4}-\d\d-\d\d$/;
const DAY_MS = 86_400_000;

/** `text` when it is a day that exists, between the first and the last that can be asked for. */
export function readDay(text: string | null): string | null {
  const isDay = text !== null && ISO_DAY.test(text) && moved(text, 0) === text;
  return isDay && text >= FIRST_DAY && text <= LAST_DAY ? text : null;
}

function moved(iso: string, days: number): string | null {
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) ? null : new Date(time + days * DAY_MS).toISOString().slice(0, 10);
}

/** The day before. */
export function eve(iso: string): string {
  return moved(iso, -1) ?? iso;
}

/** Days of change of several levels in one row; what happened is told of the first level that has the day. */
export function together(levels: readonly (readonly Change[])[]): Change[] {
  const byDay = new Map<string, Change>();
  for (const change of levels.flat()) if (!byDay.has(change.date)) byDay.set(change.date, change);
  return [...byDay.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

export class Calendar {
  /** Days with a change, today, and the last day before the first change: each another world. */
  readonly stops: readonly string[];

  constructor(
    readonly today: string,
    readonly changes: readonly Change[],
  ) {
    const days = new Set([today, ...changes.map(({ date }) => date)]);
    const first = changes[0];
    // Where the record begins there is nothing to see on the day before.
    const isBeginning = (kind: string): boolean => kind === "create" || kind === "correct";
    if (first !== undefined && !Object.keys(first.kinds).every(isBeginning)) days.add(eve(first.date));
    this.stops = [...days].sort();
  }

  /** A day as the page keeps it: today is null. */
  short(day: string): string | null {
    return day === this.today ? null : day;
  }

  /** The change that made the world of `day`. */
  last(day: string): Change | null {
    return this.changes.filter(({ date }) => date <= day).at(-1) ?? null;
  }

  /** Whether nothing changed between two days. */
  isSame(one: string, other: string): boolean {
    return this.last(one)?.date === this.last(other)?.date;
  }

  next(day: string): Change | null {
    return this.changes.find(({ date }) => date > day) ?? null;
  }

  /** Where `day` stands on the slider. */
  position(day: string): number {
    return Math.max(0, this.stops.filter((stop) => stop <= day).length - 1);
  }

  /** The eve of the change that made the world of `day`; null when none is known. */
  before(day: string): string | null {
    const last = this.last(day);
    return last === null || !this.stops.some((stop) => stop < last.date) ? null : eve(last.date);
  }

  /** The day of the next change, or today from the past. */
  after(day: string): string | null {
    const next = this.next(day)?.date ?? null;
    if (day < this.today && (next === null || next > this.today)) return this.today;
    return next;
  }

  /** Two days to compare around `day`: before and after the last change, else the next one. */
  around(day: string): { compare: string; at: string } {
    const before = this.before(day);
    if (before !== null) return { compare: before, at: day };
    const next = this.next(day);
    return next === null ? { compare: eve(day), at: day } : { compare: day, at: next.date };
  }
}
