// What the page shows, as its address says it: a link to it shows the same, and back undoes a step.

import { catalogue } from "../catalogue";
import { type Position, readPosition, writtenPosition } from "../map/position";
import { readId } from "../read-id";
import { readDay } from "../timeline-days";
import { isLevel, type Level } from "./server";

export const VIEWS = ["units", "next", "try"] as const;
export type View = (typeof VIEWS)[number];
/** What may lie over the page, of the unit. */
export const TABLES = ["matrix", "scorecard", "compare"] as const;
export type TableName = (typeof TABLES)[number];

export interface Asked {
  /** Id of a rule; null: the first there is. */
  rule: string | null;
  /** null is today. */
  at: string | null;
  /** null: the one that the rule is added up at. */
  level: Level | null;
  unit: number | null;
  /** Id of the scenario that is open in “what if”. */
  scenario: string | null;
  view: View;
  table: TableName | null;
  /** The unit that is compared with; null: with one that the page takes. */
  with: number | null;
  /** The earlier day that is compared with; null: units are compared. */
  then: string | null;
  position: Position | null;
}

/** What `search` asks for; parts that make no sense are left out. */
export function readAsked(search: string): Asked {
  const parts = new URLSearchParams(search);
  const level = parts.get("level");
  return {
    rule: parts.get("rule"),
    at: readDay(parts.get("at")),
    level: isLevel(level) ? level : null,
    unit: readId(parts.get("unit")),
    scenario: parts.get("scenario"),
    view: VIEWS.find((view) => view === parts.get("view")) ?? "units",
    table: TABLES.find((table) => table === parts.get("table")) ?? null,
    with: readId(parts.get("with")),
    then: readDay(parts.get("then")),
    position: readPosition(parts.get("map") ?? ""),
  };
}

/** The address of what is shown. */
export function addressOf({ rule, at, level, unit, scenario, view, table, with: other, then, position }: Asked, language: string | null = null): string {
  const parts = [
    language === null ? null : `lang=${language}`,
    rule === null ? null : `rule=${encodeURIComponent(rule)}`,
    at === null ? null : `at=${at}`,
    level === null ? null : `level=${level}`,
    unit === null ? null : `unit=${unit}`,
    view === "units" ? null : `view=${view}`,
    table === null ? null : `table=${table}`,
    other === null ? null : `with=${other}`,
    then === null ? null : `then=${then}`,
    scenario === null ? null : `scenario=${encodeURIComponent(scenario)}`,
    position === null ? null : `map=${writtenPosition(position)}`,
  ].filter((part) => part !== null);
  return `${location.pathname}${parts.length > 0 ? "?" : ""}${parts.join("&")}`;
}

/** Put what is shown into the address; as a step that the back button undoes when `isStep`. */
export function writeAsked(asked: Asked, isStep: boolean): void {
  const chosen = new URLSearchParams(location.search).has("lang") ? catalogue.language : null;
  const address = addressOf(asked, chosen);
  if (isStep) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
}
