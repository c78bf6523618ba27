// “Where next”: how many, where they may go, and the places proposed in the order of what each would bring.

import { Refused } from "../ask";
import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import type { Mark } from "../map/marks";
import { percent, t } from "../words";
import { type Proposal, type Site, sitesFor, type Spot, type Wanted } from "./proposals";
import { said } from "./server";

const MOST = 50;
const FROM = ["places", "junctions", "grid"] as const;
const METHODS = ["greedy", "proven"] as const;
const FORBIDDEN = "no_recording_areas";
const FILMING = "cameras";
const SPACING_M = 200;

export interface Asking {
  showMarks(marks: readonly Mark[]): void;
  goTo(spot: Spot): void;
  tryOut(spots: readonly Spot[]): void;
  tell(error: unknown, again: () => void): void;
}

export class NextView {
  readonly element = el("div", { class: "next-view" });
  private rule = "";
  private unit: number | null = null;
  private proposal: Proposal | null = null;
  private refusal = "";
  private isOpen = false;
  private mayForbid = false;
  private turn = 0;
  private readonly hint = el("p", { class: "hint" }, t("next_hint"));
  private readonly count = el("input", { id: "next-count", type: "number", min: "1", max: String(MOST), value: "5", required: "" });
  private readonly from = el("select", { id: "next-from" }, ...FROM.map((each) => new Option(t(`next_from_${each}`), each)));
  private readonly method = el("select", { id: "next-method" }, ...METHODS.map((each) => new Option(t(`next_method_${each}`), each)));
  private readonly planned = box("next-planned", t("next_planned"), false);
  private readonly forbidden = box("next-forbidden", t("next_forbidden", { layer: layerNamed(FORBIDDEN)?.title ?? "" }), true);
  private readonly press = el("button", { type: "submit", class: "do" }, t("next_ask"));
  private readonly found = el("div", { class: "found", "aria-live": "polite" });
  private readonly form: HTMLFormElement;

  constructor(private readonly act: Asking) {
    const fields = el("div", { class: "asked" }, labelled(this.count, t("next_count")), labelled(this.from, t("next_from")), labelled(this.method, t("next_method")));
    this.form = el("form", {}, fields, this.planned.label, this.forbidden.label, this.press);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
    this.element.append(this.hint, this.form, this.found);
  }

  /** For another rule or unit everything begins anew. */
  show(rule: string, unit: number | null, layers: readonly string[]): void {
    // Where filming is forbidden other things may well be.
    this.mayForbid = layers.includes(FILMING) && layerNamed(FORBIDDEN) !== undefined;
    if (rule === this.rule && unit === this.unit) return;
    this.rule = rule;
    this.unit = unit;
    this.turn += 1;
    this.proposal = null;
    this.refusal = "";
    this.draw();
  }

  open(isOpen: boolean): void {
    this.isOpen = isOpen;
    this.draw();
  }

  private async ask(): Promise<void> {
    const { rule, unit } = this;
    if (unit === null || this.press.ariaDisabled === "true") return;
    const turn = ++this.turn;
    this.refusal = "";
    this.press.ariaDisabled = "true";
    this.press.textContent = t("next_working");
    try {
      const proposal = await sitesFor(rule, this.wanted(unit));
      if (turn === this.turn) this.proposal = proposal;
      window.requestAnimationFrame(() => this.found.scrollIntoView({ block: "nearest" }));
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    } finally {
      this.press.ariaDisabled = null;
      this.press.textContent = t("next_ask");
    }
    this.draw();
  }

  private fail(error: unknown): void {
    this.proposal = null;
    if (error instanceof Refused) this.refusal = error.message;
    else this.act.tell(error, () => void this.ask());
  }

  private wanted(unit: number): Wanted {
    const from = FROM.find((each) => each === this.from.value) ?? "places";
    return {
      unit,
      count: this.count.valueAsNumber,
      candidates: from === "grid" ? { from, spacing_m: SPACING_M } : { from },
      exclusion: this.mayForbid && this.forbidden.input.checked ? [FORBIDDEN] : [],
      method: METHODS.find((each) => each === this.method.value) ?? "greedy",
      count_planned: this.planned.input.checked,
    };
  }

  private draw(): void {
    this.forbidden.label.hidden = !this.mayForbid;
    this.hint.textContent = t(this.unit === null ? "try_choose_unit" : "next_hint");
    this.form.hidden = this.unit === null;
    const refusal = this.refusal === "" ? [] : [el("p", { class: "said", role: "alert" }, this.refusal)];
    this.found.replaceChildren(...(this.proposal === null ? refusal : this.answer(this.proposal)));
    if (this.isOpen) this.act.showMarks((this.proposal?.sites ?? []).map(markOf));
  }

  private answer({ sites, uncovered, share_before, optimum, notes }: Proposal): HTMLElement[] {
    const remarks = [...(optimum === null ? [] : [optimum.words]), ...notes].map((words) => el("p", { class: "quiet" }, said(words)));
    if (sites.length === 0) return [el("p", { class: "none" }, t("next_none")), ...remarks];
    const share = `${shareOf(share_before)} → ${shareOf(sites.at(-1)?.share ?? null)}`;
    return [
      el("p", { class: "big" }, share),
      el("p", {}, t("next_uncovered", { count: uncovered })),
      ...remarks,
      button({ class: "plain" }, () => this.act.tryOut(sites), t("next_try")),
      el("ol", { class: "sites" }, ...sites.map((site, index) => el("li", {}, this.line(site, index)))),
    ];
  }

  private line(site: Site, index: number): HTMLElement {
    const number = el("span", { class: "mark proposed", "aria-hidden": "true" }, el("span", {}, String(index + 1)));
    const gain = t("next_gain", { gain: site.gain, share: shareOf(site.share) });
    const why = site.reasons.map(said).join(" ");
    return button({}, () => this.act.goTo(site), number, el("span", {}, site.name ?? t("unnamed_spot"), el("small", {}, gain), why === "" ? null : el("small", {}, why)));
  }
}

function box(id: string, words: string, isOn: boolean): { label: HTMLElement; input: HTMLInputElement } {
  const input = el("input", { type: "checkbox", id });
  input.checked = isOn;
  return { input, label: el("label", { class: "layer", for: id }, input, el("span", { class: "layer-name" }, words)) };
}

function shareOf(share: number | null): string {
  return share === null ? "–" : percent(share);
}

function markOf({ lon, lat, name }: Site, index: number): Mark {
  return { lon, lat, kind: "proposed", sign: String(index + 1), title: t("next_mark", { number: index + 1, name: name ?? "" }) };
}

