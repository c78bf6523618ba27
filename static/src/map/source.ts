// Vector tiles for protomaps-leaflet: watched, refused when they are bad, asked for again when the server is busy.

import type Point from "@mapbox/point-geometry";
import { VectorTile, type VectorTileFeature, type VectorTileLayer } from "@mapbox/vector-tile";
import Pbf from "pbf";
import type { Feature, TileSource, Zxy } from "protomaps-leaflet";
import { credentials } from "../catalogue";
import { withWords } from "./counted";

const ATTEMPTS = 3;
const PAUSE_MS = 800;

export type TileFeature = Feature & { readonly id: number | undefined };
type TileData = Map<string, Feature[]>;

/** Told of every request, so that the page can show that it is loading or in trouble. */
export interface Watcher {
  began(): void;
  ended(failure: Error | null): void;
  /** day: of the units in the tile, null for today. */
  read(data: TileData, day: string | null): void;
}

/** The bytes of a tile as a server or a file has them; null when nothing is in it. */
export type ReadTile = (tile: Zxy, signal: AbortSignal) => Promise<ArrayBuffer | null>;

/** What of a tile is drawn: these layers, and of results of several rules those of one. */
export interface Wanted {
  names: readonly string[];
  minZoom: number;
  rule: string;
}

export class WatchedSource implements TileSource {
  private zoom = -1;
  private controller = new AbortController();

  /** read: places to have a tile from; each is asked when those before it fail. */
  constructor(
    private readonly wanted: Wanted,
    private readonly read: (tile: Zxy) => readonly ReadTile[],
    private readonly day: string | null,
    private readonly watcher: Watcher,
  ) {}

  async get(tile: Zxy, tileSize: number): Promise<TileData> {
    if (tile.z < this.wanted.minZoom) return new Map();
    this.followZoom(tile.z);
    this.watcher.began();
    try {
      const data = await this.load(tile, tileSize, this.controller.signal);
      this.watcher.read(data, this.day);
      this.watcher.ended(null);
      return data;
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      this.watcher.ended(failure.name === "AbortError" ? null : failure);
      throw failure;
    }
  }

  /** Requests for a zoom that is no longer shown are given up. */
  private followZoom(zoom: number): void {
    if (zoom === this.zoom) return;
    this.controller.abort();
    this.controller = new AbortController();
    this.zoom = zoom;
  }

  private async load(tile: Zxy, tileSize: number, signal: AbortSignal): Promise<TileData> {
    let failure: unknown = null;
    for (const read of this.read(tile)) {
      try {
        const body = await read(tile, signal);
        return body === null ? new Map() : parse(body, tileSize, this.wanted);
      } catch (error) {
        if (signal.aborted) throw error;
        failure = error;
      }
    }
    throw failure;
  }
}

/** Reads tiles of the service; `url` has the places of zoom, column and row in it. */
export function readLive(url: string): ReadTile {
  return async ({ z, x, y }, signal) => {
    const response = await fetchPatiently(url.replace("{z}", `${z}`).replace("{x}", `${x}`).replace("{y}", `${y}`), signal);
    return response.status === 204 ? null : response.arrayBuffer();
  };
}

async function fetchPatiently(url: string, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { credentials, signal });
    if (response.ok) return response;
    if (response.status !== 503 || attempt === ATTEMPTS) throw new Error(`${url}: ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
  }
}

function parse(buffer: ArrayBuffer, tileSize: number, { names, rule }: Wanted): TileData {
  const { layers } = new VectorTile(new Pbf(buffer));
  const data: TileData = new Map();
  for (const name of names) {
    const layer = layers[name];
    if (layer !== undefined) data.set(name, featuresOf(layer, tileSize).filter(({ props }) => isOfRule(props, rule)));
  }
  return data;
}

function featuresOf(layer: VectorTileLayer, tileSize: number): Feature[] {
  return Array.from({ length: layer.length }, (_, index) => feature(layer.feature(index), tileSize / layer.extent));
}

/** A file has the results of all rules; what is no result is of every rule. */
function isOfRule(props: Feature["props"], rule: string): boolean {
  return props.rule === undefined || props.rule === rule;
}

function feature(raw: VectorTileFeature, scale: number): TileFeature {
  const geom = raw.loadGeometry();
  const { bbox, numVertices } = scaled(geom, scale);
  return { id: raw.id, props: withWords(raw.properties), geomType: raw.type as number, geom, numVertices, bbox };
}

/** Scales the points where they are: a tile has tens of thousands, and old phones feel each copy of one. */
function scaled(geom: Point[][], scale: number): Pick<Feature, "bbox" | "numVertices"> {
  const bbox = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  let numVertices = 0;
  for (const ring of geom) {
    numVertices += ring.length;
    for (const point of ring) {
      const x = (point.x *= scale);
      const y = (point.y *= scale);
      if (x < bbox.minX) bbox.minX = x;
      if (x > bbox.maxX) bbox.maxX = x;
      if (y < bbox.minY) bbox.minY = y;
      if (y > bbox.maxY) bbox.maxY = y;
    }
  }
  return { bbox, numVertices };
}
