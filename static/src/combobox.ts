// Suggestions under an input: the editable combobox of the ARIA Authoring Practices, nothing chosen by itself.

import { el } from "./dom";

export interface Suggestion {
  content: readonly HTMLElement[];
  choose: () => void;
}

/** Why there is no list. */
export type Instead = "waiting" | "none" | "failed";

export interface Suggests {
  /** What fits the text so far; the list stays away when it fails. given up: by the next question. */
  suggest(text: string, givenUp: AbortSignal): Promise<readonly Suggestion[]>;
  /** Say aloud how many suggestions there are. */
  counted(count: number): void;
  /** What is shown in the place of a list; nothing without it. */
  instead?(why: Instead): HTMLElement;
}

const DEBOUNCE_MS = 200;
const SHORTEST = 2;
// Sooner than this nobody wants to be told that something is on its way.
const PATIENCE_MS = 700;

export class Combobox {
  private readonly list: HTMLElement;
  private suggestions: readonly Suggestion[] = [];
  private active = -1;
  private timer: number | undefined;
  /** Counts questions: an answer that comes after the next one was asked is dropped. */
  private turn = 0;
  private asking = new AbortController();
  private shownFor: string | null = null;
  private readonly note = el("div", { class: "suggestions no-suggestions" });

  constructor(
    private readonly input: HTMLInputElement,
    label: string,
    private readonly source: Suggests,
  ) {
    this.list = el("ul", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": label });
    this.list.hidden = true;
    this.note.hidden = true;
    input.after(this.list, this.note);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A press on the list must not take the focus from the input, which would close it before the click.
    for (const each of [this.list, this.note]) each.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event.target as Element));
  }

  /** Put the list away, and whatever is still on its way to it. */
  close(): void {
    this.giveUp();
    this.open(false);
  }

  /** Choose the first suggestion for what stands there, as soon as it is known. */
  async takeFirst(): Promise<void> {
    if (this.list.hidden || this.shownFor !== this.text) await this.ask();
    if (!this.list.hidden) this.choose(0);
  }

  private get text(): string {
    return this.input.value.trim();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), DEBOUNCE_MS);
  }

  /** Ask for suggestions for what stands there now. */
  async ask(): Promise<void> {
    const { text } = this;
    const turn = this.giveUp();
    if (text.length < SHORTEST) return this.open(false);
    this.asking = new AbortController();
    const slow = window.setTimeout(() => this.tellWaiting(turn), PATIENCE_MS);
    const found = await this.source.suggest(text, this.asking.signal).catch(() => null);
    window.clearTimeout(slow);
    if (turn === this.turn) this.show(text, found);
  }

  private show(text: string, found: readonly Suggestion[] | null): void {
    this.suggestions = found ?? [];
    this.shownFor = text;
    this.source.counted(this.suggestions.length);
    this.open(this.suggestions.length > 0);
    if (this.suggestions.length === 0) return this.showNote(found === null ? "failed" : "none");
    const options = this.suggestions.map(({ content }, index) =>
      el("li", { id: `suggestion-${index}`, role: "option", "aria-selected": "false" }, ...content),
    );
    this.list.replaceChildren(...options);
    this.list.scrollTop = 0;
  }

  private tellWaiting(turn: number): void {
    if (turn === this.turn && this.list.hidden) this.showNote("waiting");
  }

  private showNote(why: Instead): void {
    const note = this.source.instead?.(why);
    if (note === undefined) return;
    this.note.replaceChildren(note);
    this.note.hidden = false;
  }

  /** Drop what is under way; the number of what comes next. */
  private giveUp(): number {
    window.clearTimeout(this.timer);
    this.asking.abort();
    this.turn += 1;
    return this.turn;
  }

  private open(isOpen: boolean): void {
    this.list.hidden = !isOpen;
    this.note.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", String(isOpen));
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.arrow(event.key === "ArrowDown" ? 1 : -1, isOpen);
    else if (event.key === "Escape" && (isOpen || !this.note.hidden)) this.close();
    else if (event.key === "Enter" && isOpen && this.active >= 0) this.choose(this.active);
    else return;
    event.preventDefault();
  }

  private arrow(by: 1 | -1, isOpen: boolean): void {
    if (!isOpen) return void this.ask();
    const places = this.suggestions.length + 1;
    // One place more than there are suggestions: the text itself, with nothing chosen.
    this.mark(((this.active + 1 + by + places) % places) - 1);
  }

  private mark(index: number): void {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    if (option === undefined) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  private clicked(target: Element): void {
    const option = target.closest("[role=option]");
    if (option !== null) this.choose([...this.list.children].indexOf(option));
  }

  private choose(index: number): void {
    const chosen = this.suggestions[index];
    this.close();
    chosen?.choose();
  }
}
