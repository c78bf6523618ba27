"""What there is: what fails, where sites may be, what is planned, where nothing may stand. Values, no reading."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.coverage.network.plane import Floats
from geo_api.coverage.network.read import Metric
from geo_api.coverage.network.roads import RoadNetwork


@dataclass(frozen=True, slots=True)
class Lacking:
    """A subject that does not pass, or a stretch of one that nothing covers.

    number: of the row of the gap or stretch; layer, id: of the subject; weight: what it counts for, of a stretch its
    metres; measure: the least that it has of what the rule counts.
    """

    number: int
    layer: str
    id: int
    name: str | None
    outcome: str
    weight: float
    shape: BaseGeometry
    measure: float | None = None

    @property
    def place(self) -> shapely.Point:
        """A point of it."""
        return shapely.Point(shapely.get_coordinates(shapely.point_on_surface(self.shape))[0])


@dataclass(frozen=True, slots=True)
class Candidate:
    """Where a site may be. layer, id: of the place or junction that is there; None at a point of a grid.

    direction: in which a camera there would look, in degrees from north; None: all around.
    """

    lon: float
    lat: float
    kind: str
    name: str | None = None
    layer: str | None = None
    id: int | None = None
    direction: float | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """placeless: how many more lack, of which no shape is on record. passed: weight of the subjects in these units that
    pass, or metres of road that are covered; None where that is not on record.

    planned: where things are planned; planned_hosts: layer and id of the subjects that are to have one. forbidden:
    areas in which no site may be. networks: of the ways over roads that the rule asks for.
    """

    calculated_for: date
    area: BaseGeometry
    lacking: list[Lacking]
    placeless: int
    passed: float | None
    candidates: list[Candidate]
    planned: list[Candidate]
    planned_hosts: frozenset[tuple[str, int]]
    forbidden: list[BaseGeometry]
    networks: Mapping[Metric, RoadNetwork]


def places_of(things: list[Candidate]) -> Floats:
    return np.array([(thing.lon, thing.lat) for thing in things], dtype=np.float64).reshape(-1, 2)


def lacking_places(lacking: list[Lacking]) -> Floats:
    return shapely.get_coordinates([one.place for one in lacking]).reshape(-1, 2)
