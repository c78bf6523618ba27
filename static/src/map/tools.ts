// What stands beside a map that is worked with: no part of a map by itself, as other sites show it.

import type L from "leaflet";
import { addBar, addNote } from "./controls";
import { Locate } from "./locate";
import { Measure, type Measured } from "./measure";
import { drawMap } from "./snapshot";

export class Tools {
  readonly measure: Measure;
  private readonly locating: Locate;

  /** buttons: under those of the map. note: something said at the lower edge, over the scale. measured: told what is measured, null at its end. */
  constructor(
    private readonly map: L.Map,
    buttons: readonly HTMLElement[],
    note: HTMLElement,
    measured: (measured: Measured | null) => void,
  ) {
    this.locating = new Locate(map);
    this.measure = new Measure(map, measured);
    addBar(map, buttons);
    addNote(map, note);
  }

  /** To where the browser says that one is. Gives metres of accuracy; throws an Error whose message is a key of words. */
  locate(): Promise<number> {
    return this.locating.find();
  }

  /** CSS pixels. */
  get size(): { width: number; height: number } {
    const { x, y } = this.map.getSize();
    return { width: x, height: y };
  }

  /** What is drawn now, at `at` of another drawing. */
  drawOn(target: CanvasRenderingContext2D, at: { x: number; y: number }, scale: number): Promise<void> {
    return drawMap(target, this.map.getContainer(), at, scale);
  }
}
