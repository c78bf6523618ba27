// The public map: puts the parts together. Each part knows the page only through what it is given here.

import type { UnitAnswer, UnitRef } from "./api";
import { readHash, type Spot, writeHash } from "./address-bar";
import { setUpGround } from "./base-map";
import { catalogue, layerNamed } from "./catalogue";
import { Compare, sides } from "./compare";
import { type ChosenUnit, Details } from "./details";
import { byId } from "./dom";
import { isUnit, knownUnit, pairAt, pickedUnit, referredUnit } from "./lineage-pick";
import { covered, home } from "./frame";
import { showHints } from "./hints";
import { LayerList } from "./layer-list";
import { Looks } from "./map/looks";
import { MapView } from "./map/adapter";
import { keepWholeOnPaper } from "./map/paper";
import type { Archive } from "./map/archive";
import type { Picked } from "./map/pick";
import { Picture } from "./picture";
import { MapTools } from "./map-tools";
import { Search } from "./search";
import { foundUnit, spotOf } from "./search/chosen";
import type { Found } from "./search/server";
import { Sheet } from "./sheet";
import { TileStatus } from "./status";
import { setUpTabs } from "./tabs";
import { Timeline } from "./timeline";
import { inOrder, type World } from "./timeline-days";
import { Figures } from "./timeline-figures";
import { Undrawn } from "./undrawn";

class Page {
  private readonly asked = readHash(location.hash);
  private world: World = this.asked.world;
  private unit: number | null = null;
  private spot: Spot | null = null;
  /** The unit that the map moves to as soon as it is known where it is. */
  private flyTo: number | null = null;
  /** Counts steps to another world: what was begun before the last one is not gone on with. */
  private turn = 0;
  private readonly sheet = new Sheet();
  private readonly status = new TileStatus(() => this.map.redraw());
  private readonly map = new MapView(byId("map"), catalogue.rule, {
    began: () => this.status.began(),
    ended: (failure) => this.status.ended(failure),
    read: (data, day) => this.status.read(data, day),
    picked: (found, both) => this.showPicked(found, both),
    moved: () => this.remember(),
    covered: () => covered(this.sheet, this.details),
  });
  private readonly compare = new Compare(
    (mode, at) => this.map.share(mode, at),
    (fade) => void this.changeWorld({ ...this.world, fade }),
  );
  private readonly timeline = new Timeline(this.world, (world) => void this.changeWorld(world));
  private readonly undrawn = new Undrawn((notes) => {
    this.timeline.tellUndrawn(notes);
    this.compare.tellUndrawn(notes);
  });
  private readonly picture = new Picture(this.timeline, (archive) => this.showPicture(archive));
  private readonly figures = new Figures(
    (unit) => this.goToUnit({ ...unit, layer: "communes" }),
    (isBare) => this.map.fillUnits(isBare),
    (classes) => this.map.useFills(classes),
    (at) => void this.changeWorld({ ...this.world, at, compare: null }),
  );
  private readonly looks = new Looks(this.asked.looked);
  private readonly layers = new LayerList(
    this.asked.layers,
    this.looks,
    () => ({ bounds: this.map.bounds, at: this.world.at }),
    () => this.layersChanged(),
  );
  private readonly details = new Details(catalogue.rule, {
    ring: (lon, lat) => this.map.ring({ lon, lat }),
    goTo: (lon, lat) => this.goToPoint(lon, lat),
    picked: (found) => this.showPicked(found, null),
    found: (answer) => this.arrive(answer),
    visit: (unit, at) => void this.visit(unit, at),
    closed: () => this.choose([]),
    gone: () => this.choose([]),
  });

