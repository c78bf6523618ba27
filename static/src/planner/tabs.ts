// The views of the panel, by the keyboard pattern of WAI-ARIA: arrows move between the tabs.

import { byId, button, el } from "../dom";
import { t } from "../words";

const STEPS: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };

export class Tabs<View extends string> {
  private readonly tabs: HTMLButtonElement[];
  private readonly panels: HTMLElement[];

  constructor(
    private readonly views: readonly (readonly [View, HTMLElement])[],
    private readonly chosen: (view: View) => void,
  ) {
    this.tabs = views.map(([name], index) => this.tab(name, index));
    this.panels = views.map(([name, content]) => el("div", { id: `view-${name}`, class: "view", role: "tabpanel", "aria-labelledby": `tab-${name}` }, content));
    byId("tabs").replaceChildren(...this.tabs);
    byId("views").replaceChildren(...this.panels);
  }

  show(view: View): void {
    this.views.forEach(([name], index) => {
      const isOn = name === view;
      this.tabs[index]?.setAttribute("aria-selected", String(isOn));
      this.tabs[index]?.setAttribute("tabindex", isOn ? "0" : "-1");
      const panel = this.panels[index];
      if (panel) panel.hidden = !isOn;
    });
  }

  private tab(name: View, index: number): HTMLButtonElement {
    const made = button({ id: `tab-${name}`, class: "tab", role: "tab", "aria-controls": `view-${name}` }, () => this.chosen(name), t(`view_${name}`));
    made.addEventListener("keydown", ({ key }) => {
      const step = STEPS[key];
      const next = step === undefined ? undefined : this.views[(index + step + this.views.length) % this.views.length];
      if (next === undefined) return;
      this.chosen(next[0]);
      byId(`tab-${next[0]}`).focus();
    });
    return made;
  }
}
