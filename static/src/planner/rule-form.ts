// The common parts of a rule as fields. Whatever has no field here stands in the text beside them.

import type { Field } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { controlFor, fieldOf, signsFor, valueFor } from "./rule-conditions";
import { ID_PATTERN } from "./rule-template";
import { SIGNS } from "./rule-words";
import type { Document } from "./rule-server";
import { LEVELS } from "./server";

type Path = readonly (string | number)[];
type Part = Record<string | number, unknown>;

const SEVERITIES = ["required", "recommended", "info"];
const KINDS = ["law", "standard", "local-decision", "press", "default"];
const METRICS = ["straight", "walk", "drive"];
const SIGHTS = ["detect", "observe", "recognise", "identify"];

export class RuleForm {
  readonly element = el("div", { class: "rule-fields" });
  /** Whether the id is still to be chosen. */
  isNew = false;
  private document: Document = {};

  constructor(private readonly changed: (document: Document) => void) {}

  /** Shows a rule; whoever is in a field stays in it. */
  show(document: Document): void {
    this.document = structuredClone(document);
    const focused = this.element.contains(window.document.activeElement) ? window.document.activeElement?.id : undefined;
    this.element.replaceChildren(...this.fields());
    if (focused !== undefined) window.document.getElementById(focused)?.focus();
  }

  private fields(): HTMLElement[] {
    return [
      ...(this.isNew ? [this.group(t("rule_id"), this.name())] : []),
      this.group(t("rule_title"), this.text(["title", "vi"], "rule_title_vi"), this.text(["title", "en"], "rule_title_en"), this.choice(["severity"], "rule_severity", SEVERITIES, "severity_")),
      this.group(t("rule_threshold"), ...this.threshold(["pass"], "rule_each"), ...this.threshold(["rollup", "pass"], "rule_unit"), this.level()),
      this.group(t("rule_relation"), ...this.relations()),
      this.group(t("rule_where"), ...[["subject", "where"], ["target", "where"], ["applies_to"]].flatMap((path) => this.conditions(path))),
      this.group(t("rule_valid"), this.day(0, "rule_from"), this.day(1, "rule_until")),
      this.group(t("basis"), this.choice(["basis", "kind"], "rule_basis_kind", KINDS, "basis_"), ...["doc", "clause", "quote"].map((name) => this.text(["basis", name], `rule_basis_${name}`)), this.tick()),
    ].filter((group) => group.children.length > 1);
  }

  private group(title: string, ...fields: (HTMLElement | null)[]): HTMLElement {
    return el("fieldset", {}, el("legend", {}, title), ...fields);
  }

  /** The id of a new rule, with what one may be. */
  private name(): HTMLElement {
    const field = this.text(["id"], "rule_id_label");
    const input = field.querySelector("input");
    input?.setAttribute("pattern", ID_PATTERN);
    input?.setAttribute("aria-describedby", "rule-id-hint");
    field.append(el("p", { id: "rule-id-hint", class: "quiet" }, t("rule_id_hint")));
    return field;
  }

  private text(path: Path, words: string): HTMLElement {
    const input = el("input", { id: idOf(path), value: shown(this.at(path)), maxlength: "1000" });
    input.onchange = () => this.set(path, input.value.trim() || undefined);
    return labelled(input, t(words));
  }

  private choice(path: Path, words: string, values: readonly string[], named: string): HTMLElement | null {
    const value = this.at(path);
    const select = el("select", { id: idOf(path) }, ...values.map((each) => new Option(t(`${named}${each}`), each, false, each === value)));
    select.onchange = () => this.set(path, select.value);
    return labelled(select, t(words));
  }

  private threshold(path: Path, words: string): (HTMLElement | null)[] {
    if (this.at(path) === undefined) return [];
    const sign = this.sign([...path, "op"], Object.keys(SIGNS), t(`${words}_sign`));
    return [el("div", { class: "pair" }, sign, this.number([...path, "value"], t(words)))];
  }

  private sign(path: Path, values: readonly string[], label: string): HTMLElement {
    const value = this.at(path);
    const select = el("select", { id: idOf(path), "aria-label": label }, ...values.map((each) => new Option(SIGNS[each] ?? t(`sign_${each}`), each, false, each === value)));
    select.onchange = () => this.set(path, select.value);
    return select;
  }

  private number(path: Path, label: string): HTMLElement {
    const input = el("input", { id: idOf(path), type: "number", step: "any", value: shown(this.at(path)) });
    input.onchange = () => this.set(path, Number.isFinite(input.valueAsNumber) ? input.valueAsNumber : undefined);
    return labelled(input, label);
  }

  private level(): HTMLElement | null {
    const path = ["rollup", "composite"].find((part) => this.at([part]) !== undefined);
    return path === undefined ? null : this.choice([path, "level"], "level", LEVELS, "level_");
  }

