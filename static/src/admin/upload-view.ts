// One file on its way into a layer: looked at again and again while the worker is at it, shown when it is through.

import { el } from "../dom";
import { t } from "../words";
import type { Actions } from "./action-bar";
import { checkedView, type Checked } from "./checked-view";
import { Draft } from "./draft";
import { size } from "./files";
import { addressOf, ofTarget, steps } from "./frame";
import { clearTrouble, innerLink, moment, say, showLost, showTrouble } from "../desk";
import { badge } from "./history";
import { resultView } from "./result-view";
import { Offline, Refused, SignedOut } from "../ask";
import { cancel, commit, getUpload, isBusy, type Options, putOptions, type Upload } from "./server";

const SOON_MS = 600;
const LATER_MS = 2_000;
const WORKBOOK_LOOKS = 20;
// Waiting longer than this for its turn, something is wrong.
const LONG_WAIT_MS = 20_000;
const STEP_OF: Record<string, number> = { waiting: 1, checking: 1, loading: 3, done: 4, failed: 1, cancelled: 1 };

export class UploadView {
  readonly element = el("article", { class: "upload" });
  private shown: Upload | null = null;
  private checked: Checked | null = null;
  private timer: number | undefined;
  private isClosed = false;
  private isLost = false;
  private looks = 0;
  private readonly begun = Date.now();
  private readonly online = (): void => void (this.isLost && this.look());

  constructor(
    private readonly id: number,
    private readonly go: (href: string) => void,
  ) {
    this.element.append(el("p", { class: "quiet" }, t("loading")));
  }

  open(): void {
    window.addEventListener("online", this.online);
    void this.look();
  }

  close(): void {
    this.isClosed = true;
    window.clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
  }

  private async look(): Promise<void> {
    window.clearTimeout(this.timer);
    try {
      this.take(await getUpload(this.id));
    } catch (error) {
      if (!this.isClosed) this.fail(error, () => void this.look());
    }
  }

  private take(upload: Upload): void {
    if (this.isClosed) return;
    if (this.isLost) say(t("found_again"));
    this.isLost = false;
    clearTrouble();
    this.show(upload);
    this.looks += 1;
    if (isBusy(upload.state)) this.lookAgainIn(upload.state === "waiting" ? SOON_MS : this.looks < 20 ? SOON_MS : LATER_MS);
    else if (lacksWorkbook(upload) && this.looks < WORKBOOK_LOOKS) this.lookAgainIn(LATER_MS);
  }

  private lookAgainIn(wait: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.look(), wait);
  }

  private fail(error: unknown, again: () => void): void {
    if (error instanceof Refused) return this.refuse(error);
    if (!(error instanceof Offline || error instanceof SignedOut)) throw error;
    this.isLost = error instanceof Offline;
    showLost(error, again);
    this.checked?.resume();
    if (error instanceof Offline) this.lookAgainIn(LATER_MS);
  }

  /** What cannot be done is said; what is there now is looked at, for it is not what was thought. */
  private refuse(error: Refused): void {
    if (error.status !== 404) {
      this.shown = null;
      showTrouble(error.message);
      void getUpload(this.id).then((upload) => this.show(upload), () => undefined);
      return;
    }
    const back = innerLink(addressOf(null), { class: "back" }, this.go, t("back"));
    const title = el("h1", { tabindex: "-1" }, t("upload_gone", { id: String(this.id) }));
    this.element.replaceChildren(back, title);
    say(title.textContent);
  }

  private show(upload: Upload): void {
    const before = this.shown;
    this.shown = upload;
    if (before?.state === upload.state && before.revision === upload.revision) return this.update(upload);
    const hadFocus = this.element.contains(document.activeElement);
    this.draw(upload);
    say(`${t(`state_${upload.state}`)}. ${t(`say_${upload.state}`)}`);
    if (hadFocus || document.activeElement === document.body) this.element.querySelector<HTMLElement>("h1")?.focus({ preventScroll: !hadFocus });
    if (hadFocus) window.scrollTo(0, 0);
  }

  /** The same, a little further. */
  private update(upload: Upload): void {
    const figure = this.element.querySelector(".rows-read");
    if (figure !== null) figure.textContent = progressOf(upload, Date.now() - this.begun);
    for (const link of this.element.querySelectorAll<HTMLElement>(".workbook")) link.hidden = !upload.has_workbook;
    for (const later of this.element.querySelectorAll<HTMLElement>(".workbook-later")) later.hidden = upload.has_workbook;
  }

  private draw(upload: Upload): void {
    document.title = `${upload.file_name} · ${t("admin")}`;
    this.checked = null;
    const parts: HTMLElement[] = [];
    if (upload.state === "done") parts.push(resultView(upload, this.go));
    else if (["asks", "refused", "ready"].includes(upload.state)) {
      this.checked = checkedView(upload, new Draft(upload.id, upload.options), this.actionsOn(upload), this.go);
      parts.push(...this.checked.parts);
    } else parts.push(...this.standing(upload));
    this.element.replaceChildren(this.head(upload), steps(STEP_OF[upload.state] ?? 2), state(upload), ...parts);
  }

  private head(upload: Upload): HTMLElement {
    const back = innerLink(addressOf(null), { class: "back" }, this.go, t("back"));
    const layer = el("span", { class: "into" }, ofTarget("into_layer", upload.layer));
    const title = el("h1", { tabindex: "-1" }, el("span", { class: "file-name" }, upload.file_name), " ", layer);
    const facts = { by: upload.by, when: moment(upload.created), size: size(upload.file_size) };
    return el("header", {}, back, title, el("p", { class: "quiet" }, t("sent_by", facts)));
  }

  /** While it is being worked on, or when nothing more can be done. */
  private standing(upload: Upload): HTMLElement[] {
    if (!isBusy(upload.state)) {
      const said = upload.error === null ? [] : [el("p", { class: "box bad" }, upload.error[document.documentElement.lang === "en" ? "en" : "vi"])];
      return [...said, innerLink(addressOf(null), { class: "do alone" }, this.go, t("next_another"))];
    }
    const figure = el("p", { class: "rows-read" }, progressOf(upload, Date.now() - this.begun));
    return [el("div", { class: "working" }, el("div", { class: "spinner", "aria-hidden": "true" }), figure)];
  }

  private actionsOn({ revision }: Upload): Actions {
    return {
      load: () => void this.act(() => commit(this.id, revision)),
      recheck: (options: Options) => void this.act(() => putOptions(this.id, revision, options)),
      cancel: () => void this.act(() => cancel(this.id).then(() => getUpload(this.id))),
    };
  }

  private async act(work: () => Promise<Upload>): Promise<void> {
    this.checked?.pause();
    this.looks = 0;
    try {
      this.take(await work());
    } catch (error) {
      if (!this.isClosed) this.fail(error, () => void this.look());
    }
  }
}

function lacksWorkbook({ state, has_workbook, report }: Upload): boolean {
  return !has_workbook && report !== null && (state === "refused" || state === "ready" || state === "done");
}

function state(upload: Upload): HTMLElement {
  return el("div", { class: `state ${upload.state}` }, badge(upload.state), el("p", {}, t(`say_${upload.state}`)));
}

function progressOf({ state, rows_read }: Upload, waited: number): string {
  if (state === "waiting") return waited > LONG_WAIT_MS ? t("say_waiting_long") : "";
  return rows_read > 0 ? t("rows_read", { count: rows_read }) : "";
}
