// The addresses of a unit in one state: chosen to be looked at, or many of them to be given their codes at once.

import { printed } from "../codes";
import { button, el } from "../dom";
import { moment } from "../desk";
import { count, t } from "../words";
import type { Address } from "./register";

export interface QueueActions {
  opened(address: Address): void;
  more(): void;
  assign(chosen: readonly Address[]): void;
}

export class Queue {
  private shown: Address[] = [];
  private chosen = new Set<number>();
  private open: number | null = null;

  constructor(
    private readonly element: HTMLElement,
    private readonly act: QueueActions,
  ) {}

  get addresses(): readonly Address[] {
    return this.shown;
  }

  /** isMixed: they are in many states, and each says in which. */
  show(addresses: readonly Address[], hasMore: boolean, isMixed: boolean): void {
    this.shown = [...addresses];
    this.chosen = new Set([...this.chosen].filter((id) => addresses.some((one) => one.id === id)));
    const list = el("ol", { class: "addresses" }, ...this.shown.map((address, index) => this.row(address, index, isMixed)));
    const more = hasMore ? button({ class: "plain" }, () => this.act.more(), t("more")) : null;
    const none = el("p", { class: "none" }, t("none"));
    this.element.replaceChildren(...[this.batch(), this.shown.length === 0 ? none : list, more].filter((part) => part !== null));
  }

  /** The row of that address stands out, or none does. */
  mark(id: number | null): void {
    this.open = id;
    for (const row of this.element.querySelectorAll<HTMLElement>("[data-id]")) {
      row.toggleAttribute("data-open", row.dataset.id === String(id));
    }
  }

  /** The one that comes after it in the list. */
  after(id: number): Address | null {
    const index = this.shown.findIndex((one) => one.id === id);
    return this.shown[index + 1] ?? this.shown[index - 1] ?? null;
  }

  private get assignable(): Address[] {
    return this.shown.filter(({ may }) => may.includes("assign"));
  }

  /** For those who may assign: all that are chosen, at once. */
  private batch(): HTMLElement | null {
    const { assignable } = this;
    if (assignable.length === 0) return null;
    const all = el("input", { type: "checkbox", id: "choose-all" });
    const press = button({ class: "do" }, () => this.act.assign(assignable.filter(({ id }) => this.chosen.has(id))), "");
    const tell = () => {
      all.checked = this.chosen.size === assignable.length;
      press.textContent = t("assign_many", { count: this.chosen.size });
      press.disabled = this.chosen.size === 0;
    };
    all.addEventListener("change", () => {
      this.chosen = new Set(all.checked ? assignable.map(({ id }) => id) : []);
      for (const box of this.element.querySelectorAll<HTMLInputElement>("[data-choose]")) box.checked = all.checked;
      tell();
    });
    this.element.onchange = tell;
    tell();
    return el("div", { class: "batch" }, el("label", { class: "layer", for: all.id }, all, el("span", { class: "layer-name" }, t("choose_all"))), press);
  }

  private row(address: Address, index: number, isMixed: boolean): HTMLElement {
    const { id, flags, may } = address;
    const name = nameOf(address);
    const box = el("input", { type: "checkbox", "data-choose": "", "aria-label": name });
    box.checked = this.chosen.has(id);
    box.addEventListener("change", () => (box.checked ? this.chosen.add(id) : this.chosen.delete(id)));
    const number = el("span", { class: "mark proposed", "aria-hidden": "true" }, el("span", {}, String(index + 1)));
    const chips = flags.map((flag) => el("span", { class: "badge asks" }, t(`flag_${flag}`)));
    const words = el("span", {}, name, el("small", {}, isMixed ? `${stateOf(address)} · ${facts(address)}` : facts(address)), ...chips);
    const row = button({ "data-id": String(id) }, () => this.act.opened(address), number, words);
    row.toggleAttribute("data-open", id === this.open);
    return el("li", {}, may.includes("assign") ? box : null, row);
  }
}

/** As people would say which house it is. */
export function nameOf({ number, street, code, kind }: Address): string {
  const words = [number, street].filter((part) => part !== null && part !== "").join(", ");
  return [code === null ? null : printed(code), words || (code === null ? `${t(`kind_${kind}`)} · ${t("no_words")}` : null)].filter((part) => part !== null && part !== "").join(" · ");
}

export function accuracyOf({ method, accuracy_m }: Address): string {
  if (method === "drawn") return t("drawn");
  return accuracy_m === null ? t("no_accuracy") : t("accuracy", { metres: count(accuracy_m) });
}

/** In which state it is, in words. */
export function stateOf({ status, is_suspended }: Address): string {
  return is_suspended ? t("suspended") : t(`state_${status}`);
}

function facts(address: Address): string {
  const { kind, hamlet, submitted_at } = address;
  return [t(`kind_${kind}`), hamlet?.name, accuracyOf(address), submitted_at === null ? null : moment(submitted_at)].filter(Boolean).join(" · ");
}
