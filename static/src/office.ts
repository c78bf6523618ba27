// The page `/field/office`: the queue of a unit, one address beside the map and its photo, step by step.

import { getUnit } from "./api";
import { Offline, Refused, SignedOut } from "./ask";
import { catalogue } from "./catalogue";
import { readAddressCode } from "./codes";
import { clearTrouble, keepViewInOtherLanguage, say, showLost, showTrouble, tellWhatFails } from "./desk";
import { byId, el } from "./dom";
import { labelled } from "./labelled";
import { MapView } from "./map/adapter";
import { NAM_DINH } from "./map/home";
import type { Mark } from "./map/marks";
import { CampaignsView } from "./office/campaigns-view";
import { CardView } from "./office/card-view";
import { FiguresView } from "./office/figures-view";
import { boundsOf, boundsWith } from "./office/neighbours-view";
import { markOf, neighbourMarks } from "./office/marks";
import { type Mode, modeAsked, modeButtons, showMode } from "./office/modes";
import { Queue } from "./office/queue";
import { type Address, assignMany, getAddress, getPage, getSummary, type HamletSummary, idsOf, type Neighbours, takeStep } from "./office/register";
import type { Said } from "./office/step-form";
import { type Wanted, wantedBar, wantedIn } from "./office/wanted";
import { Sheet } from "./sheet";
import { TileStatus } from "./status";
import { count as numeral, t } from "./words";

const STATES = ["submitted", "verified", "assigned", "returned"] as const;
type State = (typeof STATES)[number];
const MARGIN = 16;
const NOTES = 44;
const NO_HAMLET = "none";

class Page {
  private unit = Number(new URLSearchParams(location.search).get("unit")) || (catalogue.units?.[0]?.id ?? 0);
  private state: State = STATES.find((state) => state === new URLSearchParams(location.search).get("state")) ?? "submitted";
  private hamlet = "";
  private summary: HamletSummary[] = [];
  private shown: Address[] = [];
  private next: number | null = null;
  private open: Address | null = null;
  private mode: Mode = modeAsked();
  /** What a figure counts, in place of a state. */
  private wanted: Wanted | null = wantedIn(location.search);
  private neighbours: Neighbours["neighbours"] = [];
  private dragged: { lon: number; lat: number } | null = null;
  private isMoving = false;
  private turn = 0;
  private readonly sheet = new Sheet();
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly words = el("input", { id: "find", type: "search", maxlength: "80" });
  private readonly queue = new Queue(byId("queue"), {
    opened: (address) => this.show(address),
    more: () => void this.load(this.next),
    assign: (chosen) => void this.assign(chosen),
  });
  private readonly campaigns = new CampaignsView(byId("campaigns"), (error, again) => this.tell(error, again));
  private readonly figures = new FiguresView(byId("figures"), {
    list: (wanted) => void this.follow("register", wanted),
    open: (id) => void this.follow("register", { ids: String(id) }).then(() => this.picked(id)),
    tell: (error, again) => this.tell(error, again),
  });
  private readonly card = new CardView({
    closed: () => this.closed(),
    take: (address, step, said) => this.take(address, step, said),
    drag: (address, isOn) => this.drag(address, isOn),
    place: () => this.dragged ?? { lon: this.open?.lon ?? 0, lat: this.open?.lat ?? 0 },
    idsOf,
    tell: (error, again) => this.tell(error, again),
    opened: (id) => void this.picked(id),
    neighbours: ({ id }, { neighbours }) => {
      if (this.open?.id !== id || neighbours.length === 0) return;
      this.neighbours = neighbours;
      this.marks();
      this.map.fit(boundsWith(this.open, neighbours));
    },
  });
  private readonly map = new MapView(byId("map"), "", {
    began: () => this.status.began(),
    ended: (failure) => this.status.ended(failure),
    read: (data, day) => this.status.read(data, day),
    picked: ([first]) => void this.picked(first?.layer.name === "addresses" ? Number(first.properties.id) : Number.NaN),
    moved: () => undefined,
    covered: () => ({ topLeft: [MARGIN, MARGIN], bottomRight: [MARGIN + this.card.covers.right, NOTES + Math.max(this.sheet.covers, this.card.covers.below)] }),
  });

