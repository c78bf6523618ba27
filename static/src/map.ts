// The public map: puts the parts together. Each part knows the page only through what it is given here.

import { getTileJson, getUnitDates, type UnitAnswer, type UnitRef } from "./api";
import { readHash, writeHash } from "./address-bar";
import { catalogue } from "./catalogue";
import { Compare, sides } from "./compare";
import { type ChosenUnit, Details } from "./details";
import { byId } from "./dom";
import { isUnit, pairAt, pickedUnit, referredUnit } from "./lineage-pick";
import { LayerList } from "./layer-list";
import { type Bounds, MapView } from "./map/adapter";
import type { Picked } from "./map/pick";
import { Sheet } from "./sheet";
import { showTrouble, TileStatus } from "./status";
import { setUpTabs } from "./tabs";
import { Timeline } from "./timeline";
import { Calendar, inOrder, type World } from "./timeline-days";
import { Figures } from "./timeline-figures";

// Around what is shown, in CSS pixels; a phone has none to spare.
const MARGIN = 20;
const PHONE_MARGIN = 8;
// The scale and the note on boundaries lie along the lower edge, the day along the upper one.
const NOTES = 44;
const CHIP = 56;
// Where the map opens when the server cannot say: Nam Định.
const NAM_DINH: Bounds = [105.9, 19.9, 106.6, 20.5];
class Page {
  private readonly asked = readHash(location.hash);
  private world: World = this.asked.world;
  private unit: number | null = null;
  /** The unit that the map moves to as soon as it is known where it is. */
  private flyTo: number | null = null;
  private readonly sheet = new Sheet();
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly map = new MapView(byId("map"), catalogue.rule, {
    began: () => this.status.began(),
    ended: (failure) => this.status.ended(failure),
    read: (data) => this.status.read(data),
    picked: (found, both) => this.showPicked(found, both),
    moved: () => this.remember(),
    covered: () => this.covered(),
  });
  private readonly compare = new Compare(
    (mode, at) => this.map.share(mode, at),
    (fade) => void this.goToWorld({ ...this.world, fade }),
  );
  private readonly timeline = new Timeline(this.world, (world) => void this.goToWorld(world));
  private readonly figures = new Figures(
    (unit) => this.goToUnit({ ...unit, layer: "communes" }),
    (isBare) => this.map.fillUnits(isBare),
  );
  private readonly layers = new LayerList(this.asked.layers, () => this.layersChanged());
  private readonly details = new Details(catalogue.rule, {
    ring: (lon, lat) => this.map.ring({ lon, lat }),
    goTo: (lon, lat) => this.goToPoint(lon, lat),
    picked: (found) => this.showPicked(found, null),
    found: (answer) => this.arrive(answer),
    visit: (unit, at) => void this.visit(unit, at),
    closed: () => this.choose(),
  });

  async start(): Promise<void> {
    setUpTabs();
    void this.loadDates();
    const { bounds, valid } = await home();
    this.figures.begin = valid?.[0] ?? null;
    this.map.start(bounds, this.asked.position);
    this.showWorld(this.asked.world);
    this.layersChanged();
    await this.figures.load(this.world.at);
    const { unit, position } = this.asked;
    if (unit !== null) position === null ? this.goToUnit(this.knownUnit(unit)) : this.showUnit(this.knownUnit(unit));
    window.addEventListener("popstate", () => void this.goBack());
  }

  private async loadDates(): Promise<void> {
    try {
      const { today, dates } = await getUnitDates("commune");
      this.timeline.setCalendar(new Calendar(today, dates));
    } catch {
      showTrouble("error_dates", () => void this.loadDates());
    }
  }

  /** Show another world on people's wish: a step in the history of the browser. */
  private async goToWorld(world: World): Promise<void> {
    const { at, compare } = this.world;
    const chosen = this.unit;
    this.showWorld(world);
    const isOtherDay = this.world.at !== at;
    this.remember(isOtherDay || this.world.compare !== compare);
    if (compare === null && this.world.compare !== null) this.beginComparing();
    if (isOtherDay) await this.figures.load(this.world.at);
    // Meanwhile another unit may have been chosen, or none.
    if (chosen === null || this.unit !== chosen) return chosen === null ? this.details.close() : undefined;
    if (isOtherDay) this.showUnit(this.knownUnit(chosen), true);
  }

