// Changing a rule: fields and text of the same rule, checked at each step; what would change; saving; its versions.

import { Refused } from "../ask";
import { say } from "../desk";
import { button, el } from "../dom";
import { labelled } from "../labelled";
import { t } from "../words";
import { Dialog } from "./dialog";
import { RuleForm } from "./rule-form";
import { historyParts } from "./rule-history";
import { previewParts } from "./rule-preview";
import { type ChangedUnit, type Checked, checkRule, type Fault, getVersions, type Preview, previewRule, saveRule, type Version, type Versions, withdrawRule } from "./rule-server";
import { newRule } from "./rule-template";
import { said } from "./server";

const PAUSE_MS = 400;

type Sent = Parameters<typeof checkRule>[0];

export interface EditorActions {
  tell(error: unknown, again: () => void): void;
  /** Something was written; the page shows rules that are no more. */
  written(rule: string): void;
  /** What was found, for the map; null: of that nothing is to be seen any more. */
  previewed(found: Preview | null): void;
  goTo(unit: ChangedUnit): void;
}

/** For whom and what day a rule is previewed. */
export interface Around {
  unit: number | null;
  at: string | null;
}

export class RuleEditor {
  private readonly dialog = new Dialog("rule-editor");
  private readonly form = new RuleForm((document) => void this.check({ document }));
  private readonly text = el("textarea", { id: "rule-text", rows: "18", spellcheck: "false", autocomplete: "off" });
  private readonly note = el("input", { id: "rule-note", maxlength: "1000", autocomplete: "off" });
  private readonly fault = el("div", { class: "fault", role: "status" });
  private readonly found = el("div", { class: "found", "aria-live": "polite" });
  private readonly history = el("section", { class: "history" });
  private readonly preview = button({ class: "plain" }, () => void this.look(), t("preview"));
  private readonly save = button({ class: "do" }, () => void this.write(), t("rule_save"));
  /** null before there is any: of a new rule. */
  private versions: Versions | null = null;
  /** What stands in the fields: the id of a rule, null a new one. */
  private edited: string | null | undefined;
  /** The id that the text gave when it was last found to be a rule. */
  private id = "";
  private timer = 0;
  private turn = 0;
  private checking: Promise<void> | null = null;
  /** What was asked last, as long as no answer has come. */
  private unanswered: Sent | null = null;
  private isFaulty = false;
  private isBusy = false;
  private isWritten = false;

  /** mayEdit: else versions are shown alone. */
  constructor(
    private readonly mayEdit: boolean,
    private readonly actions: EditorActions,
  ) {
    this.text.addEventListener("input", () => this.later());
    this.dialog.onClose(() => {
      this.showFound();
      if (this.isWritten && this.versions !== null) this.actions.written(this.versions.rule);
    });
  }

  /** CSS pixels of the page that it covers from below while the map is seen beside it. */
  get covers(): number {
    return this.dialog.covers;
  }

  /** Whoever comes back to the same rule finds what was written and not saved. */
  async open(rule: string, around: Around): Promise<void> {
    this.around = around;
    const isSame = this.edited === rule;
    try {
      const versions = await getVersions(rule);
      const isNewer = versions.version !== this.versions?.version;
      this.begin(rule, versions, this.mayEdit ? "rule_edit" : "rule_versions");
      const [first] = versions.versions;
      if ((!isSame || isNewer) && first !== undefined) await this.take(first);
    } catch (error) {
      this.actions.tell(error, () => void this.open(rule, around));
    }
  }

  /** A new rule, with `id` until another is typed. */
  async openNew(id: string, around: Around): Promise<void> {
    this.around = around;
    const isSame = this.edited === null;
    this.begin(null, null, "rule_new");
    if (!isSame) {
      const document = newRule(id);
      this.form.show(document);
      await this.check({ document });
    }
    window.document.getElementById("rule-id")?.focus();
  }

  private begin(edited: string | null, versions: Versions | null, title: string): void {
    this.edited = edited;
    this.versions = versions;
    this.form.isNew = versions === null;
    this.dialog.open(t(title), ...this.parts());
  }

  private around: Around = { unit: null, at: null };

  private parts(): HTMLElement[] {
    const { versions } = this;
    const whole = el("details", { class: "more rule-whole", open: "" }, el("summary", {}, t("rule_whole")), labelled(this.text, t("rule_text")));
    const rest = (ways: HTMLElement) => [this.form.element, whole, this.fault, labelled(this.note, t("rule_note")), ways, this.found];
    if (versions === null) return [el("p", { class: "quiet" }, t("rule_new_hint")), ...rest(el("div", { class: "ways" }, this.preview, this.save))];
    this.history.replaceChildren(el("h3", {}, t("rule_versions")), historyParts(versions, this.mayEdit ? (version) => void this.take(version) : null));
    if (!this.mayEdit) return [this.history];
    const newer = versions.newer_shipped === null ? null : el("p", { class: "badge asks" }, t("rule_newer_shipped", { version: String(versions.newer_shipped) }));
    const ways = el("div", { class: "ways" }, this.preview, this.save, this.withdrawal());
    const lead = el("p", { class: "quiet" }, t("rule_version", { id: versions.rule, version: String(versions.version) }));
    return [lead, ...(newer === null ? [] : [newer]), ...rest(ways), this.history];
  }

  private withdrawal(): HTMLElement | null {
    const isThere = this.versions?.versions[0]?.state !== "withdrawn";
    return isThere ? button({ class: "plain" }, () => void this.withdraw(), t("rule_withdraw")) : null;
  }