  /** Of each alternative how far, or how well seen. */
  private relations(): (HTMLElement | null)[] {
    const alternatives = this.at(["relation", "any_of"]);
    const paths: Path[] = Array.isArray(alternatives) ? alternatives.map((_, index) => ["relation", "any_of", index]) : [["relation"]];
    return paths.flatMap((path) => {
      if (this.at([...path, "seen_by"]) !== undefined) return [this.choice([...path, "seen_by"], "rule_seen_by", SIGHTS, "sight_")];
      if (this.at([...path, "within_m"]) === undefined) return [];
      const metric = this.at([...path, "metric"]) === undefined ? null : this.choice([...path, "metric"], "rule_metric", METRICS, "metric_");
      return [el("div", { class: "pair" }, this.number([...path, "within_m"], t("rule_within")), metric)];
    });
  }

  private conditions(path: Path): HTMLElement[] {
    const where = this.at(path);
    if (typeof where !== "object" || where === null) return [];
    return Object.keys(where).map((name) => this.condition([...path, name], fieldOf(this.document, String(path[0]), name)));
  }

  private condition(path: Path, field: Field | null): HTMLElement {
    const wanted = this.at(path);
    const isOperation = typeof wanted === "object" && wanted !== null && !Array.isArray(wanted);
    const valuePath = isOperation ? [...path, "value"] : path;
    const unit = field?.unit && field.unit !== "1" ? ` (${field.unit})` : "";
    const label = `${t(`set_${String(path[0])}`)}: ${field?.title ?? String(path.at(-1))}${unit}`;
    const op = isOperation ? String(this.at([...path, "op"])) : null;
    const value = this.value(valuePath, field, op, label);
    const made = el("div", { class: "pair" }, op === null ? null : this.comparison(path, field, op, label, () => made.replaceWith(this.condition(path, field))), value);
    return made;
  }

  private value(path: Path, field: Field | null, op: string | null, label: string): HTMLElement {
    const before = this.at(path);
    const control = controlFor(field, op, before, idOf(path), label, (value) => this.set(path, value));
    if (control !== null) return control;
    const input = el("input", { id: idOf(path), value: shown(before) });
    input.onchange = () => this.set(path, read(input.value, before));
    return labelled(input, label);
  }

  /** changed: the value may need another control. */
  private comparison(path: Path, field: Field | null, op: string, label: string, changed: () => void): HTMLElement {
    const select = el("select", { id: idOf([...path, "op"]), "aria-label": `${label}: ${t("rule_sign")}` });
    select.append(...signsFor(field, op).map((each) => new Option(SIGNS[each] ?? t(`sign_${each}`), each, false, each === op)));
    select.onchange = () => {
      this.set(path, { op: select.value, value: valueFor(select.value, this.at([...path, "value"])) });
      changed();
      window.document.getElementById(select.id)?.focus();
    };
    return select;
  }

  private day(index: number, words: string): HTMLElement {
    const input = el("input", { id: `rule-valid-${index}`, type: "date", value: shown(this.at(["valid", index]) ?? undefined) });
    input.onchange = () => {
      const both = [this.at(["valid", 0]) ?? null, this.at(["valid", 1]) ?? null];
      both[index] = input.value || null;
      this.set(["valid"], both.some((day) => day !== null) ? both : undefined);
    };
    return labelled(input, t(words));
  }

  /** Whether somebody has compared the rule with the text of its document. */
  private tick(): HTMLElement {
    const box = el("input", { id: "rule-basis-checked", type: "checkbox" });
    box.checked = this.at(["basis", "checked"]) === true;
    box.onchange = () => this.set(["basis", "checked"], box.checked);
    return el("label", { class: "tick", for: box.id }, box, t("rule_checked"));
  }

  private at(path: Path): unknown {
    return path.reduce<unknown>((part, name) => (typeof part === "object" && part !== null ? (part as Part)[name] : undefined), this.document);
  }

  /** undefined takes it away. */
  private set(path: Path, value: unknown): void {
    const last = path[path.length - 1];
    if (last === undefined) return;
    let part = this.document as Part;
    for (const name of path.slice(0, -1)) part = (part[name] ??= {}) as Part;
    if (value === undefined) delete part[last];
    else part[last] = value;
    this.changed(structuredClone(this.document));
  }
}

function idOf(path: Path): string {
  return `rule-${path.join("-").replace(/[^\w-]/g, "_")}`;
}

/** A value as it is typed; of several, with commas between. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(", ");
  return value === undefined ? "" : String(value as string | number | boolean);
}

/** What is typed in place of a value, of the same type where it can be: text that looks like a number stays text. */
function read(text: string, before: unknown): unknown {
  if (Array.isArray(before)) return text.split(",").map((part) => before.find((each) => String(each) === part.trim()) ?? read(part, before[0]));
  const word = text.trim();
  if (typeof before === "string") return word;
  if (word === "true" || word === "false") return word === "true";
  return word !== "" && Number.isFinite(Number(word)) ? Number(word) : word;
}