  private showWorld(wanted: World): void {
    this.world = inOrder(wanted, this.timeline.today);
    const { at, compare, fade } = this.world;
    this.status.forget();
    this.timeline.show(this.world);
    this.compare.show(compare === null ? null : sides(compare, at), fade);
    this.map.showDays({ day: at, earlier: compare === null ? null : { day: compare } });
  }

  /** The map is what counts now: the panel of days makes room. */
  private beginComparing(): void {
    this.timeline.fold();
    this.compare.focus();
  }

  /** The address has changed under the page: back, forward, or by hand. */
  private async goBack(): Promise<void> {
    const { position, layers, world, unit } = readHash(location.hash);
    this.details.close();
    this.layers.set(layers);
    this.showWorld(world);
    this.map.showLayers(this.layers.layers);
    if (position !== null) this.map.goTo(position);
    await this.figures.load(this.world.at);
    if (unit !== null) this.showUnit(this.knownUnit(unit));
  }

  private knownUnit(id: number): ChosenUnit {
    return { ...(this.figures.unit(id) ?? { id, name: "…", code: null, coverage: null }), layer: "communes" };
  }

  private goToUnit(unit: ChosenUnit): void {
    this.showUnit(unit);
    this.flyTo = unit.id;
  }

  /** To a unit on a day of its own: the whole page goes with it. */
  private async visit(unit: UnitRef, at: string | null): Promise<void> {
    this.choose(unit.id);
    await this.goToWorld({ ...this.world, at, compare: null });
    this.goToUnit(referredUnit(unit, this.figures));
  }

  private arrive({ unit }: UnitAnswer): void {
    if (this.flyTo === unit.id && unit.bbox !== null) this.map.fit(unit.bbox);
    this.flyTo = null;
  }

  private goToPoint(lon: number, lat: number): void {
    this.flyTo = null;
    this.map.showPoint(lon, lat);
  }

  /** quietly: leave the focus where it is. */
  private showUnit(unit: ChosenUnit, quietly = false): void {
    if (!quietly) this.makeRoom();
    this.choose(unit.id);
    void this.details.showUnit(unit, this.world.at, quietly);
  }

  private showPicked(found: readonly Picked[], both: [Picked[], Picked[]] | null): void {
    const [first, ...others] = found;
    if (both !== null && first?.layer.geometry !== "point") return this.showPair(both);
    if (first === undefined) return this.details.close();
    if (isUnit(first)) return this.showUnit(pickedUnit(first, this.figures));
    this.makeRoom();
    this.choose();
    void this.details.showFeature(first, others.filter(({ layer }) => layer.geometry !== "area"), this.world.at);
  }

  private showPair(both: [Picked[], Picked[]]): void {
    const pair = pairAt(both, this.figures, this.world);
    if (pair === null) return this.details.close();
    this.makeRoom();
    this.choose(...pair.sides.flatMap((side) => (side === null ? [] : [side.id])));
    void this.details.showPair(pair);
  }

  private makeRoom(): void {
    this.sheet.lower();
    if (Sheet.onPhone) this.timeline.fold();
    this.flyTo = null;
  }

  /** Make these the chosen units of the map, one of them that of table and address; no point is ringed any more. */
  private choose(...units: number[]): void {
    this.map.ring(null);
    const unit = units.length === 1 ? (units[0] ?? null) : null;
    this.map.outline(...units);
    if (unit === this.unit) return;
    this.unit = unit;
    this.figures.mark(unit);
    this.remember();
  }

  private layersChanged(): void {
    this.map.showLayers(this.layers.layers);
    this.remember();
  }

  private remember(isStep = false): void {
    const position = this.map.position;
    this.layers.atZoom(position.zoom);
    writeHash({ position, layers: this.layers.chosen, world: this.world, unit: this.unit }, isStep);
    const link = byId("other-language") as HTMLAnchorElement;
    link.hash = location.hash;
  }

  private covered(): { topLeft: [number, number]; bottomRight: [number, number] } {
    const card = this.details.size;
    const below = Math.max(this.sheet.covers, Sheet.onPhone ? card.height : 0);
    const right = Sheet.onPhone ? 0 : card.width;
    const margin = Sheet.onPhone ? PHONE_MARGIN : MARGIN;
    return { topLeft: [margin, CHIP], bottomRight: [margin + right, NOTES + below] };
  }
}

/** Where the map opens, and from which day on there are figures. */
async function home(): Promise<{ bounds: Bounds; valid?: [string | null, string | null] }> {
  try {
    return await getTileJson("coverage_units");
  } catch {
    return { bounds: NAM_DINH };
  }
}

void new Page().start();
