// Puts the page together: what is kept, what is sent, the map, and the view below it.

import { HttpError } from "../api";
import { catalogue } from "../catalogue";
import { byId, el } from "../dom";
import { t } from "../words";
import { areaView, onlyArea } from "./area-view";
import { type Address, type Body, type Entry, GOOD_METRES, type Step } from "./draft";
import { FieldMap } from "./field-map";
import { fetchRegister } from "./ground";
import { Held } from "./held";
import { homeView } from "./home-view";
import { keepPage } from "./kept";
import { listView } from "./list-view";
import { type Fix, Locator } from "./location";
import { Outbox } from "./outbox";
import type { Picture } from "./photo";
import { pickedView } from "./picked-view";
import { PlaceView } from "./place-view";
import { progressOf, progressView } from "./progress-view";
import { SignedOut, signOut } from "./server";
import { type Known, signInLink, stateView, tellState } from "./state-view";
import type { Store } from "./store";

const TABS = ["map", "list", "progress"] as const;
type View = (typeof TABS)[number] | "state" | "area" | "place" | "picked";
// A collector who works for hours sees what others did meanwhile.
const BRING_MINUTES = 30;
const FRESH_MINUTES = 5;
const SAID_MS = 6000;

export class Field {
  private readonly held: Held;
  private readonly outbox: Outbox;
  private readonly map: FieldMap;
  private readonly locator: Locator;
  private view: View = "map";
  private placing: PlaceView | null = null;
  private drawn = "";
  private left = "";
  private silence: number | undefined;
  private isKept = false;
  private isBringing = false;

  constructor(store: Store) {
    this.held = new Held(store);
    this.outbox = new Outbox(store, () => void this.refresh());
    this.map = new FieldMap({
      dragged: () => this.placing?.moved(),
      rested: () => this.placing?.rested(),
      pickedDraft: (uuid) => this.pickDraft(uuid),
      pickedAddress: (address) => this.pickAddress(address),
    });
    this.locator = new Locator({ located: (fix) => this.located(fix), failed: (trouble) => this.say(t(`location_${trouble}`)) });
  }

  async start(): Promise<void> {
    this.setUp();
    await this.held.read();
    this.map.showGround(this.held.pieces, this.held.area, true);
    await this.refresh();
    this.show("map");
    this.outbox.wake();
    void keepPage().then((isKept) => {
      this.isKept = isKept;
      document.body.dataset["kept"] = String(isKept);
    });
    await this.beginLocating();
    await this.bringFirst();
  }

  private setUp(): void {
    for (const view of TABS) byId(`tab-${view}`).addEventListener("click", () => this.show(view));
    byId("state").addEventListener("click", () => this.show("state"));
    byId("locate").addEventListener("click", () => this.locate());
    for (const event of ["online", "offline"]) window.addEventListener(event, () => this.tell());
    window.addEventListener("online", () => void this.bring());
    window.setInterval(() => void this.bring(), BRING_MINUTES * 60_000);
    byId("panel").hidden = false;
  }

  // Where the phone is.

  /** Nobody is asked before they want it; whoever has allowed it need not press anything. */
  private async beginLocating(): Promise<void> {
    const allowed = await navigator.permissions?.query({ name: "geolocation" }).catch(() => null);
    if (allowed?.state === "granted") this.locator.start();
  }

  private locate(): void {
    this.locator.start();
    const { fix } = this.locator;
    if (fix !== null) this.map.goTo(fix);
    this.say(fix === null ? t("locating") : "");
  }

  private located(fix: Fix | null): void {
    this.map.showFix(fix);
    byId("accuracy").textContent = fix === null ? (this.locator.isOn ? t("locating") : "") : t("accuracy", { metres: Math.ceil(fix.accuracy) });
    byId("accuracy").dataset["good"] = String(fix !== null && fix.accuracy <= GOOD_METRES);
    this.placing?.located();
  }

  // What is shown.

  private async refresh(): Promise<void> {
    await this.held.read();
    this.map.showPoints(this.held.knownOnly, this.held.drafts);
    this.showLeft();
    this.tell();
    if (this.placing === null && this.view !== "picked" && this.signature() !== this.drawn) this.draw();
  }

