// One drawn world: the layers of one day as a layer of Leaflet. Painted by protomaps-leaflet.

import L from "leaflet";
import { type LabelRule, leafletLayer, type PaintRule, type View } from "protomaps-leaflet";
import { catalogue, type Layer } from "../catalogue";
import { type Changed, changeRules } from "./changes";
import { byWeight, labelRulesFor } from "./labels";
import { drawnBefore, type Fill, outlineRules, paintRulesFor } from "./rules";
import { sourceOf } from "./sources";
import type { Tone } from "./tones";

export const MAX_ZOOM = 19;
// protomaps-leaflet forgets the labels of all but so many tiles; a wide screen shows more than its 16.
const LABELED_TILES = 64;
const UNITS = new Set(["provinces", "districts", "communes", "hamlets", "coverage_units", "coverage_hamlets", "coverage_communes", "coverage_districts", "coverage_provinces"]);

// What the layer of protomaps-leaflet has, which its own types leave out.
export interface VectorLayer {
  addTo(map: L.Map): unknown;
  remove(): unknown;
  once(event: "load", then: () => void): unknown;
  getContainer(): HTMLElement | null;
  views: Map<string, View>;
  paintRules: PaintRule[];
  labelRules: LabelRule[];
  labelers: { maxLabeledTiles: number };
  _tiles: Record<string, Tile>;
  _wrapCoords(coords: L.Coords): L.Coords;
  _tileCoordsToKey(coords: L.Coords): string;
  _tileReady(coords: L.Coords, error: null, element: HTMLElement): void;
  clearLayout(): void;
  renderTile(coords: L.Coords, element: HTMLElement, key: string, done?: () => void): Promise<void>;
  rerenderTile(key: string): void;
}

/** Drawn only as long as the key of its element is the one it was begun with. */
interface Tile {
  el: HTMLElement & { key?: string };
  coords: L.Coords;
  current: boolean;
  loaded?: number;
}

/** How layers are drawn otherwise than they are declared: in which order, and how each of their rules. */
export interface Look {
  arrange(layers: readonly Layer[]): Layer[];
  paint(layer: Layer, rules: PaintRule[]): PaintRule[];
  label(layer: Layer, rules: LabelRule[]): LabelRule[];
}

export const PLAIN: Look = {
  arrange: (layers) => [...layers].sort(drawnBefore),
  paint: (_, rules) => rules,
  label: (_, rules) => rules,
};

/** What one world is made of: layers in the order of drawing, and where the tiles of each source come from. */
export interface Scene {
  layers: readonly Layer[];
  look?: Look;
  viewOf: (source: string) => View;
  /** Ink of one side of a comparison; none for the map by itself. */
  tone: Tone | null;
  /** How units are filled by their results. */
  fills?: readonly Fill[];
  /** Units that another rule would judge otherwise. */
  changed?: Changed | null;
}

export class Drawing {
  readonly layer: VectorLayer;
  private units: readonly number[] = [];
  private isNamed = true;
  /** Counts what was begun to be drawn. */
  private turn = 0;
  /** Tiles to be drawn again with the next frame. */
  private pushed = new Set<string>();

  constructor(
    private scene: Scene,
    pane: string,
  ) {
    this.layer = vectorLayer(pane);
    this.layer.rerenderTile = (key) => this.drawSoon(key);
    this.show(scene, []);
  }

  get views(): Map<string, View> {
    return this.layer.views;
  }

  get layers(): readonly Layer[] {
    return this.scene.layers;
  }

  /** Draw `scene` with the outlines of `units`. Only for the same day: tiles under way are not taken back. */
  show(scene: Scene, units: readonly number[]): void {
    this.scene = scene;
    this.units = units;
    this.layer.views = new Map(scene.layers.map(sourceOf).map((name) => [name, scene.viewOf(name)]));
    this.redraw();
  }

  outline(units: readonly number[]): void {
    this.units = units;
    this.redraw();
  }

  /** Whether names are written. */
  showNames(isNamed: boolean): void {
    if (isNamed === this.isNamed) return;
    this.isNamed = isNamed;
    this.redraw();
  }

  /** Draw all tiles anew and ask again for those that did not come. */
  redraw(): void {
    const { layer } = this;
    const { layers, look = PLAIN, tone, fills = [] } = this.scene;
    layer.paintRules = layers.flatMap((shown) => look.paint(shown, paintRulesFor(shown, sourceOf(shown), tone, fills)));
    layer.paintRules.push(...this.changeRules(), ...this.outlineRules());
    const named = this.isNamed ? byWeight(layers) : [];
    layer.labelRules = named.flatMap((shown) => look.label(shown, labelRulesFor(shown, sourceOf(shown), tone)));
    layer.clearLayout();
    layer.labelers.maxLabeledTiles = LABELED_TILES;
    for (const tile of this.tiles) this.draw(tile);
  }

  /** Tiles of another zoom, kept while this one loads, would make the layer drop the new ones. */
  private get tiles(): Tile[] {
    return Object.values(this.layer._tiles ?? {}).filter(({ current }) => current);
  }

  /** A tile whose names gave way to those of its neighbours: once, however many neighbours come at a time. */
  private drawSoon(key: string): void {
    if (this.pushed.size === 0) requestAnimationFrame(() => this.drawPushed());
    this.pushed.add(key);
  }

  private drawPushed(): void {
    const { layer, pushed } = this;
    this.pushed = new Set();
    for (const tile of this.tiles) if (pushed.has(layer._tileCoordsToKey(layer._wrapCoords(tile.coords)))) this.draw(tile);
  }

  /** What was begun for the tile before is given up: it would be painted over at once. */
  private draw(tile: Tile): void {
    const { layer } = this;
    const coords = layer._wrapCoords(tile.coords);
    const key = `${layer._tileCoordsToKey(coords)}@${++this.turn}`;
    tile.el.key = key;
    const ready = () => layer._tileReady(tile.coords, null, tile.el);
    void layer.renderTile(coords, tile.el, key, tile.loaded === undefined ? ready : undefined);
  }

  private changeRules(): PaintRule[] {
    const { changed } = this.scene;
    const holder = this.layers.find(({ name }) => name === changed?.layer);
    return changed && holder ? changeRules(changed, sourceOf(holder)) : [];
  }

  /** Every layer of units may hold the chosen one; of the two with communes the upper is enough. */
  private outlineRules(): PaintRule[] {
    const holders = this.layers.filter(({ name }) => UNITS.has(name));
    const both = holders.some(({ name }) => name === "communes");
    const used = holders.filter(({ name }) => !(both && name === "coverage_units"));
    return used.flatMap((layer) => this.units.flatMap((unit) => outlineRules(sourceOf(layer), layer.name, unit)));
  }
}

function vectorLayer(pane: string): VectorLayer {
  // protomaps-leaflet takes Leaflet from the window.
  Object.assign(window, { L });
  const layer: unknown = leafletLayer({
    sources: {},
    paintRules: [],
    labelRules: [],
    attribution: "",
    lang: catalogue.language,
    maxZoom: MAX_ZOOM,
    updateWhenZooming: false,
    pane,
  } as Parameters<typeof leafletLayer>[0]);
  return layer as VectorLayer;
}
