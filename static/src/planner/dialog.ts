// A dialog over the page: a head with its title, a body, three ways to close it, and what it waits for.

import { isLost, lostWords } from "../desk";
import { button, el } from "../dom";
import { t } from "../words";

export class Dialog {
  private readonly element: HTMLDialogElement;
  private readonly title = el("h2");
  readonly body = el("div", { class: "dialog-body" });
  private readonly trouble = el("div", { class: "dialog-trouble", role: "alert", hidden: "" });
  /** What was found last, and stands there. */
  private standing: HTMLElement[] = [];
  /** Counts what was begun: an answer to what is no longer asked belongs nowhere. */
  private turn = 0;

  /** kind: the class by which it is styled. */
  constructor(kind: string) {
    const close = button({ class: "close", "aria-label": t("close"), title: t("close") }, () => this.close(), "×");
    this.element = el("dialog", { class: `dialog ${kind}` }, el("div", { class: "card-top" }, this.title, close), this.trouble, this.body);
    this.element.tabIndex = -1;
    this.title.id = `${kind}-title`;
    this.element.setAttribute("aria-labelledby", this.title.id);
    // What lies beside a dialog is the dialog itself.
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.close();
    });
    // A dialog beside the page has no such way of its own.
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.isBeside) this.close();
    });
    this.onClose(() => (this.turn += 1));
    document.body.append(this.element);
  }

  onClose(closed: () => void): void {
    // Told when it is over: one that went beside the page is open again by then.
    this.element.addEventListener("close", () => this.isOpen || closed());
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  /** CSS pixels that it covers of the page from below, when it is beside it on a phone. */
  get covers(): number {
    return this.isOpen && this.isBeside ? window.innerHeight - this.element.getBoundingClientRect().top : 0;
  }

  private get isBeside(): boolean {
    return this.element.classList.contains("beside");
  }

  /** Stand beside the page, which can be seen and used. */
  moveBeside(): void {
    if (this.isBeside) return;
    const focused = document.activeElement;
    const { scrollTop } = this.element;
    this.element.close();
    this.element.classList.add("beside");
    this.element.show();
    this.element.scrollTop = scrollTop;
    if (focused instanceof HTMLElement && this.element.contains(focused)) focused.focus({ preventScroll: true });
  }

  /** Keeps the focus while what has it cannot be pressed, or goes; gives the way to give it back. */
  holdFocus(): () => void {
    const held = document.activeElement;
    const isHere = () => document.activeElement === this.element || document.activeElement === document.body;
    if (this.isOpen) this.element.focus({ preventScroll: true });
    return () => {
      if (this.isOpen && isHere() && held instanceof HTMLElement && this.element.contains(held)) held.focus({ preventScroll: true });
    };
  }

  open(title: string, ...content: (HTMLElement | null)[]): void {
    this.title.textContent = title;
    this.standing = [];
    this.trouble.hidden = true;
    this.show(...content);
    if (this.isOpen) return;
    this.element.classList.remove("beside");
    this.element.showModal();
  }

  show(...content: (HTMLElement | null)[]): void {
    this.body.replaceChildren(...content.filter((part) => part !== null));
  }

  /** Shows in `place`, which is part of it, what `asking` finds. Where no answer comes, what stood there stays, and people
   * can try again; for anything else it closes. refused: told of that. */
  async fill<T>(place: HTMLElement, asking: () => Promise<T>, show: (found: T) => HTMLElement[], refused: (error: unknown) => void): Promise<void> {
    const turn = ++this.turn;
    this.trouble.hidden = true;
    place.replaceChildren(el("p", { class: "quiet" }, t("loading")));
    try {
      const found = await asking();
      if (turn === this.turn) place.replaceChildren(...(this.standing = show(found)));
    } catch (error) {
      if (turn !== this.turn) return;
      place.replaceChildren(...this.standing);
      if (isLost(error)) return this.tellLost(error, () => void this.fill(place, asking, show, refused));
      this.close();
      refused(error);
    }
  }

  private tellLost(error: unknown, again: () => void): void {
    const [words, way] = lostWords(error, () => {
      this.element.focus({ preventScroll: true });
      again();
    });
    this.trouble.replaceChildren(el("p", {}, words), way);
    this.trouble.hidden = false;
  }

  close(): void {
    this.element.close();
  }
}
