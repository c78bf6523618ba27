// A rule in a sentence: what each place needs, and from where on a unit passes.

import { catalogue, layerNamed } from "../catalogue";
import { count, distance, percent, t } from "../words";
import type { Comparison, Relation, Rule, RuleText } from "./server";

export const SIGNS: Record<string, string> = { ">=": "≥", "<=": "≤", "==": "=", ">": ">", "<": "<" };

/** What is needed, first of each subject, then of a unit; without what this page has no words for. */
export function needsOf({ rule, level }: Rule): string[] {
  if (rule.composite) return [compositeWords(rule)];
  return [`${t("each_needs")}: ${placeNeeds(rule)}.`, `${t("unit_needs", { level: t(`level_${level}`) })}: ${unitNeeds(rule)}.`];
}

/** The threshold of units alone, short enough to stand beside a figure. */
export function goalWords({ rule }: Rule): string {
  return rule.rollup === undefined ? "" : unitNeeds(rule);
}

/** Names of the layers that the kinds of a set are of. */
function kindTitles({ set, kind = [] }: { set: string; kind?: string[] }): string[] {
  const titles = kind.map((each) => layerNamed(catalogue.kindLayers[`${set}/${each}`] ?? "")?.title ?? each);
  return [...new Set(titles)];
}

function compositeWords({ composite }: RuleText): string {
  const rules = composite?.all_of ?? composite?.any_of ?? [];
  if (composite?.all_of) return t("all_rules", { rules: rules.join(", ") });
  return t("some_rules", { count: composite?.at_least ?? 1, rules: rules.join(", ") });
}

function placeNeeds({ target, relation, measure, pass }: RuleText): string {
  const targets = target === undefined ? "" : kindTitles(target).join(", ");
  const where = relation === undefined ? "" : relationWords(relation);
  const agg = measure?.agg ?? "count";
  if (agg === "count") return t("needs_count", { wanted: sign(pass, count), targets: targets || t("targets"), where });
  if (agg === "nearest_m") return t("needs_nearest", { wanted: sign(pass, distance), targets });
  if (agg === "sum") return t("needs_sum", { wanted: sign(pass, count), of: measure?.of ?? "", targets, where, per: per(measure) });
  if (agg === "value") return t("needs_value", { wanted: sign(pass, count), targets: targets });
  return t("needs_share", { wanted: sign(pass, percent), targets, where });
}

function per(measure: RuleText["measure"]): string {
  const attribute = measure?.per;
  return attribute === undefined ? "" : t("per", { count: attribute.unit, of: t(`attr_${attribute.attr}`) });
}

function relationWords(relation: Relation): string {
  if (relation.any_of) return relation.any_of.map(relationWords).join(` ${t("or")} `);
  if (relation.within_m !== undefined) return t(`within_${relation.metric ?? "straight"}`, { distance: distance(relation.within_m) });
  if (relation.seen_by !== undefined) return t("seen_by");
  if (relation.hosted) return t("hosted");
  return relation.inside ? t("inside") : "";
}

function unitNeeds({ rollup }: RuleText): string {
  if (rollup === undefined) return "";
  if (rollup.stat === "share") return t("unit_share", { wanted: sign(rollup.pass, percent) });
  if (rollup.stat === "count") return t("unit_count", { wanted: sign(rollup.pass, count) });
  return t(rollup.stat === "all" ? "unit_all" : "unit_any");
}

function sign(comparison: Comparison | undefined, format: (value: number) => string): string {
  return comparison === undefined ? "" : `${SIGNS[comparison.op] ?? comparison.op} ${format(comparison.value)}`;
}
