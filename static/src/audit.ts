// The page `/admin/audit`: what is searched for is in its address. Opening it is a search, and on record like all others.

import { clearTrouble, say, showLost, showTrouble } from "./admin/frame";
import { labelled } from "./labelled";
import { tableOf as rowsOf } from "./admin/table";
import { Offline, Refused, SignedOut } from "./ask";
import { cells } from "./audit/event-row";
import { cursorOf, getEvents, type Log, tableOf } from "./audit/server";
import { catalogue } from "./catalogue";
import { button, byId, el } from "./dom";
import { t } from "./words";

const FILTERS = ["since", "until", "actor", "action", "subject"] as const;

class Search {
  private readonly fields = {
    since: el("input", { id: "since", type: "date", max: catalogue.today }),
    until: el("input", { id: "until", type: "date", max: catalogue.today }),
    actor: el("input", { id: "actor", type: "text", maxlength: "64", autocomplete: "off", spellcheck: "false" }),
    action: el("select", { id: "action" }, new Option(t("any_action"), ""), ...Object.entries(catalogue.actions).map(([name, title]) => new Option(title, name))),
    subject: el("input", { id: "subject", type: "text", maxlength: "64", autocomplete: "off", spellcheck: "false", placeholder: t("subject_hint") }),
  };
  private readonly press = el("button", { class: "do", type: "submit" }, t("search"));
  private readonly said = el("p", { class: "said", role: "alert" });
  private readonly found = el("section", { "aria-label": t("audit") });
  private readonly csv = el("a", { class: "plain", download: "" }, t("csv"));
  private shown = 0;

  start(): void {
    document.title = t("audit");
    const { since, until, actor, action, subject } = this.fields;
    const fields = [labelled(since, t("since")), labelled(until, t("until")), labelled(actor, t("actor")), labelled(action, t("action")), labelled(subject, t("subject"))];
    const form = el("form", { class: "filters events", role: "search", "aria-label": t("search") }, ...fields, el("div", { class: "ways-out" }, this.press, this.csv));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("view").replaceChildren(el("h1", { tabindex: "-1" }, t("audit")), el("p", { class: "lead" }, t("intro")), form, this.said, this.found);
    window.addEventListener("popstate", () => this.follow());
    byId("other-language").addEventListener("click", () => this.linkLanguages());
    this.follow();
  }

  private get filter(): URLSearchParams {
    const filter = new URLSearchParams();
    for (const name of FILTERS) {
      const value = this.fields[name].value.trim();
      if (value !== "") filter.set(name, value);
    }
    return filter;
  }

  /** As the address says. */
  private follow(): void {
    const asked = new URLSearchParams(location.search);
    for (const name of FILTERS) this.fields[name].value = asked.get(name) ?? "";
    void this.show(null);
  }

  private submit(): void {
    if (this.press.ariaDisabled === "true") return;
    const asked = this.filter;
    if (new URLSearchParams(location.search).has("lang")) asked.set("lang", catalogue.language);
    window.history.pushState(null, "", `${location.pathname}?${asked.toString()}`);
    void this.show(null);
  }

  /** The newest events, or those behind `cursor` under what is shown. */
  private async show(cursor: string | null): Promise<void> {
    const { filter } = this;
    this.csv.href = tableOf(filter);
    this.said.textContent = "";
    this.press.ariaDisabled = "true";
    this.press.textContent = t("working");
    try {
      const log = await getEvents(filter, cursor);
      clearTrouble();
      this.append(log, cursor === null);
    } catch (error) {
      this.tell(error, cursor);
    } finally {
      this.press.ariaDisabled = null;
      this.press.textContent = t("search");
    }
  }

  private tell(error: unknown, cursor: string | null): void {
    if (error instanceof Refused) this.said.textContent = error.message;
    else if (error instanceof SignedOut || error instanceof Offline) showLost(error, () => void this.show(cursor));
    else throw error;
  }

  private append({ events, next }: Log, isFirst: boolean): void {
    if (isFirst) {
      this.shown = 0;
      this.found.replaceChildren();
    }
    const before = this.shown;
    this.shown += events.length;
    if (this.shown === 0) this.found.append(el("p", {}, t("found_none")));
    else this.addRows(rowsOf(events.map(cells)));
    say(this.shown === 0 ? t("found_none") : t("found_some", { count: this.shown }));
    if (!isFirst) this.found.querySelectorAll<HTMLElement>("tbody summary")[before]?.focus();
    if (next !== null) this.addMore(cursorOf(next));
  }

  private addRows(table: HTMLElement): void {
    const body = this.found.querySelector("tbody");
    if (body === null) this.found.append(table);
    else body.append(...table.querySelectorAll("tbody tr"));
  }

  private addMore(cursor: string | null): void {
    const more = button({ class: "plain alone" }, () => {
      more.remove();
      void this.show(cursor);
    }, t("older"));
    this.found.append(more);
  }

  /** The other language shows the same search. */
  private linkLanguages(): void {
    const asked = new URLSearchParams(location.search);
    asked.set("lang", catalogue.language === "vi" ? "en" : "vi");
    (byId("other-language") as HTMLAnchorElement).href = `${location.pathname}?${asked.toString()}`;
  }
}

// Nobody should wait for what will not come.
window.addEventListener("unhandledrejection", ({ reason }) => showTrouble(t("unexpected", { error: String(reason) })));

new Search().start();
