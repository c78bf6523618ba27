// The house number of an address beside those of its neighbours on the street: odd on one side, even on the other.

import { button, el } from "../dom";
import { distance, t } from "../words";
import type { Bounds } from "../map/adapter";
import type { Address, Neighbours } from "./register";

type Neighbour = Neighbours["neighbours"][number];
type Line = { number: string; odd: boolean | null; neighbour: Neighbour | null };

// So many are seen with an address, close enough to read their numbers; degrees around them.
const NEAREST = 6;
const AROUND = 0.0003;

/** opened: shows another address. */
export function neighboursView(told: Neighbours, opened: (id: number) => void): HTMLElement[] {
  const { neighbours, warnings } = told;
  if (neighbours.length === 0) return [];
  const warned = warnings.map(({ why, numbers: [first = "", second = ""] }) => el("p", { class: "badge asks" }, t(`number_${why}`, { first, second })));
  const disputed = new Set(warnings.flatMap(({ why, ids }) => (why === "side" ? [] : ids)));
  const rows = linesOf(told).map((line) => rowOf(line, disputed, opened));
  const head = el("tr", {}, ...["side_odd", "side_even", "side_distance"].map((key) => el("th", { scope: "col" }, t(key))));
  const table = el("table", { class: "tally street" }, el("caption", {}, t("neighbours", { street: told.street ?? "" })), el("thead", {}, head), el("tbody", {}, ...rows));
  return [...warned, table];
}

/** In the turn of the street; the address itself where it stands. */
function linesOf({ number, odd, neighbours }: Neighbours): Line[] {
  const lines: Line[] = neighbours.map((neighbour) => ({ number: neighbour.number, odd: neighbour.odd, neighbour }));
  const before = neighbours.filter(({ along_m }) => along_m !== null && along_m < 0).length;
  lines.splice(before, 0, { number: number ?? t("no_number"), odd, neighbour: null });
  return lines;
}

function rowOf({ number, odd, neighbour }: Line, disputed: ReadonlySet<number>, opened: (id: number) => void): HTMLElement {
  if (neighbour === null) {
    const own = el("strong", {}, number, el("span", { class: "visually-hidden" }, ` (${t("this_address")})`));
    return el("tr", { "data-own": "" }, el("td", {}, odd !== false ? own : ""), el("td", {}, odd === false ? own : ""), el("td", {}, t("this_address")));
  }
  const name = button({ class: "link", "aria-label": t("open_neighbour", { number }) }, () => opened(neighbour.id), number);
  const row = el("tr", {}, el("td", {}, odd !== false ? name : ""), el("td", {}, odd === false ? name : ""), el("td", {}, distance(neighbour.distance_m)));
  row.toggleAttribute("data-disputed", disputed.has(neighbour.id));
  return row;
}

/** Of an address and those that are nearest to it. */
export function boundsWith(address: Address, neighbours: readonly Neighbour[]): Bounds {
  return boundsOf([address, ...[...neighbours].sort((a, b) => a.distance_m - b.distance_m).slice(0, NEAREST)]);
}

/** Of one place or more, and a little around them. */
export function boundsOf(places: readonly { lon: number; lat: number }[]): Bounds {
  const [lons, lats] = [places.map(({ lon }) => lon), places.map(({ lat }) => lat)];
  return [Math.min(...lons) - AROUND, Math.min(...lats) - AROUND, Math.max(...lons) + AROUND, Math.max(...lats) + AROUND];
}
