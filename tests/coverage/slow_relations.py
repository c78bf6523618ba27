"""Which targets lie to a subject as a rule wants, and how surely, for the slow evaluator."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

from shapely import Point
from shapely.geometry.base import BaseGeometry

from tests.coverage.slow_ground import Sight, metres_to, sector
from tests.coverage.slow_register import Register
from tests.coverage.slow_subjects import Subject, row_of
from tests.coverage.slow_truth import is_gone, is_meant, layers_of
from tests.coverage.slow_walks import ACCESS_M, Walks
from tests.coverage.world import Thing, World

# How far two right ways to measure may be apart: over the ground, to a line, over roads.
STRAIGHT_TOLERANCE, LINE_TOLERANCE, WALK_TOLERANCE = 0.0005, 0.02, 0.5


@dataclass(frozen=True)
class Tie:
    """A target that is or may be one of the subject's. zone: the ground that it covers, where a share is asked for.

    is_close: so near to a limit that the two ways to measure may rightly differ.
    """

    target: Thing
    is_sure: bool
    is_hosted: bool = False
    metres: float = inf
    zone: BaseGeometry | None = None
    is_close: bool = False


class Targets:
    """The things that may count for a rule's subjects."""

    def __init__(self, document: dict[str, Any], world: World, register: Register) -> None:
        self.relation, self.register = document["relation"], register
        self.is_share = document["measure"]["agg"] in ("share_length", "share_area")
        selection = document["target"]
        layers = layers_of(selection)
        are_units = selection["set"] == "unit"
        # A unit that was there on any day is on record.
        known = [row_of(unit) for unit in world.units] if are_units else world.things
        self.is_unsurveyed = any(all(thing.layer != layer for thing in known) for layer in layers)
        there = [row_of(unit) for unit in register.units.values()] if are_units else world.things
        says_status = "status" in selection.get("where", {})
        meant = ((one, is_meant(one, selection, register.at)) for one in there if one.layer in layers)
        self.all = [
            (one, truth is True) for one, truth in meant if truth is not False and (says_status or not is_gone(one))
        ]
        self.roads = [thing for thing in world.things if thing.layer == "roads"]
        self.walks: dict[str, Walks] = {}

    def find_ways(self, subjects: list[Subject]) -> None:
        """To be called before ties over roads are asked for."""
        places = [subject.shape for subject in subjects if isinstance(subject.shape, Point)]
        goals = [_spot(target) for target, _ in self.all]
        for metric in ("walk", "drive"):
            if f"'{metric}'" in str(self.relation):
                self.walks[metric] = Walks(self.roads, metric, places, goals)

    def ties(self, subject: Subject) -> list[Tie]:
        """One or more for each target that holds in any of the ways wanted."""
        return list(self._ties(self.relation, subject))

    def others(self, subject: Subject) -> Iterator[tuple[Thing, bool]]:
        """Nothing counts for itself."""
        return ((target, sure) for target, sure in self.all if target is not subject.thing)

    def _ties(self, relation: dict[str, Any], subject: Subject) -> Iterator[Tie]:
        if "any_of" in relation:
            for one in relation["any_of"]:
                yield from self._ties(one, subject)
        elif "self" in relation:
            mine = subject.thing or row_of(subject.unit)
            yield from (Tie(target, sure) for target, sure in self.all if target == mine)
        elif "hosted" in relation:
            yield from self._hosted(subject)
        elif "inside" in relation:
            yield from self._inside(subject)
        elif "seen_by" in relation:
            yield from self._seen(subject, relation["seen_by"])
        elif relation.get("metric", "straight") == "straight":
            yield from self._within(subject, relation["within_m"])
        else:
            yield from self._walk(subject, relation["within_m"], relation["metric"])

    def _hosted(self, subject: Subject) -> Iterator[Tie]:
        assert subject.thing is not None
        key = subject.thing.get("key")
        for target, sure in self.others(subject):
            if key is not None and target.get("host") == f"{subject.layer}/{key}":
                yield Tie(target, sure, True, metres_to(subject.shape, _spot(target)))

    def _inside(self, subject: Subject) -> Iterator[Tie]:
        for target, sure in self.others(subject):
            counted = self.register.units.get(target.name) if target.layer in ("communes", "hamlets") else None
            if counted is not None:
                if counted is not subject.unit and self.register.above(counted, subject.unit.level) is subject.unit:
                    yield Tie(target, sure)
            elif subject.unit is not None:
                if self.register.holding(subject.unit.level, _spot(target)) == subject.unit:
                    yield Tie(target, sure)
            elif subject.shape.covers(_spot(target)):
                yield Tie(target, sure, metres=0)

    def _within(self, subject: Subject, limit: float) -> Iterator[Tie]:
        tolerance = STRAIGHT_TOLERANCE if isinstance(subject.shape, Point) else LINE_TOLERANCE
        for target, sure in self.others(subject):
            metres = metres_to(subject.shape, _spot(target))
            if metres <= limit + tolerance:
                close = abs(metres - limit) <= tolerance
                zone = sector(_spot(target), limit) if self.is_share else None
                yield Tie(target, sure, False, metres, zone, close)

    def _seen(self, subject: Subject, level: str) -> Iterator[Tie]:
        for target, sure in self.others(subject):
            sight, place = Sight(target, level), subject.shape
            if isinstance(place, Point) and not self.is_share:
                sees, close = sight.sees(place), sight.is_doubtful(place)
                zone = None
            else:
                zone = sight.ground()
                sees = zone.intersects(place)
                least, most = sight.ground(0.98).buffer(-1e-7), zone.buffer(1e-7)
                close = not self.is_share and least.intersects(place) != most.intersects(place)
            if sees or close:
                yield Tie(target, sure and sight.is_known, False, metres_to(place, sight.eye), zone, close)

    def _walk(self, subject: Subject, limit: float, metric: str) -> Iterator[Tie]:
        assert isinstance(subject.shape, Point)
        for target, sure in self.others(subject):
            way = self.walks[metric].way(subject.shape, _spot(target))
            # Who stands between two roads may take either.
            slack = WALK_TOLERANCE if way.is_plain else ACCESS_M
            if way.metres <= limit + slack:
                yield Tie(target, sure and way.is_known, False, way.metres, None, abs(way.metres - limit) <= slack)


def _spot(thing: Thing) -> Point:
    return Point(thing.lon, thing.lat)
