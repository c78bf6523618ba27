// What a condition of a rule compares: the declared field, by its title, with its choices and in its type.

import { catalogue, type Field, type FieldType, layerNamed } from "../catalogue";
import { el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import type { Document } from "./rule-server";
import { SIGNS } from "./rule-words";

const EQUALITY = ["==", "in", "not_in"];
const ORDER = [">=", ">", "<=", "<"];
export const FRESHER = "fresher_than_days";
const OF_TYPE: Record<FieldType, readonly string[]> = {
  text: EQUALITY,
  boolean: ["=="],
  integer: [...EQUALITY, ...ORDER],
  number: [...EQUALITY, ...ORDER],
  date: [...EQUALITY, ...ORDER, FRESHER],
};
const ALL = [...Object.keys(SIGNS), "in", "not_in", FRESHER];
const UNIT_KIND = "unit_kind";
const INDICATORS = "indicator_values";

interface Selection {
  set?: string;
  kind?: string[];
}

/** The field under `name` in the part of a rule (`subject`, `target`, `applies_to`); null where it is not known here. */
export function fieldOf(document: Document, part: string, name: string): Field | null {
  return part === "applies_to" ? attributeOf(name) : fieldIn(fieldsOf((document[part] ?? {}) as Selection), name);
}

/** The fields of each layer that a part of a rule is about. */
function fieldsOf({ set, kind }: Selection): Field[][] {
  const names = kind?.map((each) => catalogue.kindLayers[`${set}/${each}`] ?? "") ?? catalogue.layers.filter(({ group }) => group === set).map(({ name }) => name);
  return [...new Set(names)].map((name) => [...(layerNamed(name)?.fields ?? []), ...(catalogue.moreFields?.[name] ?? [])]);
}

/** With the choices that all layers have: a condition holds in each of them. */
function fieldIn(layers: readonly (readonly Field[])[], name: string): Field | null {
  const found = layers.map((fields) => fields.find((field) => field.name === name));
  const [first] = found;
  if (first === undefined || found.includes(undefined)) return null;
  const shared = Object.entries(first.choices).filter(([value]) => found.every((field) => field !== undefined && value in field.choices));
  return { ...first, choices: Object.fromEntries(shared) };
}

/** Of units: their kind, or an indicator. */
function attributeOf(name: string): Field | null {
  if (name === UNIT_KIND) return layerNamed("communes")?.fields.find((field) => field.name === "kind") ?? null;
  const title = layerNamed(INDICATORS)?.fields.find((field) => field.name === "indicator")?.choices[name];
  return title === undefined ? null : { name, title, type: "number", unit: null, tileFrom: null, selector: false, choices: {} };
}

/** How a field may be compared; `now` is among them, whatever it is. */
export function signsFor(field: Field | null, now: string): readonly string[] {
  const known = field === null ? ALL : OF_TYPE[field.type];
  return known.includes(now) ? known : [now, ...known];
}

/** The value as the other comparison takes it: of several, or one. */
export function valueFor(op: string, value: unknown): unknown {
  const isList = op === "in" || op === "not_in";
  if (isList === Array.isArray(value)) return value;
  return isList ? [value] : ((value as unknown[])[0] ?? "");
}

/** A control for the value; null where it is best typed as text. set: told of each new value. */
export function controlFor(field: Field | null, op: string | null, value: unknown, id: string, label: string, set: (value: unknown) => void): HTMLElement | null {
  if (field === null || op === FRESHER) return null;
  const choices = Object.entries(field.choices);
  if (Array.isArray(value)) return choices.length === 0 ? null : ticks(choices, value, id, label, set);
  if (choices.length > 0) return select(choices, String(value), id, label, set);
  if (field.type === "boolean") {
    const both: [string, string][] = [["true", t("yes")], ["false", t("no")]];
    return select(both, String(value), id, label, (word) => set(word === "true"));
  }
  if (field.type !== "date") return null;
  const input = el("input", { id, type: "date", value: String(value) });
  input.onchange = () => set(input.value);
  return labelled(input, label);
}

function select(choices: readonly [string, string][], value: string, id: string, label: string, set: (value: string) => void): HTMLElement {
  const known = choices.some(([each]) => each === value) ? choices : [[value, value] as const, ...choices];
  const made = el("select", { id }, ...known.map(([each, title]) => new Option(title, each, false, each === value)));
  made.onchange = () => set(made.value);
  return labelled(made, label);
}

/** One box for each choice; the last one that is ticked stays: a list of none means nothing. */
function ticks(choices: readonly [string, string][], values: readonly unknown[], id: string, label: string, set: (values: string[]) => void): HTMLElement {
  const chosen = new Set(values.map(String));
  const boxes = choices.map(([value, title], index) => {
    const box = el("input", { id: index === 0 ? id : `${id}-${index}`, type: "checkbox" });
    box.checked = chosen.has(value);
    box.onchange = () => {
      if (!box.checked && chosen.size === 1) return void (box.checked = true);
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
      set([...chosen]);
    };
    return el("label", { class: "tick", for: box.id }, box, title);
  });
  return el("fieldset", { class: "ticks" }, el("legend", {}, label), ...boxes);
}
