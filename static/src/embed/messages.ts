// The page around the map: who it is, and whether it may talk with the map.

import { embed } from "./asked";
import { readWish, type Told, type Wish } from "./protocol";

const ANY = "*";
// Behind the # after the map has moved to another address by itself, when browsers no longer say whose page is around it.
const AROUND = "around";

export class Messages {
  /** The page around, as far as it is known; null: nobody is told anything. */
  private partner: string | null = pageAround();

  /** wished: told what the page around wants. */
  constructor(wished: (wish: Wish) => void) {
    if (window.parent === window) return;
    window.addEventListener("message", ({ source, origin, data }) => {
      if (source !== window.parent || !isAllowed(origin)) return;
      this.partner = origin === "null" ? ANY : origin;
      const wish = readWish(data);
      if (wish?.type === "wardmap:refused") this.tell(wish);
      else if (wish !== null) wished(wish);
    });
  }

  tell(told: Told): void {
    if (this.partner !== null) window.parent.postMessage(told, this.partner);
  }

  /** To the map of something else, in the same frame. */
  goTo(address: string): void {
    location.replace(`${address}#${new URLSearchParams({ [AROUND]: this.partner ?? "" })}`);
  }
}

/** Its origin where the browser says it and it may talk; anybody's where any site may. */
function pageAround(): string | null {
  if (window.parent === window) return null;
  const kept = new URLSearchParams(location.hash.slice(1)).get(AROUND);
  const said = location.ancestorOrigins?.[0] ?? kept ?? originOf(document.referrer);
  if (said !== null && said !== "null" && isAllowed(said)) return said;
  return embed.ancestors.includes(ANY) ? ANY : null;
}

function isAllowed(origin: string): boolean {
  return origin === location.origin || embed.ancestors.includes(ANY) || embed.ancestors.includes(origin);
}

function originOf(address: string): string | null {
  return address === "" ? null : new URL(address).origin;
}
