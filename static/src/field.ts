// The page `/field`: digital addresses collected on a phone, with or without a network.

import { catalogue } from "./catalogue";
import { byId, button, el } from "./dom";
import { Field } from "./field/field";
import { askToStay } from "./field/kept";
import { signOut } from "./field/server";
import { Store } from "./field/store";
import { t } from "./words";

/** Whatever was kept here of somebody else goes; what only this phone has goes when a person says so. */
async function isOwn(store: Store): Promise<boolean> {
  const account = await store.about("account");
  if (account !== null && account !== catalogue.own.name) {
    const unsent = await store.unsent();
    if (unsent > 0) {
      askAboutOthers(store, unsent);
      return false;
    }
    await store.forget();
  }
  await store.note("account", catalogue.own.name);
  return true;
}

/** How many there are, and nothing else of them. */
function askAboutOthers(store: Store, count: number): void {
  const sheet = byId("sheet");
  const drop = button({ class: "plain" }, () => {
    if (drop.dataset["sure"] === "yes") return void store.forget().then(() => location.reload());
    drop.dataset["sure"] = "yes";
    drop.textContent = t("others_sure", { count });
  }, t("others_drop"));
  const leave = button({ class: "main-button" }, () => void signOut().then(() => location.assign("/login?next=/field")), t("others_leave"));
  sheet.replaceChildren(el("h2", { tabindex: "-1" }, t("others_title")), el("p", {}, t("others_what", { count })), el("div", { class: "buttons" }, leave, drop));
}

async function start(): Promise<void> {
  const store = await Store.open().catch(() => null);
  if (store === null) {
    byId("sheet").replaceChildren(el("p", { class: "fault" }, t("no_store")));
    return;
  }
  if (!(await isOwn(store))) return;
  askToStay();
  await new Field(store).start();
}

void start();
