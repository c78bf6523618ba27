// The search field over the map: units of any time, places, codes of addresses, coordinates.

import { Combobox, type Instead, type Suggestion } from "./combobox";
import { button, byId, el } from "./dom";
import { type Place, readPlace } from "./search/coordinates";
import { codeIn, pointRow, rowOf } from "./search/rows";
import { find, type Found } from "./search/server";
import { t } from "./words";

export interface Shows {
  /** The day of the map; null is today. */
  day(): string | null;
  found(found: Found): void;
  point(place: Place): void;
}

export class Search {
  private readonly input = byId("search-input") as HTMLInputElement;
  private readonly said = byId("search-said");
  private readonly clear = byId("search-clear");
  private readonly combobox = new Combobox(this.input, t("search_results"), {
    suggest: (text, givenUp) => this.suggest(text, givenUp),
    counted: (count) => (this.said.textContent = count === 0 ? "" : t("search_count", { count })),
    instead: (why) => this.instead(why),
  });

  constructor(private readonly show: Shows) {
    byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.combobox.takeFirst();
    });
    this.input.addEventListener("input", () => this.showClear());
    this.clear.addEventListener("click", () => this.empty());
    document.addEventListener("keydown", (event) => this.shortcut(event));
  }

  private async suggest(text: string, givenUp: AbortSignal): Promise<Suggestion[]> {
    const place = readPlace(text);
    if (place !== null) return [{ content: pointRow(place), choose: () => this.take(text, () => this.show.point(place)) }];
    const code = codeIn(text);
    const first = code === null ? [] : [{ content: code.row, choose: () => location.assign(code.address) }];
    const found = await find(text, this.show.day(), givenUp);
    return [...first, ...found.map((each) => ({ content: rowOf(each), choose: () => this.take(each.title, () => this.show.found(each)) }))];
  }

  private take(title: string, act: () => void): void {
    this.input.value = title;
    this.showClear();
    // On a phone the keyboard would cover what is shown.
    this.input.blur();
    act();
  }

  /** Nothing found, or nobody to ask: said with what can be done. */
  private instead(why: Instead): HTMLElement {
    if (why === "waiting") return el("p", { class: "quiet" }, t("search_waiting"));
    const isFailed = why === "failed";
    const said = isFailed ? t("search_failed") : t("search_none", { text: this.input.value.trim() });
    const next = t(isFailed ? "error_offline" : "search_hint");
    this.said.textContent = `${said} ${next}`;
    const again = isFailed ? button({ class: "quiet-button" }, () => void this.combobox.ask(), t("retry")) : null;
    return el("div", {}, el("p", {}, el("strong", {}, said)), el("p", { class: "quiet" }, next), again);
  }

  private empty(): void {
    this.input.value = "";
    this.combobox.close();
    this.showClear();
    this.input.focus();
  }

  private showClear(): void {
    this.clear.hidden = this.input.value === "";
  }

  /** "/" leads to the field from wherever nobody is typing. */
  private shortcut(event: KeyboardEvent): void {
    const isTyping = (event.target as Element).closest("input:not([type=checkbox], [type=radio], [type=range]), textarea, select") !== null;
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.input.focus();
    this.input.select();
  }
}