  async start(): Promise<void> {
    keepViewInOtherLanguage();
    this.hamlet = this.wanted?.hamlet ?? "";
    this.drawAsked();
    window.addEventListener("popstate", () => void this.turnTo(modeAsked(), wantedIn(location.search)));
    this.map.start(NAM_DINH, null);
    this.map.showLayers(catalogue.layers);
    if (this.unit === 0) return byId("queue").replaceChildren(el("p", { class: "none" }, t("no_units")));
    await this.showUnit();
  }

  private drawAsked(): void {
    const units = el("select", { id: "unit" }, ...(catalogue.units ?? []).map(({ id, name }) => new Option(name, String(id), false, id === this.unit)));
    units.addEventListener("change", () => {
      this.unit = Number(units.value);
      this.hamlet = "";
      this.wanted = null;
      void this.showUnit();
    });
    this.words.addEventListener("change", () => this.unfiltered());
    byId("asked").replaceChildren(modeButtons((mode) => void this.follow(mode, null)), labelled(units, t("unit")), el("div", { id: "hamlets" }), labelled(this.words, t("find")));
  }

  /** As `turnTo`, and the button of the browser leads back. */
  private async follow(mode: Mode, wanted: Wanted | null): Promise<void> {
    window.history.pushState(null, "", location.href);
    await this.turnTo(mode, wanted);
  }

  private async turnTo(mode: Mode, wanted: Wanted | null): Promise<void> {
    this.mode = mode;
    this.wanted = wanted;
    this.hamlet = wanted?.hamlet ?? "";
    this.words.value = "";
    this.card.close();
    this.shown = [];
    this.marks();
    this.sheet.raise();
    await this.showUnit();
  }

  private drawMode(): void {
    showMode(this.mode, this.wanted);
    byId("hamlets").hidden = this.mode !== "register";
    this.words.parentElement?.toggleAttribute("hidden", this.mode !== "register");
  }

  /** Which addresses are listed while a figure says so. */
  private drawWanted(): void {
    const bar = this.wanted === null ? [] : [wantedBar(this.wanted, () => void this.follow("figures", null), () => void this.follow("register", null))];
    byId("wanted").replaceChildren(...bar);
  }

  /** The list by state, or by what is searched for. */
  private unfiltered(): void {
    this.wanted = null;
    this.drawMode();
    void this.load();
  }

  private async showUnit(): Promise<void> {
    this.drawMode();
    try {
      const { bbox } = (await getUnit(this.unit)).unit;
      if (bbox !== null) this.map.fit(bbox);
      if (this.mode === "campaigns") return await this.campaigns.show(this.unit);
      if (this.mode === "figures") return await this.figures.show(this.unit);
      await this.count();
      await this.load();
    } catch (error) {
      this.tell(error, () => void this.showUnit());
    }
  }

  /** How many there are in each state, over all hamlets or in the chosen one. */
  private async count(): Promise<void> {
    this.summary = await getSummary(this.unit);
    const idOf = ({ unit_id }: HamletSummary) => (unit_id === null ? NO_HAMLET : String(unit_id));
    const all = new Option(t("all_hamlets"), "", false, this.hamlet === "");
    const options = this.summary.map((each) => new Option(`${each.name ?? t("no_hamlet")} (${each[this.state]})`, idOf(each), false, idOf(each) === this.hamlet));
    const select = el("select", { id: "hamlet" }, all, ...options);
    select.addEventListener("change", () => {
      this.hamlet = select.value;
      this.drawTabs();
      this.unfiltered();
    });
    byId("hamlets").replaceChildren(labelled(select, t("hamlet")));
    this.drawTabs();
  }

  private drawTabs(): void {
    const counted = this.summary.filter(({ unit_id }) => this.hamlet === "" || String(unit_id ?? NO_HAMLET) === this.hamlet);
    const tabs = STATES.map((state) => {
      const number = counted.reduce((sum, each) => sum + each[state], 0);
      const tab = el("button", { type: "button", class: "tab", role: "tab", "data-state": state, "aria-controls": "queue" }, `${t(`tab_${state}`)} (${numeral(number)})`);
      tab.addEventListener("click", () => {
        this.state = state;
        this.words.value = "";
        void this.count().then(() => this.unfiltered());
      });
      return tab;
    });
    byId("tabs").replaceChildren(...tabs);
    this.markTab();
  }

