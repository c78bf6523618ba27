// The card over the map: what it is about, what it holds, and where the focus goes when it closes.

import { button, byId, el } from "./dom";
import { Sheet } from "./sheet";
import { t } from "./words";

// Of the height of a phone's map, what the card leaves the rest of to be seen.
const TALLEST = 0.6;

export class Card {
  private readonly element = byId("details");
  private opener: HTMLElement | null = null;
  private turn = 0;

  constructor(private readonly closed: () => void) {
    this.element.style.setProperty("--tallest", `${TALLEST * 100}%`);
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** CSS pixels at the right and at the lower edge of the map that the card lies over, or may grow to. */
  get covers(): { right: number; below: number } {
    if (!this.isOpen) return { right: 0, below: 0 };
    const tallest = (this.element.parentElement?.clientHeight ?? 0) * TALLEST;
    return Sheet.onPhone ? { right: 0, below: tallest } : { right: this.element.offsetWidth, below: 0 };
  }

  /** Open it with a head. The answer says whether it still shows the same. quietly: the focus stays where it is. */
  open(kind: string, title: string, quietly: boolean, ...content: (HTMLElement | null)[]): () => boolean {
    if (!this.isOpen) this.opener = document.activeElement as HTMLElement | null;
    const close = button({ class: "close", "aria-label": t("close"), title: t("close") }, () => this.close(), "×");
    const heading = el("div", {}, el("p", { class: "eyebrow" }, kind), el("h2", { class: "card-title" }, title));
    this.element.replaceChildren(el("div", { class: "card-top" }, heading, close), el("div", { class: "card-body" }, ...content));
    this.element.hidden = false;
    const turn = ++this.turn;
    if (!quietly) this.element.focus({ preventScroll: true });
    return () => turn === this.turn;
  }

  /** Under another title, if there is one. */
  rename(title: unknown): void {
    const heading = this.element.querySelector(".card-title");
    if (heading !== null && title) heading.textContent = String(title);
  }

  /** Put the rest where "loading" stood. */
  finish(...content: (HTMLElement | null)[]): void {
    const body = this.element.querySelector(".card-body");
    body?.lastElementChild?.replaceWith(...content.filter((part) => part !== null));
  }

  close(): void {
    if (!this.isOpen) return;
    this.turn += 1;
    const hadFocus = this.element.contains(document.activeElement);
    this.element.hidden = true;
    this.closed();
    if (hadFocus) this.opener?.focus();
    this.opener = null;
  }
}