  /** Begin from a version: its text and fields. */
  private async take(version: Version): Promise<void> {
    this.showFound();
    this.text.value = version.text;
    this.form.show(version.document);
    if (this.mayEdit) await this.check({ text: version.text });
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.checkText(), PAUSE_MS);
  }

  private checkText(): Promise<void> {
    window.clearTimeout(this.timer);
    this.timer = 0;
    return this.check({ text: this.text.value });
  }

  private check(sent: Sent): Promise<void> {
    this.unanswered = sent;
    this.checking = this.ask(sent, ++this.turn);
    return this.checking;
  }

  private async ask(sent: Sent, turn: number): Promise<void> {
    const [checked, error] = await checkRule(sent).then((answer) => [answer, null] as const, (reason: unknown) => [null, reason] as const);
    if (turn !== this.turn) return;
    this.checking = null;
    if (checked === null && !(error instanceof Refused)) return this.fail(error, () => void this.check(sent));
    this.unanswered = null;
    if (checked !== null) this.showChecked(checked, "document" in sent);
    else if (error instanceof Refused) this.showFault({ place: "$", line: null, column: null, words: { vi: error.message, en: error.message } });
  }

  /** Whether the text is a rule and says what stands in the fields: waits until what was typed last is checked. */
  private async settled(): Promise<boolean> {
    if (this.timer !== 0) void this.checkText();
    else if (this.checking === null && this.unanswered !== null) void this.check(this.unanswered);
    while (this.checking !== null) await this.checking;
    return !this.isFaulty && this.unanswered === null;
  }

  private showActions(): void {
    for (const action of [this.preview, this.save]) action.disabled = this.isFaulty || this.isBusy;
  }

  private showChecked({ fault, document, text }: Checked, isFromFields: boolean): void {
    if (fault !== null) return this.showFault(fault);
    this.isFaulty = false;
    this.id = String(document?.id ?? "");
    this.showActions();
    this.text.removeAttribute("aria-invalid");
    this.fault.replaceChildren(el("p", { class: "quiet" }, t("rule_is_valid")));
    if (isFromFields && text !== null) this.text.value = text;
    if (!isFromFields && document !== null) this.form.show(document);
  }

  private showFault({ place, line, column, words }: Fault): void {
    this.isFaulty = true;
    this.showActions();
    this.text.setAttribute("aria-invalid", "true");
    const where = line === null ? place : t("rule_fault_at", { place, line: String(line), column: String(column ?? 1) });
    const go = line === null ? null : button({ class: "plain small" }, () => this.goTo(line, column ?? 1), t("rule_go_to_fault"));
    this.fault.replaceChildren(el("p", {}, el("strong", {}, where), `: ${said(words)}`), ...(go === null ? [] : [go]));
  }

  private goTo(line: number, column: number): void {
    const lines = this.text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, column - 1);
    this.text.focus();
    this.text.setSelectionRange(start, start + Math.max(1, (lines[line - 1]?.length ?? 0) - column + 1));
  }

  private async look(): Promise<void> {
    this.found.replaceChildren(el("p", { class: "quiet" }, t("preview_working")));
    await this.guarded(async () => {
      if (!(await this.settled())) return this.showFound();
      const found = await previewRule(this.text.value, this.around.unit, this.around.at);
      const where = el("p", { class: "quiet" }, t(this.around.unit === null ? "preview_everywhere" : "preview_in_unit"));
      this.showFound(el("h3", {}, t("preview_title")), where, ...previewParts(found, (unit) => this.actions.goTo(unit)));
      this.dialog.moveBeside();
      this.actions.previewed(found);
      this.found.scrollIntoView();
    }, () => void this.look());
  }

  private async write(): Promise<void> {
    if (!this.hasNote()) return;
    await this.guarded(async () => {
      if (!(await this.settled())) return;
      const rule = this.edited ?? this.id;
      const { version } = await saveRule(rule, this.text.value, this.note.value, this.versions?.version ?? 0);
      await this.written(rule, t("rule_saved", { version: String(version) }));
    }, () => void this.write());
  }

  private async withdraw(): Promise<void> {
    const { versions } = this;
    if (versions === null || !this.hasNote()) return;
    await this.guarded(async () => {
      await withdrawRule(versions.rule, this.note.value, versions.version);
      await this.written(versions.rule, t("rule_withdrawn"));
    }, () => void this.withdraw());
  }

  private hasNote(): boolean {
    if (this.note.value.trim() !== "") return true;
    this.found.replaceChildren(el("p", { class: "refused", role: "alert" }, t("rule_note_needed")));
    this.note.focus();
    return false;
  }

  private async written(rule: string, words: string): Promise<void> {
    this.isWritten = true;
    this.note.value = "";
    this.begin(rule, await getVersions(rule), "rule_edit");
    this.showFound(el("p", { class: "written" }, words));
    say(words);
    const first = this.versions?.versions[0];
    if (first === undefined) return;
    this.text.value = first.text;
    await this.checkText();
  }

  /** What stands below the actions; a preview that is there no more is on the map no more. */
  private showFound(...parts: HTMLElement[]): void {
    this.found.replaceChildren(...parts);
    this.actions.previewed(null);
  }

  private async guarded(work: () => Promise<void>, again: () => void): Promise<void> {
    const giveBack = this.dialog.holdFocus();
    this.isBusy = true;
    this.showActions();
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused) this.found.replaceChildren(el("p", { class: "refused", role: "alert" }, error.message));
      else this.fail(error, again);
    } finally {
      this.isBusy = false;
      this.showActions();
      giveBack();
    }
  }

  /** What stands in the fields is kept for when the dialog is opened again. */
  private fail(error: unknown, again: () => void): void {
    this.dialog.close();
    this.actions.tell(error, again);
  }
}
