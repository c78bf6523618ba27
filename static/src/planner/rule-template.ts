// What a new rule begins from: a whole rule, so that its fields and its preview are there from the first moment.

import type { Document } from "./rule-server";

/** As `id` in rule.schema.json. */
export const ID_PATTERN = "[a-z0-9][a-z0-9.\\-]{2,60}";

/** The first of the ids kept for rules made here that no rule has. */
export function freeId(taken: ReadonlySet<string>): string {
  let number = 1;
  while (taken.has(`local.rule-${number}`)) number += 1;
  return `local.rule-${number}`;
}

export function newRule(id: string): Document {
  return {
    id,
    version: 1,
    title: { vi: "Wifi miễn phí trong 100 m quanh nhà văn hóa", en: "Free wifi within 100 m of culture houses" },
    severity: "info",
    basis: { kind: "default", checked: false },
    subject: { set: "place", kind: ["culture_house"] },
    target: { set: "asset", kind: ["wifi"], where: { free: true } },
    relation: { within_m: 100, metric: "straight" },
    measure: { agg: "count" },
    pass: { op: ">=", value: 1 },
    rollup: { level: "commune", stat: "share", pass: { op: ">=", value: 0.8 }, empty: "not_applicable" },
  };
}
