// The area where a file is dropped or chosen.

import { el } from "../dom";
import { t } from "../words";
import { mainName, size, total, whyNot } from "./files";

export class FileChoice {
  readonly element: HTMLElement;
  private readonly input = el("input", { id: "file", type: "file", class: "visually-hidden", multiple: "", "aria-describedby": "file-hint file-said" });
  private readonly label = el("label", { for: "file", class: "choose" }, t("choose_file"));
  private readonly name = el("p", { class: "drop-name" }, t("drop"));
  private readonly said = el("p", { id: "file-said", class: "said", role: "alert" });
  private readonly hint = el("p", { id: "file-hint", class: "quiet" });
  private files: readonly File[] = [];
  private limitMb = Number.POSITIVE_INFINITY;

  constructor(private readonly changed: () => void) {
    const icon = el("span", { class: "drop-icon", "aria-hidden": "true" });
    this.element = el("div", { class: "drop" }, icon, this.name, this.input, this.label, this.hint, this.said);
    this.input.addEventListener("change", () => this.take([...(this.input.files ?? [])]));
    this.listen();
    this.tellLimit(null);
  }

  /** The files, when they can be sent. */
  get chosen(): readonly File[] {
    return this.files;
  }

  /** What one file may have at most; null while that is not known. */
  tellLimit(limitMb: number | null): void {
    this.limitMb = limitMb ?? Number.POSITIVE_INFINITY;
    const limit = limitMb === null ? "" : t("limit_hint", { limit: limitMb });
    this.hint.replaceChildren(t("guide_formats"), el("br"), `${t("shapefile_hint")} ${limit}`);
  }

  private listen(): void {
    const mark = (isOver: boolean) => (event: DragEvent) => {
      event.preventDefault();
      this.element.classList.toggle("over", isOver);
    };
    this.element.addEventListener("dragover", mark(true));
    this.element.addEventListener("dragleave", mark(false));
    this.element.addEventListener("drop", (event) => {
      mark(false)(event);
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
    // A file that misses the area must not take the place of the page.
    for (const kind of ["dragover", "drop"] as const) document.body.addEventListener(kind, (event) => event.preventDefault());
  }

  private take(files: readonly File[]): void {
    // The same file, chosen again after it was corrected, is a change too.
    this.input.value = "";
    if (files.length === 0) return;
    const fault = whyNot(files, this.limitMb);
    this.files = fault === null ? files : [];
    this.said.textContent = fault ?? "";
    const name = t("file_chosen", { name: mainName(files), size: size(total(files)) });
    this.name.textContent = fault === null ? name : t("drop");
    this.label.textContent = t(fault === null ? "change_file" : "choose_file");
    this.element.classList.toggle("full", fault === null);
    this.changed();
  }
}
