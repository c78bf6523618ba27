// One address beside the map: what was taken down, its photo, what stands against it, what can be done next.

import { moment } from "../desk";
import { button, el } from "../dom";
import { Card } from "../card";
import { t } from "../words";
import { AliasesView } from "./aliases-view";
import { neighboursView } from "./neighbours-view";
import { accuracyOf, nameOf, stateOf } from "./queue";
import { type Address, getEvents, getNeighbours, type HappenedEvent, type Neighbours, photoPath } from "./register";
import { type FormActions, isSilent, type Said, stepForm } from "./step-form";

export interface CardActions {
  closed(): void;
  /** false: it was not taken, and why was said. */
  take(address: Address, step: string, said: Said): Promise<boolean>;
  /** The mark of the address can be dragged from now on, or no more. */
  drag(address: Address, isOn: boolean): void;
  place(): { lon: number; lat: number };
  idsOf(codes: string[]): Promise<number[]>;
  tell(error: unknown, again: () => void): void;
  /** Others on its street are known now: they are shown on the map, too. */
  neighbours(address: Address, told: Neighbours): void;
  opened(id: number): void;
}

// What is done most, first; the rest in the order of the life of an address.
const FIRST = ["verify", "assign"];

export class CardView {
  private readonly card: Card;

  constructor(private readonly act: CardActions) {
    this.card = new Card(() => act.closed());
  }

  get covers(): { right: number; below: number } {
    return this.card.covers;
  }

  show(address: Address): void {
    const steps = el("div", { class: "steps" });
    this.offer(steps, address);
    const history = el("details", {}, el("summary", {}, t("history")));
    history.addEventListener("toggle", () => void this.tellHistory(history, address.id), { once: true });
    const aliases = new AliasesView(address.id, (error, again) => this.act.tell(error, again));
    const street = el("div", { class: "street-numbers" });
    if (address.street !== null) void this.tellNeighbours(street, address);
    const state = stateOf(address);
    this.card.open(`${t(`kind_${address.kind}`)} · ${state}`, nameOf(address), false, ...facts(address), street, ...photosOf(address), steps, aliases.element, history);
  }

  close(): void {
    this.card.close();
  }

  private offer(steps: HTMLElement, address: Address): void {
    const { may } = address;
    const order = [...FIRST.filter((step) => may.includes(step)), ...may.filter((step) => !FIRST.includes(step))];
    const buttons = order.map((step) => button({ class: FIRST.includes(step) ? "do" : "plain small" }, () => this.begin(steps, address, step), t(`step_${step}`)));
    steps.replaceChildren(el("div", { class: "offers" }, ...buttons));
  }

  private begin(steps: HTMLElement, address: Address, step: string): void {
    if (isSilent(step, address)) return void this.act.take(address, step, {});
    const end = () => {
      if (step === "move") this.act.drag(address, false);
      this.offer(steps, address);
    };
    const actions: FormActions = {
      idsOf: (codes) => this.act.idsOf(codes),
      place: () => this.act.place(),
      // What was written stays until it is taken.
      send: (said) => void this.act.take(address, step, said).then((isTaken) => isTaken && end()),
      cancel: end,
    };
    if (step === "move") this.act.drag(address, true);
    const form = stepForm(step, address, actions);
    steps.replaceChildren(form);
    form.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }

  private async tellNeighbours(street: HTMLElement, address: Address): Promise<void> {
    try {
      const told = await getNeighbours(address.id);
      street.replaceChildren(...neighboursView(told, (id) => this.act.opened(id)));
      this.act.neighbours(address, told);
    } catch (error) {
      this.act.tell(error, () => void this.tellNeighbours(street, address));
    }
  }

  private async tellHistory(history: HTMLElement, id: number): Promise<void> {
    try {
      history.append(el("ol", { class: "plain-list" }, ...(await getEvents(id)).map(lineOf)));
    } catch (error) {
      this.act.tell(error, () => void this.tellHistory(history, id));
    }
  }
}

function facts(address: Address): HTMLElement[] {
  const { label, collected_by, note, flags, number_decision } = address;
  return [
    el("p", {}, label),
    ...flags.map((flag) => el("p", { class: "badge asks" }, t(`flag_${flag}`))),
    el("p", { class: "quiet" }, [accuracyOf(address), collected_by === null ? null : t("collected_by", { name: collected_by })].filter(Boolean).join(" · ")),
    ...(number_decision === null ? [] : [el("p", {}, `${t("number_decision")}: ${number_decision}`)]),
    ...(note === null ? [] : [el("blockquote", {}, note)]),
  ];
}

function photosOf({ id, photos }: Address): HTMLElement[] {
  if (photos.length === 0) return [el("p", { class: "quiet" }, t("no_photo"))];
  return photos.map(({ id: photo, width, height }) => el("img", { class: "gate", src: photoPath(id, photo), alt: t("photo"), width: String(width), height: String(height), loading: "lazy" }));
}

function lineOf({ at, step, who, reason }: HappenedEvent): HTMLElement {
  return el("li", {}, t(`step_${step}`), el("small", {}, [moment(at), who, reason].filter(Boolean).join(" · ")));
}
