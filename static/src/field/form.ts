// The form of one address: what it is, and whatever else is known of it. Where it is, the map says.

import { button, el } from "../dom";
import { t } from "../words";
import { type Body, FREE, type Free, KINDS, type Kind, personalIn } from "./draft";
import { given } from "./given";
import { labelled, showFault } from "./parts";
import { type Picture, pictureOf } from "./photo";

const LONGEST: Record<Free, number> = { number: 120, street: 120, number_decision: 200, note: 500 };

export interface Choice {
  unit: number;
  name: string;
}

/** What a person wrote; the place is put in by whoever has the map. */
export type Written = Pick<Body, "kind" | "hamlet" | "same_building" | Free>;

export class Form {
  readonly element = el("div", { class: "form" });
  picture: Picture | null = null;
  private kind: Kind | null;
  private readonly inputs: Record<Free, HTMLInputElement | HTMLTextAreaElement>;
  private readonly hamlet = el("select", {});
  private readonly same = el("input", { type: "checkbox", id: "same" });
  private readonly shot = el("div", { class: "shot" });
  /** What became of the picture that was chosen: nothing is saved without it unless a person says so. */
  private reading: "done" | "begun" | "failed" = "done";
  private readonly kindFault = el("p", { class: "fault", id: "kind-fault" });
  /** Until a person chooses, the hamlet is the one in which the place lies. */
  private isHamletChosen: boolean;

  constructor(before: Body | null, hamlets: readonly Choice[], isOpen: boolean, private readonly hasPhoto: boolean) {
    this.kind = before?.kind ?? null;
    this.isHamletChosen = before?.hamlet != null;
    this.inputs = {
      number: el("input", { maxlength: String(LONGEST.number), autocomplete: "off" }),
      street: el("input", { maxlength: String(LONGEST.street), autocomplete: "off" }),
      number_decision: el("input", { maxlength: String(LONGEST.number_decision), autocomplete: "off" }),
      note: el("textarea", { maxlength: String(LONGEST.note), rows: "2" }),
    };
    for (const field of FREE) {
      this.inputs[field].value = before?.[field] ?? "";
      this.inputs[field].addEventListener("input", () => this.check());
    }
    this.same.checked = before?.same_building ?? false;
    this.hamlet.append(el("option", { value: "" }, t("no_hamlet")), ...hamlets.map(({ unit, name }) => el("option", { value: String(unit) }, name)));
    if (before?.hamlet != null) this.setHamlet(before.hamlet);
    this.hamlet.addEventListener("change", () => (this.isHamletChosen = true));
    this.element.append(this.kinds(), this.kindFault, this.more(isOpen));
  }

  /** The hamlet in which the place lies, as long as nobody said otherwise. */
  preset(hamlet: number | null): void {
    if (!this.isHamletChosen) this.setHamlet(hamlet);
  }

  /** Have the fields open in which more is said; `same`: with others near by. */
  askSame(): void {
    this.element.querySelector("details")?.setAttribute("open", "");
    this.same.focus();
  }

  get isSame(): boolean {
    return this.same.checked;
  }

  /** What was written; null when something has to be put right first, which is said. */
  read(): Written | null {
    const isSound = this.check();
    this.kindFault.textContent = this.kind === null ? t("choose_kind") : "";
    if (this.kind === null) this.element.querySelector<HTMLInputElement>("input[name=kind]")?.focus();
    if (this.kind === null || !isSound || !this.hasReadPhoto()) return null;
    return this.written(this.kind);
  }

  private written(kind: Kind): Written {
    const text = (field: Free): string | null => this.inputs[field].value.normalize("NFC").trim() || null;
    const [number, street, number_decision, note] = [text("number"), text("street"), text("number_decision"), text("note")];
    return { kind, hamlet: Number(this.hamlet.value) || null, number, street, number_decision, note, same_building: this.same.checked };
  }

  /** Numbers of people are refused here already, before anything is kept. */
  private check(): boolean {
    const found = personalIn(this.written(this.kind ?? "dwelling") as Body);
    for (const field of FREE) {
      const kind = found[field];
      showFault(field, kind === undefined ? null : t("personal", { kind: t(`personal_${kind}`) }));
    }
    const first = FREE.find((field) => found[field] !== undefined);
    if (first !== undefined) this.element.querySelector("details")?.setAttribute("open", "");
    return first === undefined;
  }

