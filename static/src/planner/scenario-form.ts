// How a scenario is called and who sees it.

import { Refused } from "../ask";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { Dialog } from "./dialog";
import { type About, SHARED } from "./scenario-server";

const LONGEST_NAME = "120";
const LONGEST_NOTE = "2000";

export interface Saving {
  about: About;
  /** Whether there is one of one's own that it may be written over. */
  isOwn: boolean;
  save(about: About, isNew: boolean): Promise<void>;
}

export class ScenarioForm {
  private readonly dialog = new Dialog("scenario-form");
  private readonly name = el("input", { id: "scenario-name", required: "", maxlength: LONGEST_NAME, autocomplete: "off" });
  private readonly note = el("textarea", { id: "scenario-note", rows: "3", maxlength: LONGEST_NOTE });
  private readonly shared = el("select", { id: "scenario-shared" }, ...SHARED.map((each) => new Option(t(`sc_shared_${each}`), each)));
  private readonly refusal = el("p", { class: "said", role: "alert" });
  private isBusy = false;

  constructor(private readonly tell: (error: unknown, again: () => void) => void) {}

  open(saving: Saving): void {
    const { about, isOwn } = saving;
    this.name.value = about.name;
    this.note.value = about.note;
    this.shared.value = about.shared;
    this.refusal.textContent = "";
    const save = el("button", { type: "submit", class: "do" }, t(isOwn ? "sc_save_again" : "sc_save"));
    const other = isOwn ? button({ class: "plain" }, () => void this.send(saving, form, true), t("sc_save_new")) : null;
    const fields = [labelled(this.name, t("sc_name")), labelled(this.note, t("sc_note")), labelled(this.shared, t("sc_shared"))];
    const form = el("form", { class: "scenario-fields" }, ...fields, this.refusal, el("div", { class: "ways" }, save, other));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send(saving, form, !isOwn);
    });
    this.dialog.open(t("sc_save"), form);
    this.name.select();
  }

  private async send(saving: Saving, form: HTMLFormElement, isNew: boolean): Promise<void> {
    if (this.isBusy || !form.reportValidity()) return;
    this.isBusy = true;
    this.refusal.textContent = "";
    const shared = SHARED.find((each) => each === this.shared.value) ?? "private";
    try {
      await saving.save({ name: this.name.value, note: this.note.value, shared }, isNew);
      this.dialog.close();
    } catch (error) {
      if (error instanceof Refused) this.refusal.textContent = error.message;
      else {
        this.dialog.close();
        this.tell(error, () => this.open(saving));
      }
    } finally {
      this.isBusy = false;
    }
  }
}
