// How the rows go into the layer: mode, key, what bad rows do, and what the check would otherwise find by itself.

import { el } from "../dom";
import { t } from "../words";
import type { Draft } from "./draft";
import { FiguresForm } from "./figures-form";
import { ofTarget } from "./frame";
import { INDICATORS, type Mode, type Options, OSM, UNITS, type Upload } from "./server";
import { OriginForm } from "./origin-form";
import { UnitsForm } from "./units-form";

const MODES: readonly Mode[] = ["append", "upsert", "replace"];
const ON_ERROR = ["refuse", "skip"] as const;
const TECHNICAL = ["crs", "encoding", "source_layer"] as const;
const TECHNICAL_OF_TABLES = ["encoding", "source_layer"] as const;
const AUTO = "\n";

export function choicesView(upload: Upload, draft: Draft): HTMLElement {
  if (upload.layer === INDICATORS) return figuresChoices(upload, draft);
  const clash = el("p", { class: "note" }, t("not_together"));
  const mode = modeChoice(upload, draft);
  const onError = radios("on_error", ON_ERROR, draft, () => draft.options.on_error, (value) => draft.change({ on_error: value }));
  const skip = onError.querySelector<HTMLInputElement>("input[value=skip]");
  const tell = (): void => {
    const isReplacing = draft.options.mode === "replace";
    clash.hidden = !isReplacing;
    if (skip !== null) skip.disabled = isReplacing;
  };
  draft.watch(tell);
  tell();
  onError.append(clash);
  const key = upload.layer === OSM ? null : keyChoice(upload, draft);
  const first = upload.layer === UNITS ? unitsChoice(draft) : mode;
  const groups = el("div", { class: "choice-groups" }, first, el("div", { class: "choice-pair" }, onError, upload.layer === UNITS ? null : key));
  return choicesSection(groups, originChoice(upload, draft), technical(draft, TECHNICAL));
}

function choicesSection(...content: HTMLElement[]): HTMLElement {
  const heading = el("h2", { id: "choices-title" }, t("choices"));
  return el("section", { class: "choices", "aria-labelledby": "choices-title" }, heading, ...content);
}

/** Figures are taken all or none, and know each other by unit, figure and period. */
function figuresChoices(upload: Upload, draft: Draft): HTMLElement {
  const form = new FiguresForm(draft.options.indicators, () => draft.change({ indicators: form.said }));
  const said = el("fieldset", {}, el("legend", {}, t("figures_title")), form.element);
  const groups = el("div", { class: "choice-groups" }, said, el("div", { class: "choice-pair" }, modeChoice(upload, draft)));
  return choicesSection(groups, originChoice(upload, draft), technical(draft, TECHNICAL_OF_TABLES));
}

function originChoice(upload: Upload, draft: Draft): HTMLElement {
  const form = new OriginForm(draft.options, () => draft.change(form.said));
  form.askSource(upload.layer !== INDICATORS);
  return form.element;
}

function modeChoice(upload: Upload, draft: Draft): HTMLElement {
  const isReplaceable = upload.layer !== OSM && upload.layer !== INDICATORS;
  const modes = MODES.filter((each) => isReplaceable || each !== "replace");
  const choose = (value: Mode): void => {
    // Rows left out would be lost to a layer that is replaced.
    draft.change(value === "replace" ? { mode: value, on_error: "refuse" } : { mode: value });
  };
  return radios("mode", modes, draft, () => draft.options.mode ?? upload.report?.mode ?? "append", choose, upload.layer);
}

function unitsChoice(draft: Draft): HTMLElement {
  const form = new UnitsForm(draft.options.units, () => {
    if (form.said !== null) draft.change({ units: form.said });
  });
  return el("fieldset", {}, el("legend", {}, t("units_title")), form.element);
}

function radios<T extends string>(name: "mode" | "on_error", values: readonly T[], draft: Draft, chosen: () => T, choose: (value: T) => void, target = ""): HTMLElement {
  const options = values.map((value) => {
    const radio = el("input", { type: "radio", name, value });
    radio.addEventListener("change", () => choose(value));
    const follow = (): void => void (radio.checked = chosen() === value);
    draft.watch(follow);
    follow();
    const hint = el("span", { class: "detail" }, ofTarget(`${name}_${value}_hint`, target));
    const words = el("span", {}, el("strong", {}, ofTarget(`${name}_${value}`, target)), hint);
    return el("label", { class: "pick" }, radio, words);
  });
  return el("fieldset", {}, el("legend", {}, ofTarget(name, target)), ...options);
}

function keyChoice(upload: Upload, draft: Draft): HTMLElement {
  const select = el("select", { id: "key", "aria-describedby": "key-hint" }, new Option(t("key_auto"), AUTO));
  for (const column of upload.columns) select.append(new Option(column.replace(/\s+/g, " "), column));
  const given = draft.options.key;
  if (given !== null && !upload.columns.includes(given)) select.append(new Option(given, given));
  select.value = given ?? AUTO;
  select.addEventListener("change", () => draft.change({ key: select.value === AUTO ? null : select.value }));
  return el("div", { class: "own" }, el("label", { for: "key" }, t("key")), select, el("p", { id: "key-hint", class: "quiet" }, t("key_hint")));
}

/** Seldom needed: folded away unless something is said there. */
function technical(draft: Draft, names: readonly (typeof TECHNICAL)[number][]): HTMLElement {
  const inputs = names.map((name) => {
    const input = el("input", { id: `option-${name}`, type: "text", maxlength: "200", autocomplete: "off", spellcheck: "false", placeholder: t("option_auto") });
    input.value = draft.options[name] ?? "";
    input.addEventListener("input", () => draft.change({ [name]: input.value.trim() || null } as Partial<Options>));
    return el("div", { class: "own" }, el("label", { for: `option-${name}` }, t(`option_${name}`)), input);
  });
  const made = el("details", { class: "more" }, el("summary", {}, ofTarget("technical", names.length < TECHNICAL.length ? INDICATORS : "")), el("div", { class: "technical" }, ...inputs));
  made.open = names.some((name) => draft.options[name] !== null);
  return made;
}