  /** None of them, while what was searched for is listed. */
  private markTab(): void {
    const shown = this.words.value.trim() === "" && this.wanted === null ? this.state : null;
    for (const tab of byId("tabs").querySelectorAll<HTMLElement>("[data-state]")) tab.setAttribute("aria-selected", String(tab.dataset.state === shown));
  }

  private async load(after: number | null = null): Promise<void> {
    const turn = ++this.turn;
    const words = this.words.value.trim();
    this.markTab();
    this.drawWanted();
    const read = readAddressCode(words, catalogue.prefix ?? "");
    const within = { unit: String(this.unit), hamlet: this.hamlet };
    const asked = this.wanted !== null ? { ...within, ...this.wanted } : words === "" ? { ...within, status: this.state } : "code" in read ? { code: read.code } : { ...within, q: words };
    try {
      const page = await getPage({ ...asked, after: after === null ? null : String(after) });
      if (turn !== this.turn) return;
      clearTrouble();
      this.shown = after === null ? page.addresses : [...this.shown, ...page.addresses];
      this.next = page.next;
      this.queue.show(this.shown, page.next !== null, words !== "" || this.wanted !== null);
      this.marks();
      if (this.wanted !== null && after === null && this.shown.length > 0) this.map.fit(boundsOf(this.shown));
    } catch (error) {
      this.tell(error, () => void this.load(after));
    }
  }

  private show(address: Address): void {
    this.open = address;
    this.neighbours = [];
    this.dragged = null;
    this.isMoving = false;
    this.queue.mark(address.id);
    this.card.show(address);
    this.sheet.lower();
    this.map.showPoint(address.lon, address.lat);
    this.marks();
  }

  private async picked(id: number): Promise<void> {
    if (!Number.isSafeInteger(id)) return;
    try {
      this.show(await getAddress(id));
    } catch (error) {
      if (!(error instanceof Refused)) this.tell(error, () => void this.picked(id));
    }
  }

  private closed(): void {
    this.open = null;
    this.neighbours = [];
    this.isMoving = false;
    this.queue.mark(null);
    this.map.ring(null);
    this.marks();
  }

  private drag(address: Address, isOn: boolean): void {
    this.isMoving = isOn;
    this.dragged = isOn ? { lon: address.lon, lat: address.lat } : null;
    this.marks();
  }

  /** Of the list, and of the open one, which may be dragged. */
  private marks(): void {
    const listed = this.shown.map((address, index): Mark => markOf(address, String(index + 1), () => this.show(address)));
    const { open } = this;
    const isListed = open !== null && this.shown.some(({ id }) => id === open.id);
    const own = open === null || (isListed && !this.isMoving) ? [] : [this.ownMark(open)];
    const beside = new Set(this.neighbours.map(({ id }) => id));
    if (this.isMoving && open !== null) beside.add(open.id);
    this.map.showMarks([...listed.filter((_, index) => !beside.has(this.shown[index]?.id ?? 0)), ...own, ...neighbourMarks(this.neighbours, (id) => void this.picked(id))]);
  }

  private ownMark(address: Address): Mark {
    const mark = markOf(address, "•", () => undefined);
    if (!this.isMoving) return mark;
    return { ...mark, kind: "moved", ...this.dragged, dragged: (lon, lat) => (this.dragged = { lon, lat }) };
  }

  private async take(address: Address, step: string, said: Said): Promise<boolean> {
    try {
      await takeStep(address, step, said);
      say(t("done", { step: t(`step_${step}`) }));
      const following = this.queue.after(address.id);
      await this.count();
      await this.load();
      this.card.close();
      const found = this.shown.find(({ id }) => id === address.id) ?? this.shown.find(({ id }) => id === following?.id);
      if (found !== undefined) this.show(found);
      return true;
    } catch (error) {
      this.tell(error, () => void this.take(address, step, said));
      return false;
    }
  }

  private async assign(chosen: readonly Address[]): Promise<void> {
    try {
      const done = await assignMany(chosen);
      this.card.close();
      await this.count();
      await this.load();
      say(t("assigned_many", { count: done.length }));
    } catch (error) {
      this.tell(error, () => void this.assign(chosen));
    }
  }

  private tell(error: unknown, again: () => void): void {
    if (error instanceof Refused) showTrouble(error.message);
    else if (error instanceof SignedOut || error instanceof Offline) showLost(error, again);
    else throw error;
  }
}

tellWhatFails();
void new Page().start();
