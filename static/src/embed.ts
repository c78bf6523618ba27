// A map alone, for pages of other sites: one layer or the results of one rule, as everybody sees it.

import type { Spot } from "./address-bar";
import { type Coverage, type Feature, getCoverage, getUnit, type UnitCoverage } from "./api";
import { catalogue, type Layer, layerNamed } from "./catalogue";
import { byId } from "./dom";
import { askedPosition, bounds, embed, isResults, largeMap, looked, refusalAt, sameOf } from "./embed/asked";
import { Card, nameOf } from "./embed/card";
import { Legend } from "./embed/legend";
import { Messages } from "./embed/messages";
import { refusal, type Theme, type Wish } from "./embed/protocol";
import { Rows } from "./embed/rows";
import { boundsOf, pointOf } from "./geometry";
import { MapView } from "./map/adapter";
import { baseLayer } from "./map/base";
import { Looks } from "./map/looks";
import type { Picked } from "./map/pick";
import { NO_DATA_COLOR } from "./palette";
import { spotOf } from "./search/chosen";
import { classOf, resultClasses } from "./share-classes";
import { showTrouble, TileStatus } from "./status";
import type { ColouredUnit } from "./timeline-figures";
import { UnitsTable } from "./units-table";
import { t } from "./words";

const MARGIN = 10;
const HINT_MS = 1600;
const PICKED = new Set([...embed.names, "communes"]);
/** Alone in its window nobody scrolls past it. */
const isFramed = window.parent !== window;

class Frame {
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly legend = new Legend();
  private readonly messages = new Messages((wish) => this.follow(wish));
  private readonly card = new Card(() => this.choose(embed.unit));
  private readonly map = new MapView(
    byId("map"),
    catalogue.rule,
    {
      began: () => this.status.began(),
      ended: (failure) => this.status.ended(failure),
      read: (data, day) => {
        this.status.read(data, day);
        if ((data.get("coverage_gaps") ?? []).length > 0) this.legend.showGaps();
      },
      picked: (found) => this.showPicked(found),
      moved: () => this.moved(),
      covered: () => ({ topLeft: [MARGIN, MARGIN], bottomRight: [MARGIN, MARGIN + this.card.height] }),
    },
    isFramed ? (way) => this.hint(way) : null,
  );
  private readonly table = new UnitsTable((unit) => this.visit(unit));
  private readonly rows = new Rows(mainLayer(), embed.at, () => this.map.bounds, (feature) => this.visitFeature(feature), () => this.loadRows());
  private readonly units = new Map<number, ColouredUnit>();
  private hinted: number | undefined;
  private chosen: { unit: number | null; spot: Spot | null } = { unit: embed.unit, spot: null };
  /** How many journeys there were: one that is overtaken leads nowhere. */
  private turn = 0;
  /** What is to be shown in place of this, in the end. */
  private wished = embed.path;

  async start(): Promise<void> {
    this.map.useLook(new Looks(looked));
    this.map.start(bounds, askedPosition());
    this.map.showLayers(catalogue.layers);
    this.map.showDays({ day: embed.at, earlier: null });
    this.status.showDays([embed.at]);
    this.choose(embed.unit);
    this.layGround();
    byId("as-table").addEventListener("click", () => this.showTable(byId("view-table").hidden));
    byId("view-table").addEventListener("keydown", (event) => event.key === "Escape" && this.showTable(false));
    if (isResults) await this.loadResults();
    else this.legend.showLayers();
    this.tellReady();
    this.tellView();
  }

  private tellReady(): void {
    this.messages.tell({ type: "wardmap:ready", version: 1, path: embed.path, title: document.querySelector("h1")?.textContent ?? "", unit: embed.unit, at: embed.at });
  }

  /** The base map, where the link asks for it. */
  private layGround(): void {
    const { baseMap } = catalogue;
    if (!baseMap) return;
    this.map.extend((leaflet) => {
      baseLayer(leaflet, baseMap).then(
        (layer) => layer.addTo(leaflet),
        () => showTrouble("base_map_missing", () => this.layGround()),
      );
    });
  }

  /** What the page around wants. */
  private follow(wish: Wish): void {
    if (wish.type === "wardmap:layer") return void this.change(wish);
    if ("unit" in wish) return void this.flyTo(wish);
    this.turn += 1;
    if ("bbox" in wish) this.map.fit(wish.bbox);
    else this.map.goTo({ lat: wish.lat, lng: wish.lon, zoom: wish.z ?? this.map.position.zoom });
  }

  /** To the map of something else, if there is one: without it this one stays. */
  private async change(wish: Wish & Theme): Promise<void> {
    const path = "layer" in wish ? wish.layer : `coverage/${wish.rule}`;
    this.wished = path;
    if (path === embed.path) return this.tellReady();
    const address = sameOf(path, this.map.position);
    const reason = await refusalAt(address);
    if (reason !== null) this.messages.tell(refusal(wish, `${path}: ${reason}`));
    else if (path === this.wished) this.messages.goTo(address);
  }

  private async flyTo(wish: Wish & { unit: number }): Promise<void> {
    const isThere = await this.fly(wish.unit);
    if (!isThere) this.messages.tell(refusal(wish, `unit ${wish.unit}`));
  }

