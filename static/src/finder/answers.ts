// What is shown under the form: nothing yet, waiting, nothing found, a choice, or a card.

import type { Candidate, Resolved } from "../api";
import { catalogue } from "../catalogue";
import { printed, readAddressCode } from "../codes";
import { button, byId, el } from "../dom";
import { t } from "../words";
import { addressOf, type Asked } from "./address";
import { Card } from "./card";
import { lowerFirst, periodOf, placeOf } from "./phrases";
import { canLocate } from "./place";

// Reasons that repeat the dates and the units of today, which every answer shows.
const SAID_ANYWAY = new Set(["ended", "in_force", "no_successor", "split"]);

export interface Acts {
  /** Show what another address of this page asks. */
  go(asked: Asked): void;
  retry(): void;
  locate(): void;
}

export class Answers {
  private readonly place = byId("answers");
  private readonly intro = byId("intro");

  constructor(private readonly act: Acts) {}

  showIntro(): void {
    this.intro.hidden = false;
    this.place.replaceChildren();
  }

  showWaiting(): void {
    this.intro.hidden = true;
    this.place.replaceChildren(el("p", { class: "waiting" }, t("loading")));
    this.place.setAttribute("aria-busy", "true");
  }

  showTrouble(): void {
    const retry = button({}, () => this.act.retry(), t("retry"));
    const said = el("p", {}, `${t("error_find")} ${t("error_offline")}`);
    this.put(el("div", { class: "in-trouble", role: "alert" }, said, retry));
  }

  /** What became of the wish to be located, beside the button. */
  sayPlace(text: string): void {
    const said = this.place.querySelector(".locate small");
    if (said !== null) said.textContent = text;
  }

  /** Returns what was found, in words. */
  show(asked: Asked, answer: Resolved, isNear: boolean): string {
    const { candidates } = answer;
    if (candidates.length === 0) return this.showNothing(asked);
    const [fits, rest] = byDirection(candidates, asked);
    const one = candidates.find(({ unit }) => unit.id === asked.unit) ?? only(fits, answer);
    const said = one === undefined ? this.showSeveral(asked, fits, rest, isNear) : this.showOne(asked, one, candidates, isNear);
    if (answer.more) this.place.append(el("p", { class: "lead" }, t("found_more")));
    return said;
  }

  showNothing(asked: Asked): string {
    const said = t("found_none", { q: asked.q });
    const other = { ...asked, to: otherWay(asked) };
    const turn = this.link(other, { class: "action" }, t("found_none_other", { direction: t(`to_${other.to}`) }));
    this.put(heading(said), addressCode(asked), el("p", {}, t("found_none_hint")), el("p", { class: "actions" }, turn));
    return said;
  }

  private showOne(asked: Asked, one: Candidate, all: readonly Candidate[], isNear: boolean): string {
    const said = t("found_one", { q: asked.q });
    const others = all.filter((candidate) => candidate !== one);
    const back = asked.unit === null || others.length === 0 ? null : this.link({ ...asked, unit: null }, { class: "to-list" }, t("back_to_list", { count: all.length }));
    const card = new Card(one);
    const locate = one.today.units.length > 1 ? this.locate(isNear) : null;
    this.put(back, heading(said), fitsNot(asked, one), locate, card.element, this.others(asked, others));
    void card.complete();
    return said;
  }

  private showSeveral(asked: Asked, fits: readonly Candidate[], rest: readonly Candidate[], isNear: boolean): string {
    const said = t("found_several", { count: fits.length, q: asked.q });
    const first = fits[0];
    const hint = el("p", { class: "lead" }, t(isNear ? "place_used" : "found_several_hint"));
    this.put(heading(said), first === undefined ? null : fitsNot(asked, first), hint, this.locate(isNear), this.choices(asked, fits), this.others(asked, rest));
    return said;
  }

  /** What else it may be: never left out. */
  private others(asked: Asked, rest: readonly Candidate[]): HTMLElement | null {
    if (rest.length === 0) return null;
    return el("section", { class: "others" }, el("h3", {}, t("other_answers")), this.choices(asked, rest));
  }

  private choices(asked: Asked, candidates: readonly Candidate[]): HTMLElement {
    const items = candidates.map((candidate) => {
      const link = this.link({ ...asked, unit: candidate.unit.id }, { class: "choice" }, ...brief(candidate));
      return el("li", {}, link);
    });
    return el("ul", { class: "choices" }, ...items);
  }

  /** Offered where a place would decide. */
  private locate(isNear: boolean): HTMLElement | null {
    if (!canLocate || isNear) return null;
    const ask = button({ class: "action" }, () => this.act.locate(), t("place"));
    return el("p", { class: "locate" }, ask, el("small", {}, t("place_hint")));
  }

  private link(asked: Asked, attributes: Record<string, string>, ...content: (Node | string | null)[]): HTMLElement {
    const made = el("a", { ...attributes, href: addressOf(asked) }, ...content);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      this.act.go(asked);
    });
    return made;
  }

  private put(...parts: (HTMLElement | null)[]): void {
    this.intro.hidden = true;
    this.place.replaceChildren(...parts.filter((part) => part !== null));
    this.place.setAttribute("aria-busy", "false");
  }
}

function heading(text: string): HTMLElement {
  return el("h2", { tabindex: "-1" }, text);
}

function otherWay({ to }: Asked): Asked["to"] {
  return to === "new" ? "old" : "new";
}

/** Those that the direction asks about, and the rest; all of them when none fits. */
function byDirection(candidates: readonly Candidate[], { to }: Asked): [readonly Candidate[], readonly Candidate[]] {
  const fits = candidates.filter(({ in_force }) => in_force === (to === "old"));
  return fits.length === 0 ? [candidates, []] : [fits, candidates.filter((candidate) => !fits.includes(candidate))];
}

function only(fits: readonly Candidate[], { outcome, candidates }: Resolved): Candidate | undefined {
  return fits.length === 1 || (outcome === "one" && fits[0] === candidates[0]) ? fits[0] : undefined;
}

/** Said when the answer is of the other world than the one asked about. */
function fitsNot({ to, unit }: Asked, one: Candidate): HTMLElement | null {
  if (unit !== null || one.in_force === (to === "old")) return null;
  return el("p", { class: "note" }, t(one.in_force ? "only_new" : "only_old"));
}

export type Brief = Pick<Candidate, "unit" | "in_force" | "today" | "reasons">;

/** A candidate in a few lines: enough to choose by. */
export function brief({ unit, in_force, today, reasons }: Brief): HTMLElement[] {
  const now = in_force ? null : today.units.map((share) => lowerFirst(share.unit.full_name)).join(", ");
  const told = reasons.filter(({ code }) => !SAID_ANYWAY.has(code)).map(({ text }) => text[catalogue.language]);
  return [
    el("strong", {}, unit.full_name),
    el("span", { class: "place" }, `${placeOf(unit.ancestors)} · `, el("span", { class: "period" }, periodOf(unit) ?? "")),
    ...(now === null || now === "" ? [] : [el("span", { class: "now" }, t("now_is", { now }))]),
    ...(told.length === 0 ? [] : [el("small", {}, told.join(" "))]),
  ];
}

/** Where to look up what is no unit, but may be the code of an address. */
function addressCode({ q }: Asked): HTMLElement | null {
  const reading = readAddressCode(q, catalogue.prefix ?? "");
  if (!("code" in reading)) return null;
  const href = `/d/${reading.code}?lang=${catalogue.language}`;
  return el("p", { class: "actions" }, el("a", { class: "action", href }, t("address_code", { code: printed(reading.code) })));
}