  private setHamlet(hamlet: number | null): void {
    this.hamlet.value = String(hamlet ?? "");
    // One that is on record and not in the list any more.
    if (hamlet !== null && this.hamlet.value === "") {
      this.hamlet.append(el("option", { value: String(hamlet) }, t("other_hamlet")));
      this.hamlet.value = String(hamlet);
    }
  }

  private kinds(): HTMLElement {
    const choices = KINDS.map((kind) => {
      const input = el("input", { type: "radio", name: "kind", value: kind, "aria-describedby": "kind-fault" });
      input.checked = kind === this.kind;
      input.addEventListener("change", () => {
        this.kind = kind;
        this.kindFault.textContent = "";
      });
      return el("label", { class: "kind-choice" }, input, el("span", {}, given.kindTitles[kind]));
    });
    return el("fieldset", { class: "kinds" }, el("legend", {}, t("kind")), ...choices);
  }

  private more(isOpen: boolean): HTMLElement {
    const { number, street, number_decision, note } = this.inputs;
    return el(
      "details",
      { class: "more", open: isOpen ? "" : null },
      el("summary", {}, t("more")),
      labelled("number", t("number"), number),
      labelled("street", t("street"), street, t("street_hint")),
      labelled("hamlet", t("hamlet"), this.hamlet),
      el("label", { class: "tick pick" }, this.same, el("span", {}, t("same_building"))),
      this.photo(),
      labelled("note", t("note"), note, t("note_hint")),
      labelled("number_decision", t("number_decision"), number_decision),
    );
  }

  private photo(): HTMLElement {
    const input = el("input", { type: "file", accept: "image/*", capture: "environment" });
    input.addEventListener("change", () => void this.take(input));
    const row = labelled("photo", t("photo"), input, this.hasPhoto ? `${t("photo_hint")} ${t("photo_replaces")}` : t("photo_hint"));
    row.append(this.shot);
    return row;
  }

  private async take(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    if (file === undefined) return this.reading === "done" ? undefined : this.dropPicture(() => undefined);
    showFault("photo", null);
    this.reading = "begun";
    this.shot.replaceChildren(el("small", { class: "quiet", role: "status" }, t("photo_reading")));
    const picture = await pictureOf(file).catch(() => null);
    // Another one was chosen meanwhile.
    if (input.files?.[0] !== file) return;
    this.picture = picture;
    this.reading = picture === null ? "failed" : "done";
    if (picture === null) showFault("photo", t("photo_bad"));
    this.showPicture(picture, () => (input.value = ""));
  }

  /** Whether what was chosen is there; else it is said, and a person takes another or goes on without. */
  private hasReadPhoto(): boolean {
    if (this.reading === "done") return true;
    this.element.querySelector("details")?.setAttribute("open", "");
    showFault("photo", t(this.reading === "begun" ? "photo_wait" : "photo_choose"));
    const offered = this.shot.querySelector<HTMLElement>("button") ?? document.getElementById("photo");
    offered?.scrollIntoView({ block: "center" });
    offered?.focus();
    return false;
  }

  private showPicture(picture: Picture | null, cleared: () => void): void {
    if (picture === null) {
      const without = button({ class: "plain" }, () => this.dropPicture(cleared), t("photo_without"));
      return this.shot.replaceChildren(without);
    }
    const image = el("img", { src: URL.createObjectURL(picture.jpeg), alt: t("photo_taken") });
    image.addEventListener("load", () => URL.revokeObjectURL(image.src));
    const drop = button({ class: "plain" }, () => this.dropPicture(cleared), t("photo_drop"));
    this.shot.replaceChildren(image, el("small", { class: "quiet" }, t("photo_size", { kilobytes: Math.ceil(picture.jpeg.size / 1000) })), drop);
  }
  private dropPicture(cleared: () => void): void {
    this.picture = null;
    this.reading = "done";
    cleared();
    showFault("photo", null);
    this.shot.replaceChildren();
    document.getElementById("photo")?.focus();
  }
}
