// The page `/admin/accounts`: which view is shown is in its address, so that it survives a reload and a sign-in.

import { clearTrouble, goTo, keepViewInOtherLanguage, say, tellWhatFails } from "./desk";
import { AccountView } from "./accounts/account-view";
import { accountAddress } from "./accounts/addresses";
import { ListView } from "./accounts/list-view";
import { NewView } from "./accounts/new-view";
import { ReviewView } from "./accounts/review-view";
import type { Secret } from "./accounts/server";
import { byId } from "./dom";
import { readId } from "./read-id";
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
    keepViewInOtherLanguage();
    this.show();
  }

  private go(href: string): void {
    goTo(href, () => this.show());
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
    const account = readId(asked.get("account"));
    const { secret } = this;
    this.secret = null;
    if (account !== null) return new AccountView(account, go, secret);
    if (asked.has("new")) return new NewView(go, (made) => this.made(made));
    return asked.has("review") ? new ReviewView(go) : new ListView(go);
  }

  private made(secret: Secret): void {
    this.secret = secret;
    this.go(accountAddress(secret.account.id));
    say(t("made", { name: secret.account.name }));
  }
}

tellWhatFails();

new Desk().start();
