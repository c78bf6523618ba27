// How a file is to be loaded, as far as it was changed and not checked yet. It survives a reload and a sign-in.

import type { Options } from "./server";

const keyOf = (upload: number): string => `wardmap.admin.options.${upload}`;

export class Draft {
  private current: Options;
  private readonly watchers: (() => void)[] = [];

  /** checked: the options that the file was checked with. */
  constructor(
    private readonly upload: number,
    private readonly checked: Options,
  ) {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(upload)) ?? "null") as { checked: Options; wanted: Options } | null;
    // What was begun on top of other options is about a check that is no more.
    this.current = kept !== null && isSame(kept.checked, checked) ? kept.wanted : checked;
  }

  get options(): Options {
    return this.current;
  }

  get isChanged(): boolean {
    return !isSame(this.current, this.checked);
  }

  /** Whether the column of a field is another than the one that was checked. */
  isRemapped(field: string): boolean {
    return this.current.mapping[field] !== this.checked.mapping[field];
  }

  change(part: Partial<Options>): void {
    this.current = { ...this.current, ...part };
    sessionStorage.setItem(keyOf(this.upload), JSON.stringify({ checked: this.checked, wanted: this.current }));
    for (const tell of this.watchers) tell();
  }

  /** column: null leaves it to the check, "" means none. */
  remap(field: string, column: string | null): void {
    const { [field]: _, ...others } = this.current.mapping;
    this.change({ mapping: column === null ? others : { ...others, [field]: column } });
  }

  /** What a word of the file means in a field; "": nothing is said of it. */
  mean(field: string, written: string, meant: string): void {
    const { [field]: known = {}, ...others } = this.current.values;
    const { [written]: _, ...rest } = known;
    const words = meant === "" ? rest : { ...rest, [written]: meant };
    this.change({ values: Object.keys(words).length === 0 ? others : { ...others, [field]: words } });
  }

  watch(tell: () => void): void {
    this.watchers.push(tell);
  }

  forget(): void {
    sessionStorage.removeItem(keyOf(this.upload));
  }
}

function isSame(a: Options, b: Options): boolean {
  return canonical(a) === canonical(b);
}

/** The same text for the same things, in whatever order they are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part === null || typeof part !== "object" || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)));
  });
}
