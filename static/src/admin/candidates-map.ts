// Where the rows of a file would be by each coordinate system that is possible.

import L from "leaflet";
import { button, el } from "../dom";
import { t } from "../words";
import { GroundMap } from "./ground-map";
import type { Choice } from "./server";

const CHOSEN = "#b2182b";
const OTHER = "#39474f";
const HALO = "#ffffff";
// Systems that put a row this near, in degrees, are looked at together.
const NEAR = 0.05;

export class CandidatesMap {
  readonly element: HTMLElement;
  private readonly map = new GroundMap(t("candidates_map"));
  private readonly none = el("p", { class: "note" }, t("no_points"));
  private readonly closer: HTMLButtonElement;
  private chosen: Choice | null = null;
  private isClose = false;

  constructor(private readonly choices: readonly Choice[]) {
    this.closer = button({ class: "plain" }, () => this.look(!this.isClose), t("see_close"));
    const legend = el(
      "ul",
      { class: "dots" },
      el("li", {}, el("span", { class: "dot chosen", "aria-hidden": "true" }), t("legend_chosen")),
      el("li", {}, el("span", { class: "dot", "aria-hidden": "true" }), t("legend_others")),
    );
    this.element = el("div", { class: "candidates" }, this.map.element, this.none, el("div", { class: "under-map" }, legend, this.closer));
    this.show(null);
  }

  /** Draw the rows by `choice`, the other answers faintly beside them. */
  show(choice: Choice | null): void {
    this.chosen = choice;
    this.map.overlay.clearLayers();
    for (const other of this.choices) if (other !== choice) this.draw(other, { color: OTHER, fillOpacity: 0, weight: 1.5, radius: 4 });
    if (choice !== null) this.draw(choice, { color: HALO, fillColor: CHOSEN, fillOpacity: 1, weight: 1.5, radius: 6 });
    this.none.hidden = choice === null || pointsOf(choice).length > 0;
    this.look(this.isClose);
  }

  private draw(choice: Choice, style: L.CircleMarkerOptions): void {
    for (const at of pointsOf(choice)) {
      L.circleMarker(at, { ...style, renderer: this.map.renderer, interactive: false }).addTo(this.map.overlay);
    }
  }

  /** All places of the answer chosen, or one of them with what the others make of it. */
  private look(isClose: boolean): void {
    const points = pointsOf(this.chosen);
    const [first] = points;
    this.isClose = isClose && first !== undefined;
    this.closer.hidden = first === undefined;
    this.closer.textContent = t(this.isClose ? "see_all" : "see_close");
    if (first !== undefined && this.isClose) this.map.fit(this.around(first));
    else this.map.fit(L.latLngBounds(points.length > 0 ? points : this.choices.flatMap(pointsOf)));
  }

  private around(first: L.LatLngTuple): L.LatLngBounds {
    const [lat, lon] = first;
    const others = this.choices.map((choice) => pointsOf(choice)[0]).filter((each) => each !== undefined);
    const near = others.filter((each) => Math.hypot(each[0] - lat, each[1] - lon) < NEAR);
    return L.latLngBounds([first, ...near]).pad(0.5);
  }
}

function pointsOf(choice: Choice | null): L.LatLngTuple[] {
  return (choice?.points ?? []).map(([lon, lat]) => [lat, lon]);
}
