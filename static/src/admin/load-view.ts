// One load on record, and taking it back: what would happen is looked into first, then it is asked for by one button.

import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { count, t } from "../words";
import { addressOf, figuresAddress, layerTitle, loadAddress, ofTarget } from "./frame";
import { clearTrouble, innerLink, moment, say, showLost, showTrouble } from "../desk";
import { plainly } from "./plainly";
import { Offline, Refused, SignedOut } from "../ask";
import { FIGURES_LAYER, getLoad, INDICATORS, type RecordedLoad, undo, type Undoing } from "./server";

const SOON_MS = 600;
const LATER_MS = 2_000;

export class LoadView {
  readonly element = el("article", { class: "upload" });
  private timer: number | undefined;
  private isClosed = false;
  private shown = "";

  constructor(
    private readonly id: number,
    private readonly go: (href: string) => void,
  ) {
    this.element.append(el("p", { class: "quiet" }, t("loading")));
  }

  /** What would happen is asked for at once: that changes nothing. */
  open(): void {
    void this.act(async () => {
      const load = await getLoad(this.id);
      return load.can_be_undone && load.undoing?.state !== "waiting" ? undo(this.id, true) : load;
    });
  }

  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
  }

  private async act(work: () => Promise<RecordedLoad>): Promise<void> {
    window.clearTimeout(this.timer);
    for (const each of this.element.querySelectorAll("button")) each.disabled = true;
    try {
      this.take(await work());
    } catch (error) {
      if (!this.isClosed) this.fail(error);
    }
  }

  private take(load: RecordedLoad): void {
    if (this.isClosed) return;
    clearTrouble();
    this.show(load);
    if (load.undoing?.state === "waiting") this.lookAgainIn(SOON_MS);
  }

  private lookAgainIn(wait: number): void {
    this.timer = window.setTimeout(() => void this.act(() => getLoad(this.id)), wait);
  }

  private fail(error: unknown): void {
    const again = (): void => void this.act(() => getLoad(this.id));
    if (error instanceof Refused && error.status === 404) return this.showNone();
    if (error instanceof Refused) {
      showTrouble(error.message);
      return void getLoad(this.id).then((load) => this.show(load), () => undefined);
    }
    if (!(error instanceof Offline || error instanceof SignedOut)) throw error;
    showLost(error, again);
    if (error instanceof Offline) this.lookAgainIn(LATER_MS);
  }

  private showNone(): void {
    const title = el("h1", { tabindex: "-1" }, t("load_gone", { load: String(this.id) }));
    this.element.replaceChildren(this.back(), title);
    say(title.textContent);
  }

  private show(load: RecordedLoad): void {
    const state = JSON.stringify([load.undone_by, load.undoing]);
    if (state === this.shown) return;
    this.shown = state;
    document.title = `${t("load_title", { load: String(load.id) })} · ${t("admin")}`;
    const standing = this.standing(load);
    const hadFocus = this.element.contains(document.activeElement);
    this.element.replaceChildren(this.head(load), facts(load), standing);
    say(standing.textContent);
    if (hadFocus || document.activeElement === document.body) this.element.querySelector<HTMLElement>("h1")?.focus();
  }

  private head(load: RecordedLoad): HTMLElement {
    const layer = el("span", { class: "into" }, t("into_layer", { layer: layerTitle(load.layer) }));
    const title = el("h1", { tabindex: "-1" }, t("load_title", { load: String(load.id) }), " ", layer);
    return el("header", {}, this.back(), title);
  }

  private back(): HTMLElement {
    return innerLink(addressOf(null), { class: "back" }, this.go, t("back"));
  }

  /** What can be done with it now, or what became of it. */
  private standing(load: RecordedLoad): HTMLElement {
    const { undoing } = load;
    if (load.undone_by !== null) return this.undone(load, load.undone_by);
    if (load.undoes !== null) return el("p", { class: "box" }, this.linkTo(load.undoes, "undoes"));
    if (undoing === null) return el("p", { class: "box" }, t(load.can_be_undone ? "loading" : "undo_never"));
    if (undoing.state === "waiting") return working(t(undoing.dry_run ? "undo_looking" : "undo_working"));
    return undoing.state === "checked" ? this.offer(load, undoing) : this.refusal(undoing);
  }

  private offer(load: RecordedLoad, undoing: Undoing): HTMLElement {
    const press = button({ class: "do danger" }, () => void this.act(() => undo(this.id, false)), t("undo_do", { load: String(load.id) }));
    return el(
      "section",
      { class: "box asks", "aria-labelledby": "undo-title" },
      el("h2", { id: "undo-title" }, t("undo_title")),
      consequences("undo_will", targetOf(load), undoing),
      el("p", {}, ofTarget("undo_meaning", targetOf(load))),
      el("div", { class: "ways-out" }, press, innerLink(addressOf(null), { class: "plain" }, this.go, t("undo_not"))),
    );
  }

  private refusal(undoing: Undoing): HTMLElement {
    const again = button({ class: "plain" }, () => void this.act(() => undo(this.id, true)), t("undo_look_again"));
    const words = undoing.error === null ? t("say_failed") : plainly(undoing.error);
    const title = el("h2", { id: "undo-title" }, t("undo_refused"));
    return el("section", { class: "box bad", "aria-labelledby": "undo-title" }, title, el("p", { class: "verdict" }, words), el("div", { class: "ways-out" }, again));
  }

  private undone(load: RecordedLoad, by: number): HTMLElement {
    const address = load.layer === FIGURES_LAYER ? figuresAddress() : `/?lang=${catalogue.language}#layers=communes,commune_labels,${load.layer}`;
    const map = el("a", { class: "do", href: address }, ofTarget("next_map", targetOf(load)));
    const done = load.undoing?.state === "done" ? consequences("undo_did", targetOf(load), load.undoing) : null;
    const title = el("h2", { id: "undo-title" }, this.linkTo(by, "undone_by"));
    const ways = el("div", { class: "ways-out" }, map, innerLink(addressOf(null), { class: "plain" }, this.go, t("next_another")));
    return el("section", { class: "box done", "aria-labelledby": "undo-title" }, title, done, ways);
  }

  private linkTo(load: number, key: string): HTMLElement {
    return innerLink(loadAddress(load), { class: "row-link" }, this.go, t(key, { load: String(load) }));
  }
}

