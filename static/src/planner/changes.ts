// What a preview found, for the map and for people: how each unit would change, and what the map marks it with.

import { el } from "../dom";
import { type Change, CHANGES, type Changed } from "../map/changes";
import { count, t } from "../words";
import { layerOfUnits } from "./ground";
import type { ChangedUnit, Preview } from "./rule-server";
import type { Level, Rule } from "./server";

export function changeOf({ before, after, share_before, share_after }: ChangedUnit): Change {
  if (before === after) return (share_after ?? 0) > (share_before ?? 0) ? "up" : "down";
  return after === "pass" ? "better" : after === "fail" ? "worse" : "other";
}

/** The units of a level as the map of a rule marks them. */
export function changedOnMap({ units }: Preview, rule: Rule, level: Level): Changed {
  const ofLevel = units.filter((unit) => unit.level === level);
  return { layer: layerOfUnits(rule, level), units: new Map(ofLevel.map((unit) => [unit.unit_id, changeOf(unit)])) };
}

/** What the marks on the map mean, and how many units of the rule's level have each. */
export function changesLegend({ units, level }: Preview): HTMLElement {
  const found = units.filter((unit) => unit.level === level).map(changeOf);
  const shown = CHANGES.filter((change) => found.includes(change));
  const items = shown.map((change) => {
    const number = count(found.filter((each) => each === change).length);
    return el("li", { "data-change": change }, changeMark(change), `${t(`change_${change}`)}: ${number}`);
  });
  return el("ul", { class: "change-key", "aria-label": t("change_legend") }, ...items);
}

export function changeMark(change: Change): HTMLElement {
  return el("span", { class: `change-mark ${change}`, "aria-hidden": "true" });
}
