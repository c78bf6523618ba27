// The page `/planner/wall`: all rules on one screen, refreshed every minute; it says when its figures are old.

import type { Gap } from "./api";
import { catalogue } from "./catalogue";
import { byId, el } from "./dom";
import { said } from "./planner/server";
import { readId } from "./read-id";
import { allFigures, type Figure, gapsOf, type Scope, scopeOf } from "./wall/figures";
import { Patience } from "./wall/patience";
import { tileOf } from "./wall/tile";
import { distance, t } from "./words";

const REFRESH_SECONDS = 60;
// Two refreshes that did not come, and some patience.
const OLD_SECONDS = 150;
const GAPS_SECONDS = 15;

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Asia/Ho_Chi_Minh" });

class Wall {
  private readonly unit = readUnit();
  private scope: Scope | null = null;
  private figures: Figure[] = [];
  /** When the figures came; null: never. */
  private updated: Date | null = null;
  private readonly patience = new Patience();
  private next = 0;
  private isAsking = false;
  private turn = 0;

  start(): void {
    this.setUpLinks();
    void this.refresh();
    window.setInterval(() => void this.showNextGaps(), GAPS_SECONDS * 1000);
    window.setInterval(() => this.tellState(), 1000);
    window.addEventListener("online", () => void this.refresh());
    // A screen that was asleep begins anew.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") void this.refresh();
    });
    this.tellState();
  }

  private async refresh(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    window.clearTimeout(this.next);
    const isFirst = this.updated === null;
    const seconds = await this.ask();
    this.next = window.setTimeout(() => void this.refresh(), seconds * 1000);
    this.isAsking = false;
    this.tellState();
    if (isFirst && this.updated !== null) void this.showNextGaps();
  }

  /** Seconds until the figures are asked for again. */
  private async ask(): Promise<number> {
    try {
      this.scope ??= await scopeOf(this.unit);
      this.figures = await allFigures(this.scope);
      this.show();
    } catch (error) {
      return this.patience.failed(error);
    }
    this.updated = new Date();
    this.patience.succeeded();
    return REFRESH_SECONDS;
  }

  private show(): void {
    byId("scope").textContent = this.scope?.name ?? t(this.unit === null ? "everywhere" : "no_unit");
    byId("tiles").replaceChildren(...this.figures.map((figure) => tileOf(figure, this.scope === null)));
    byId("tiles").style.setProperty("--rules", String(this.figures.length));
  }

  private tellState(): void {
    const now = new Date();
    byId("clock").textContent = clock.format(now);
    const state = this.state(now);
    if (byId("state").textContent !== state.words) byId("state").textContent = state.words;
    document.body.dataset.state = state.name;
  }

  private state(now: Date): { name: "fresh" | "old" | "lost"; words: string } {
    const { updated } = this;
    const { trouble } = this.patience;
    if (updated === null) return trouble === null ? { name: "fresh", words: t("loading") } : { name: "lost", words: t(trouble.isBusy ? "busy_first" : "never") };
    const isOld = now.getTime() - updated.getTime() > OLD_SECONDS * 1000;
    if (isOld) return { name: "old", words: t("stale", { time: clock.format(updated) }) };
    if (trouble !== null) return { name: "lost", words: t(trouble.isBusy ? "busy" : "cut", { time: clock.format(trouble.since) }) };
    return { name: "fresh", words: t("fresh", { time: clock.format(updated), seconds: REFRESH_SECONDS }) };
  }

  /** The gaps of the next rule that has some which everybody may see. */
  private async showNextGaps(): Promise<void> {
    // What was never told is not “none”.
    if (this.updated === null) return;
    const missing = this.figures.filter(({ result, figures }) => (figures === null ? (result?.units ?? []) : [figures]).some(({ failed, unknown }) => failed + unknown > 0));
    try {
      for (let tries = 0; tries < missing.length; tries += 1) {
        const next = missing[this.turn++ % missing.length];
        const gaps = next === undefined ? [] : await gapsOf(next.rule, this.scope);
        if (next !== undefined && gaps.length > 0) return this.showGaps(t("gaps_of", { rule: said(next.rule.title) }), gaps, next.rule.id);
      }
      this.showGaps(t("gaps"), [], null);
    } catch {
      // Told with the figures, if it lasts; the next turn comes by itself.
    }
  }

  private showGaps(title: string, gaps: readonly Gap[], rule: string | null): void {
    byId("gaps-title").textContent = title;
    byId("gaps").replaceChildren(...(gaps.length === 0 ? [el("li", {}, t("no_gaps"))] : gaps.map(lineOf)));
    for (const tile of byId("tiles").children) tile.classList.toggle("told", tile.getAttribute("data-rule") === rule);
  }

  private setUpLinks(): void {
    const fill = byId("fill");
    fill.hidden = !document.fullscreenEnabled;
    fill.addEventListener("click", () => void document.documentElement.requestFullscreen());
    document.addEventListener("fullscreenchange", () => (document.body.dataset.full = String(document.fullscreenElement !== null)));
    if (this.unit !== null) (byId("to-planner") as HTMLAnchorElement).href = `/planner?lang=${catalogue.language}&unit=${this.unit}`;
  }
}

function readUnit(): number | null {
  return readId(new URLSearchParams(location.search).get("unit"));
}

function lineOf({ name, unit_name, distance_m, outcome }: Gap): HTMLElement {
  const far = distance_m === null || outcome !== "fail" ? t(outcome) : t("nearest", { distance: distance(distance_m) });
  return el("li", { class: outcome }, el("strong", {}, name ?? t("unnamed")), el("span", {}, [unit_name, far].filter(Boolean).join(" · ")));
}

new Wall().start();
