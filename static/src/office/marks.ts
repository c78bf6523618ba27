// Addresses of the queue and of a street as marks on the map.

import type { Mark } from "../map/marks";
import { t } from "../words";
import { nameOf } from "./queue";
import type { Address, Neighbours } from "./register";

export function markOf(address: Address, sign: string, picked: () => void): Mark {
  const { lon, lat } = address;
  return { lon, lat, sign, kind: "proposed", title: t("mark", { number: sign, name: nameOf(address) }), picked };
}

/** Their numbers in place of their turn in the list. */
export function neighbourMarks(neighbours: Neighbours["neighbours"], picked: (id: number) => void): Mark[] {
  return neighbours.map(({ id, number, lon, lat }) => ({ lon, lat, sign: number, kind: "neighbour", title: t("open_neighbour", { number }), picked: () => picked(id) }));
}
