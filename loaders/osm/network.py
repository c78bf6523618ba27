"""Roads and junctions out of OpenStreetMap ways. Pure functions.

Facts: https://wiki.openstreetmap.org/wiki/Vietnam/Highway_classification for classes; a node that ways share is where
roads meet, a crossing above or below one another shares none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_CLASSES = {
    "motorway": "national",
    "trunk": "national",
    "primary": "national",
    "secondary": "provincial",
    "tertiary": "main_axis",
    "unclassified": "local",
    "residential": "local",
    "living_street": "local",
    "pedestrian": "local",
    "road": "local",
    "track": "local",
}
# A number says it better than the drawing: QL.10, CT.01; ĐT.490, TL 55.
_NUMBERS = ((re.compile(r"\b(QL|CT)[ .]?\d"), "national"), (re.compile(r"\b(ĐT|DT|TL)[ .]?\d"), "provincial"))
_WIDTH = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*m?", re.ASCII)
# OpenStreetMap keeps coordinates to this many parts of a degree.
_PARTS = 10_000_000
_LEAST_ARMS = 3
_MOST_NAMES = 3


def road_class(tags: Mapping[str, Any]) -> str | None:
    """The class of a way as the layer of roads has it; None for what no car drives on, and for ways to one's door."""
    highway = str(tags.get("highway") or "").removesuffix("_link")
    if highway == "service":
        return "local" if tags.get("name") or tags.get("service") == "alley" else None
    by_drawing = _CLASSES.get(highway)
    if by_drawing is None:
        return None
    ref = str(tags.get("ref") or "").upper()
    return next((value for pattern, value in _NUMBERS if pattern.search(ref)), by_drawing)


def road_width(tags: Mapping[str, Any]) -> float | None:
    """The width in metres, where it is a plain number."""
    match = _WIDTH.fullmatch(str(tags.get("width") or "").strip())
    return float(match[1].replace(",", ".")) if match else None


@dataclass(frozen=True, slots=True)
class Junction:
    """A node where roads meet. arms: ways out of it; names: of the roads, in alphabetical order."""

    lon: float
    lat: float
    arms: int
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same as long as the node is not moved."""
        return f"osm:junction/{self.lon:.7f},{self.lat:.7f}"


@dataclass(slots=True)
class Network:
    """The corners of all roads: whole numbers, for millions of them are held."""

    _corners: list[NDArray[np.int64]] = field(default_factory=list)
    _arms: list[NDArray[np.int8]] = field(default_factory=list)
    _names: list[str] = field(default_factory=list)

    def add(self, shape: BaseGeometry, name: str) -> None:
        """A road of one line or several (EPSG:4326); what lies outside the world meets nothing."""
        for line in shapely.get_parts(shape):
            places = shapely.get_coordinates(line)
            if not (np.abs(places) <= (180, 90)).all():
                continue
            corners = np.rint(places * _PARTS).astype(np.int64)
            arms = np.full(len(corners), 2, dtype=np.int8)
            arms[[0, -1]] = 1
            self._corners.append((corners[:, 0] << 32) + corners[:, 1])
            self._arms.append(arms)
            self._names.append(name)

    def junctions(self) -> Iterator[Junction]:
        """Where at least three arms meet."""
        if not self._corners:
            return
        corners, arms = np.concatenate(self._corners), np.concatenate(self._arms)
        nodes, owners = np.unique(corners, return_inverse=True)
        totals = np.bincount(owners, weights=arms).astype(int)
        names = self._names_at(owners, totals >= _LEAST_ARMS)
        for node in np.flatnonzero(totals >= _LEAST_ARMS).tolist():
            lon, lat = _place(int(nodes[node]))
            yield Junction(lon, lat, int(totals[node]), _few(names.get(node, ())))

    def _names_at(self, owners: NDArray[np.int_], wanted: NDArray[np.bool_]) -> dict[int, set[str]]:
        roads = np.repeat(np.arange(len(self._corners)), [len(line) for line in self._corners])
        found: dict[int, set[str]] = {}
        for at in np.flatnonzero(wanted[owners]).tolist():
            name = self._names[roads[at]]
            if name:
                found.setdefault(int(owners[at]), set()).add(name)
        return found


def _place(code: int) -> tuple[float, float]:
    lat = ((code + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
    return ((code - lat) >> 32) / _PARTS, lat / _PARTS


def _few(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names)[:_MOST_NAMES])
