// Two panes of the map and how they share it: cut along a line, or one fading into the other.

import type L from "leaflet";

// Above the tiles of the map itself, below marks.
const Z_INDEX = { earlier: "220", later: "221" };
const FAR = 1e5;

export class Split {
  private readonly earlier: HTMLElement;
  private readonly later: HTMLElement;
  private mode: "swipe" | "fade" = "swipe";
  private at = 0.5;

  constructor(private readonly map: L.Map) {
    this.earlier = map.createPane("earlier");
    this.later = map.createPane("later");
    this.earlier.style.zIndex = Z_INDEX.earlier;
    this.later.style.zIndex = Z_INDEX.later;
    map.on("move zoomend viewreset resize", () => this.update());
  }

  /** at: from 0 to 1, where the line is from the left, or how far the later world has come up. */
  share(mode: "swipe" | "fade", at: number): void {
    this.mode = mode;
    this.at = at;
    this.update();
  }

  private update(): void {
    const isFade = this.mode === "fade";
    // Half-way both are there in full: dashes under lines are to be seen, not mist.
    this.earlier.style.opacity = isFade ? String(Math.min(1, 2 - 2 * this.at)) : "";
    this.later.style.opacity = isFade ? String(Math.min(1, 2 * this.at)) : "";
    const x = this.map.containerPointToLayerPoint([this.map.getContainer().clientWidth * this.at, 0]).x;
    this.earlier.style.clipPath = isFade ? "" : rectangle(-FAR, x);
    this.later.style.clipPath = isFade ? "" : rectangle(x, FAR);
  }
}

/** A pane has no size of its own: the corners are counted from its origin. */
function rectangle(left: number, right: number): string {
  return `polygon(${left}px ${-FAR}px, ${right}px ${-FAR}px, ${right}px ${FAR}px, ${left}px ${FAR}px)`;
}
