// The page `/admin/accounts`: which view is shown is in its address, so that it survives a reload and a sign-in.

import { clearTrouble, say, showTrouble } from "./admin/frame";
import { AccountView } from "./accounts/account-view";
import { accountAddress } from "./accounts/addresses";
import { ListView } from "./accounts/list-view";
import { NewView } from "./accounts/new-view";
import { ReviewView } from "./accounts/review-view";
import type { Secret } from "./accounts/server";
import { catalogue } from "./catalogue";
import { byId } from "./dom";
import { t } from "./words";

interface View {
  readonly element: HTMLElement;
  open(): void;
  close(): void;
}

class Desk {
  private shown: View | null = null;
  /** Of an account that was made just now: kept for the view that shows it, and nowhere else. */
  private secret: Secret | null = null;

  start(): void {
    window.addEventListener("popstate", () => this.show());
    byId("other-language").addEventListener("click", () => this.linkLanguages());
    this.show();
  }

  private go(href: string): void {
    window.history.pushState(null, "", href);
    this.show();
    byId("view").querySelector<HTMLElement>("h1")?.focus();
    window.scrollTo(0, 0);
  }

  private show(): void {
    this.shown?.close();
    clearTrouble();
    this.shown = this.asked(new URLSearchParams(location.search));
    byId("view").replaceChildren(this.shown.element);
    this.shown.open();
  }

  private asked(asked: URLSearchParams): View {
    const go = (href: string): void => this.go(href);
    const account = Number(asked.get("account"));
    const { secret } = this;
    this.secret = null;
    if (Number.isSafeInteger(account) && account > 0) return new AccountView(account, go, secret);
    if (asked.has("new")) return new NewView(go, (made) => this.made(made));
    return asked.has("review") ? new ReviewView(go) : new ListView(go);
  }

  private made(secret: Secret): void {
    this.secret = secret;
    this.go(accountAddress(secret.account.id));
    say(t("made", { name: secret.account.name }));
  }

  /** The other language shows the same view. */
  private linkLanguages(): void {
    const asked = new URLSearchParams(location.search);
    asked.set("lang", catalogue.language === "vi" ? "en" : "vi");
    (byId("other-language") as HTMLAnchorElement).href = `${location.pathname}?${asked.toString()}`;
  }
}

// Nobody should wait for what will not come.
window.addEventListener("unhandledrejection", ({ reason }) => showTrouble(t("unexpected", { error: String(reason) })));

new Desk().start();
