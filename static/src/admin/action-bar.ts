// The one button that writes, why it cannot be pressed when it cannot, and the ways back.

import { button, el } from "../dom";
import { t } from "../words";
import type { Draft } from "./draft";
import { ofTarget } from "./frame";
import type { Options, Upload } from "./server";

export interface Actions {
  load(): void;
  recheck(options: Options): void;
  cancel(): void;
}

export class ActionBar {
  readonly element: HTMLElement;
  private readonly load: HTMLButtonElement;
  private readonly recheck: HTMLButtonElement;
  private readonly reason = el("p", { id: "load-reason" });

  constructor(
    private readonly upload: Upload,
    private readonly draft: Draft,
    actions: Actions,
  ) {
    const rows = { count: upload.report?.rows_written ?? 0 };
    this.load = button(
      { class: "do load", "aria-describedby": "load-reason" },
      () => {
        if (this.load.ariaDisabled !== "true") actions.load();
      },
      ofTarget(upload.state === "ready" ? "load" : "load_no_count", upload.layer, rows),
    );
    this.recheck = button({ class: "do" }, () => actions.recheck(draft.options), t("recheck"));
    const buttons = el("div", { class: "buttons" }, this.recheck, this.load);
    this.element = el("section", { class: "actions", "aria-label": t("actions") }, this.reason, buttons);
    draft.watch(() => this.tell());
    this.tell();
  }

  /** Nothing can be pressed while something is under way. */
  pause(): void {
    for (const each of this.element.querySelectorAll("button")) each.disabled = true;
  }

  resume(): void {
    for (const each of this.element.querySelectorAll("button")) each.disabled = false;
  }

  private tell(): void {
    const why = this.whyNot();
    this.load.ariaDisabled = why === null ? null : "true";
    this.reason.textContent = why ?? this.consequence();
    this.recheck.hidden = !this.draft.isChanged;
    // What cannot be pressed must not cover what is to be answered.
    this.element.classList.toggle("idle", why !== null && !this.draft.isChanged);
  }

  private whyNot(): string | null {
    const { state, report } = this.upload;
    if (this.draft.isChanged) return t("why_changed");
    if (state === "asks") return t("why_asks");
    if (state === "refused" && report !== null && report.rows_refused > 0) {
      return ofTarget(report.rows_refused < report.rows_read ? "why_rows" : "why_all_rows", this.upload.layer, { count: report.rows_refused });
    }
    if (state !== "ready") return t("why_refused");
    return report === null || report.rows_written === 0 ? t("why_empty") : null;
  }

  private consequence(): string {
    const { report } = this.upload;
    const said = [];
    if (report !== null && report.rows_refused > 0) said.push(t("ready_skipping", { count: report.rows_refused }));
    if (report !== null && report.rows_removed > 0) said.push(ofTarget("ready_replacing", this.upload.layer, { count: report.rows_removed }));
    return said.length === 0 ? ofTarget("ready_note", this.upload.layer) : said.join(" ");
  }
}

/** Pressed once it asks, pressed again it does. */
export function cancelButton(actions: Pick<Actions, "cancel">): HTMLButtonElement {
  const made = button(
    { class: "quiet-button" },
    () => {
      if (made.dataset["sure"] === "yes") return actions.cancel();
      made.dataset["sure"] = "yes";
      made.textContent = t("cancel_sure");
    },
    t("cancel"),
  );
  made.addEventListener("blur", () => {
    made.dataset["sure"] = "";
    made.textContent = t("cancel");
  });
  return made;
}
