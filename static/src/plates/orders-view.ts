// Orders of plates: how far each is; one of them whole, with its sheets.

import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { moment, t } from "../words";
import { type PlateActions, plateItem } from "./plate-item";
import { getOrder, getOrders, type OrderBrief, type Plate, printAll, sheetsOf } from "./server";

export interface OrdersActions extends PlateActions {
  open(order: number | null): void;
  retry(error: unknown, again: () => void): void;
}

const ON_SHEETS = ["ordered", "printed"];

export class OrdersView {
  readonly element = el("div", { class: "orders" });
  private turn = 0;

  constructor(private readonly act: OrdersActions) {}

  /** All of a unit. */
  async list(unit: number): Promise<void> {
    const turn = this.begin();
    try {
      const { orders, next } = await getOrders(unit, null);
      if (turn !== this.turn) return;
      const list = el("ol", { class: "plain-orders" }, ...orders.map((order) => this.row(order)));
      this.element.replaceChildren(orders.length === 0 ? el("p", { class: "box" }, t("none_orders")) : list);
      if (next !== null) this.offerMore(unit, list, next);
    } catch (error) {
      this.act.retry(error, () => void this.list(unit));
    }
  }

  /** One of them whole. */
  async show(order: number): Promise<void> {
    const turn = this.begin();
    try {
      const plates = await getOrder(order);
      if (turn === this.turn) this.draw(order, plates);
    } catch (error) {
      this.act.retry(error, () => void this.show(order));
    }
  }

  private begin(): number {
    this.element.replaceChildren(el("p", { class: "quiet" }, t("loading")));
    return ++this.turn;
  }

  private offerMore(unit: number, list: HTMLElement, before: number): void {
    const more = button({ class: "plain alone" }, () => void this.more(unit, list, before, more), t("more"));
    this.element.append(more);
  }

  private async more(unit: number, list: HTMLElement, before: number, press: HTMLElement): Promise<void> {
    try {
      const { orders, next } = await getOrders(unit, before);
      list.append(...orders.map((order) => this.row(order)));
      press.remove();
      if (next !== null) this.offerMore(unit, list, next);
    } catch (error) {
      this.act.retry(error, () => void this.more(unit, list, before, press));
    }
  }

  private row({ order, counts, to_remove, ...facts }: OrderBrief): HTMLElement {
    const chips = Object.entries(counts).map(([state, count]) => el("span", { class: "badge" }, t("order_counts", { state: t(`plate_${state}`), count })));
    if (to_remove > 0) chips.push(el("span", { class: "badge asks" }, t("order_to_remove", { count: to_remove })));
    const title = el("strong", {}, t("order_title", { order: String(order) }));
    const press = button({ class: "order-row", "aria-label": t("open_order", { order: String(order) }) }, () => this.act.open(order), title, el("small", {}, factsOf(facts)), el("span", { class: "chips" }, ...chips));
    return el("li", {}, press);
  }

  private draw(order: number, plates: readonly Plate[]): void {
    const [first] = plates;
    let held = plates;
    const taken = (now: Plate): void => {
      held = held.map((plate) => (plate.id === now.id ? now : plate));
      this.element.querySelector(".sheets")?.replaceWith(this.sheets(order, held));
      this.act.taken(now);
    };
    const act: PlateActions = { ...this.act, taken };
    const head = el("h2", { tabindex: "-1" }, t("order_title", { order: String(order) }));
    const back = button({ class: "plain small" }, () => this.act.open(null), `← ${t("all_orders")}`);
    const list = el("ol", { class: "plates", "aria-label": t("list_plates") }, ...plates.map((plate) => plateItem(plate, act)));
    const said = el("p", { class: "quiet" }, titleOf(first?.template ?? ""));
    this.element.replaceChildren(back, head, said, this.sheets(order, plates), list);
    head.focus();
  }

  /** What can be printed of it, and what was. */
  private sheets(order: number, plates: readonly Plate[]): HTMLElement {
    const count = plates.filter(({ status, to_remove, is_suspended }) => ON_SHEETS.includes(status) && !to_remove && !is_suspended).length;
    const waiting = plates.filter(({ status, may }) => status === "ordered" && may.includes("printed")).length;
    if (catalogue.cannotPrint != null) return el("div", { class: "sheets box bad" }, el("p", {}, catalogue.cannotPrint));
    if (count === 0) return el("div", { class: "sheets box" }, el("p", {}, t("nothing_to_print")));
    const files = (["pdf", "csv"] as const).map((form) => el("a", { class: form === "pdf" ? "do" : "plain", href: sheetsOf(order, form), download: "" }, t(form)));
    return el("div", { class: "sheets box" }, el("p", {}, t("sheets_hint", { count })), el("div", { class: "plate-steps" }, ...files, waiting > 0 ? this.allPrinted(order, waiting) : null));
  }

  /** Many at once: pressed twice. */
  private allPrinted(order: number, count: number): HTMLElement {
    const press = button({ class: "plain" }, () => {
      if (press.dataset["sure"] === "yes") return void this.print(order, press);
      press.dataset["sure"] = "yes";
      press.textContent = t("sure_printed", { count });
      press.addEventListener("blur", () => {
        delete press.dataset["sure"];
        press.textContent = t("all_printed");
      }, { once: true });
    }, t("all_printed"));
    return press;
  }

  private async print(order: number, press: HTMLButtonElement): Promise<void> {
    press.disabled = true;
    try {
      const { plates } = await printAll(order);
      this.act.say(t("said_printed", { order: String(order) }));
      this.draw(order, plates);
      for (const plate of plates.slice(0, 1)) this.act.taken(plate);
    } catch (error) {
      press.disabled = false;
      this.act.tell(error);
    }
  }
}

function titleOf(template: string): string {
  return catalogue.templates?.find(({ id }) => id === template)?.title ?? template;
}

function factsOf({ template, ordered_at, ordered_by }: Pick<OrderBrief, "template" | "ordered_at" | "ordered_by">): string {
  return t("order_facts", { template: titleOf(template), moment: moment(ordered_at), who: ordered_by ?? t("nobody") });
}
