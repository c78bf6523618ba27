"""Things on the map of the sample, gathered by layer before they are written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.rows import FeatureRow
from loaders.sample.plane import DECIMALS, METRES_PER_DEGREE, Floats
from loaders.sample.store import record_load
from loaders.write.copy import copy_features

# The short names that begin the keys of a layer.
PREFIXES = {
    "cameras": "cam", "culture_houses": "nvh", "feedback": "pa", "game_centres": "tc", "health_stations": "yt",
    "junctions": "ng", "loudspeakers": "loa", "markets": "cho", "no_recording_areas": "cqp", "notice_boards": "bt",
    "one_stop_offices": "mc", "police_posts": "ca", "population": "ds", "public_places": "cc", "relics": "dt",
    "roads": "d", "schools": "th", "sensors": "qt", "street_lights": "den", "wifi": "wf", "worship_places": "tt",
}  # fmt: skip


@dataclass(frozen=True)
class Thing:
    """hamlet: index of the hamlet it stands in. geometry: EPSG:4326."""

    layer: str
    key: str
    hamlet: int
    geometry: BaseGeometry
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def reference(self) -> str:
        """How an asset names the place that hosts it."""
        return f"{self.layer}/{self.key}"

    @property
    def spot(self) -> Floats:
        """Longitude and latitude of a point."""
        return np.asarray(shapely.get_coordinates(self.geometry)[0])


class Inventory:
    """All things by layer."""

    def __init__(self) -> None:
        self._things: dict[str, list[Thing]] = {name: [] for name in PREFIXES}

    def __getitem__(self, layer: str) -> list[Thing]:
        return self._things[layer]

    def add(self, layer: str, hamlet: int, geometry: BaseGeometry, **values: Any) -> Thing:
        """Put a thing into its layer under the next free key; values that are None are not known."""
        things = self._things[layer]
        thing = Thing(layer, f"{PREFIXES[layer]}-{len(things) + 1:05d}", int(hamlet), geometry, values)
        things.append(thing)
        return thing

    def add_points(self, layer: str, hamlets: Iterable[int], spots: Floats, values: Iterable[dict[str, Any]]) -> None:
        for hamlet, spot, row in zip(hamlets, spots, values, strict=True):
            self.add(layer, hamlet, shapely.Point(spot), **row)

    def write(self, connection: Connection) -> None:
        """Each layer under a load record of its own."""
        for name, things in self._things.items():
            rows = [_row(number, thing) for number, thing in enumerate(things, start=1)]
            load_id = record_load(connection, name, [(row.geometry.wkb_hex, repr(row.values)) for row in rows])
            copy_features(connection, all_layers()[name], load_id, rows)


def _row(number: int, thing: Thing) -> FeatureRow:
    return FeatureRow(thing.geometry, {"key": thing.key, **thing.values}, number)


def beside(spots: Floats, distance_m: float | Floats, source: np.random.Generator) -> Floats:
    """Points at that distance from each spot in any direction; longitude and latitude."""
    turn = source.uniform(0, 2 * np.pi, len(spots))
    way = np.column_stack([np.cos(turn), np.sin(turn)]) * np.asarray(distance_m).reshape(-1, 1)
    return np.asarray(np.round(spots + way / METRES_PER_DEGREE, DECIMALS))


def spots_of(things: list[Thing]) -> Floats:
    return np.array([thing.spot for thing in things]).reshape(-1, 2)


def some(count: int, share: float | Floats, source: np.random.Generator) -> NDArray[np.int64]:
    """Indices of those of `count` that chance picks, each with that probability."""
    return np.flatnonzero(source.random(count) < share)
