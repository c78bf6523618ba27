// A dialog over the page: a head with its title, a body, three ways to close it.

import { button, el } from "../dom";
import { t } from "../words";

export class Dialog {
  private readonly element: HTMLDialogElement;
  private readonly title = el("h2");
  readonly body = el("div", { class: "dialog-body" });

  /** kind: the class by which it is styled. */
  constructor(kind: string) {
    const close = button({ class: "close", "aria-label": t("close"), title: t("close") }, () => this.close(), "×");
    this.element = el("dialog", { class: `dialog ${kind}` }, el("div", { class: "card-top" }, this.title, close), this.body);
    this.title.id = `${kind}-title`;
    this.element.setAttribute("aria-labelledby", this.title.id);
    // What lies beside a dialog is the dialog itself.
    this.element.addEventListener("click", (event) => {
      if (event.target === this.element) this.close();
    });
    document.body.append(this.element);
  }

  onClose(closed: () => void): void {
    this.element.addEventListener("close", closed);
  }

  get isOpen(): boolean {
    return this.element.open;
  }

  open(title: string, ...content: (HTMLElement | null)[]): void {
    this.title.textContent = title;
    this.show(...content);
    if (!this.isOpen) this.element.showModal();
  }

  show(...content: (HTMLElement | null)[]): void {
    this.body.replaceChildren(...content.filter((part) => part !== null));
  }

  close(): void {
    this.element.close();
  }
}