  async start(): Promise<void> {
    setUpTabs();
    new MapTools(this.map);
    setUpGround(this.map);
    // Whoever points with a finger has no keys.
    const isTouched = matchMedia("(pointer: coarse)").matches;
    showHints("map", [isTouched ? "hint_search" : "hint_search_key", "hint_pick", "hint_days"]);
    new Search({ day: () => this.world.at, found: (found) => this.goToFound(found), point: (place) => this.goToSpot(place) });
    const dates = this.timeline.load();
    const archive = this.picture.open();
    const { bounds, valid } = await home(archive);
    // Which days an archive is right for, these dates tell.
    if ((await archive) !== null) await dates;
    this.figures.begin = valid?.[0] ?? null;
    // Neither a first day nor a last one: nothing was ever calculated.
    this.figures.isEmpty = valid?.every((day) => day === null) ?? false;
    this.map.useLook(this.looks);
    this.map.useArchive(await archive);
    this.map.start(bounds, this.asked.position);
    this.showWorld(this.asked.world);
    this.layersChanged();
    window.addEventListener("popstate", () => void this.goBack());
    const { unit, position, spot } = this.asked;
    if (spot !== null) this.showSpot(spot);
    await this.figures.load(this.world.at);
    if (unit === null || this.turn > 0) return;
    if (position === null) this.goToUnit(knownUnit(unit, this.figures));
    else this.showUnit(knownUnit(unit, this.figures));
  }

  /** Show another world on people's wish: a step in the history of the browser. Says whether it was the last one. */
  private async goToWorld(world: World): Promise<boolean> {
    const { at, compare } = this.world;
    const turn = ++this.turn;
    this.showWorld(world);
    const isStep = this.world.at !== at || this.world.compare !== compare;
    this.remember(isStep);
    if (isStep && this.unit === null) this.details.close();
    if (compare === null && this.world.compare !== null) this.compare.focus();
    if (this.world.at !== at) await this.figures.load(this.world.at);
    return turn === this.turn;
  }

  /** The same unit, if one is shown, on another day. */
  private async changeWorld(world: World): Promise<void> {
    const { unit, world: left } = this;
    const isLast = await this.goToWorld(world);
    if (isLast && unit !== null && this.unit === unit && left.at !== this.world.at) this.showUnit(knownUnit(unit, this.figures), true);
  }

  private showWorld(wanted: World): void {
    this.world = inOrder(wanted, this.timeline.today);
    const { at, compare, fade } = this.world;
    const { days } = this;
    this.status.showDays(days);
    this.timeline.show(this.world);
    this.compare.show(compare === null ? null : sides(compare, at), fade);
    this.map.showDays({ day: at, earlier: compare === null ? null : { day: compare } });
    this.picture.tell(this.layers.layers, days);
    void this.undrawn.show(days);
  }

  /** The days on the map, null for today. */
  private get days(): (string | null)[] {
    const { at, compare } = this.world;
    return compare === null ? [at] : [compare, at];
  }

  /** The address has changed under the page: back, forward, or by hand. */
  private async goBack(): Promise<void> {
    // A link within the page, such as the one to the table, says nothing of the map.
    if (!location.hash.includes("=")) return this.remember();
    const { position, layers, looked, world, unit, spot } = readHash(location.hash);
    const turn = ++this.turn;
    this.details.close();
    this.looks.set(looked);
    this.layers.set(layers);
    this.showWorld(world);
    this.layersChanged();
    if (position !== null) this.map.goTo(position);
    if (spot !== null) this.showSpot(spot);
    await this.figures.load(this.world.at);
    if (unit !== null && turn === this.turn) this.showUnit(knownUnit(unit, this.figures), true);
  }

  private goToUnit(unit: ChosenUnit): void {
    this.showUnit(unit);
    this.flyTo = unit.id;
  }

  /** To a unit on a day of its own: the whole page goes with it. */
  private async visit(unit: UnitRef, at: string | null): Promise<void> {
    const there = this.goToWorld({ ...this.world, at, compare: null });
    // After the step, so that going back leads to the unit that was shown before.
    this.choose([unit.id]);
    if (await there) this.goToUnit(referredUnit(unit, this.figures));
  }

  private arrive({ unit }: UnitAnswer): void {
    if (this.flyTo === unit.id && unit.bbox !== null) this.map.fit(unit.bbox);
    this.flyTo = null;
  }

  private goToPoint(lon: number, lat: number): void {
    this.flyTo = null;
    this.map.showPoint(lon, lat);
  }