  /** Where something is left to collect; not drawn anew before it is something else. */
  private showLeft(): void {
    const { pieces } = this.held;
    const { hamlets: now } = progressOf(this.held);
    const told = JSON.stringify([now, this.held.area, pieces.get("hamlets")?.length]);
    if (told !== this.left) this.map.showLeft(now);
    this.left = told;
  }

  private tell(): void {
    tellState(this.known());
    byId("tab-list-count").textContent = this.held.drafts.length === 0 ? "" : ` (${this.held.drafts.length})`;
    const needsSigningIn = this.outbox.state === "signed_out";
    byId("trouble").hidden = !needsSigningIn;
    if (needsSigningIn && byId("trouble").childElementCount === 0) byId("trouble").replaceChildren(el("p", {}, t("signed_out_field")), signInLink());
  }

  private known(): Known {
    const { waiting, updated, areaName } = this.held;
    return { sending: this.outbox.state, waiting, updated, areaName, isKept: this.isKept, isBringing: this.isBringing };
  }

  /** What the view is made from: it is drawn anew when that is other than before. */
  private signature(): string {
    const { drafts, photos, known, area } = this.held;
    return JSON.stringify([this.view, drafts, photos.map(({ sha256 }) => sha256), known.length, area, this.known()]);
  }

  private show(view: View): void {
    this.view = view;
    this.placing = null;
    this.draw();
    byId("sheet").querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
    byId("sheet").scrollTop = 0;
  }

  private draw(): void {
    this.drawn = this.signature();
    document.body.dataset["view"] = this.view;
    for (const view of TABS) byId(`tab-${view}`).setAttribute("aria-current", view === this.view ? "page" : "false");
    keepingFocus(byId("sheet"), () => this.made());
  }

  private made(): HTMLElement {
    const { drafts, photos } = this.held;
    switch (this.view) {
      case "list":
        return listView(drafts, photos, this.listActions);
      case "progress":
        return progressView(progressOf(this.held));
      case "state":
        return stateView(this.known(), { send: () => this.outbox.wake(), bring: () => void this.bringNow(), chooseArea: () => this.show("area"), leave: () => void this.leave() });
      case "area":
        return areaView({ choose: (unit) => void this.choose(unit), failed: () => this.say(t("area_offline")) });
      default:
        return this.homeView();
    }
  }

  private homeView(): HTMLElement {
    return homeView(progressOf(this.held), this.held, { add: () => this.place(null), chooseArea: () => this.show("area") });
  }

  private pickDraft(uuid: string): void {
    if (this.placing !== null) return;
    this.show("list");
    const item = byId("sheet").querySelector<HTMLElement>(`[data-uuid="${uuid}"]`);
    item?.scrollIntoView({ block: "center" });
    item?.querySelector("button")?.focus();
  }

  private pickAddress(address: Address): void {
    if (this.placing !== null) return;
    this.view = "picked";
    document.body.dataset["view"] = "picked";
    byId("sheet").replaceChildren(pickedView(address, () => this.show("map"), (words) => this.say(words)));
    byId("sheet").querySelector<HTMLElement>("h2")?.focus();
  }

  // What a collector does.

  private place(before: Entry | null): void {
    this.view = "place";
    document.body.dataset["view"] = "place";
    this.locator.start();
    const { held, map } = this;
    const around = { map, fix: () => this.locator.fix, hamletAt: (at: Parameters<Held["hamletAt"]>[0]) => held.hamletAt(at), hamlets: held.hamlets, others: held.others(before?.uuid ?? null) };
    const made = new PlaceView(before, around, { save: (body, picture) => this.save(before, body, picture), cancel: () => this.show(before === null ? "map" : "list") });
    byId("sheet").replaceChildren(made.element);
    byId("sheet").scrollTop = 0;
    this.placing = made;
    made.start();
    made.element.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  }

  private async save(before: Entry | null, body: Body, picture: Picture | null): Promise<void> {
    await this.held.save(before, body, picture);
    this.say(t("saved"));
    await this.after(() => this.show(before === null ? "map" : "list"));
  }

