// Of which hamlet or commune the phone takes the data along.

import { getUnit, getUnits, resolveUnits, type Unit } from "../api";
import { button, el } from "../dom";
import { t } from "../words";
import { given } from "./given";
import { get } from "./server";

const MOST = 8;

export interface Actions {
  choose(unit: number): void;
  failed(): void;
}

/** Units that are small enough to be taken along. */
function isSmall({ level }: Pick<Unit, "level">): boolean {
  return level === "commune" || level === "hamlet";
}

/** The one hamlet that there is no choice about; null: a person has to choose. */
export async function onlyArea(): Promise<number | null> {
  const [unit] = given.areas;
  if (given.areas.length !== 1 || unit == null) return null;
  return (await getUnit(unit)).unit.level === "hamlet" ? unit : null;
}

export function areaView(actions: Actions): HTMLElement {
  const found = el("ul", { class: "areas" });
  const input = el("input", { type: "search", id: "area-words", autocomplete: "off" });
  const form = el("form", { role: "search" }, el("label", { for: "area-words" }, t("area_search")), input, el("button", { class: "main-button", type: "submit" }, t("search")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    listNamed(input.value, found, actions).catch(actions.failed);
  });
  const isFree = given.areas.some((unit) => unit === null);
  form.hidden = !isFree;
  listOwn(found, actions).catch(actions.failed);
  return el("div", { class: "area-view" }, el("h2", { tabindex: "-1" }, t("choose_area")), el("p", {}, t("area_why")), form, found);
}

/** Those of the roles; of a province its communes. */
async function listOwn(list: HTMLElement, actions: Actions): Promise<void> {
  const own = given.areas.filter((unit) => unit !== null);
  const units = (await Promise.all(own.map((unit) => getUnit(unit)))).filter(({ in_force }) => in_force).map(({ unit }) => unit);
  const large = new Set(units.filter((unit) => !isSmall(unit)).map(({ id }) => id));
  const below = large.size === 0 ? [] : (await getUnits("commune", null)).filter(({ ancestors }) => ancestors.some(({ id }) => large.has(id)));
  show(list, [...units.filter(isSmall), ...below], actions);
  if (units.length === 1) await listWithin(units[0], list, actions);
}

/** A commune, or its hamlets: the less is taken along, the better. */
async function listWithin(unit: Unit | undefined, list: HTMLElement, actions: Actions): Promise<void> {
  if (unit?.level !== "commune") return;
  const hamlets = await get<{ units: Unit[] }>(`/api/v1/units?level=hamlet&parent=${unit.id}&limit=1000`);
  show(list, [unit, ...(hamlets?.units ?? [])], actions);
}

async function listNamed(words: string, list: HTMLElement, actions: Actions): Promise<void> {
  if (words.trim() === "") return;
  const { candidates } = await resolveUnits(words.trim(), { limit: MOST });
  show(list, candidates.filter(({ in_force, unit }) => in_force && isSmall(unit)).map(({ unit }) => unit), actions);
  if (list.childElementCount === 0) list.append(el("li", { class: "quiet" }, t("area_none")));
}

function show(list: HTMLElement, units: readonly Unit[], actions: Actions): void {
  list.replaceChildren(
    ...units.map((unit) => {
      const above = unit.ancestors.map(({ full_name }) => full_name).join(", ");
      return el("li", {}, button({ class: "area" }, () => actions.choose(unit.id), el("strong", {}, unit.full_name), el("small", {}, above)));
    }),
  );
}
