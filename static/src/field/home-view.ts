// Below the map: what one came for, and what is left to do.

import { catalogue } from "../catalogue";
import { button, el } from "../dom";
import { count, t } from "../words";
import { given } from "./given";
import type { Held } from "./held";
import { leftInAll, type Progress } from "./progress-view";

export interface Actions {
  add(): void;
  chooseArea(): void;
}

export function homeView({ today, hamlets }: Progress, { area, known }: Pick<Held, "area" | "known">, actions: Actions): HTMLElement {
  const choose = area === null ? button({ class: "plain strong" }, () => actions.chooseArea(), t("choose_area")) : null;
  const add = button({ class: "main-button large", id: "add" }, () => actions.add(), t("add"));
  const done = el("p", { class: "quiet" }, t("home_line", { today, known: count(known.length) }));
  const plates = given.plates ? el("a", { class: "quiet", href: `/field/plates?lang=${catalogue.language}&view=plates` }, t("plates_to_hang")) : null;
  return el("div", { class: "home-view" }, choose, add, done, leftLine(hamlets), plates);
}

function leftLine(hamlets: Progress["hamlets"]): HTMLElement | null {
  const missing = leftInAll(hamlets);
  if (missing === null) return null;
  return el("p", { class: "left" }, t(missing.left === 0 ? "left_nowhere" : "left_in_all", { count: missing.left, hamlets: missing.hamlets }));
}