  private readonly listActions = {
    edit: (entry: Entry): void => this.place(entry),
    show: (entry: Entry): void => {
      this.show("map");
      this.map.goTo(entry.body);
    },
    step: (entry: Entry, step: Step): void => void this.held.step(entry.uuid, step).then(() => this.after()),
    submitAll: (entries: readonly Entry[]): void => void Promise.all(entries.map(({ uuid }) => this.held.step(uuid, "submit"))).then(() => this.after()),
    remove: (entry: Entry): void => void this.held.remove(entry.uuid).then(() => this.after()),
    dropPhotos: (entry: Entry): void => void this.held.dropPhotos(entry.uuid).then(() => this.after()),
    keepMine: (entry: Entry): void => void this.held.keepMine(entry.uuid).then(() => this.after()),
    takeTheirs: (entry: Entry): void => void this.held.takeTheirs(entry.uuid).then(() => this.after()),
  };

  private async after(then: () => void = () => undefined): Promise<void> {
    await this.held.read();
    this.tell();
    then();
    await this.refresh();
    this.outbox.wake();
  }

  // What is brought from the service.

  private async bringFirst(): Promise<void> {
    if (this.held.area !== null) return this.bring();
    const only = await onlyArea().catch(() => null);
    if (only !== null) await this.choose(only);
    else if (this.placing === null) this.show("area");
  }

  private async choose(area: number): Promise<void> {
    this.show("map");
    await this.fetch(area);
  }

  /** Not each time that a phone finds a cell again: that would cost it dearly, and each look is on record. */
  private async bring(): Promise<void> {
    // Of what was brought while the clock of the phone was ahead, nobody knows how old it is.
    const age = Math.abs(Date.now() - Date.parse(this.held.updated ?? "1970-01-01"));
    if (age > FRESH_MINUTES * 60_000) await this.bringNow();
  }

  private async bringNow(): Promise<void> {
    if (this.held.area !== null && navigator.onLine) await this.fetch(this.held.area);
  }

  private async fetch(area: number): Promise<boolean> {
    if (this.isBringing) return false;
    const isNew = area !== this.held.area;
    this.isBringing = true;
    this.tell();
    try {
      const register = fetchRegister(area);
      // Where the ground fails, that is told; this is waited for afterwards only.
      register.catch(() => undefined);
      await this.held.bringGround(area);
      this.map.showGround(this.held.pieces, this.held.area, isNew);
      this.left = "";
      await this.held.keepKnown(await register);
      return true;
    } catch (error) {
      this.say(t(error instanceof SignedOut ? "signed_out_field" : error instanceof HttpError ? "area_gone" : "bring_failed"));
      return false;
    } finally {
      this.isBringing = false;
      await this.refresh();
    }
  }

  private async leave(): Promise<void> {
    try {
      await signOut();
    } catch (error) {
      if (!(error instanceof SignedOut)) return this.say(t("leave_offline"));
    }
    await this.held.forget();
    location.assign(`/login?lang=${catalogue.language}&next=/field`);
  }

  /** For a while, and until something else is looked at. */
  private say(text: string): void {
    window.clearTimeout(this.silence);
    byId("said").textContent = text;
    byId("said").hidden = text === "";
    this.silence = window.setTimeout(() => (byId("said").hidden = true), SAID_MS);
  }
}

/** A view takes the place of another; whoever was on a button of a draft stays there. */
function keepingFocus(root: HTMLElement, make: () => HTMLElement): void {
  const focused = document.activeElement;
  const isInside = focused instanceof HTMLElement && root.contains(focused);
  const uuid = isInside ? focused.closest<HTMLElement>("[data-uuid]")?.dataset["uuid"] : undefined;
  const words = isInside ? focused.textContent : null;
  root.replaceChildren(make());
  if (!isInside) return;
  const within = uuid === undefined ? root : (root.querySelector(`[data-uuid="${uuid}"]`) ?? root);
  const again = [...within.querySelectorAll<HTMLElement>("button, h2")].find(({ textContent }) => textContent === words);
  (again ?? root.querySelector<HTMLElement>("h2, button"))?.focus({ preventScroll: true });
}
