// The public map: puts the parts together. Each part knows the page only through what it is given here.

import { type Coverage, getCoverage, getFeature, getTileJson, type UnitCoverage } from "./api";
import { readHash, writeHash } from "./address-bar";
import { catalogue } from "./catalogue";
import { Details } from "./details";
import { byId } from "./dom";
import { boundsOf } from "./geometry";
import { LayerList } from "./layer-list";
import { showFigures, showLegend } from "./legend";
import { type Bounds, MapView } from "./map/adapter";
import type { Picked } from "./map/pick";
import { Sheet } from "./sheet";
import { showTrouble, TileStatus } from "./status";
import { setUpTabs } from "./tabs";
import { UnitsTable } from "./units-table";
import { day, t } from "./words";

// Around what is shown, in CSS pixels; a phone has none to spare.
const MARGIN = 20;
const PHONE_MARGIN = 8;
// The scale and the note on boundaries lie along the lower edge.
const NOTES = 44;
// Where the map opens when the server cannot say: Nam Định.
const NAM_DINH: Bounds = [105.9, 19.9, 106.6, 20.5];

class Page {
  private readonly asked = readHash(location.hash);
  private units = new Map<number, UnitCoverage>();
  private unit: number | null = null;
  /** Counts journeys of the map: an answer that comes after the next one has begun moves nothing. */
  private turn = 0;
  private readonly sheet = new Sheet();
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly map = new MapView(byId("map"), catalogue.rule, {
    began: () => this.status.began(),
    ended: (failure) => this.status.ended(failure),
    read: (data) => this.status.read(data),
    picked: (found) => this.showPicked(found),
    moved: () => this.remember(),
    covered: () => this.covered(),
  });
  private readonly table = new UnitsTable((unit) => void this.goToUnit(unit));
  private readonly layers = new LayerList(this.asked.layers, () => this.layersChanged());
  private readonly details = new Details(catalogue.rule, {
    ring: (lon, lat) => this.map.ring({ lon, lat }),
    goTo: (lon, lat) => this.goToPoint(lon, lat),
    picked: (found) => this.showPicked(found),
    closed: () => this.choose(null),
  });

  async start(): Promise<void> {
    setUpTabs();
    showLegend(null);
    this.map.start(await homeBounds(), this.asked.position);
    this.layersChanged();
    await this.loadFigures();
    const unit = this.units.get(this.asked.unit ?? 0);
    if (unit !== undefined) await (this.asked.position === null ? this.goToUnit(unit) : this.showUnit(unit));
  }

  private async loadFigures(): Promise<void> {
    try {
      const coverage = await getCoverage(catalogue.rule);
      if (coverage === null) this.showNoCoverage();
      else this.showCoverage(coverage);
    } catch {
      showTrouble("error_figures", () => void this.loadFigures());
    }
  }

  private showCoverage(coverage: Coverage): void {
    this.units = new Map(coverage.units.map((unit) => [unit.unit_id, unit]));
    byId("rule-title").textContent = coverage.title[catalogue.language];
    const asOf = t("as_of", { date: day(coverage.calculated_for) });
    byId("as-of").textContent = coverage.checked ? asOf : `${asOf} · ${t("unchecked")}`;
    showFigures(coverage);
    showLegend(coverage);
    this.table.show(coverage.units);
  }

  private showNoCoverage(): void {
    byId("rule-title").textContent = t("no_figures");
    byId("as-of").textContent = t("no_figures_hint");
  }

  private async goToUnit(unit: UnitCoverage): Promise<void> {
    const turn = ++this.turn;
    const shown = this.showUnit(unit);
    try {
      const { geometry } = await getFeature("communes", unit.unit_id);
      if (geometry !== null && turn === this.turn) this.map.fit(boundsOf(geometry));
    } catch {
      showTrouble("error_details", () => void this.goToUnit(unit));
    }
    await shown;
  }

  private goToPoint(lon: number, lat: number): void {
    this.turn += 1;
    this.map.showPoint(lon, lat);
  }

  private async showUnit(unit: UnitCoverage): Promise<void> {
    this.sheet.lower();
    this.choose(unit.unit_id);
    await this.details.showUnit(unit);
  }

  private showPicked(found: readonly Picked[]): void {
    const [first, ...others] = found;
    if (first === undefined) return this.details.close();
    const unit = this.units.get(Number(first.properties.unit_id));
    const isCommune = first.layer.name === "coverage_units" || first.layer.name === "communes";
    if (isCommune && unit !== undefined) return void this.showUnit(unit);
    this.sheet.lower();
    this.choose(null);
    void this.details.showFeature(first, others.filter(({ layer }) => layer.geometry !== "area"));
  }

  /** Make `unit` the chosen commune of map, table and address; no point is ringed any more. */
  private choose(unit: number | null): void {
    this.map.ring(null);
    if (unit === this.unit) return;
    this.unit = unit;
    this.map.outline(unit);
    this.table.mark(unit);
    this.remember();
  }

  private layersChanged(): void {
    this.map.showLayers(this.layers.layers);
    this.remember();
  }

  private remember(): void {
    const position = this.map.position;
    this.layers.atZoom(position.zoom);
    writeHash({ position, layers: this.layers.chosen, unit: this.unit });
    const link = byId("other-language") as HTMLAnchorElement;
    link.hash = location.hash;
  }

  private covered(): { topLeft: [number, number]; bottomRight: [number, number] } {
    const card = this.details.size;
    const below = Math.max(this.sheet.covers, Sheet.onPhone ? card.height : 0);
    const right = Sheet.onPhone ? 0 : card.width;
    const margin = Sheet.onPhone ? PHONE_MARGIN : MARGIN;
    return { topLeft: [margin, margin], bottomRight: [margin + right, NOTES + below] };
  }
}

async function homeBounds(): Promise<Bounds> {
  try {
    return (await getTileJson("coverage_units")).bounds;
  } catch {
    return NAM_DINH;
  }
}

void new Page().start();
