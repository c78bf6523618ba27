"""Who is judged by a rule, for the slow evaluator."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely import line_merge, union_all
from shapely.geometry.base import BaseGeometry

from tests.coverage.slow_ground import extent
from tests.coverage.slow_register import Register
from tests.coverage.slow_truth import is_gone, is_meant, layers_of
from tests.coverage.world import Thing, Unit, World

HOMES = ("dwelling", "flat")


@dataclass(frozen=True)
class Subject:
    """shape: what is looked at of it, None for a unit without boundary. part: the unit that a piece of road lies in.

    weight, base: None where not known.
    """

    layer: str
    name: str
    part: str | None
    shape: BaseGeometry | None
    is_sure: bool
    weight: float | None
    base: float | None
    thing: Thing | None = None
    unit: Unit | None = None


class Subjects:
    """The subjects of one rule in one world."""

    def __init__(self, document: dict[str, Any], world: World, register: Register) -> None:
        self.document, self.world, self.register = document, world, register
        self.selection = document["subject"]
        self.weight = self.selection.get("weight", "one")
        self.per = document["measure"].get("per")
        verbs = _verbs(document["relation"])
        self.by_area = document["measure"]["agg"] == "share_area" or "inside" in verbs

    def __iter__(self) -> Iterator[Subject]:
        match self.selection["set"]:
            case "unit":
                yield from self._units()
            case "road":
                for road, sure in self._meant():
                    yield from self._pieces(road, sure)
            case "popcell":
                yield from (self._cell(cell, sure) for cell, sure in self._meant())
                yield from self._homes()
            case _:
                for thing, sure in self._meant():
                    yield Subject(thing.layer, thing.name, None, thing.geometry, sure, 1, 1, thing)

    def _meant(self) -> Iterator[tuple[Thing, bool]]:
        """Things that are there, and are or may be meant."""
        layers = layers_of(self.selection)
        for thing in self.world.things:
            if thing.layer in layers and not is_gone(thing):
                truth = is_meant(thing, self.selection, self.register.at)
                if truth is not False:
                    yield thing, truth is True

    def _units(self) -> Iterator[Subject]:
        (layer,) = layers_of(self.selection)
        for unit in self.register.of_level(layer.removesuffix("s")):
            row = row_of(unit)
            if is_meant(row, self.selection, self.register.at):
                shape = unit.area if unit.area is None or self.by_area else unit.area.point_on_surface()
                weight, base = self._of_unit(unit, self.weight), self._base(unit)
                yield Subject(layer, unit.code, None, shape, True, weight, base, unit=unit)

    def _of_unit(self, unit: Unit, attribute: str) -> float | None:
        if attribute == "one":
            return 1
        if attribute in ("area_m2", "area_km2"):
            area = None if unit.area is None else extent(unit.area)
            return area if area is None or attribute == "area_m2" else area / 1e6
        return self.register.figure(unit, attribute)

    def _base(self, unit: Unit) -> float | None:
        if self.per is None:
            return 1
        known = self._of_unit(unit, self.per["attr"])
        return None if known is None else known / self.per["unit"]

    def _pieces(self, road: Thing, sure: bool) -> Iterator[Subject]:
        """What of the road lies in each unit of the rule's level."""
        for unit in self.register.of_level(self.document["rollup"]["level"]):
            if unit.area is not None:
                parts = getattr(common := road.geometry.intersection(unit.area), "geoms", [common])
                piece = union_all([part for part in parts if part.geom_type == "LineString"])
                if not piece.is_empty:
                    weight = extent(piece) if self.weight == "length_m" else 1
                    shape = line_merge(piece) if piece.geom_type == "MultiLineString" else piece
                    yield Subject(road.layer, road.name, unit.code, shape, sure, weight, 1, road)

    def _cell(self, cell: Thing, sure: bool) -> Subject:
        """People live all over a cell: asked how near something is, they are taken to be in its middle."""
        shape = cell.geometry if self.by_area else cell.geometry.point_on_surface()
        weights = {"one": 1, "area_m2": extent(cell.geometry)}
        weight = weights.get(self.weight, cell.get(self.weight))
        known = self._of_cell(cell, self.per["attr"]) if self.per else None
        base = 1 if self.per is None else None if known is None else known / self.per["unit"]
        return Subject(cell.layer, cell.name, None, shape, sure, weight, base, cell)

    def _of_cell(self, cell: Thing, attribute: str) -> float | None:
        known: float | None = extent(cell.geometry) / 1e6 if attribute == "area_km2" else cell.get(attribute)
        return known

    def _homes(self) -> Iterator[Subject]:
        """Dwellings of communes that have no cell at all; what needs the area of a cell cannot be asked of them."""
        if self.by_area or self.weight == "area_m2":
            return
        cells = [thing.geometry.point_on_surface() for thing in self.world.things if thing.layer == "population"]
        for home in self.world.things:
            if home.layer != "addresses" or home.get("kind") not in HOMES or is_gone(home):
                continue
            commune = self.register.holding("commune", home.geometry)
            if commune is not None and not any(commune.area.covers(cell) for cell in cells):
                yield Subject(home.layer, home.name, None, home.geometry, True, 1, None if self.per else 1, home)


def row_of(unit: Unit) -> Thing:
    """A unit as the row of its layer."""
    return Thing(f"{unit.level}s", unit.code, 0, 0, {"kind": unit.kind})


def homes(document: dict[str, Any], world: World, register: Register) -> Iterator[Subject]:
    """The cells of population in units of the level that is judged, each where its middle is."""
    (layer,) = layers_of(document["subject"])
    people = document["measure"].get("of", document["subject"].get("weight"))
    for cell in world.things:
        if cell.layer == "population":
            spot = cell.geometry.point_on_surface()
            unit = register.holding(layer.removesuffix("s"), spot)
            yield Subject(cell.layer, cell.name, None, spot, True, cell.get(people), 1, cell, unit)


def _verbs(relation: dict[str, Any]) -> set[str]:
    if "any_of" in relation:
        return {verb for one in relation["any_of"] for verb in _verbs(one)}
    return set(relation)
