// For which day, and for units of which level.

import { catalogue } from "../catalogue";
import { byId, el } from "../dom";
import { labelled } from "../labelled";
import { FIRST_DAY, readDay } from "../timeline-days";
import { t } from "../words";
import type { Asked } from "./asked";
import { isLevel, type Level, type Rule } from "./server";

export class DayAndLevel {
  private readonly day = el("input", { id: "at", type: "date", min: FIRST_DAY, max: catalogue.today });
  private readonly level = el("select", { id: "level" });

  constructor(changed: (asked: Pick<Asked, "at" | "level">) => void) {
    byId("asked").replaceChildren(labelled(this.day, t("day")), labelled(this.level, t("level")));
    for (const field of [this.day, this.level]) {
      field.addEventListener("change", () => changed({ at: this.at, level: this.chosenLevel }));
    }
  }

  show({ at, level }: Asked, rule: Rule, levels: readonly Level[]): void {
    this.day.value = at ?? catalogue.today;
    this.level.replaceChildren(...levels.map((each) => new Option(t(`level_${each}`), each, false, each === (level ?? rule.level))));
    this.level.disabled = levels.length < 2;
    this.own = rule.level;
  }

  private own: Level = "commune";

  private get at(): string | null {
    const day = readDay(this.day.value);
    return day === catalogue.today ? null : day;
  }

  private get chosenLevel(): Level | null {
    const level = this.level.value;
    return isLevel(level) && level !== this.own ? level : null;
  }
}
