// What all views of `/admin` share: the steps, words for what a file goes into, addresses of views.

import { catalogue } from "../catalogue";
import { el } from "../dom";
import { t } from "../words";

const STEPS = ["step_send", "step_check", "step_look", "step_load"];

/** The title of a layer in the language of the page. */
export function layerTitle(name: string): string {
  return catalogue.layers.find((layer) => layer.name === name)?.title ?? name;
}

/** The words under `key` about what a file goes into: administrative units and several layers at once have their own. */
export function ofTarget(key: string, layer: string, values: Record<string, string | number> = {}): string {
  const own = `${key}_${layer}`;
  return t(own in catalogue.words ? own : key, { ...values, layer: layerTitle(layer) });
}

/** Where in the work somebody is; steps before `now` are done. */
export function steps(now: number): HTMLElement {
  const items = STEPS.map((key, index) => {
    const attributes = { class: index < now ? "past" : "", "aria-current": index === now ? "step" : null };
    const past = index < now ? el("span", { class: "visually-hidden" }, ` (${t("step_done")})`) : null;
    const mark = el("span", { class: "step-mark", "aria-hidden": "true" }, index < now ? "✓" : String(index + 1));
    return el("li", attributes, mark, el("span", {}, t(key), past));
  });
  return el("ol", { class: "steps", "aria-label": t("steps") }, ...items);
}

/** Of the view of an upload; null: of the first view. */
export function addressOf(upload: number | null): string {
  return address("upload", upload);
}

/** Where figures are looked at. */
export function figuresAddress(): string {
  return `/ogc/collections/indicator_values/items?lang=${catalogue.language}`;
}

/** Of the view of a load on record. */
export function loadAddress(load: number): string {
  return address("load", load);
}

function address(view: string, number: number | null): string {
  const asked = new URLSearchParams(location.search);
  const kept = new URLSearchParams(asked.has("lang") ? { lang: catalogue.language } : {});
  if (number !== null) kept.set(view, String(number));
  const query = kept.toString();
  return `/admin${query === "" ? "" : `?${query}`}`;
}
