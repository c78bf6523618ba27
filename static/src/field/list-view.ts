// The drafts on this phone: what waits for a person first.

import { printed } from "../codes";
import { button, el } from "../dom";
import { moment, t } from "../words";
import { type Entry, isCertain, isOpen, isWaiting, isWhole, type Photo, type Step } from "./draft";
import { given } from "./given";
import { chips, nameOf } from "./parts";

export interface Actions {
  edit(entry: Entry): void;
  show(entry: Entry): void;
  step(entry: Entry, step: Step): void;
  submitAll(entries: readonly Entry[]): void;
  remove(entry: Entry): void;
  dropPhotos(entry: Entry): void;
  keepMine(entry: Entry): void;
  takeTheirs(entry: Entry): void;
}

const GROUPS = ["attention", "drafts", "handed", "done"] as const;
type Group = (typeof GROUPS)[number];

export function listView(drafts: readonly Entry[], photos: readonly Photo[], actions: Actions): HTMLElement {
  const whole = drafts.filter(isWhole);
  const all = button({ class: "main-button" }, () => actions.submitAll(whole), t("submit_all", { count: whole.length }));
  all.hidden = whole.length === 0;
  const groups = GROUPS.map((group) => ({ group, entries: drafts.filter((entry) => groupOf(entry) === group).reverse() }));
  const parts = groups.filter(({ entries }) => entries.length > 0).map(({ group, entries }) => groupView(group, entries, photos, actions));
  return el("div", { class: "list-view" }, el("h2", { tabindex: "-1" }, t("list")), all, drafts.length === 0 ? el("p", { class: "quiet" }, t("list_empty")) : null, ...parts);
}

function groupOf(entry: Entry): Group {
  const status = entry.server?.status ?? "draft";
  if (entry.trouble !== null || (status === "returned" && entry.wish === null)) return "attention";
  if (isOpen(entry)) return "drafts";
  return status === "submitted" || entry.wish !== null ? "handed" : "done";
}

function groupView(group: Group, entries: readonly Entry[], photos: readonly Photo[], actions: Actions): HTMLElement {
  const items = entries.map((entry) => itemOf(entry, photos, actions));
  return el("section", { "aria-labelledby": `group-${group}` }, el("h3", { id: `group-${group}` }, `${t(`group_${group}`)} (${entries.length})`), el("ul", { class: "drafts" }, ...items));
}

function itemOf(entry: Entry, photos: readonly Photo[], actions: Actions): HTMLElement {
  const { body } = entry;
  const title = button({ class: "draft-title" }, () => actions.show(entry), nameOf(body));
  const said = [given.kindTitles[body.kind], entry.server?.hamlet?.name, entry.server?.code && printed(entry.server.code), moment(entry.made)].filter(Boolean).join(" · ");
  const item = el("li", { class: "draft", "data-uuid": entry.uuid }, el("div", { class: "draft-head" }, title, chips(entry, isWaiting(entry, photos))), el("p", { class: "quiet" }, said));
  item.append(...troubleOf(entry, actions), stepsOf(entry, actions));
  return item;
}

function troubleOf(entry: Entry, actions: Actions): HTMLElement[] {
  const { trouble, server } = entry;
  if (trouble?.kind === "refused") {
    const drop = button({ class: "plain" }, () => actions.dropPhotos(entry), t("photo_drop"));
    drop.hidden = trouble.of !== "photo";
    return [el("p", { class: "fault" }, trouble.words), drop];
  }
  if (trouble?.kind === "conflict") return [conflictView(entry, actions)];
  const told: HTMLElement[] = [];
  if (server?.status === "returned") told.push(el("p", { class: "fault" }, t("returned_because", { reason: server.reason ?? t("no_reason") })));
  if (isOpen(entry) && !isCertain(entry.body)) told.push(el("p", { class: "fault" }, t("not_certain", { metres: Math.ceil(entry.body.accuracy_m ?? 0) })));
  return told;
}

function stepsOf(entry: Entry, actions: Actions): HTMLElement {
  const buttons = el("div", { class: "buttons" });
  if (entry.trouble?.kind === "conflict" || !isOpen(entry)) return buttons;
  buttons.append(button({ class: "plain" }, () => actions.edit(entry), t("edit")));
  if (isWhole(entry)) buttons.append(button({ class: "plain strong" }, () => actions.step(entry, "submit"), t("submit")));
  const isAlone = entry.server === null && entry.trying === null;
  buttons.append(sure(t(isAlone ? "remove" : "withdraw"), t(isAlone ? "remove_sure" : "withdraw_sure"), () => (isAlone ? actions.remove(entry) : actions.step(entry, "withdraw"))));
  return buttons;
}

/** A button that is to be pressed a second time. */
function sure(first: string, second: string, action: () => void): HTMLButtonElement {
  const made = button({ class: "plain" }, () => {
    if (made.textContent === second) action();
    else made.textContent = second;
  }, first);
  made.addEventListener("blur", () => (made.textContent = first));
  return made;
}

type Said = Pick<Entry["body"], "kind" | "number" | "street" | "number_decision" | "note" | "same_building" | "lon" | "lat"> & { hamletName?: string };
const COMPARED = ["kind", "number", "street", "number_decision", "note", "same_building", "place"] as const;

/** What is on the phone beside what the register has; neither replaces the other before a person says so. */
function conflictView(entry: Entry, actions: Actions): HTMLElement {
  if (entry.trouble?.kind !== "conflict") return el("div", {});
  const { theirs } = entry.trouble;
  const rows = COMPARED.map((field) => {
    const [mine, other] = [valueOf(entry.body, field), valueOf(theirs, field)];
    return el("tr", { class: mine === other ? null : "differs" }, el("th", { scope: "row" }, t(`field_${field}`)), el("td", {}, mine), el("td", {}, other));
  });
  const head = el("tr", {}, el("td", {}), el("th", { scope: "col" }, t("mine")), el("th", { scope: "col" }, t("theirs")));
  const isLocked = !["draft", "returned"].includes(theirs.status);
  const mine = button({ class: "plain strong" }, () => actions.keepMine(entry), t("keep_mine"));
  mine.hidden = isLocked;
  return el(
    "div",
    { class: "conflict" },
    el("p", { class: "fault" }, t(isLocked ? "conflict_locked" : "conflict", { status: t(`status_${theirs.status}`), when: moment(theirs.changed_at) })),
    el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": t("compare") }, el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows))),
    el("div", { class: "buttons" }, mine, button({ class: "plain" }, () => actions.takeTheirs(entry), t("take_theirs"))),
  );
}

function valueOf(said: Said, field: (typeof COMPARED)[number]): string {
  if (field === "place") return `${said.lat.toFixed(5)}, ${said.lon.toFixed(5)}`;
  if (field === "kind") return given.kindTitles[said.kind];
  if (field === "same_building") return t(said.same_building ? "yes" : "no");
  return said[field] ?? "–";
}
