// Addresses with a code that have no plate: chosen, seen as a plate, ordered.

import { catalogue } from "../catalogue";
import { printed } from "../codes";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { getMissing, getPreview, MOST, type Order, orderPlates, type Unplated } from "./server";

export interface MissingActions {
  ordered(order: Order): void;
  tell(error: unknown, again: () => void): void;
}

// For gates and walls.
const USUAL = "small";

export class MissingView {
  readonly element = el("div", { class: "missing" });
  private readonly list = el("div");
  private readonly picture = el("div", { class: "preview" });
  private readonly press = button({ class: "do" }, () => void this.order(), "");
  private readonly templates = el("select", { id: "template" }, ...(catalogue.templates ?? []).map(({ id, title }) => new Option(title, id)));
  private readonly size = el("small", { class: "quiet" });
  private shown: Unplated[] = [];
  private next: number | null = null;
  private chosen = new Set<number>();
  private asked: { unit: number; hamlet: string } = { unit: 0, hamlet: "" };
  private turn = 0;
  private seen = "";

  constructor(private readonly act: MissingActions) {
    if (catalogue.templates?.some(({ id }) => id === USUAL)) this.templates.value = USUAL;
    this.templates.addEventListener("change", () => this.tell());
    const plan = el("section", { class: "box plan", "aria-label": t("template") }, labelled(this.templates, t("template")), this.size, this.picture, this.press);
    this.element.append(this.list, plan);
  }

  async show(unit: number, hamlet: string): Promise<void> {
    this.asked = { unit, hamlet };
    this.chosen.clear();
    this.seen = "";
    await this.load(null);
  }

  private async load(after: number | null): Promise<void> {
    const turn = ++this.turn;
    try {
      if (after === null) this.list.replaceChildren(el("p", { class: "quiet" }, t("loading")));
      const { addresses, next } = await getMissing(this.asked.unit, this.asked.hamlet, after);
      if (turn !== this.turn) return;
      this.shown = (after === null ? addresses : [...this.shown, ...addresses]).sort(inTheStreet);
      this.next = next;
      this.draw();
    } catch (error) {
      this.act.tell(error, () => void this.load(after));
    }
  }

  private draw(): void {
    const rows = el("ol", { class: "unplated", "aria-label": t("list_missing") }, ...this.shown.map((address) => this.row(address)));
    const more = this.next === null ? null : button({ class: "plain alone" }, () => void this.load(this.shown.reduce((last, { id }) => Math.max(last, id), 0)), t("more"));
    if (this.shown.length === 0) this.list.replaceChildren(el("p", { class: "box" }, t("none_missing")));
    else this.list.replaceChildren(this.all(), rows, ...(more === null ? [] : [more]));
    this.tell();
  }

  /** All of the list, or as many as one order may have. */
  private all(): HTMLElement {
    const first = this.shown.slice(0, MOST);
    const box = el("input", { type: "checkbox", id: "choose-all" });
    box.checked = first.every(({ id }) => this.chosen.has(id));
    box.addEventListener("change", () => {
      this.chosen = new Set(box.checked ? first.map(({ id }) => id) : []);
      for (const each of this.list.querySelectorAll<HTMLInputElement>("[data-choose]")) each.checked = this.chosen.has(Number(each.dataset["choose"]));
      this.tell();
    });
    const words = this.shown.length > MOST ? t("choose_most", { count: MOST }) : t("choose_all", { count: this.shown.length });
    return el("label", { class: "pick" }, box, el("strong", {}, words));
  }

  private row(address: Unplated): HTMLElement {
    const { id, code, number, street, label, was_damaged } = address;
    const box = el("input", { type: "checkbox", "data-choose": String(id) });
    box.checked = this.chosen.has(id);
    box.addEventListener("change", () => {
      if (box.checked) this.chosen.add(id);
      else this.chosen.delete(id);
      this.tell();
    });
    const badge = was_damaged ? el("span", { class: "badge asks" }, t("was_damaged")) : null;
    const name = [number, street].filter(Boolean).join(", ");
    return el("li", {}, el("label", { class: "pick" }, box, el("span", {}, el("strong", { class: "plate-code" }, printed(code)), ` ${name} `, badge, el("small", { class: "detail" }, label))));
  }

  /** Of what is chosen: how many, and the first of them as a plate. */
  private tell(): void {
    const count = this.chosen.size;
    const all = this.list.querySelector<HTMLInputElement>("#choose-all");
    if (all !== null) all.checked = count > 0 && count === Math.min(this.shown.length, MOST);
    this.press.textContent = t("order", { count });
    this.press.disabled = count === 0 || count > MOST || catalogue.cannotPrint != null;
    const template = catalogue.templates?.find(({ id }) => id === this.templates.value);
    if (template !== undefined) this.size.textContent = t("template_size", { ...template });
    void this.preview(this.inTurn[0]);
  }

  private get inTurn(): Unplated[] {
    return this.shown.filter(({ id }) => this.chosen.has(id));
  }

  private async preview(address: Unplated | undefined): Promise<void> {
    const wanted = `${this.templates.value} ${address?.id ?? ""}`;
    if (wanted === this.seen) return;
    this.seen = wanted;
    if (catalogue.cannotPrint != null) return this.picture.replaceChildren(el("p", { class: "box bad" }, catalogue.cannotPrint));
    if (address === undefined) return this.picture.replaceChildren(el("p", { class: "quiet" }, t("preview_hint")));
    try {
      const blob = await getPreview(this.templates.value, address.id);
      if (wanted !== this.seen) return;
      const image = el("img", { src: URL.createObjectURL(blob), alt: t("preview", { code: printed(address.code), template: this.templates.selectedOptions[0]?.text ?? "" }) });
      image.addEventListener("load", () => URL.revokeObjectURL(image.src));
      this.picture.replaceChildren(image);
    } catch (error) {
      this.seen = "";
      this.act.tell(error, () => void this.preview(address));
    }
  }

  private async order(): Promise<void> {
    this.press.disabled = true;
    try {
      this.act.ordered(await orderPlates(this.inTurn.map(({ id }) => id), this.templates.value));
    } catch (error) {
      this.act.tell(error, () => void this.order());
    }
    this.tell();
  }
}

/** As whoever hangs them up walks: by hamlet, street and number. */
function inTheStreet(one: Unplated, other: Unplated): number {
  const order = (a: string | null | undefined, b: string | null | undefined): number => (a ?? "").localeCompare(b ?? "", "vi", { numeric: true });
  return order(one.hamlet?.name, other.hamlet?.name) || order(one.said_street, other.said_street) || order(one.said_number, other.said_number) || one.id - other.id;
}
