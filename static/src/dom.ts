// Making elements. Text only ever enters the page as text.

type Child = Node | string | null;

/** An element with attributes (null leaves one out) and children; strings become text nodes. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | null> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A button that does `action`. */
export function button(attributes: Record<string, string | null>, action: () => void, ...children: Child[]): HTMLButtonElement {
  const made = el("button", { type: "button", ...attributes }, ...children);
  made.addEventListener("click", action);
  return made;
}

/** The element of the shell with this id. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element #${id}`);
  return element;
}

/** A small square in a colour, before a name. */
/** The colours of a layer that is coloured by a value, each with the value from which it is; nothing for others. */
export function colorKey(steps: readonly [number, string][], unit: string): HTMLElement[] {
  if (steps.length === 0) return [];
  const parts = steps.map(([first, color], index) => {
    const next = steps[index + 1]?.[0];
    return el("span", {}, swatch(color, "circle"), next === undefined ? ` ≥ ${first} ${unit}` : ` < ${next}`);
  });
  return [el("small", { class: "color-key" }, ...parts)];
}

export function swatch(color: string, shape: string): HTMLElement {
  const made = el("span", { class: `swatch ${shape}`, "aria-hidden": "true" });
  made.style.setProperty("--color", color);
  return made;
}