  private async loadResults(): Promise<void> {
    try {
      const coverage = embed.isCounted ? await getCoverage(catalogue.rule, embed.at, "commune") : null;
      this.map.fillUnits(coverage === null);
      if (coverage !== null) this.showResults(coverage);
    } catch {
      showTrouble("error_figures", () => void this.loadResults());
    }
  }

  private showResults(coverage: Coverage): void {
    const classes = resultClasses(coverage.classes);
    const coloured = (unit: UnitCoverage): ColouredUnit => ({ ...unit, color: classOf(classes, unit)?.color ?? NO_DATA_COLOR });
    for (const unit of coverage.units) this.units.set(unit.unit_id, coloured(unit));
    this.map.useFills(classes);
    this.legend.showResults(classes, coverage.units);
    this.table.show([...this.units.values()]);
    this.table.mark(this.chosen.unit);
  }

  private showPicked(found: readonly Picked[]): void {
    const [first] = found.filter(({ layer }) => PICKED.has(layer.name));
    if (first === undefined) return this.card.close();
    const unit = unitOf(first);
    if (unit === null) return this.showFeature(first.layer, first.id, first.properties);
    this.showUnit(unit, String(first.properties.full_name ?? first.properties.name), codeOf(first.properties));
  }

  private showUnit(id: number, name: string, code: string | null): void {
    const figures = this.units.get(id) ?? null;
    const called = figures?.full_name ?? name;
    this.choose(id);
    this.card.showUnit(called, figures?.code ?? code, figures);
    this.messages.tell({ type: "wardmap:select", layer: embed.names[0] ?? "", id, unit_id: id, name: called, properties: { ...figures } });
  }

  private showFeature(layer: Layer, id: number | undefined, properties: Record<string, unknown>): void {
    this.choose(null, spotOf({ layer, id }));
    void this.card.showFeature(layer, id, properties, embed.at);
    this.messages.tell({ type: "wardmap:select", layer: layer.name, id: id ?? null, unit_id: null, name: nameOf(layer, properties), properties });
  }

  /** A row of the table: to the map, and to that unit on it. */
  private visit({ unit_id, full_name, code }: UnitCoverage): void {
    this.showTable(false);
    this.showUnit(unit_id, full_name, code);
    void this.fly(unit_id);
  }

  /** To a unit, which is then the chosen one. Says whether there is one on the map. */
  private async fly(unit: number): Promise<boolean> {
    const turn = ++this.turn;
    const answer = await getUnit(unit, embed.at).catch(() => null);
    const box = answer?.unit.bbox ?? null;
    if (box === null) return false;
    if (turn === this.turn) {
      this.choose(unit);
      this.map.fit(box);
    }
    return true;
  }

  private visitFeature({ id, geometry, properties }: Feature): void {
    this.showTable(false);
    this.showFeature(mainLayer(), Number(id), properties);
    const point = pointOf(geometry);
    if (point !== null) this.map.showPoint(...point);
    else if (geometry !== null) this.map.fit(boundsOf(geometry));
  }

  private choose(unit: number | null, spot: Spot | null = null): void {
    // A unit that is still being asked for leads nobody away from what was chosen since.
    this.turn += 1;
    this.chosen = { unit, spot };
    this.leadOn();
    this.map.ring(null);
    this.map.outline(...(unit === null ? [] : [unit]));
    this.table.mark(unit);
  }

  private showTable(isTable: boolean): void {
    const view = byId("view-table");
    const way = byId("as-table");
    if (isTable) view.replaceChildren(isResults ? this.table.element : this.rows.element);
    view.hidden = !isTable;
    way.setAttribute("aria-expanded", String(isTable));
    way.textContent = t(isTable ? "as_map" : "as_table");
    if (isTable && !isResults) this.loadRows();
    if (isTable) view.focus({ preventScroll: true });
    else byId("map").focus({ preventScroll: true });
  }

  private loadRows(): void {
    void this.rows.load().catch(() => showTrouble("error_rows", () => this.loadRows()));
  }

  private moved(): void {
    this.leadOn();
    this.tellView();
  }

  /** The link to the large map: to what is seen here. */
  private leadOn(): void {
    (byId("large-map") as HTMLAnchorElement).href = largeMap(this.map.position, this.chosen.unit, this.chosen.spot);
  }

  private tellView(): void {
    const { zoom, lat, lng } = this.map.position;
    this.messages.tell({ type: "wardmap:view", z: Number(zoom.toFixed(2)), lat, lon: lng, bbox: [...this.map.bounds] });
  }

  private hint(way: "wheel" | "touch"): void {
    const hint = byId("hint");
    hint.textContent = t(way === "touch" ? "two_fingers" : "keys_to_zoom");
    hint.hidden = false;
    window.clearTimeout(this.hinted);
    this.hinted = window.setTimeout(() => (hint.hidden = true), HINT_MS);
  }
}

function mainLayer(): Layer {
  const layer = layerNamed(embed.names[0] ?? "");
  if (layer === undefined) throw new Error("the page has no such layer");
  return layer;
}

/** The unit that a feature is, with or without results. */
function unitOf({ layer, properties }: Picked): number | null {
  const isUnit = layer.geometry === "area" && (layer.group === "unit" || layer.group === "coverage");
  return isUnit && typeof properties.unit_id === "number" ? properties.unit_id : null;
}

function codeOf({ code }: Record<string, unknown>): string | null {
  return code === undefined || code === null ? null : String(code);
}

void new Frame().start();
