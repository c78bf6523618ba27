// Which rule is looked at: its words on the panel, and a list of all, by how much they bind and where they come from.

import { catalogue } from "../catalogue";
import { button, byId, el } from "../dom";
import { t } from "../words";
import { Dialog } from "./dialog";
import { goalWords, needsOf } from "./rule-words";
import { type Book, type Rule, said } from "./server";

const SEVERITIES = ["required", "recommended", "info"] as const;

export class RuleChoice {
  private readonly dialog = new Dialog("rules");
  private readonly behind = el("p", { class: "badge asks" }, t("results_behind"));
  private rule: Rule | null = null;

  constructor(
    private readonly book: Book,
    private readonly chosen: (rule: Rule) => void,
    /** null: a new one. */
    private readonly edit: (rule: string | null) => void,
  ) {}

  show(rule: Rule): void {
    this.rule = rule;
    const change = button({ class: "plain small", "aria-haspopup": "dialog" }, () => this.open(), t("change_rule"));
    const edit = button({ class: "plain small", "aria-haspopup": "dialog" }, () => this.edit(rule.id), t(catalogue.editsRules ? "rule_edit_short" : "rule_versions_short"));
    byId("rule").replaceChildren(el("h2", { id: "rule-title" }, said(rule.title)), el("div", { class: "rule-ways" }, change, edit));
    byId("about").replaceChildren(badges(rule), basis(rule), this.behind);
    this.tellBehind(false);
  }

  /** Whether the figures are of another version of the rule, or of older data. */
  tellBehind(isBehind: boolean): void {
    this.behind.hidden = !isBehind;
  }

  private open(): void {
    const begin = catalogue.editsRules ? button({ class: "plain small rule-new", "aria-haspopup": "dialog" }, () => this.leaveFor(null), t("rule_new")) : null;
    this.dialog.open(t("choose_rule"), begin, ...SEVERITIES.flatMap((severity) => this.group(severity)), ...this.gone());
    this.dialog.body.querySelector<HTMLElement>("[aria-current]")?.focus();
  }

  private group(severity: Rule["severity"]): HTMLElement[] {
    const members = this.book.rules.filter((rule) => rule.severity === severity);
    if (members.length === 0) return [];
    const kinds = [...new Set(members.map(({ basis: { kind } }) => kind))];
    const parts = kinds.map((kind) => {
      const ofKind = members.filter(({ basis }) => basis.kind === kind);
      return el("div", {}, el("h4", {}, t(`basis_${kind}`)), el("ul", {}, ...ofKind.map((rule) => el("li", {}, this.entry(rule)))));
    });
    return [el("section", {}, el("h3", {}, t(`severity_${severity}`)), ...parts)];
  }

  private entry(rule: Rule): HTMLElement {
    const words = el("span", {}, said(rule.title), el("small", {}, [t(`level_${rule.level}`), goalWords(rule)].filter(Boolean).join(" · ")));
    const isChosen = rule.id === this.rule?.id ? "true" : null;
    return button({ class: "rule-entry", "aria-current": isChosen }, () => this.choose(rule), words, rule.basis.checked ? null : unchecked());
  }

  /** What whoever edits rules may bring back or put right. */
  private gone(): HTMLElement[] {
    if (!catalogue.editsRules) return [];
    const { withdrawn, faulty } = this.book;
    const items = (["withdrawn", "faulty"] as const).map((kind) => {
      const found = kind === "withdrawn" ? withdrawn.map(({ id, title }) => ({ id, words: said(title) })) : faulty.map(({ id, fault }) => ({ id, words: said(fault) }));
      const entries = found.map(({ id, words }) => el("li", {}, button({ class: "rule-entry" }, () => this.leaveFor(id), el("span", {}, words, el("small", {}, id)))));
      return entries.length === 0 ? null : el("section", {}, el("h3", {}, t(`rules_${kind}`)), el("ul", {}, ...entries));
    });
    return items.filter((item) => item !== null);
  }

  private leaveFor(rule: string | null): void {
    this.dialog.close();
    this.edit(rule);
  }

  private choose(rule: Rule): void {
    this.dialog.close();
    this.chosen(rule);
  }
}

function unchecked(): HTMLElement {
  return el("span", { class: "badge asks" }, t("unchecked"));
}

function badges(rule: Rule): HTMLElement {
  const severity = el("span", { class: "badge" }, t(`severity_${rule.severity}`));
  return el("p", { class: "badges" }, severity, rule.basis.checked ? null : unchecked());
}

/** Whether its figures are told in steps: of single dwellings nobody is told. */
function isOfDwellings({ rule: { subject } }: Rule): boolean {
  return subject?.set === "address" || subject?.set === "popcell";
}

/** The rule in sentences, and where it comes from, on demand. */
function basis(rule: Rule): HTMLElement {
  const { kind, doc, clause, quote } = rule.basis;
  const source = [t(`basis_${kind}`), doc, clause].filter(Boolean).join(" · ");
  return el(
    "details",
    { class: "more" },
    el("summary", {}, t("about_rule")),
    ...needsOf(rule).map((need) => el("p", {}, need)),
    el("p", { class: "quiet" }, `${t("basis")}: ${source}`),
    quote === null ? null : el("blockquote", {}, quote),
    isOfDwellings(rule) ? el("p", { class: "quiet" }, t("about_dwellings")) : null,
    el("p", { class: "quiet" }, t("rule_version", { id: rule.id, version: String(rule.version) })),
  );
}