/** What a file of it was sent for. */
const targetOf = ({ layer }: RecordedLoad): string => (layer === FIGURES_LAYER ? INDICATORS : layer);

function facts(load: RecordedLoad): HTMLElement {
  const lines: [string, string][] = [
    [t("col_file"), load.file_name],
    [t("col_mode"), t(`mode_${load.mode}`)],
    [t("col_written"), count(load.rows_written)],
    [t("col_refused"), count(load.rows_refused)],
    [t("col_loaded_by"), load.by],
    [t("col_when"), moment(load.loaded)],
  ];
  return el("dl", { class: "row-values load-facts" }, ...lines.map(([title, value]) => el("div", {}, el("dt", {}, title), el("dd", {}, value))));
}

function consequences(key: string, target: string, { rows_deleted, rows_restored }: Undoing): HTMLElement {
  const deleted = el("li", {}, ofTarget(`${key}_delete`, target, { count: rows_deleted ?? 0 }));
  const restored = el("li", {}, ofTarget(`${key}_restore`, target, { count: rows_restored ?? 0 }));
  return el("ul", { class: "consequences" }, rows_deleted === 0 && rows_restored !== 0 ? null : deleted, rows_restored === 0 ? null : restored);
}

function working(words: string): HTMLElement {
  return el("div", { class: "working" }, el("div", { class: "spinner", "aria-hidden": "true" }), el("p", {}, words));
}
