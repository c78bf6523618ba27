"""The land of the sample: communes old and new and their hamlets, with cells that nest, and places to put things."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.codes import HAMLET_PREFIX, mint
from loaders.sample.cells import GRID_M, Grid, hamlet_cells, scatter
from loaders.sample.gazetteer import Gazetteer, OldCommune, read_gazetteer
from loaders.sample.hamlets import HamletName, hamlet_counts, hamlet_names, people_of
from loaders.sample.plane import Floats, Integers, Shapes, below, chance, to_lonlat, to_plane, warp
from loaders.sample.settle import merged, settled

CODE_LENGTH = 5
# How often a point that fell outside its hamlet is brought half way to the centre before it takes the centre itself.
TRIES = 5


@dataclass(frozen=True)
class Hamlet:
    """commune: index of the old commune. seat: its centre in the plane, metres."""

    commune: int
    title: HamletName
    code: str
    people: int
    seat: Floats


@dataclass(frozen=True)
class Country:
    """cells: polygons of the hamlets in EPSG:4326. Indices are those of `gazetteer.old`, `gazetteer.new`, `hamlets`."""

    gazetteer: Gazetteer
    hamlets: tuple[Hamlet, ...]
    cells: Shapes

    @cached_property
    def commune_of(self) -> Integers:
        return np.array([hamlet.commune for hamlet in self.hamlets])

    @cached_property
    def successor_of(self) -> Integers:
        """Index of the new commune for each old one."""
        return successors(self.gazetteer)

    @cached_property
    def seats(self) -> Floats:
        return np.array([hamlet.seat for hamlet in self.hamlets])

    @cached_property
    def sizes(self) -> Floats:
        """Side in metres of a square as large as the hamlet."""
        return np.asarray(np.sqrt(shapely.area(self.cells) * 104_544.0 * 110_711.0))

    @cached_property
    def old_communes(self) -> Shapes:
        return merged(self.cells, self.commune_of)

    @cached_property
    def new_communes(self) -> Shapes:
        return merged(self.cells, self.successor_of[self.commune_of])

    @cached_property
    def fields(self) -> Shapes:
        """The cells of the hamlets in the plane."""
        return np.asarray(shapely.transform(self.cells, to_plane))

    @cached_property
    def land(self) -> BaseGeometry:
        """All land in the plane."""
        return shapely.coverage_union_all(self.fields)

    @cached_property
    def town(self) -> NDArray[np.bool_]:
        """Whether a hamlet lies in a ward or township of before the merger."""
        return np.array([self.gazetteer.old[i].kind != "xã" for i in self.commune_of])

    @cached_property
    def centers(self) -> Integers:
        """For each old commune the hamlet in its middle, where its office, school and market stand."""
        middles = np.array([self.seats[self.commune_of == i].mean(axis=0) for i in range(len(self.gazetteer.old))])
        return np.array([self._nearest(i, middle) for i, middle in enumerate(middles)])

    def _nearest(self, commune: int, point: Floats) -> int:
        members = np.flatnonzero(self.commune_of == commune)
        return int(members[np.hypot(*(self.seats[members] - point).T).argmin()])

    def center_of(self, commune: str) -> int:
        """The middle hamlet of a commune as it was: ``Cồn``, or ``Nam Điền (Nam Trực)`` where a name is not enough."""
        return int(self.centers[self._by_name[commune]])

    @cached_property
    def _by_name(self) -> dict[str, int]:
        named = {f"{c.name} ({c.district})": i for i, c in enumerate(self.gazetteer.old)}
        return named | {c.name: i for i, c in enumerate(self.gazetteer.old)}

    def find(self, district: str, commune: str, hamlet: str | None) -> int:
        """The hamlet of that name, or the middle one of the commune. Raises KeyError for an unknown commune."""
        index = self._by_name[f"{commune} ({district})"]
        for member in np.flatnonzero(self.commune_of == index).tolist():
            if self.hamlets[member].title.name == hamlet:
                return int(member)
        return int(self.centers[index])

    def old_commune(self, hamlet: int) -> OldCommune:
        return self.gazetteer.old[self.hamlets[hamlet].commune]

    def spots(self, hamlets: Sequence[int] | Integers, spread: float, name: str) -> Floats:
        """For each hamlet a point in it, longitude and latitude; spread: share of the hamlet's size around its seat."""
        chosen = np.asarray(hamlets, dtype=np.int64)
        source = chance(f"spots {name}")
        turn, away = source.uniform(0, 2 * np.pi, len(chosen)), np.sqrt(source.uniform(0.01, 1, len(chosen)))
        offset = (spread * self.sizes[chosen] * away)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
        return self.brought_inside(chosen, self.seats[chosen] + offset)

    def brought_inside(self, hamlets: Integers, points: Floats) -> Floats:
        """Points of the plane as longitude and latitude, moved towards the seat until they lie in their hamlet."""
        seats = self.seats[hamlets]
        offset = points - seats
        for attempt in range(TRIES + 1):
            places = to_lonlat(seats + offset)
            outside = ~shapely.contains_xy(self.cells[hamlets], places)
            offset[outside] *= 0.5 if attempt < TRIES - 1 else 0.0
        return places


def successors(gazetteer: Gazetteer) -> Integers:
    index = {commune.code: i for i, commune in enumerate(gazetteer.new)}
    return np.array([index[commune.successor] for commune in gazetteer.old])


def draw_country() -> Country:
    """The same country every time."""
    gazetteer = read_gazetteer()
    grid = Grid([(c.center, c.half) for c in gazetteer.old])
    areas = np.bincount(grid.owner, minlength=len(gazetteer.old)) * GRID_M**2 / 1e6
    people = people_of(gazetteer.old, np.asarray(areas, dtype=float))
    counts = hamlet_counts(people)
    centers = np.vstack([scatter(grid, i, int(count)) for i, count in enumerate(counts)])
    cells = hamlet_cells(centers, grid.outline)
    owner = settled(cells, np.repeat(np.arange(len(counts)), counts), successors(gazetteer))
    order = np.argsort(owner, kind="stable")
    hamlets = _hamlets(gazetteer, owner[order], warp(centers[order]), people)
    return Country(gazetteer, hamlets, cells[order])


def _hamlets(gazetteer: Gazetteer, owner: Integers, seats: Floats, people: Floats) -> tuple[Hamlet, ...]:
    counts = np.bincount(owner)
    titles = [title for i, c in enumerate(gazetteer.old) for title in hamlet_names(c, int(counts[i]))]
    share = chance("people").uniform(0.6, 1.4, len(owner))
    share *= (people / np.bincount(owner, share))[owner]
    draw, codes = below("hamlet codes"), dict[str, None]()
    while len(codes) < len(owner):
        codes[mint(HAMLET_PREFIX, CODE_LENGTH, draw)] = None
    rows = zip(owner.tolist(), titles, codes, np.round(share).astype(int).tolist(), seats, strict=True)
    return tuple(Hamlet(*row) for row in rows)
