// The panel: beside the map on a wide screen, a sheet that is pulled up from below on a phone.

import { byId } from "./dom";
import { t } from "./words";

const STATES = ["peek", "half", "full"] as const;
type State = (typeof STATES)[number];
// What a phone shows of the sheet when it is down: the rule and the legend.
const PEEK_PIXELS = 172;
// Less than this is a tap with an unsteady finger.
const DRAG_PIXELS = 12;

const phone = window.matchMedia("(max-width: 760px)");

export class Sheet {
  private readonly panel = byId("panel");
  private readonly handle = byId("sheet-handle");
  private state: State;

  constructor() {
    this.state = phone.matches ? "peek" : "full";
    document.documentElement.style.setProperty("--peek", `${PEEK_PIXELS}px`);
    this.handle.addEventListener("click", () => this.toggle());
    this.panel.addEventListener("focusin", (event) => {
      if (this.state === "peek" && event.target !== this.handle && event.target !== this.panel) this.set("half");
    });
    this.followFinger();
    phone.addEventListener("change", () => this.set(phone.matches ? "peek" : "full"));
    this.set(this.state);
  }

  static get onPhone(): boolean {
    return phone.matches;
  }

  /** CSS pixels of the map that the sheet covers from below. */
  get covers(): number {
    if (!phone.matches) return 0;
    return this.state === "peek" ? PEEK_PIXELS : this.panel.offsetHeight;
  }

  /** Let the map be seen: on a phone the sheet goes down. */
  lower(): void {
    if (phone.matches) this.set("peek");
  }

  /** Let the panel be used: on a phone the sheet comes up half of the way. */
  raise(): void {
    if (phone.matches && this.state === "peek") this.set("half");
  }

  private toggle(): void {
    this.set(this.state === "peek" ? (phone.matches ? "half" : "full") : "peek");
  }

  private set(state: State): void {
    this.state = state;
    this.panel.dataset.sheet = state;
    const open = state !== "peek";
    this.handle.setAttribute("aria-expanded", String(open));
    this.handle.firstElementChild?.replaceChildren(t(open ? "panel_hide" : "panel_show"));
    byId("panel-body").inert = !open && !phone.matches;
  }

  private followFinger(): void {
    let from: number | null = null;
    this.handle.addEventListener("pointerdown", (event) => {
      from = event.clientY;
      this.handle.setPointerCapture(event.pointerId);
    });
    this.handle.addEventListener("pointerup", (event) => {
      const way = from === null ? 0 : event.clientY - from;
      from = null;
      if (phone.matches && Math.abs(way) > DRAG_PIXELS) this.step(way < 0 ? 1 : -1);
    });
  }

  /** One state up or down; the click that follows the drag must not undo it. */
  private step(by: 1 | -1): void {
    const next = STATES[Math.min(STATES.length - 1, Math.max(0, STATES.indexOf(this.state) + by))];
    this.handle.addEventListener("click", (event) => event.stopImmediatePropagation(), { capture: true, once: true });
    if (next !== undefined) this.set(next);
  }
}
