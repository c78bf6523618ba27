// What is said of an address of the register that was picked on the map.

import { printed } from "../codes";
import { button, el } from "../dom";
import { moment, t } from "../words";
import type { Address } from "./draft";
import { given } from "./given";
import { platesOf } from "../plates/of-address";
import { chip, nameOf } from "./parts";

export function pickedView(address: Address, close: () => void, say: (words: string) => void): HTMLElement {
  const said = [given.kindTitles[address.kind], address.code && printed(address.code), address.hamlet?.name].filter(Boolean).join(" · ");
  return el(
    "div",
    { class: "picked-view" },
    el("h2", { tabindex: "-1" }, nameOf(address)),
    el("p", {}, chip(address.status)),
    el("p", {}, said),
    el("p", { class: "quiet" }, t("changed_at", { moment: moment(address.changed_at) })),
    address.code === null || !given.plates ? null : platesOf(address.id, say),
    el("div", { class: "buttons" }, button({ class: "plain" }, close, t("close"))),
  );
}
