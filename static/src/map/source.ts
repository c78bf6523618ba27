// Vector tiles over HTTP for protomaps-leaflet: refuses bad answers, tries again when the server is busy.

import type Point from "@mapbox/point-geometry";
import { VectorTile, type VectorTileFeature } from "@mapbox/vector-tile";
import Pbf from "pbf";
import type { Feature, TileSource, Zxy } from "protomaps-leaflet";
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

export class HttpTileSource implements TileSource {
  private zoom = -1;
  private controller = new AbortController();

  constructor(
    private readonly url: string,
    private readonly minZoom: number,
    private readonly day: string | null,
    private readonly watcher: Watcher,
  ) {}

  async get(tile: Zxy, tileSize: number): Promise<TileData> {
    if (tile.z < this.minZoom) return new Map();
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
    const url = this.url.replace("{z}", `${tile.z}`).replace("{x}", `${tile.x}`).replace("{y}", `${tile.y}`);
    const response = await fetchPatiently(url, signal);
    if (response.status === 204) return new Map();
    return parse(await response.arrayBuffer(), tileSize);
  }
}

async function fetchPatiently(url: string, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(url, { signal });
    if (response.ok) return response;
    if (response.status !== 503 || attempt === ATTEMPTS) throw new Error(`${url}: ${response.status}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
  }
}

function parse(buffer: ArrayBuffer, tileSize: number): TileData {
  const layers = Object.entries(new VectorTile(new Pbf(buffer)).layers);
  return new Map(
    layers.map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, index) => feature(layer.feature(index), tileSize / layer.extent)),
    ]),
  );
}

function feature(raw: VectorTileFeature, scale: number): TileFeature {
  const geom = raw.loadGeometry();
  return {
    id: raw.id,
    props: withWords(raw.properties),
    geomType: raw.type as number,
    geom: geom.map((ring) => ring.map((point) => point.mult(scale))),
    numVertices: geom.reduce((sum, ring) => sum + ring.length, 0),
    bbox: bounds(geom, scale),
  };
}

function bounds(geom: Point[][], scale: number): Feature["bbox"] {
  const box = { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const { x, y } of geom.flat()) {
    box.minX = Math.min(box.minX, x * scale);
    box.minY = Math.min(box.minY, y * scale);
    box.maxX = Math.max(box.maxX, x * scale);
    box.maxY = Math.max(box.maxY, y * scale);
  }
  return box;
}
