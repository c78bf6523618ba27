"""Roads and junctions on the map, lanes inside hamlets, and the pieces of street along which houses stand."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from loaders.sample.country import Country
from loaders.sample.inventory import Inventory
from loaders.sample.plane import Floats, Integers, Shapes, chance, on_earth, to_lonlat
from loaders.sample.roads import Network

WIDTHS = {"national": (11.0, 20.5), "provincial": (7.0, 11.0), "main_axis": (5.0, 7.5), "local": (3.0, 5.5)}
LANE_WIDTHS = (2.5, 4.0)
LANES = (2, 5)
# Length of the middle lane and of those across it, as shares of the size of the hamlet.
MIDDLE, ACROSS = 0.62, 0.42
SHORTEST_LANE_M = 35.0
CUT_POINTS = 6
# Junctions are busy by what meets there: points for each arm, and how many make it high or medium.
WEIGHT = {"national": 4, "provincial": 3, "main_axis": 1, "local": 0}
HIGH, MEDIUM = 8, 3
ARMS = {3: "Ngã ba", 4: "Ngã tư", 5: "Ngã năm", 6: "Ngã sáu"}


@dataclass(frozen=True)
class Street:
    """A piece of a road or lane in one hamlet. line: metres in the plane. start_m: where it begins on its street."""

    hamlet: int
    name: str
    line: BaseGeometry
    start_m: float
    is_lane: bool
    is_numbered: bool


def lay_roads(country: Country, network: Network, inventory: Inventory) -> list[Street]:
    """Put roads, lanes and junctions on the map; answers where houses may stand, the lanes of a hamlet first."""
    _add_roads(network, inventory)
    _add_junctions(country, network, inventory)
    lanes = list(_lanes(country))
    _add_lanes(country, lanes, inventory)
    return [*lanes, *_pieces(network)]


def _add_roads(network: Network, inventory: Inventory) -> None:
    """One feature for each unbroken stretch of a road of one name and class."""
    groups: dict[tuple[str, str], list[int]] = {}
    for index, group in enumerate(zip(network.classes, network.names, strict=True)):
        groups.setdefault(group, []).append(index)
    lines, source = on_earth(network.lines), chance("road widths")
    for (cls, name), members in groups.items():
        merged = shapely.line_merge(shapely.multilinestrings(lines[members]))
        for part in shapely.get_parts(merged):
            width = round(float(source.uniform(*WIDTHS[cls])) * 2) / 2
            values = {"name": name, "class": cls, "width_m": width}
            inventory.add("roads", int(network.edges[members[0], 0]), part, **values)


def _add_junctions(country: Country, network: Network, inventory: Inventory) -> None:
    weights = np.array([WEIGHT[cls] for cls in network.classes])
    arms = np.bincount(network.edges.ravel(), minlength=len(country.hamlets))
    points = np.bincount(network.edges.ravel(), np.repeat(weights, 2), len(country.hamlets))
    for hamlet in np.flatnonzero(arms >= min(ARMS)).tolist():
        town = 2 * int(country.town[hamlet])
        traffic = "high" if points[hamlet] + town >= HIGH else "medium" if points[hamlet] + town >= MEDIUM else "low"
        count = int(arms[hamlet])
        words = ARMS.get(count, "Nút giao")
        name = f"{words} {country.hamlets[hamlet].title.full}, {country.old_commune(hamlet).name}"
        spot = shapely.Point(to_lonlat(country.seats[hamlet]))
        inventory.add("junctions", hamlet, spot, name=name, arms=count, traffic=traffic)


def _lanes(country: Country) -> Iterator[Street]:
    """Lanes of all hamlets: one through the middle and some across it, cut at the hamlet's edge."""
    source = chance("lanes")
    counts = source.integers(*LANES, len(country.hamlets))
    owner = np.repeat(np.arange(len(counts)), counts + 1)
    place = np.concatenate([np.arange(count + 1) for count in counts])
    # Fields of one commune are laid out alike, and so are the lanes.
    turn = chance("fields").uniform(0, np.pi, len(country.gazetteer.old))[country.commune_of]
    turn = turn + source.normal(0, 0.15, len(turn))
    along = np.column_stack([np.cos(turn), np.sin(turn)])[owner]
    lines = shapely.linestrings(_ends(country, owner, place, counts, along))
    inside = shapely.intersection(lines, country.fields[owner])
    for hamlet, number, line in zip(owner.tolist(), place.tolist(), _longest(inside), strict=True):
        if line.length >= SHORTEST_LANE_M:
            yield Street(hamlet, f"Ngõ {number + 1}", line, 0.0, is_lane=True, is_numbered=True)


def _ends(country: Country, owner: Integers, place: Integers, counts: Integers, along: Floats) -> Floats:
    """Both ends of each lane; lane 0 of a hamlet goes through its seat, the others cross that one at even distances."""
    size = country.sizes[owner][:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    is_middle = (place == 0)[:, None]
    share = (place - 0.5) / counts[owner] - 0.5
    middle = country.seats[owner] + along * np.where(is_middle, 0, share[:, None] * MIDDLE * size)
    reach = np.where(is_middle, along * MIDDLE, across * ACROSS) * size / 2
    return np.stack([middle - reach, middle + reach], axis=1)


def _longest(shapes: Shapes) -> Iterator[BaseGeometry]:
    for shape in shapes:
        yield max(shapely.get_parts(shape), key=lambda part: float(part.length), default=shape)


def _add_lanes(country: Country, lanes: list[Street], inventory: Inventory) -> None:
    widths = np.round(chance("lane widths").uniform(*LANE_WIDTHS, len(lanes)) * 2) / 2
    lines = on_earth(np.array([lane.line for lane in lanes]))
    for lane, line, width in zip(lanes, lines, widths.tolist(), strict=True):
        title = country.hamlets[lane.hamlet].title.full
        name = f"{lane.name}, {title}, {country.old_commune(lane.hamlet).name}"
        inventory.add("roads", lane.hamlet, line, **{"name": name, "class": "local", "width_m": width})


def _pieces(network: Network) -> Iterator[Street]:
    """Each road between two hamlets is theirs half and half."""
    rows = zip(network.edges.tolist(), network.names, network.lines, network.starts.tolist(), strict=True)
    for index, ((a, b), name, line, start) in enumerate(rows):
        middle, named = start + float(line.length) / 2, index in network.streets
        yield Street(a, name, _cut(line, 0.0, 0.5), start, is_lane=False, is_numbered=named)
        # Village roads are built on from the village outwards; a named street is numbered from end to end.
        second = _cut(line, 0.5, 1.0) if named else _cut(line, 1.0, 0.5)
        yield Street(b, name, second, middle, is_lane=False, is_numbered=named)


def _cut(line: BaseGeometry, start: float, end: float) -> BaseGeometry:
    """The part of a line between two shares of its length."""
    points = shapely.line_interpolate_point(
        np.full(CUT_POINTS, line), np.linspace(start, end, CUT_POINTS), normalized=True
    )
    return shapely.LineString(shapely.get_coordinates(points))
