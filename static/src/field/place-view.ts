// Writing down one address: the place is what lies under the cross-hair of the map, the rest is the form.

import { button, el } from "../dom";
import { count, t } from "../words";
import { type Address, type Body, type Entry, GOOD_METRES, placed } from "./draft";
import type { FieldMap } from "./field-map";
import { type Choice, Form } from "./form";
import { metresBetween, type Place } from "./geometry";
import type { Fix } from "./location";
import type { Picture } from "./photo";
import { nameOf } from "./parts";

// The register asks about what stands this near.
const NEAR_METRES = 5;

export interface Around {
  map: FieldMap;
  fix(): Fix | null;
  hamletAt(place: Place): number | null;
  hamlets: readonly Choice[];
  /** Other addresses and drafts, wherever they are. */
  others: readonly (Address | Body)[];
}

export interface Actions {
  save(body: Body, picture: Picture | null): Promise<void>;
  cancel(): void;
}

export class PlaceView {
  readonly element: HTMLElement;
  private readonly form: Form;
  private readonly told = el("p", { class: "place-told", role: "status", tabindex: "-1" });
  private readonly near = el("p", { class: "place-near" });
  private readonly unsaved = el("p", { class: "fault", role: "alert" });
  private readonly locate: HTMLButtonElement;
  /** How the place under the cross-hair is known. */
  private from: Pick<Body, "method" | "accuracy_m">;
  /** The place itself where it is no matter of the map, which knows it to a pixel only. */
  private exact: Place | null;
  /** Neither the phone nor, by moving the map, a person has said where it is. */
  private isUnplaced = false;

  constructor(
    private readonly before: Entry | null,
    private readonly around: Around,
    private readonly actions: Actions,
  ) {
    this.form = new Form(before?.body ?? null, around.hamlets, before !== null, (before?.server?.photos ?? []).length > 0);
    const { method, accuracy_m } = before?.body ?? { method: "drawn", accuracy_m: null };
    this.from = { method, accuracy_m };
    this.exact = before?.body ?? null;
    this.locate = button({ class: "plain" }, () => this.useFix(), t("use_fix"));
    const save = button({ class: "main-button" }, () => void this.save(save), t("save"));
    const heading = el("h2", { tabindex: "-1" }, before === null ? t("new_address") : t("edit_named", { name: nameOf(before.body) }));
    const place = el("div", { class: "place" }, this.told, this.locate, this.near);
    const buttons = el("div", { class: "buttons sticky" }, button({ class: "plain" }, () => actions.cancel(), t("cancel")), save);
    this.element = el("div", { class: "place-view" }, heading, place, this.form.element, this.unsaved, buttons);
  }

  /** Begin where the phone is, or where the draft was. */
  start(): void {
    if (this.before !== null) this.around.map.goTo(this.before.body);
    else if (this.around.fix() !== null) this.useFix();
    else {
      this.isUnplaced = true;
      this.around.map.goTo(this.around.map.centre);
    }
    this.tell();
  }

  /** The map was moved by hand: the place is what a person shows. */
  moved(): void {
    this.isUnplaced = false;
    this.from = { method: "drawn", accuracy_m: null };
    this.exact = null;
    this.tell();
  }

  /** The map came to rest. */
  rested(): void {
    this.tell();
  }

  /** The phone knows better where it is. */
  located(): void {
    if (this.isUnplaced || (this.before === null && this.from.method === "gnss")) this.useFix();
    else this.tell();
  }

  private useFix(): void {
    const fix = this.around.fix();
    if (fix === null) return this.tell();
    this.isUnplaced = false;
    this.around.map.goTo(fix);
    this.from = { method: "gnss", accuracy_m: fix.accuracy };
    this.exact = fix;
    this.tell();
  }

  private get place(): Place {
    return this.exact ?? this.around.map.centre;
  }

  private tell(): void {
    const { method, accuracy_m } = this.from;
    const isGood = method === "gnss" && accuracy_m !== null && accuracy_m <= GOOD_METRES;
    const metres = accuracy_m === null ? "?" : count(Math.ceil(accuracy_m));
    const drawn = this.isUnplaced ? "place_unknown" : "place_drawn";
    this.told.textContent = method === "drawn" ? t(drawn) : t(isGood ? "place_good" : "place_bad", { metres });
    this.told.className = `place-told ${!this.isUnplaced && (method === "drawn" || isGood) ? "good" : "bad"}`;
    this.locate.hidden = method === "gnss" || this.around.fix() === null;
    this.form.preset(this.around.hamletAt(this.place));
    this.tellNear();
  }

  private tellNear(): void {
    const near = this.around.others.filter((other) => metresBetween(other, this.place) <= NEAR_METRES);
    this.near.hidden = near.length === 0;
    if (near.length === 0 || this.form.isSame) return this.near.replaceChildren(t("near_same"));
    const names = near.map(nameOf).join("; ");
    this.near.replaceChildren(t("near", { names }), " ", button({ class: "plain small" }, () => this.form.askSame(), t("near_ask")));
  }

  private async save(button: HTMLButtonElement): Promise<void> {
    const written = this.form.read();
    if (written === null) return;
    if (this.isUnplaced) return this.told.focus();
    button.disabled = true;
    const { lon, lat } = this.place;
    const { kind, hamlet, number, street, number_decision, note, same_building } = written;
    const { parent = null, captured_at = new Date().toISOString() } = this.before?.body ?? {};
    // Always in the same order: so drafts are compared.
    const body = { kind, lon, lat, ...this.from, hamlet, number, street, number_decision, note, parent, same_building, captured_at };
    this.unsaved.textContent = "";
    try {
      await this.actions.save(placed(inOrder(body)), this.form.picture);
    } catch {
      // What was written stays where it is until there is room for it.
      this.unsaved.textContent = t("not_saved");
      button.disabled = false;
    }
  }
}

function inOrder({ kind, lon, lat, method, accuracy_m, hamlet, number, street, number_decision, note, parent, same_building, captured_at }: Body): Body {
  return { kind, lon, lat, method, accuracy_m, hamlet, number, street, number_decision, note, parent, same_building, captured_at };
}
