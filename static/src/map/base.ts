// A base map under our own layers, where the service has been told of one.

import L from "leaflet";
import type { Header, PMTiles } from "pmtiles";
import { leafletLayer, LineSymbolizer, type PaintRule, PolygonSymbolizer } from "protomaps-leaflet";
import { type BaseMap, catalogue } from "../catalogue";
import { MAX_ZOOM } from "./vector";

const PANE = "base";
// Between the ground and our own tiles.
const ABOVE_GROUND = "150";

/** Layers that can be shown and taken away, the same ones each time. Throws when the archive cannot be read. */
export async function baseLayer(map: L.Map, { url, isArchive, attribution }: BaseMap): Promise<L.Layer> {
  if (map.getPane(PANE) === undefined) map.createPane(PANE).style.zIndex = ABOVE_GROUND;
  const common = { pane: PANE, maxZoom: MAX_ZOOM, attribution: inText(attribution) };
  if (!isArchive) return L.tileLayer(url, { ...common, maxNativeZoom: MAX_ZOOM });
  // Maps for other sites have it as a file of its own, that is fetched when there is an archive to read.
  const { PMTiles, TileType } = await import("pmtiles");
  const file = new PMTiles(new URL(url, location.href).href);
  const header = await file.getHeader();
  if (header.tileType === TileType.Mvt) return painted(file, header, common);
  return new Pictures(file, { ...common, minNativeZoom: header.minZoom, maxNativeZoom: header.maxZoom });
}

/** Attributions are HTML to Leaflet. */
function inText(words: string): string {
  const holder = document.createElement("span");
  holder.textContent = words;
  return holder.innerHTML;
}

/** Pictures of an archive, on canvases: so they are in what people save of the map, too. */
class Pictures extends L.GridLayer {
  constructor(
    private readonly file: PMTiles,
    options: L.GridLayerOptions,
  ) {
    super(options);
  }

  override createTile({ x, y, z }: L.Coords, done: L.DoneCallback): HTMLElement {
    const canvas = document.createElement("canvas");
    this.draw(canvas, { x, y, z }).then(
      () => done(undefined, canvas),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), canvas),
    );
    return canvas;
  }

  private async draw(canvas: HTMLCanvasElement, { x, y, z }: { x: number; y: number; z: number }): Promise<void> {
    const found = await this.file.getZxy(z, x, y);
    if (found === undefined) return;
    const picture = await createImageBitmap(new Blob([found.data]));
    canvas.width = picture.width;
    canvas.height = picture.height;
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
  }
}

/** Vector tiles as Protomaps makes them of OpenStreetMap, pale and without names: those on our maps are our own. */
function painted(file: PMTiles, header: Header, common: L.GridLayerOptions): L.Layer {
  Object.assign(window, { L });
  const layer: unknown = leafletLayer({ ...common, url: file, maxDataZoom: header.maxZoom, paintRules: GROUND, labelRules: [], lang: catalogue.language } as Parameters<typeof leafletLayer>[0]);
  return layer as L.Layer;
}

const GROUND: PaintRule[] = [
  { dataLayer: "earth", symbolizer: new PolygonSymbolizer({ fill: "#f4f2ec" }) },
  { dataLayer: "landuse", symbolizer: new PolygonSymbolizer({ fill: "#e9eddf", opacity: 0.6 }) },
  { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: "#cfe0ea" }) },
  { dataLayer: "roads", minzoom: 11, symbolizer: new LineSymbolizer({ color: "#ffffff", width: (zoom: number) => Math.max(0.6, (zoom - 9) * 0.55) }) },
  { dataLayer: "buildings", minzoom: 14, symbolizer: new PolygonSymbolizer({ fill: "#dcd7cc" }) },
];
