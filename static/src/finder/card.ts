// The answer about one unit: what it was, what it is today, by which decree, and where.

import type { Candidate, UnitAnswer, UnitLink, UnitRef, UnitShare } from "../api";
import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { t } from "../words";
import { bigMapLink } from "./big-map";
import { boundaryView } from "./boundary-view";
import { copyLine } from "./copy";
import { historyOf } from "./history";
import { lowerFirst, placeOf, shareOf } from "./phrases";
import { type Boundaries, boundariesOf, others, unitsOfToday } from "./story";
import { passage, unitBlock } from "./unit-block";

type Part = HTMLElement | null;

export class Card {
  readonly element: HTMLElement;
  private readonly facts = el("div", { class: "facts" });
  private readonly more = el("div", { class: "facts more" });
  // Filled when the units of today have come.
  private readonly line = el("div", { class: "slot" });
  private readonly company = el("div", { class: "slot" });
  private readonly bigMaps = el("div", { class: "slot actions" });
  private readonly side = el("div", { class: "side" });

  constructor(private readonly candidate: Candidate) {
    const parts = candidate.in_force ? this.ofToday() : this.ofThen();
    this.facts.append(...parts.filter((part) => part !== null));
    const units = [candidate.unit, ...(candidate.in_force ? [] : candidate.today.units.map(({ unit }) => unit))];
    this.more.append(this.bigMaps, ...[why(candidate.reasons), ...units.map(historyOf)].filter((part) => part !== null));
    this.element = el("article", { class: candidate.in_force ? "card back" : "card", "aria-label": candidate.unit.full_name }, this.facts, this.side, this.more);
  }

  /** Fetch and show the rest: what is known of the units of today, then boundaries. */
  async complete(): Promise<void> {
    this.side.replaceChildren(el("p", { class: "waiting" }, t("loading")));
    try {
      const today = await unitsOfToday(this.candidate);
      this.showToday(today);
      const boundaries = await boundariesOf(this.candidate, today);
      this.showParents(boundaries);
      this.side.replaceChildren(...boundaryView(boundaries));
    } catch {
      const again = button({}, () => void this.complete(), t("retry"));
      this.side.replaceChildren(el("p", { class: "in-trouble", role: "alert" }, el("span", {}, t("error_card")), again));
    }
  }

  /** Then, what happened, today. */
  private ofThen(): Part[] {
    const { unit, today } = this.candidate;
    const then = unitBlock("old", unit, unit.ancestors, null);
    const now = today.units.map((share) => unitBlock("new", share.unit, null, t("of_old_unit", { share: shareOf(share) })));
    const ended = el("p", { class: "note" }, t(endOf(this.candidate)));
    const split = el("p", { class: "note" }, t("split_note", { count: now.length }));
    return [
      then,
      passage(today.events),
      ...(now.length > 0 ? now : [ended]),
      now.length > 1 ? split : null,
      nearest(this.candidate),
      this.line,
      this.company,
    ];
  }

  /** Today, and what it was made of. */
  private ofToday(): Part[] {
    const { unit, before } = this.candidate;
    const now = unitBlock("new", unit, unit.ancestors, t("is_today"));
    return [now, this.company, madeOf(before), this.line];
  }

  private showToday(today: readonly UnitAnswer[]): void {
    for (const { unit } of today) {
      const place = this.facts.querySelector(`[data-place="${unit.id}"]`);
      if (place !== null) place.textContent = placeOf(unit.ancestors);
    }
    const line = this.newLine(today);
    this.line.replaceChildren(...(line === null ? [] : [copyLine(t("new_line"), line)]));
    const company = this.candidate.in_force ? events(today) : together(others(this.candidate, today));
    this.company.replaceChildren(...(company === null ? [] : [company]));
    const units = this.candidate.in_force ? [] : [this.candidate.unit];
    this.bigMaps.replaceChildren(...[...today.map(({ unit }) => unit), ...units].map(bigMapLink));
  }

  /** The address line of today: as the server wrote it anew, else the name alone; none where it would be a guess. */
  private newLine(today: readonly UnitAnswer[]): string | null {
    if (this.candidate.line !== null) return this.candidate.line[catalogue.language];
    const [only, second] = today;
    if (only === undefined || second !== undefined) return null;
    if (!this.candidate.in_force && this.candidate.today.units[0]?.part !== "whole") return null;
    return [only.unit.full_name, ...only.unit.ancestors.map(({ full_name }) => lowerFirst(full_name))].join(", ");
  }

  /** District and province of the former units, which only their features carry. */
  private showParents({ features }: Boundaries): void {
    for (const place of this.facts.querySelectorAll<HTMLElement>("[data-parent]")) {
      const parent = features.get(Number(place.dataset.parent))?.properties.parent;
      place.textContent = parent ? t("part_of", { name: String(parent) }) : "";
    }
  }
}

/** Which of several units the position of the person decides for. */
function nearest({ reasons }: Candidate): Part {
  const decided = reasons.find(({ code }) => code === "near_decides");
  return decided === undefined ? null : el("p", { class: "note" }, decided.text[catalogue.language]);
}

function endOf({ unit, today }: Candidate): string {
  if (unit.level === "district") return "district_gone";
  return today.events.length > 0 ? "is_gone" : "today_unknown";
}

function why(reasons: Candidate["reasons"]): Part {
  if (reasons.length === 0) return null;
  const said = reasons.map(({ text }) => el("li", {}, text[catalogue.language]));
  return el("details", { class: "why" }, el("summary", {}, t("why")), el("ul", {}, ...said));
}

function madeOf(before: readonly UnitShare[]): Part {
  if (before.length === 0) return el("p", { class: "note" }, t("made_of_none"));
  const items = before.map((share) => formerUnit(share.unit, shareOf(share)));
  return el("section", { class: "made-of" }, el("h4", {}, t("made_of", { count: before.length })), el("ul", {}, ...items));
}

function together(links: readonly UnitLink[]): Part {
  const [first] = links;
  if (first === undefined) return null;
  const items = links.map((link) => formerUnit(link.unit, link.part === "whole" ? null : shareOf(link)));
  return el("section", { class: "made-of" }, el("h4", {}, t("together_with")), el("ul", {}, ...items));
}

function formerUnit(unit: UnitRef, share: string | null): HTMLElement {
  const parent = el("small", { "data-parent": String(unit.id) });
  return el("li", {}, el("span", {}, unit.full_name), parent, share === null ? null : el("small", {}, share));
}

/** The events that made a unit of today. */
function events(today: readonly UnitAnswer[]): Part {
  const links = today.flatMap(({ predecessors }) => predecessors);
  return passage(links.map(({ event }) => event));
}
