// The tabs of the panel, by the keyboard pattern of WAI-ARIA: arrows move between them.

import { byId } from "./dom";

const TABS = ["tab-table", "tab-layers"];

function viewOf(tab: HTMLElement): HTMLElement {
  return byId(tab.getAttribute("aria-controls") ?? "");
}

function select(chosen: HTMLElement): void {
  for (const tab of TABS.map(byId)) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    viewOf(tab).hidden = !on;
  }
}

export function setUpTabs(): void {
  const tabs = TABS.map(byId);
  tabs.forEach((tab, index) => {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step === undefined ? undefined : tabs[(index + step + tabs.length) % tabs.length];
      if (next === undefined) return;
      select(next);
      next.focus();
    });
  });
}
