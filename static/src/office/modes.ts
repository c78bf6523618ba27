// The parts of the page: which of them there are, which is shown, and what the link says of it.

import { catalogue } from "../catalogue";
import { button, byId, el } from "../dom";
import { t } from "../words";
import { linkWith, type Wanted } from "./wanted";

const MODES = ["register", "figures", "campaigns"] as const;
export type Mode = (typeof MODES)[number];

/** Whoever reads no addresses sees to campaigns alone. */
export function modeAsked(): Mode {
  if (catalogue.reads === false) return "campaigns";
  return MODES.find((mode) => mode === new URLSearchParams(location.search).get("view")) ?? "register";
}

/** The register, its figures and the campaigns, for those who have to do with several. */
export function modeButtons(turnTo: (mode: Mode) => void): HTMLElement {
  const offered = MODES.filter((mode) => (mode === "campaigns" ? catalogue.plates : catalogue.reads));
  const buttons = offered.map((mode) => button({ class: "plain", "data-mode": mode }, () => turnTo(mode), t(`mode_${mode}`)));
  return el("div", { class: "modes", role: "group", "aria-label": t("modes"), hidden: offered.length < 2 ? "" : null }, ...buttons);
}

/** wanted: what is listed in place of a state. */
export function showMode(shown: Mode, wanted: Wanted | null): void {
  for (const mode of MODES) byId(mode).hidden = mode !== shown;
  byId("panel").dataset.view = shown;
  for (const each of document.querySelectorAll<HTMLElement>("[data-mode]")) each.setAttribute("aria-pressed", String(each.dataset.mode === shown));
  const asked = linkWith(location.search, shown === "register" ? wanted : null);
  if (shown === "register") asked.delete("view");
  else asked.set("view", shown);
  window.history.replaceState(null, "", `${location.pathname}?${asked.toString()}`);
}
