"""Ways over roads from every subject to every target of a rule, for the slow evaluator."""

from dataclasses import dataclass
from typing import Any

from shapely import Point

from tests.coverage.network.oracle import foot_of, is_plain, ways
from tests.coverage.slow_ground import metres_between
from tests.coverage.world import Thing

ACCESS_M = 500.0
CAR_WIDTH_M = 2.0


@dataclass(frozen=True)
class Way:
    """metres: in a straight line where it is not known. is_plain: no other road is as near to either end."""

    metres: float
    is_known: bool
    is_plain: bool


class Walks:
    """For who walks or drives."""

    def __init__(self, roads: list[Thing], metric: str, places: list[Point], goals: list[Point]) -> None:
        widths = [(road, road.get("width_m")) for road in roads]
        self.roads: list[Any] = [
            road.geometry for road, wide in widths if metric == "walk" or wide is None or wide >= CAR_WIDTH_M
        ]
        self.number = {place: number for number, place in enumerate(dict.fromkeys(places))}
        self.goal = {goal: number for number, goal in enumerate(dict.fromkeys(goals))}
        self.metres = self._all() if self.roads else None
        self.stops = {place: self._stop(place) for place in {*places, *goals}}

    def _all(self) -> Any:
        """The places apart from each other: who stands where another does is on the same foot."""
        return ways(self.roads, [(p.x, p.y) for p in self.number], [(p.x, p.y) for p in self.goal], ACCESS_M)

    def _stop(self, place: Point) -> tuple[bool, bool]:
        if not self.roads:
            return False, True
        spot = (place.x, place.y)
        access = foot_of(spot, self.roads).access
        return access <= ACCESS_M, abs(access - ACCESS_M) > 0.1 and (access > ACCESS_M or is_plain(spot, self.roads))

    def way(self, place: Point, goal: Point) -> Way:
        known, plain = (one and other for one, other in zip(self.stops[place], self.stops[goal], strict=True))
        if not known or self.metres is None:
            return Way(metres_between(place, goal), False, plain)
        return Way(float(self.metres[self.number[place], self.goal[goal]]), True, plain)
