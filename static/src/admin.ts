// The page `/admin`: which view is shown is in its address, so that it survives a reload and a sign-in.

import { byId, el } from "./dom";
import { addressOf } from "./admin/frame";
import { clearTrouble, goTo, showLost, tellWhatFails } from "./desk";
import { history as listOf } from "./admin/history";
import { LoadView } from "./admin/load-view";
import { SendView } from "./admin/send-view";
import { Offline, SignedOut } from "./ask";
import { getListed } from "./admin/server";
import { UploadView } from "./admin/upload-view";
import { catalogue } from "./catalogue";
import { readId } from "./read-id";
import { t } from "./words";

const RETRY_MS = 3_000;
const VIEWS = ["upload", "load"];

function numberIn(asked: URLSearchParams, view: string): number | null {
  return readId(asked.get(view));
}

class Desk {
  private shown: UploadView | LoadView | null = null;
  /** Counts views: what comes late for one that was left is dropped. */
  private turn = 0;
  private timer: number | undefined;
  /** Of which layer loads are listed; null: of all. */
  private layer: string | null = null;

  start(): void {
    window.addEventListener("popstate", () => this.show());
    this.show();
  }

  private go(href: string): void {
    goTo(href, () => this.show());
  }

  private show(): void {
    this.turn += 1;
    this.shown?.close();
    this.shown = null;
    clearTrouble();
    const asked = new URLSearchParams(location.search);
    const [upload, load] = [numberIn(asked, "upload"), numberIn(asked, "load")];
    const go = (href: string): void => this.go(href);
    this.linkLanguages(asked);
    if (upload !== null) this.showOne(new UploadView(upload, go));
    else if (load !== null) this.showOne(new LoadView(load, go));
    else this.showStart();
  }

  private showOne(view: UploadView | LoadView): void {
    this.shown = view;
    byId("view").replaceChildren(view.element);
    view.open();
  }

  private showStart(): void {
    document.title = t("admin");
    this.layer = null;
    const send = new SendView((upload) => this.go(addressOf(upload.id)));
    const before = el("div");
    byId("view").replaceChildren(el("h1", { tabindex: "-1" }, t("admin")), send.element, before);
    void this.showBefore(this.turn, send, before);
  }

  private async showBefore(turn: number, send: SendView, place: HTMLElement, layer: string | null = null): Promise<void> {
    try {
      const listed = await getListed(layer);
      if (turn !== this.turn) return;
      send.tellLimit(listed.limit_mb);
      place.replaceChildren(listOf(listed, layer, (other) => void this.showBefore(turn, send, place, other), (href) => this.go(href)));
      if (layer !== this.layer) place.querySelector("select")?.focus();
      this.layer = layer;
      clearTrouble();
    } catch (error) {
      if (turn !== this.turn) return;
      if (!(error instanceof Offline || error instanceof SignedOut)) throw error;
      const again = (): void => void this.showBefore(turn, send, place, layer);
      showLost(error, again);
      window.clearTimeout(this.timer);
      if (error instanceof Offline) this.timer = window.setTimeout(again, RETRY_MS);
    }
  }

  /** The other language shows the same view. */
  private linkLanguages(asked: URLSearchParams): void {
    const other = new URLSearchParams({ lang: catalogue.language === "vi" ? "en" : "vi" });
    for (const view of VIEWS) {
      const number = asked.get(view);
      if (number !== null) other.set(view, number);
    }
    (byId("other-language") as HTMLAnchorElement).href = `/admin?${other.toString()}`;
  }
}

tellWhatFails();

new Desk().start();
