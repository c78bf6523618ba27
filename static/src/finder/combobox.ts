// Suggestions under an input: the editable combobox of the ARIA Authoring Practices, nothing chosen by itself.

import { el } from "../dom";

export interface Suggestion {
  content: readonly HTMLElement[];
  choose: () => void;
}

export interface Suggests {
  /** What fits the text so far; the list stays away when it fails. */
  suggest(text: string): Promise<readonly Suggestion[]>;
  /** Say aloud how many suggestions there are. */
  counted(count: number): void;
}

const DEBOUNCE_MS = 200;
const SHORTEST = 2;

export class Combobox {
  private readonly list: HTMLElement;
  private suggestions: readonly Suggestion[] = [];
  private active = -1;
  private timer: number | undefined;
  /** Counts questions: an answer that comes after the next one was asked is dropped. */
  private turn = 0;

  constructor(
    private readonly input: HTMLInputElement,
    label: string,
    private readonly source: Suggests,
  ) {
    this.list = el("ul", { id: "suggestions", class: "suggestions", role: "listbox", "aria-label": label });
    this.list.hidden = true;
    input.after(this.list);
    const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "suggestions", "aria-expanded": "false" };
    for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // A press on the list must not take the focus from the input, which would close it before the click.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.clicked(event.target as Element));
  }

  /** Put the list away, and whatever is still on its way to it. */
  close(): void {
    window.clearTimeout(this.timer);
    this.turn += 1;
    this.list.hidden = true;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "false");
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), DEBOUNCE_MS);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    if (text.length < SHORTEST) return this.close();
    const turn = ++this.turn;
    const found = await this.source.suggest(text).catch(() => []);
    if (turn === this.turn) this.show(found);
  }

  private show(found: readonly Suggestion[]): void {
    this.suggestions = found;
    this.source.counted(found.length);
    if (found.length === 0) return this.close();
    const options = found.map(({ content }, index) =>
      el("li", { id: `suggestion-${index}`, role: "option", "aria-selected": "false" }, ...content),
    );
    this.list.replaceChildren(...options);
    this.list.scrollTop = 0;
    this.list.hidden = false;
    this.mark(-1);
    this.input.setAttribute("aria-expanded", "true");
  }

  private key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") this.arrow(event.key === "ArrowDown" ? 1 : -1, isOpen);
    else if (event.key === "Escape" && isOpen) this.close();
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
