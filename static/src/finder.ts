// The page "địa chỉ cũ → địa chỉ mới": the form, the address of the page and the answers, kept together.

import { HttpError, type Resolved, resolveUnits, type Unit } from "./api";
import { catalogue } from "./catalogue";
import { byId } from "./dom";
import { addressOf, type Asked, readAddress, type Way } from "./finder/address";
import { Answers, brief } from "./finder/answers";
import { Combobox, type Suggestion } from "./combobox";
import { placeOf } from "./finder/phrases";
import { whereAmI } from "./finder/place";
import { suggested } from "./finder/suggest";
import { t } from "./words";

const MOST_ANSWERS = 50;

class Finder {
  private asked = readAddress(location.search);
  /** Counts questions: an answer that comes after the next one was asked is dropped. */
  private turn = 0;
  /** Where the person is, "lon,lat"; only ever for the question at hand, and in no address. */
  private near: string | null = null;
  private last: { q: string; near: string | null; answer: Resolved } | null = null;
  private readonly form = byId("ask") as HTMLFormElement;
  private readonly input = byId("q") as HTMLInputElement;
  private readonly combobox = new Combobox(this.input, t("suggestions"), {
    suggest: (text) => this.suggest(text),
    counted: (count) => this.say(count === 0 ? t("suggestions_none") : t("suggestions_count", { count })),
  });
  private readonly answers = new Answers({
    go: (asked) => void this.go(asked),
    retry: () => void this.answer().then(focusAnswer),
    locate: () => void this.locate(),
  });

  start(): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.go({ q: this.input.value.trim(), to: this.way, unit: null });
    });
    this.form.addEventListener("change", (event) => {
      if ((event.target as HTMLInputElement).name === "to") void this.turnRound();
    });
    this.input.addEventListener("input", () => this.showClear());
    byId("clear").addEventListener("click", () => this.clear());
    window.addEventListener("popstate", () => {
      this.asked = readAddress(location.search);
      void this.follow();
    });
    void this.follow();
  }

  private get way(): Way {
    return new FormData(this.form).get("to") === "old" ? "old" : "new";
  }

  /** A step of the person: a new address, and the focus at the answer. */
  private async go(asked: Asked): Promise<void> {
    if (asked.q !== this.asked.q) this.near = null;
    if (addressOf(asked) !== addressOf(this.asked)) history.pushState(null, "", addressOf(asked));
    this.asked = asked;
    await this.follow();
    focusAnswer();
  }

  /** The other direction, asked at once when there is a question; the focus stays where it is. */
  private async turnRound(): Promise<void> {
    this.asked = { q: this.input.value.trim(), to: this.way, unit: null };
    history.pushState(null, "", addressOf(this.asked));
    await this.follow();
  }

  /** Make the page show what is asked. */
  private async follow(): Promise<void> {
    this.combobox.close();
    this.input.value = this.asked.q;
    this.showClear();
    this.showWay();
    (byId("other-language") as HTMLAnchorElement).href = addressOf(this.asked, catalogue.language === "vi" ? "en" : "vi");
    document.title = [this.asked.q, t("finder")].filter(Boolean).join(" · ");
    await this.answer();
  }

  private async answer(): Promise<void> {
    const turn = ++this.turn;
    const { q } = this.asked;
    if (q === "") return this.answers.showIntro();
    try {
      const answer = await this.resolve(q);
      if (turn === this.turn) this.say(this.answers.show(this.asked, answer, this.near !== null));
    } catch (error) {
      if (turn !== this.turn) return;
      // What cannot be read as a name at all is refused.
      if (error instanceof HttpError && error.status === 400) this.say(this.answers.showNothing(this.asked));
      else this.answers.showTrouble();
    }
  }

  /** The answer to the last question is kept: choosing among its units asks nothing. */
  private async resolve(q: string): Promise<Resolved> {
    const near = this.near;
    if (this.last?.q === q && this.last.near === near) return this.last.answer;
    this.answers.showWaiting();
    const answer = await resolveUnits(q, { limit: MOST_ANSWERS, near });
    this.last = { q, near, answer };
    return answer;
  }

  private async suggest(text: string): Promise<readonly Suggestion[]> {
    const found = await suggested(text, this.way);
    return found.map((each) => ({
      content: brief(each),
      // House number and street are the person's own: a line with them stays as it was typed.
      choose: () => void this.go({ q: each.hasRemainder ? text : nameOf(each.unit), to: this.way, unit: each.unit.id }),
    }));
  }

  private async locate(): Promise<void> {
    const { q } = this.asked;
    this.sayPlace(t("place_waiting"));
    try {
      const near = await whereAmI();
      if (q !== this.asked.q) return;
      this.near = near;
      await this.answer();
      focusAnswer();
    } catch {
      this.sayPlace(t("place_failed"));
    }
  }

  private sayPlace(text: string): void {
    this.say(text);
    this.answers.sayPlace(text);
  }

  private clear(): void {
    this.input.value = "";
    this.input.focus();
    this.combobox.close();
    this.showClear();
  }

  private showClear(): void {
    byId("clear").hidden = this.input.value === "";
  }

  private showWay(): void {
    const { to } = this.asked;
    for (const radio of this.form.querySelectorAll<HTMLInputElement>("input[name=to]")) radio.checked = radio.value === to;
    byId("ask-label").textContent = t(`ask_${to}`);
    byId("ask-hint").textContent = t(`hint_${to}`);
  }

  private say(text: string): void {
    byId("said").textContent = text;
  }
}

/** Where somebody goes on reading after a step of their own. */
function focusAnswer(): void {
  document.querySelector<HTMLElement>("#answers h2, #answers [role=alert] button")?.focus();
}

function nameOf({ full_name, ancestors }: Unit): string {
  return [full_name, placeOf(ancestors)].filter(Boolean).join(", ");
}

new Finder().start();
