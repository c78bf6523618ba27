// Two days on one map: a line to drag between them, or a slider that fades one into the other.

import { byId, el } from "./dom";
import { day, t } from "./words";

// In hundredths of the width.
const STEP = 2;
const LEAP = 10;
const MOST = 100;

export type Share = (mode: "swipe" | "fade", at: number) => void;

export class Compare {
  private at = MOST / 2;
  private days: [string, string] = ["", ""];
  private isFade = false;
  private readonly line = el("div", {
    class: "divider",
    role: "slider",
    tabindex: "0",
    "aria-label": t("divider"),
    "aria-controls": "map",
    "aria-valuemin": "0",
    "aria-valuemax": String(MOST),
  });
  private readonly fade = el("input", { type: "range", min: "0", max: String(MOST), "aria-label": t("fade_slider") });
  private readonly modes = el("div", { class: "modes", role: "radiogroup", "aria-label": t("compare_mode") });
  private readonly names = [sideName("earlier"), sideName("later")] as const;
  private readonly box = byId("compare");

  /** modeChosen: told when people want the other way of comparing. */
  constructor(
    private readonly share: Share,
    private readonly modeChosen: (isFade: boolean) => void,
  ) {
    this.line.append(el("span", { class: "handle", "aria-hidden": "true" }));
    this.modes.append(this.mode("mode_swipe", false), this.mode("mode_fade", true));
    this.box.append(this.line, ...this.names, el("div", { class: "compare-bar" }, this.modes, this.fade));
    this.line.addEventListener("keydown", (event) => this.key(event));
    this.fade.addEventListener("input", () => this.set(Number(this.fade.value)));
    this.followPointer();
  }

  /** Compare two days, the earlier first; null ends it. */
  show(days: [string, string] | null, isFade: boolean): void {
    this.box.hidden = days === null;
    if (days === null) return;
    this.days = days;
    this.isFade = isFade;
    this.box.dataset.mode = isFade ? "fade" : "swipe";
    this.names.forEach((name, side) => name.querySelector("b")?.replaceChildren(days[side] ?? ""));
    this.line.hidden = isFade;
    this.fade.hidden = !isFade;
    for (const box of this.modes.querySelectorAll("input")) box.checked = (box.value === "fade") === isFade;
    this.set(this.at);
  }

  /** Say of each side what is missing on its map. */
  tellUndrawn(notes: readonly string[]): void {
    this.names.forEach((name, side) => name.querySelector("small")?.replaceChildren(notes[side] ?? ""));
  }

  /** Bring the keyboard to what moves the comparison. */
  focus(): void {
    (this.isFade ? this.fade : this.line).focus({ preventScroll: true });
  }

  private mode(words: string, isFade: boolean): HTMLElement {
    const box = el("input", { type: "radio", name: "compare-mode", value: isFade ? "fade" : "swipe" });
    box.addEventListener("change", () => this.modeChosen(isFade));
    return el("label", {}, box, el("span", {}, t(words)));
  }

  private set(at: number): void {
    this.at = Math.min(MOST, Math.max(0, at));
    const said = t(this.isFade ? "fade_at" : "divider_at", { percent: Math.round(this.at), before: this.days[0], after: this.days[1] });
    this.box.style.setProperty("--at", `${this.at}%`);
    this.line.setAttribute("aria-valuenow", String(Math.round(this.at)));
    this.fade.value = String(this.at);
    for (const control of [this.line, this.fade]) control.setAttribute("aria-valuetext", said);
    this.share(this.isFade ? "fade" : "swipe", this.at / MOST);
  }

  private key(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowLeft: -STEP,
      ArrowDown: -STEP,
      ArrowRight: STEP,
      ArrowUp: STEP,
      PageDown: -LEAP,
      PageUp: LEAP,
      Home: -MOST,
      End: MOST,
    };
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.set(this.at + by);
  }

  private followPointer(): void {
    this.line.addEventListener("pointerdown", (event) => {
      this.line.setPointerCapture(event.pointerId);
      this.line.focus({ preventScroll: true });
      event.preventDefault();
    });
    this.line.addEventListener("pointermove", (event) => {
      if (!this.line.hasPointerCapture(event.pointerId)) return;
      const { left, width } = this.box.getBoundingClientRect();
      this.set(((event.clientX - left) / width) * MOST);
    });
  }
}

function sideName(side: "earlier" | "later"): HTMLElement {
  return el("p", { class: `side ${side}` }, el("span", { class: "side-line", "aria-hidden": "true" }), el("span", {}, el("b"), el("small")));
}

/** Two days as they stand over the map. */
export function sides(earlier: string, later: string | null): [string, string] {
  return [day(earlier), later === null ? t("today") : day(later)];
}
