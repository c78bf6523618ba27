// What a file leaves open: one answer of several, or one of one's own.

import { layerNamed } from "../catalogue";
import { button, el } from "../dom";
import { t } from "../words";
import { CandidatesMap } from "./candidates-map";
import type { Draft } from "./draft";
import { ofTarget } from "./frame";
import { say } from "../desk";
import { columnSelect, ROLES } from "./mapping";
import { plainly } from "./plainly";
import { type Choice, inWords, type Options, type Question, type Upload } from "./server";

const OTHER = "\n";

export class QuestionView {
  readonly element: HTMLElement;
  private readonly question: Question;
  private readonly choices: readonly Choice[];
  private readonly own = el("input", { type: "text", id: "own-answer", maxlength: "200", autocomplete: "off", spellcheck: "false" });
  private readonly said = el("p", { class: "said", role: "alert" });
  private readonly list = el("div", { class: "answers" });
  private readonly map: CandidatesMap | null;

  /** answered: told of all options, the answer among them. */
  constructor(
    upload: Upload,
    question: Question,
    private readonly draft: Draft,
    private readonly answered: (options: Options) => void,
  ) {
    this.question = question;
    this.choices = withSamples(upload, question);
    this.map = question.choices.some((choice) => choice.points !== null) ? new CandidatesMap(question.choices) : null;
    if (this.asksForPosition) this.fillPosition(upload);
    else this.fill();
    this.list.addEventListener("change", () => this.changed());
    const done = button({ class: "do" }, () => this.answer(), t("answer"));
    const key = this.asksForPosition ? "ask_position" : `ask_${question.kind}`;
    const title = el("h2", { id: "question-title", tabindex: "-1" }, t(key, { field: fieldOf(upload, question) }));
    const hint = el("p", { id: "question-hint" }, ofTarget(`${key}_hint`, upload.layer));
    const group = el("fieldset", { "aria-labelledby": "question-title", "aria-describedby": "question-hint" }, this.list);
    const why = el("details", { class: "more" }, el("summary", {}, t("asked_in_full")), el("p", {}, plainly(question.text, upload.layer)));
    const answers = el("div", { class: "answers-side" }, group, this.said, done);
    const body = el("div", { class: this.map === null ? "" : "map-and-answers" }, answers, this.map?.element ?? null);
    this.element = el("section", { class: "box asks", "aria-labelledby": "question-title" }, title, hint, body, why);
    this.changed();
  }

  /** Which columns hold coordinates is not one answer of several. */
  private get asksForPosition(): boolean {
    return this.question.kind === "mapping" && this.choices.length === 0;
  }

  private fillPosition(upload: Upload): void {
    for (const name of ROLES) {
      const title = t(`role_${name}`);
      this.list.append(el("label", { class: "own" }, title, columnSelect(upload, { name, title }, this.draft)));
    }
  }

  private fill(): void {
    this.choices.forEach((choice, index) => this.list.append(this.option(choice, index)));
    if (this.question.kind === "mapping") return;
    const radio = el("input", { type: "radio", name: "answer", value: OTHER });
    const words = el("span", {}, el("strong", {}, t("other_answer")));
    if (this.choices.length > 0) this.list.append(el("label", { class: "pick" }, radio, words));
    const label = el("label", { for: "own-answer" }, t(`other_${this.question.kind}`));
    const place = el("div", { class: "own" }, label, this.own);
    const tell = (): void => void (place.hidden = this.choices.length > 0 && !radio.checked);
    this.list.append(place);
    this.list.addEventListener("change", tell);
    tell();
  }

  /** None is chosen beforehand: people must look, for a wrong answer puts everything in a wrong place. */
  private option(choice: Choice, index: number): HTMLElement {
    const radio = el("input", { type: "radio", name: "answer", value: choice.value });
    const isLikeliest = index === 0 && this.question.kind === "crs" && shareOf(choice) !== shareOf(this.choices[1]);
    const mark = isLikeliest ? el("span", { class: "badge ready" }, t("likeliest")) : null;
    const detail = choice.detail === null ? null : el("span", { class: `detail ${this.question.kind}` }, plainly(choice.detail));
    return el("label", { class: "pick" }, radio, el("span", {}, el("strong", {}, inWords(choice.label)), mark === null ? null : " ", mark, detail));
  }

  private changed(): void {
    const value = this.list.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value;
    const choice = this.choices.find((each) => each.value === value) ?? null;
    this.said.textContent = "";
    if (this.map === null) return;
    this.map.show(choice);
    if (choice !== null) say([choice.label, choice.detail].filter((each) => each !== null).map(inWords).join(". "));
  }

  private answer(): void {
    if (this.asksForPosition) return this.answered(this.draft.options);
    const value = this.list.querySelector<HTMLInputElement>("input[type=radio]:checked")?.value ?? OTHER;
    const answer = value === OTHER ? this.own.value.trim() : value;
    if (answer === "") {
      this.said.textContent = t("answer_needed");
      this.list.querySelector("input")?.focus();
    } else this.answered(withAnswer(this.draft.options, this.question, answer));
  }
}

/** How many of the rows an answer puts where they belong, as its detail begins. */
function shareOf(choice: Choice | undefined): string {
  return choice?.detail?.vi.split("%")[0] ?? "";
}

/** The choices; those that are columns with some of their values. */
function withSamples(upload: Upload, { kind, choices }: Question): readonly Choice[] {
  if (kind !== "key" && kind !== "mapping") return choices;
  const columns = upload.columns.map((name) => ({ value: name, label: { vi: name, en: name }, detail: null, points: null }));
  return (choices.length === 0 && kind === "key" ? columns : choices).map((choice) => {
    const column = kind === "key" ? choice.value : choice.value.slice(choice.value.indexOf("=") + 1);
    const samples = (upload.samples[column] ?? []).join(" · ");
    return { ...choice, detail: samples === "" ? choice.detail : { vi: samples, en: samples } };
  });
}

/** The title of the field that a question for a column is about. */
function fieldOf(upload: Upload, { kind, choices }: Question): string {
  const name = kind === "mapping" ? choices[0]?.value.split("=")[0] : undefined;
  return layerNamed(upload.layer)?.fields.find((field) => field.name === name)?.title ?? "";
}

function withAnswer(options: Options, { kind }: Question, answer: string): Options {
  if (kind === "other") return options;
  if (kind !== "mapping") return { ...options, [kind]: answer };
  const at = answer.indexOf("=");
  return { ...options, mapping: { ...options.mapping, [answer.slice(0, at)]: answer.slice(at + 1) } };
}
