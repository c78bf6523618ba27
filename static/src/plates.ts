// The page `/field/plates`: which view of which unit is shown is in its address.

import { Offline, Refused, SignedOut } from "./ask";
import { catalogue } from "./catalogue";
import { clearTrouble, keepViewInOtherLanguage, say, showLost, showTrouble, tellWhatFails } from "./desk";
import { byId, el } from "./dom";
import { labelled } from "./labelled";
import { FollowedView } from "./plates/followed-view";
import { MissingView } from "./plates/missing-view";
import { OrdersView } from "./plates/orders-view";
import { UnreadablePhoto } from "./plates/plate-item";
import { getSummary, type HamletPlates, type Order } from "./plates/server";
import { Tabs } from "./planner/tabs";
import { count, t } from "./words";

const VIEWS = ["missing", "orders", "plates"] as const;
type View = (typeof VIEWS)[number];
const NO_HAMLET = "none";
const COUNTS = ["assigned", "without_plate", "ordered", "printed", "installed", "damaged"] as const;

class Page {
  private unit = 0;
  private hamlet = "";
  private view: View = "missing";
  private order: number | null = null;
  private summary: HamletPlates[] = [];
  private readonly line = el("p", { class: "progress-line", role: "status" });
  private readonly hamlets = el("select", { id: "hamlet" });
  private readonly units = el("select", { id: "unit" }, ...(catalogue.units ?? []).map(({ id, name }) => new Option(name, String(id))));
  private readonly plateActions = { taken: () => this.taken(), tell: (error: unknown) => this.tell(error, () => void this.show()), say };
  private readonly missing = new MissingView({ ordered: (order) => this.ordered(order), tell: (error, again) => this.tell(error, again) });
  private readonly orders = new OrdersView({ ...this.plateActions, open: (order) => this.go("orders", order), retry: (error, again) => this.tell(error, again) });
  private readonly followed = new FollowedView(this.plateActions, (error, again) => this.tell(error, again));
  private tabs: Tabs<View> | null = null;

  async start(): Promise<void> {
    keepViewInOtherLanguage();
    this.read();
    const title = el("h1", { tabindex: "-1" }, t("plates"));
    if (this.unit === 0) return byId("view").replaceChildren(title, el("p", { class: "box" }, t("no_units")));
    const asked = el("div", { class: "filters" }, labelled(this.units, t("unit")), labelled(this.hamlets, t("hamlet")));
    byId("view").replaceChildren(title, asked, this.line, el("div", { id: "tabs", class: "plate-tabs", role: "tablist", "aria-label": t("views") }), el("div", { id: "views" }));
    this.tabs = new Tabs<View>([["missing", this.missing.element], ["orders", this.orders.element], ["plates", this.followed.element]], (view) => this.go(view, null));
    this.units.addEventListener("change", () => {
      this.unit = Number(this.units.value);
      this.hamlet = "";
      this.order = null;
      this.noteInAddress(false);
      void this.showUnit();
    });
    this.hamlets.addEventListener("change", () => {
      this.hamlet = this.hamlets.value;
      this.noteInAddress(false);
      this.tellProgress();
      void this.show();
    });
    window.addEventListener("popstate", () => {
      this.read();
      void this.showUnit();
    });
    await this.showUnit();
  }

  /** What the address says is shown; what it cannot be is not. */
  private read(): void {
    const asked = new URLSearchParams(location.search);
    const known = (catalogue.units ?? []).map(({ id }) => id);
    this.unit = known.find((id) => String(id) === asked.get("unit")) ?? known[0] ?? 0;
    this.view = VIEWS.find((view) => view === asked.get("view")) ?? "missing";
    this.hamlet = asked.get("hamlet") ?? "";
    this.order = this.view === "orders" ? Number(asked.get("order")) || null : null;
    this.units.value = String(this.unit);
  }

  private noteInAddress(isStep: boolean): void {
    const asked = new URLSearchParams(location.search);
    const now = { unit: String(this.unit), view: this.view, hamlet: this.hamlet, order: String(this.order ?? "") };
    for (const [name, value] of Object.entries(now)) {
      if (value === "") asked.delete(name);
      else asked.set(name, value);
    }
    const href = `${location.pathname}?${asked.toString()}`;
    if (isStep) window.history.pushState(null, "", href);
    else window.history.replaceState(null, "", href);
  }

  private go(view: View, order: number | null): void {
    this.view = view;
    this.order = order;
    this.noteInAddress(true);
    void this.show();
  }

  private async showUnit(): Promise<void> {
    if (await this.recount()) await this.show();
  }

  private async show(): Promise<void> {
    clearTrouble();
    this.tabs?.show(this.view);
    if (this.view === "missing") await this.missing.show(this.unit, this.hamlet);
    else if (this.view === "plates") await this.followed.show(this.hamlet === "" || this.hamlet === NO_HAMLET ? this.unit : this.hamlet);
    else if (this.order === null) await this.orders.list(this.unit);
    else await this.orders.show(this.order);
  }

  private async recount(): Promise<boolean> {
    try {
      this.summary = await getSummary(this.unit);
    } catch (error) {
      this.tell(error, () => void this.showUnit());
      return false;
    }
    const all = this.summary.reduce((sum, { without_plate }) => sum + without_plate, 0);
    const options = this.summary.map(({ unit_id, name, without_plate }) => new Option(t("hamlet_count", { name: name ?? t("no_hamlet"), count: without_plate }), String(unit_id ?? NO_HAMLET)));
    this.hamlets.replaceChildren(new Option(t("all_hamlets", { count: all }), ""), ...options);
    this.hamlets.value = this.hamlet;
    if (this.hamlets.value !== this.hamlet) this.hamlet = this.hamlets.value = "";
    this.tellProgress();
    return true;
  }

  private taken(): void {
    clearTrouble();
    void this.recount();
  }

  private tellProgress(): void {
    const counted = this.summary.filter(({ unit_id }) => this.hamlet === "" || String(unit_id ?? NO_HAMLET) === this.hamlet);
    const [assigned, without, ordered, printed, installed, damaged] = COUNTS.map((name) => count(counted.reduce((sum, each) => sum + each[name], 0)));
    this.line.textContent = t("progress_line", { assigned: assigned ?? "", without: without ?? "", ordered: ordered ?? "", printed: printed ?? "", installed: installed ?? "", damaged: damaged ?? "" });
  }

  private ordered(order: Order): void {
    say(t("ordered", { count: order.plates.length, order: String(order.order) }));
    void this.recount();
    this.go("orders", order.order);
  }

  private tell(error: unknown, again: () => void): void {
    if (error instanceof Refused || error instanceof UnreadablePhoto) showTrouble(error.message);
    else if (error instanceof SignedOut || error instanceof Offline) showLost(error, again);
    else throw error;
    byId("trouble").scrollIntoView({ block: "nearest" });
  }
}

tellWhatFails();
void new Page().start();
