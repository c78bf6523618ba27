// What a collector has to know of phone and network: the line above, and the view behind it.

import { catalogue } from "../catalogue";
import { button, byId, el } from "../dom";
import { moment, t } from "../words";
import type { State as Sending } from "./outbox";

export interface Known {
  sending: Sending;
  waiting: number;
  /** When the data was last brought up to date, ISO; null: never. */
  updated: string | null;
  areaName: string | null;
  /** Whether the page opens without a network. */
  isKept: boolean;
  isBringing: boolean;
}

export interface Actions {
  send(): void;
  bring(): void;
  chooseArea(): void;
  leave(): void;
}

/** The line at the top of the page. */
export function tellState(known: Known): void {
  const isOnline = navigator.onLine && known.sending !== "away";
  byId("network").textContent = t(isOnline ? "online" : "offline");
  byId("network").dataset["state"] = isOnline ? "online" : "offline";
  byId("waiting").textContent = known.waiting === 0 ? t("all_sent") : t("waiting", { count: known.waiting });
  byId("waiting").dataset["waiting"] = String(known.waiting);
  byId("updated").textContent = known.updated === null ? t("never_updated") : t("updated", { moment: moment(known.updated) });
}

export function signInLink(): HTMLElement {
  const query = new URLSearchParams({ lang: catalogue.language, next: "/field" });
  return el("a", { class: "main-button", href: `/login?${query}` }, t("sign_in"));
}

export function stateView(known: Known, actions: Actions): HTMLElement {
  const bring = button({ class: "plain strong" }, () => actions.bring(), t(known.isBringing ? "bringing" : "bring"));
  bring.disabled = known.isBringing;
  const send = button({ class: "plain strong" }, () => actions.send(), t("send_now"));
  send.hidden = known.waiting === 0;
  return el(
    "div",
    { class: "state-view" },
    el("h2", { tabindex: "-1" }, t("state")),
    el("p", {}, t(`sending_${known.sending}`, { count: known.waiting })),
    el("div", { class: "buttons" }, send, known.sending === "signed_out" ? signInLink() : null),
    el("h3", {}, t("data")),
    el("p", {}, known.areaName === null ? t("no_area") : t("area_is", { name: known.areaName })),
    el("p", { class: "quiet" }, known.updated === null ? t("never_updated") : t("updated", { moment: moment(known.updated) })),
    el("div", { class: "buttons" }, bring, button({ class: "plain" }, () => actions.chooseArea(), t("choose_area"))),
    el("p", { class: known.isKept ? "quiet" : "fault" }, t(known.isKept ? "kept" : "not_kept")),
    el("h3", {}, catalogue.own.name),
    el("p", { class: "quiet" }, t("leave_what")),
    el("div", { class: "buttons" }, leaving(known.waiting, actions)),
  );
}

/** Signing out throws away what was not sent: not by one press. */
function leaving(waiting: number, actions: Actions): HTMLElement {
  const made = button({ class: "plain" }, () => {
    if (waiting === 0 || made.dataset["sure"] === "yes") return actions.leave();
    made.dataset["sure"] = "yes";
    made.textContent = t("leave_sure", { count: waiting });
  }, t("leave"));
  return made;
}
