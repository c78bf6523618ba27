// The plates of one address, on the phone of whoever stands before it. With a network alone: a plate that was given out again meanwhile
// must not be said to hang.

import { Refused, SignedOut } from "../ask";
import { button, el } from "../dom";
import { t } from "../words";
import { plateItem, type PlateActions, UnreadablePhoto } from "./plate-item";
import { getPlates } from "./server";

export function platesOf(address: number, say: (words: string) => void): HTMLElement {
  const list = el("div", { "aria-live": "polite" }, el("p", { class: "quiet" }, t("loading")));
  const fault = el("p", { class: "fault", role: "alert" });
  const act: PlateActions = { taken: () => (fault.textContent = ""), tell: (error) => (fault.textContent = wordsOf(error)), say };
  void fetchInto(list, address, act);
  return el("section", { class: "plates-here", "aria-label": t("plates") }, el("h3", {}, t("plates")), list, fault);
}

async function fetchInto(list: HTMLElement, address: number, act: PlateActions): Promise<void> {
  try {
    const { plates } = await getPlates({ address });
    const items = [...plates].reverse().map((plate) => plateItem(plate, act));
    list.replaceChildren(items.length === 0 ? el("p", { class: "quiet" }, t("plates_none")) : el("ol", { class: "plates", "aria-label": t("list_plates") }, ...items));
  } catch (error) {
    list.replaceChildren(el("p", { class: "quiet" }, wordsOf(error)), button({ class: "plain small" }, () => void fetchInto(list, address, act), t("plates_try")));
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof Refused || error instanceof UnreadablePhoto) return error.message;
  return t(error instanceof SignedOut ? "plates_signed_out" : "plates_offline");
}
