// “Where next”: how many, where they may go, and the places proposed in the order of what each would bring.

import { Refused } from "../ask";
import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import type { Mark } from "../map/marks";
import { count, distance, percent, t } from "../words";
import { Budget } from "./budget";
import { type Planted, type Proposal, type Site, sitesFor, type Spot, type Wanted } from "./proposals";
import { type Rule, said, waysOf } from "./server";

const MOST = 50;
const FROM = ["places", "junctions", "grid"] as const;
const METHODS = ["greedy", "proven"] as const;
const FORBIDDEN = "no_recording_areas";
const FILMING = "cameras";
const SPACING_M = 200;

export interface Asking {
  showMarks(marks: readonly Mark[]): void;
  goTo(spot: Spot): void;
  tryOut(spots: readonly Planted[]): void;
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
  /** What the rule adds up. */
  private addsUp: string | undefined;
  private sent: Pick<Wanted, "amount" | "angle_deg" | "budget"> = {};
  private readonly hint = el("p", { class: "hint" }, t("next_hint"));
  private readonly budget = new Budget(MOST);
  private readonly from = el("select", { id: "next-from" }, ...FROM.map((each) => new Option(t(`next_from_${each}`), each)));
  private readonly method = el("select", { id: "next-method" }, ...METHODS.map((each) => new Option(t(`next_method_${each}`), each)));
  private readonly amount = el("input", { id: "next-amount", type: "number", min: "0", step: "any", value: "1", required: "" });
  private readonly angle = el("input", { id: "next-angle", type: "number", min: "1", max: "360", placeholder: "360" });
  private readonly amountField = labelled(this.amount, t("next_amount"));
  private readonly angleField = labelled(this.angle, t("next_angle"));
  private readonly planned = box("next-planned", t("next_planned"), false);
  private readonly forbidden = box("next-forbidden", t("next_forbidden", { layer: layerNamed(FORBIDDEN)?.title ?? "" }), true);
  private readonly press = el("button", { type: "submit", class: "do" }, t("next_ask"));
  private readonly found = el("div", { class: "found", "aria-live": "polite" });
  private readonly form: HTMLFormElement;

  constructor(private readonly act: Asking) {
    const fields = el("div", { class: "asked" }, ...this.budget.fields, labelled(this.from, t("next_from")), labelled(this.method, t("next_method")), this.amountField, this.angleField);
    this.from.addEventListener("change", () => this.budget.useSource(this.source));
    this.form = el("form", {}, fields, this.budget.costs, this.planned.label, this.forbidden.label, this.press);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.ask();
    });
    this.element.append(this.hint, this.form, this.found);
  }

  /** For another rule or unit everything begins anew. */
  show({ id: rule, rule: text }: Rule, unit: number | null, layers: readonly string[]): void {
    this.addsUp = text.measure?.of;
    this.amountField.hidden = text.measure?.agg !== "sum";
    this.amount.disabled = this.amountField.hidden;
    this.angleField.hidden = !waysOf(text).some(({ seen_by }) => seen_by !== undefined);
    this.angle.disabled = this.angleField.hidden;
    this.budget.useRule(text);
    this.budget.useSource(this.source);
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
      const wanted = this.wanted(unit);
      const proposal = await sitesFor(rule, wanted);
      if (turn === this.turn) {
        this.proposal = proposal;
        this.sent = wanted;
      }
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

  private get source(): Wanted["candidates"]["from"] {
    return FROM.find((each) => each === this.from.value) ?? "places";
  }

  private wanted(unit: number): Wanted {
    const from = this.source;
    return {
      unit,
      ...this.budget.limit,
      candidates: from === "grid" ? { from, spacing_m: SPACING_M } : { from },
      exclusion: this.mayForbid && this.forbidden.input.checked ? [FORBIDDEN] : [],
      method: METHODS.find((each) => each === this.method.value) ?? "greedy",
      count_planned: this.planned.input.checked,
      ...(this.amount.disabled ? {} : { amount: this.amount.valueAsNumber }),
      // Left empty: all around.
      ...(this.angle.disabled || this.angle.value === "" ? {} : { angle_deg: this.angle.valueAsNumber }),
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

  private answer({ counted, sites, uncovered, share_before, optimum, notes }: Proposal): HTMLElement[] {
    const remarks = [...(optimum === null ? [] : [optimum.words]), ...notes].map((words) => el("p", { class: "quiet" }, said(words)));
    if (sites.length === 0) return [el("p", { class: "none" }, t("next_none")), ...remarks];
    const share = `${shareOf(share_before)} → ${shareOf(sites.at(-1)?.share ?? null)}`;
    return [
      ...(share_before === null ? [] : [el("p", { class: "big" }, share)]),
      ...this.spent(sites),
      el("p", {}, t("next_uncovered", { count: uncovered })),
      ...remarks,
      button({ class: "plain" }, () => this.act.tryOut(sites.map((site) => this.planted(site))), t("next_try")),
      el("ol", { class: "sites" }, ...sites.map((site, index) => el("li", {}, this.line(site, index, counted)))),
    ];
  }

  /** What the sites cost together, of what they may. */
  private spent(sites: readonly Site[]): HTMLElement[] {
    const { budget } = this.sent;
    if (budget === undefined) return [];
    const cost = sites.reduce((sum, site) => sum + site.cost, 0);
    return [el("p", {}, t("next_spent", { cost: count(cost), budget: count(budget), sites: sites.length }))];
  }

  /** A new thing at a site, as the proposal has it: how much it adds, where it looks. */
  private planted({ lon, lat, direction }: Site): Planted {
    const { angle_deg, amount } = this.sent;
    return {
      lon,
      lat,
      values: {
        ...(amount === undefined || this.addsUp === undefined ? {} : { [this.addsUp]: amount }),
        ...(direction === null || angle_deg === undefined ? {} : { direction, field_of_view: angle_deg }),
      },
    };
  }

  private line(site: Site, index: number, counted: Proposal["counted"]): HTMLElement {
    const number = el("span", { class: "mark proposed", "aria-hidden": "true" }, el("span", {}, String(index + 1)));
    const share = shareOf(site.share);
    const gain = counted === "metres" ? t("next_gain_metres", { metres: distance(site.weight), share }) : t("next_gain", { gain: site.gain, share });
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

