// How much may be proposed: so many sites, or as many as a sum pays for, with what each kind of site costs.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import type { Wanted } from "./proposals";
import type { RuleText } from "./server";

const LIMITS = ["count", "budget"] as const;
const FIRST_COST = "1";
const PLACE = "place/";

export class Budget {
  /** Stand among the other fields. */
  readonly fields: HTMLElement[];
  /** What a site of each kind costs. */
  readonly costs = el("fieldset", { class: "costs" });
  private readonly by = el("select", { id: "next-by" }, ...LIMITS.map((each) => new Option(t(`next_by_${each}`), each)));
  private readonly count: HTMLInputElement;
  private readonly sum = el("input", { id: "next-budget", type: "number", min: "0.001", step: "any", value: "100", required: "" });
  private readonly countField: HTMLElement;
  private readonly sumField: HTMLElement;
  /** Kinds of places that a rule is about. */
  private places: string[] = [];
  private prices = new Map<string, HTMLInputElement>();
  /** Whether sites are paid for, of this kind of candidate. */
  private source: Wanted["candidates"]["from"] = "places";

  constructor(most: number) {
    this.count = el("input", { id: "next-count", type: "number", min: "1", max: String(most), value: "5", required: "" });
    this.countField = labelled(this.count, t("next_count"));
    this.sumField = labelled(this.sum, t("next_budget"));
    this.fields = [labelled(this.by, t("next_by")), this.countField, this.sumField];
    this.by.addEventListener("change", () => this.draw());
    this.draw();
  }

  /** Places of the kinds that the rule is about are what may be chosen among; of any kind where it is about none. */
  useRule({ subject }: RuleText): void {
    const every = Object.keys(catalogue.kindTitles).filter((key) => key.startsWith(PLACE)).map((key) => key.slice(PLACE.length));
    this.places = subject?.set === "place" ? (subject.kind ?? every) : every;
  }

  useSource(source: Wanted["candidates"]["from"]): void {
    this.source = source;
    this.draw();
  }

  /** The part of the question that says how much. */
  get limit(): Pick<Wanted, "count" | "budget" | "costs"> {
    if (!this.isPaid) return { count: this.count.valueAsNumber };
    const costs = this.kinds.map((kind) => [kind, this.priceOf(kind).valueAsNumber] as const);
    return { budget: this.sum.valueAsNumber, costs: Object.fromEntries(costs) };
  }

  private get isPaid(): boolean {
    return this.by.value === "budget";
  }

  private get kinds(): string[] {
    if (this.source === "places") return this.places;
    return [this.source === "junctions" ? "junction" : "grid"];
  }

  private draw(): void {
    const { isPaid } = this;
    this.countField.hidden = this.count.disabled = isPaid;
    this.sumField.hidden = this.sum.disabled = !isPaid;
    this.costs.hidden = !isPaid;
    const fields = isPaid ? this.kinds.map((kind) => labelled(this.priceOf(kind), nameOf(kind))) : [];
    this.costs.replaceChildren(el("legend", {}, t("next_costs")), ...fields);
  }

  /** What was typed for a kind stays, whatever else is chosen meanwhile. */
  private priceOf(kind: string): HTMLInputElement {
    const known = this.prices.get(kind);
    if (known !== undefined) return known;
    const made = el("input", { id: `next-cost-${kind}`, type: "number", min: "0.001", step: "any", value: FIRST_COST, required: "" });
    this.prices.set(kind, made);
    return made;
  }
}

function nameOf(kind: string): string {
  if (kind === "grid" || kind === "junction") return t(`next_kind_${kind}`);
  return catalogue.kindTitles[PLACE + kind] ?? kind;
}
