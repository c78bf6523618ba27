"""What is on record of the ground: which units hold a place, and which places are near any unit at all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, TextClause, text

from layers.names import KINDS, fold, split_name
from loaders.locate.crs import NEIGHBOURHOOD

Coordinates = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Cells of the grid of places near a unit, in degrees: about 5 km.
CELL = 0.05
_NAMED_LEVELS = ("commune", "district", "province")


class Ground(Protocol):
    """Boundaries on record, as this stage asks for them. Coordinates are longitude, latitude in degrees (EPSG:4326)."""

    @property
    def is_known(self) -> bool:
        """Whether there is any boundary on record."""

    def holders(self, points: Coordinates) -> list[frozenset[int]]:
        """For each point the units that hold it, of any day."""

    def inside(self, points: Coordinates) -> Flags:
        """For each point whether a unit of the lowest level with boundaries (commune, district, province) holds it."""

    def named(self, words: Collection[str]) -> Mapping[str, frozenset[int]]:
        """Of these names and codes, those of units with a boundary, with the units they may mean."""

    def near(self, points: Coordinates) -> Flags:
        """For each point whether it is within some kilometres of any unit."""

    def edges(self, points: Coordinates, degrees: float) -> list[BaseGeometry]:
        """For each point the boundary lines within so many degrees; an empty shape where there are none."""


class NoGround:
    """Nothing is on record."""

    is_known = False

    def holders(self, points: Coordinates) -> list[frozenset[int]]:
        return [frozenset()] * len(points)

    def inside(self, points: Coordinates) -> Flags:
        return np.ones(len(points), dtype=bool)

    def named(self, _words: Collection[str]) -> Mapping[str, frozenset[int]]:
        return {}

    def near(self, points: Coordinates) -> Flags:
        return np.ones(len(points), dtype=bool)

    def edges(self, points: Coordinates, _degrees: float) -> list[BaseGeometry]:
        return [shapely.LineString()] * len(points)


_POINTS = "unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) WITH ORDINALITY AS p (x, y, n)"
_KNOWN = text("SELECT EXISTS (SELECT FROM unit_piece)")
_HOLDERS = text(
    f"SELECT p.n, array_agg(DISTINCT v.unit_id) FROM {_POINTS}"
    " JOIN unit_piece AS g ON ST_Intersects(g.geom, ST_SetSRID(ST_Point(p.x, p.y), 4326))"
    " JOIN unit_version AS v ON v.id = g.version_id AND upper_inf(v.recorded) GROUP BY p.n"
)
_INSIDE = text(
    f"SELECT DISTINCT p.n FROM {_POINTS}"
    " JOIN unit_piece AS g ON ST_Intersects(g.geom, ST_SetSRID(ST_Point(p.x, p.y), 4326))"
    " JOIN unit_version AS v ON v.id = g.version_id AND upper_inf(v.recorded)"
    " JOIN unit AS u ON u.id = v.unit_id AND u.level = :level"
)
_LEVELS = text(
    "SELECT DISTINCT u.level FROM unit AS u WHERE EXISTS"
    " (SELECT FROM unit_version AS v WHERE v.unit_id = u.id AND upper_inf(v.recorded) AND v.geom IS NOT NULL)"
)
_NAMED = text(
    "SELECT u.level, v.name_search, array_agg(DISTINCT v.unit_id) FROM unit_version AS v JOIN unit AS u"
    " ON u.id = v.unit_id AND u.level = ANY(:levels)"
    " WHERE v.name_search = ANY(:names) AND upper_inf(v.recorded) AND v.geom IS NOT NULL GROUP BY 1, 2"
    " UNION ALL SELECT '', c.code, array_agg(DISTINCT c.unit_id) FROM unit_code AS c"
    " WHERE c.code = ANY(:codes) AND EXISTS (SELECT FROM unit_version AS v WHERE v.unit_id = c.unit_id"
    " AND upper_inf(v.recorded) AND v.geom IS NOT NULL) GROUP BY 1, 2"
)
_BOXES = text(
    "SELECT DISTINCT ST_XMin(g.geom), ST_YMin(g.geom), ST_XMax(g.geom), ST_YMax(g.geom) FROM unit_piece AS g"
    " JOIN unit_version AS v ON v.id = g.version_id AND upper_inf(v.recorded)"
)
_EDGES = text(
    "SELECT p.n, ST_AsBinary(ST_Collect(ST_ClipByBox2D(ST_Boundary(v.geom), b.box))) FROM"
    f" {_POINTS} CROSS JOIN LATERAL (SELECT ST_Expand(ST_SetSRID(ST_Point(p.x, p.y), 4326), :degrees) AS box) AS b"
    " JOIN unit_version AS v ON v.geom && b.box AND upper_inf(v.recorded)"
    " JOIN unit AS u ON u.id = v.unit_id AND u.level = ANY(:levels) GROUP BY p.n"
)


def at_once() -> None:
    """Nobody else uses the connection."""


class RecordedGround:
    """The boundaries in the database. Nothing is read before it is asked for, and then once `ready` has returned: until
    then somebody else may use the connection.
    """

    def __init__(self, connection: Connection, ready: Callable[[], None] = at_once) -> None:
        self._connection = connection
        self._ready = ready

    def _ask(self, question: TextClause, values: Mapping[str, Any] | None = None) -> Any:
        self._ready()
        return self._connection.execute(question, values)

    @cached_property
    def is_known(self) -> bool:
        return bool(self._ask(_KNOWN).scalar_one())

    def holders(self, points: Coordinates) -> list[frozenset[int]]:
        found = {n: frozenset(units) for n, units in self._ask(_HOLDERS, _columns(points))}
        return [found.get(n, frozenset()) for n in range(1, len(points) + 1)]

    def inside(self, points: Coordinates) -> Flags:
        flags = np.zeros(len(points), dtype=bool)
        found = self._ask(_INSIDE, {**_columns(points), "level": self._level}).scalars().all()
        flags[np.array(found, dtype=np.intp) - 1] = True
        return flags

    def named(self, words: Collection[str]) -> Mapping[str, frozenset[int]]:
        # No name on record has a sign that the database does not take.
        words = [word for word in words if "\0" not in word]
        names = {word: _names(word) for word in words}
        every = sorted({name for each in names.values() for _, name in each})
        asked = {"names": every, "codes": sorted(words), "levels": list(_NAMED_LEVELS)}
        found = {(level, name): frozenset(units) for level, name, units in self._ask(_NAMED, asked)}
        meant = {word: frozenset().union(*(found.get(key, ()) for key in (("", word), *names[word]))) for word in words}
        return {word: units for word, units in meant.items() if units}

    def near(self, points: Coordinates) -> Flags:
        columns, rows = _cells(points[:, 0], points[:, 1])
        return np.asarray(self._grid[rows, columns])

    def edges(self, points: Coordinates, degrees: float) -> list[BaseGeometry]:
        asked = {**_columns(points), "degrees": degrees, "levels": list(_NAMED_LEVELS)}
        found = {n: shapely.from_wkb(bytes(lines)) for n, lines in self._ask(_EDGES, asked) if lines}
        return [found.get(n, shapely.LineString()) for n in range(1, len(points) + 1)]

    @cached_property
    def _level(self) -> str:
        """The lowest level with boundaries: those above it may cover the whole country."""
        found = set(self._ask(_LEVELS).scalars())
        return next((level for level in _NAMED_LEVELS if level in found), _NAMED_LEVELS[0])

    @cached_property
    def _grid(self) -> Flags:
        """Rows of cells from south to north: true where a unit is in the cell or in the next one."""
        west, south, east, north = NEIGHBOURHOOD
        grid = np.zeros((round((north - south) / CELL) + 1, round((east - west) / CELL) + 1), dtype=bool)
        for x1, y1, x2, y2 in self._ask(_BOXES):
            columns, rows = _cells(np.array([x1 - CELL, x2 + CELL]), np.array([y1 - CELL, y2 + CELL]))
            grid[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1] = True
        return grid


def _cells(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    west, south, east, north = NEIGHBOURHOOD
    columns = (np.clip(x, west, east) - west) / CELL
    rows = (np.clip(y, south, north) - south) / CELL
    return columns.astype(np.intp), rows.astype(np.intp)


def _columns(points: Coordinates) -> dict[str, Sequence[float]]:
    return {"x": points[:, 0].tolist(), "y": points[:, 1].tolist()}


def _names(word: str) -> set[tuple[str, str]]:
    """What the word may name: levels, and names as they are on record for searching, whole and without their kind.

    With its kind it names no unit of another level: Phường Nam Định is not the province of that name.
    """
    said = {level: split_name(word, level) for level in _NAMED_LEVELS if level in KINDS}
    of_kind = {(level, fold(name.name)) for level, name in said.items() if name.kind}
    whole = {(level, fold(word)) for level in _NAMED_LEVELS}
    return of_kind or whole | {(level, fold(name.name)) for level, name in said.items()}
