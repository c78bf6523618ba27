"""The systems that Vietnam's files come in, and where the first places of a file would lie in each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Geod

from loaders.locate.crs import NEIGHBOURHOOD, SWAPPED, Operation, operation_to_wgs84
from loaders.locate.custom import TM3

Coordinates = NDArray[np.float64]
Flags = NDArray[np.bool_]
DEGREES = (4326, 4756, 4147)
# What is likelier comes first: it is the one named when two say the same within SAME_METRES.
METRES = (9209, 5897, *sorted(set(TM3.values()) - {9209, 5897}), 3405, 3406, 32648, 32649, 3857, 2044, 2045)
VN2000 = frozenset({4756, 3405, 3406, *TM3.values()})
WGS84 = frozenset({4326, 3857, 32648, 32649})
HANOI72 = frozenset({4147, 2044, 2045})
BY_NAME: Mapping[str, frozenset[int]] = {"vn2000": VN2000, "wgs84": WGS84, "hn72": HANOI72}
SAME_METRES = 30.0
_ELLIPSOID = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of the first places of a file: x and y as it has them, and its other columns."""

    xy: Coordinates
    values: Sequence[Mapping[str, Any]]

    @property
    def is_degrees(self) -> bool:
        """Whether most numbers can be degrees."""
        return bool(len(self.xy)) and float(np.mean(np.abs(self.xy).max(axis=1) <= 180)) > 0.5


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the sample lies by one system. inside: of each place, whether it is where it belongs."""

    operation: Operation
    lonlat: Coordinates
    inside: Flags

    @property
    def share(self) -> float:
        return float(self.inside.mean()) if len(self.inside) else 0.0

    @property
    def option(self) -> str:
        """What --crs would have to say."""
        return self.operation.crs_name + (f",{SWAPPED}" if self.operation.swapped else "")

    def metres_to(self, other: "Landing") -> float:
        """The median distance between the same places by two systems; infinite where they have none in common."""
        both = in_neighbourhood(self.lonlat) & in_neighbourhood(other.lonlat)
        return float(np.median(metres_between(self.lonlat[both], other.lonlat[both]))) if both.any() else float("inf")

    def shift_to(self, other: "Landing") -> tuple[float, float]:
        """Metres east and north from this to the other, at the first place of the sample that both have."""
        both = np.flatnonzero(in_neighbourhood(self.lonlat) & in_neighbourhood(other.lonlat))[0]
        azimuth, _, metres = _ELLIPSOID.inv(*self.lonlat[both], *other.lonlat[both])
        return float(metres * np.sin(np.radians(azimuth))), float(metres * np.cos(np.radians(azimuth)))


def metres_between(one: Coordinates, two: Coordinates) -> NDArray[np.float64]:
    """Metres along the ellipsoid from each place to the other of its row; infinite where one is none."""
    found = np.full(len(one), np.inf)
    both = np.isfinite(one).all(axis=1) & np.isfinite(two).all(axis=1)
    found[both] = _ELLIPSOID.inv(one[both, 0], one[both, 1], two[both, 0], two[both, 1])[2]
    return found


def in_neighbourhood(lonlat: Coordinates) -> Flags:
    """Whether each place is in Vietnam, its seas or near them; not finite is not."""
    west, south, east, north = NEIGHBOURHOOD
    return np.asarray(((lonlat >= (west, south)) & (lonlat <= (east, north))).all(axis=1))


def operations(codes: Iterable[int]) -> list[Operation]:
    """Ways to WGS 84 from these systems, each also with north before east."""
    return [operation for code in codes for operation in _both_ways(code)]


@cache
def _both_ways(code: int) -> tuple[Operation, Operation]:
    crs = CRS.from_epsg(code)
    return operation_to_wgs84(crs), operation_to_wgs84(crs, swapped=True)


def landed(sample: Sample, operation: Operation) -> Coordinates:
    """Longitude and latitude of the sample; infinite where the operation does not apply."""
    with np.errstate(all="ignore"):
        return operation.apply(sample.xy)
