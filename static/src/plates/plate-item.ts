// One plate in a list: what it says, how far it is, and the steps that may come next.

import { printed } from "../codes";
import { button, el } from "../dom";
import { pictureOf } from "../field/photo";
import { moment, t } from "../words";
import { keepPhoto, photoOf, type Plate, takeStep } from "./server";

export interface PlateActions {
  /** The step was taken: the plate as it is now. */
  taken(plate: Plate): void;
  tell(error: unknown): void;
  say(words: string): void;
}

// With these something is said; the others are taken as they are pressed.
const SAYING = new Set(["installed", "damaged", "removed"]);
// What is done most.
const FIRST = new Set(["printed", "installed", "replaced"]);
const LONGEST = "500";

export function plateItem(plate: Plate, act: PlateActions): HTMLLIElement {
  const item = el("li", { class: "plate", "data-plate": String(plate.id) });
  draw(item, plate, act);
  return item;
}

function draw(item: HTMLLIElement, plate: Plate, act: PlateActions): void {
  const { code, order, changed_at } = plate;
  const below = el("div", { class: "plate-steps" });
  const facts = el("small", {}, t("plate_facts", { order: String(order), moment: moment(changed_at) }));
  const head = el("div", { class: "plate-head" }, el("strong", { class: "plate-code" }, printed(code)), state(plate));
  item.replaceChildren(...[head, el("p", {}, plate.label), facts, photo(plate), below].filter((part) => part !== null));
  offer(below, item, plate, act);
}

function state({ status, to_remove, is_suspended }: Plate): HTMLElement {
  if (to_remove) return el("span", { class: "badge asks" }, t("plate_to_remove"));
  if (is_suspended) return el("span", { class: "badge asks" }, t("plate_suspended"));
  const kind = { installed: "done", damaged: "asks", printed: "waiting" }[status] ?? "";
  return el("span", { class: `badge ${kind}` }, t(`plate_${status}`));
}

/** The picture is fetched when somebody wants to see it. */
function photo(plate: Plate): HTMLElement | null {
  if (plate.photo === null) return null;
  const shown = el("details", { class: "plate-photo" }, el("summary", {}, t("plate_see_photo")));
  shown.addEventListener("toggle", () => shown.append(el("img", { src: photoOf(plate), alt: t("plate_photo_alt", { code: printed(plate.code) }) })), { once: true });
  return shown;
}

function offer(below: HTMLElement, item: HTMLLIElement, plate: Plate, act: PlateActions): void {
  const buttons = plate.may.map((step) => {
    const press = button({ class: FIRST.has(step) && !plate.to_remove ? "do small" : "plain small", "aria-label": `${t(`do_${step}`)}: ${printed(plate.code)}` }, () => {
      if (SAYING.has(step)) below.replaceChildren(form(step, below, item, plate, act));
      else void send(press, item, plate, step, {}, act);
      below.querySelector<HTMLElement>("input, textarea")?.focus();
    }, t(`do_${step}`));
    return press;
  });
  below.replaceChildren(...buttons);
}

function form(step: string, below: HTMLElement, item: HTMLLIElement, plate: Plate, act: PlateActions): HTMLFormElement {
  const id = `plate-${plate.id}-${step}`;
  const input = step === "installed" ? el("input", { type: "file", accept: "image/*", capture: "environment", id }) : el("textarea", { rows: "2", maxlength: LONGEST, id });
  const title = step === "installed" ? t("plate_photo") : t("plate_reason");
  const why = step === "installed" ? el("small", {}, t("plate_photo_why")) : null;
  const press = el("button", { type: "submit", class: "do small" }, t("plate_do"));
  const cancel = button({ class: "plain small" }, () => {
    offer(below, item, plate, act);
    below.querySelector("button")?.focus();
  }, t("plate_cancel"));
  const made = el("form", { class: "plate-form", "aria-label": `${t(`do_${step}`)}: ${printed(plate.code)}` }, el("label", { for: id }, title), why, input, el("div", { class: "plate-steps" }, press, cancel));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = input instanceof HTMLInputElement ? photographed(plate, input) : { reason: input.value.trim() || null };
    void send(press, item, plate, step, said, act);
  });
  return made;
}

/** The photo goes before the step that names it. */
async function photographed(plate: Plate, input: HTMLInputElement): Promise<object> {
  const [file] = input.files ?? [];
  if (file === undefined) return {};
  const picture = await pictureOf(file).catch(() => null);
  if (picture === null) throw new UnreadablePhoto(t("plate_photo_bad"));
  return { photo: await keepPhoto(plate.address, picture) };
}

export class UnreadablePhoto extends Error {}

async function send(press: HTMLButtonElement, item: HTMLLIElement, plate: Plate, step: string, said: object | Promise<object>, act: PlateActions): Promise<void> {
  if (press.disabled) return;
  const words = press.textContent;
  press.disabled = true;
  press.textContent = t("plate_sending");
  try {
    const now = await takeStep(plate, step, await said);
    act.say(t("plate_taken", { code: printed(now.code), state: t(`plate_${now.status}`) }));
    draw(item, now, act);
    item.tabIndex = -1;
    item.focus();
    act.taken(now);
  } catch (error) {
    press.disabled = false;
    press.textContent = words;
    act.tell(error);
  }
}
