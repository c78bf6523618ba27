// The page `/admin`: which view is shown is in its address, so that it survives a reload and a sign-in.

import { byId, el } from "./dom";
import { addressOf, clearTrouble, showLost, showTrouble } from "./admin/frame";
import { history as listOf } from "./admin/history";
import { SendView } from "./admin/send-view";
import { getListed, Offline, SignedOut } from "./admin/server";
import { UploadView } from "./admin/upload-view";
import { catalogue } from "./catalogue";
import { t } from "./words";

const RETRY_MS = 3_000;

class Desk {
  private shown: UploadView | null = null;
  /** Counts views: what comes late for one that was left is dropped. */
  private turn = 0;
  private timer: number | undefined;

  start(): void {
    window.addEventListener("popstate", () => this.show());
    this.show();
  }

  private go(href: string): void {
    window.history.pushState(null, "", href);
    this.show();
    byId("view").querySelector<HTMLElement>("h1")?.focus();
    window.scrollTo(0, 0);
  }

  private show(): void {
    this.turn += 1;
    this.shown?.close();
    this.shown = null;
    clearTrouble();
    const asked = new URLSearchParams(location.search);
    const upload = Number(asked.get("upload"));
    this.linkLanguages(asked);
    if (Number.isSafeInteger(upload) && upload > 0) this.showUpload(upload);
    else this.showStart();
  }

  private showUpload(upload: number): void {
    this.shown = new UploadView(upload, (href) => this.go(href));
    byId("view").replaceChildren(this.shown.element);
    this.shown.open();
  }

  private showStart(): void {
    document.title = t("admin");
    const send = new SendView((upload) => this.go(addressOf(upload.id)));
    const before = el("div");
    byId("view").replaceChildren(el("h1", { tabindex: "-1" }, t("admin")), send.element, before);
    void this.showBefore(this.turn, send, before);
  }

  private async showBefore(turn: number, send: SendView, place: HTMLElement): Promise<void> {
    try {
      const listed = await getListed();
      if (turn !== this.turn) return;
      send.tellLimit(listed.limit_mb);
      place.replaceChildren(listOf(listed, (href) => this.go(href)));
      clearTrouble();
    } catch (error) {
      if (turn !== this.turn) return;
      if (!(error instanceof Offline || error instanceof SignedOut)) throw error;
      const again = (): void => void this.showBefore(turn, send, place);
      showLost(error, again);
      window.clearTimeout(this.timer);
      if (error instanceof Offline) this.timer = window.setTimeout(again, RETRY_MS);
    }
  }

  /** The other language shows the same view. */
  private linkLanguages(asked: URLSearchParams): void {
    const other = new URLSearchParams({ lang: catalogue.language === "vi" ? "en" : "vi" });
    const upload = asked.get("upload");
    if (upload !== null) other.set("upload", upload);
    (byId("other-language") as HTMLAnchorElement).href = `/admin?${other.toString()}`;
  }
}

// Nobody should wait for what will not come.
window.addEventListener("unhandledrejection", ({ reason }) => showTrouble(t("unexpected", { error: String(reason) })));

new Desk().start();