  /** To what was searched for: a step in the history of the browser. */
  private goToFound(found: Found): void {
    const spot = found.type === "unit" ? null : spotOf(found);
    if (spot !== null) return this.goToSpot(spot, found);
    this.makeStep();
    this.showUnit(foundUnit(found, this.figures));
    if (found.bbox !== null) this.map.fit(found.bbox);
    // What is not in force has no outline on the map of the day.
    if (!found.in_force && found.lon !== null && found.lat !== null) this.map.ring({ lon: found.lon, lat: found.lat });
  }

  private goToSpot(spot: Spot, found: Found | null = null): void {
    this.makeStep();
    if (found !== null) this.layers.add(found.layer);
    this.showSpot(spot, found?.title);
    const { lon, lat } = "lon" in spot ? spot : (found ?? { lon: null, lat: null });
    if (lon !== null && lat !== null) this.map.showPoint(lon, lat);
  }

  private showSpot(spot: Spot, name?: string): void {
    this.makeRoom();
    this.choose([], spot);
    if ("lon" in spot) {
      this.map.ring(spot);
      return void this.details.showPoint(spot, this.world.at);
    }
    const layer = layerNamed(spot.layer);
    if (layer !== undefined) void this.details.showFeature({ layer, id: spot.id, properties: { name } }, [], this.world.at);
  }

  /** What is shown from here on is another entry in the history. */
  private makeStep(): void {
    history.pushState(null, "", location.href);
  }

  /** quietly: leave the focus where it is. */
  private showUnit(unit: ChosenUnit, quietly = false): void {
    if (!quietly) this.makeRoom();
    this.choose([unit.id]);
    void this.details.showUnit(unit, this.world.at, quietly);
  }

  private showPicked(found: readonly Picked[], both: [Picked[], Picked[]] | null): void {
    const [first, ...others] = found;
    if (both !== null && first?.layer.geometry !== "point") return this.showPair(both);
    if (first === undefined) return this.details.close();
    if (isUnit(first)) return this.showUnit(pickedUnit(first, this.figures));
    this.makeRoom();
    this.choose([], spotOf(first));
    void this.details.showFeature(first, others.filter(({ layer }) => layer.geometry !== "area"), this.world.at);
  }

  private showPair(both: [Picked[], Picked[]]): void {
    const pair = pairAt(both, this.figures, this.world);
    if (pair === null) return this.details.close();
    this.makeRoom();
    this.choose(pair.sides.flatMap((side) => (side === null ? [] : [side.id])));
    void this.details.showPair(pair);
  }

  private makeRoom(): void {
    this.sheet.lower();
    this.timeline.fold();
    this.flyTo = null;
  }

  /** Make these the chosen units of the map, one of them that of table and address, or `spot`; no point is ringed any more. */
  private choose(units: readonly number[], spot: Spot | null = null): void {
    this.map.ring(null);
    const unit = units.length === 1 ? (units[0] ?? null) : null;
    this.map.outline(...units);
    if (unit === this.unit && spot === this.spot) return;
    this.unit = unit;
    this.spot = spot;
    this.figures.mark(unit);
    this.remember();
  }

  private layersChanged(): void {
    this.map.showLayers(this.layers.layers);
    this.picture.tell(this.layers.layers, this.days);
    this.remember();
  }

  /** Another archive, or none any more. */
  private showPicture(archive: Archive | null): void {
    this.map.useArchive(archive);
    this.picture.tell(this.layers.layers, this.days);
  }

  private remember(isStep = false): void {
    const position = this.map.position;
    this.layers.moved(position.zoom);
    writeHash({ position, layers: this.layers.chosen, looked: this.looks.looked, world: this.world, unit: this.unit, spot: this.spot }, isStep);
    // Whoever puts this map on another page begins with what is seen here.
    for (const id of ["other-language", "to-embed"]) (byId(id) as HTMLAnchorElement).hash = location.hash;
  }
}

keepWholeOnPaper(byId("map"));
void new Page().start();
