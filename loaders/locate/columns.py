"""Which columns hold coordinates: by ``--map``, else by their usual names in Vietnamese and English."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from layers.names import clean, fold
from loaders.errors import Asked, LoadError, Question
from loaders.fit.match import find_column
from loaders.report import shortened
from loaders.source import Source


class Kind(StrEnum):
    """What the columns hold. axes: east and north by their names; xy: two numbers whose order the numbers decide."""

    NONE = "none"
    AXES = "axes"
    XY = "xy"
    BOTH = "both"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True)
class Position:
    """The columns that hold coordinates; none: rows have shapes. system: the one in a column's name (vn2000, wgs84).

    second: another pair of columns with the same places, as ``(x, y)``.
    """

    columns: tuple[str, ...] = ()
    kind: Kind = Kind.NONE
    system: str | None = None
    second: tuple[str, ...] = ()

    @property
    def used(self) -> tuple[str, ...]:
        """All columns that hold coordinates."""
        return (*self.columns, *self.second)


@dataclass(frozen=True, slots=True)
class _Role:
    column: str
    axis: str
    kind: Kind
    system: str | None


# Words of a heading, folded, by the axis they name. Those of one letter or of a common word need a pair.
_EAST = frozenset({"lon", "lng", "long", "longitude", "kinhdo", "easting", "dong", "e", "kd"})
_NORTH = frozenset({"lat", "latitude", "vido", "northing", "bac", "n", "vd"})
_BOTH = frozenset({"toado", "toadogps", "coordinates", "coordinate", "coord", "coords", "latlon", "latlng", "latlong",
                   "lonlat", "lnglat", "gps", "vidokinhdo", "kinhdovido"})  # fmt: skip
_SHAPE = frozenset({"wkt", "geom", "geometry", "thegeom", "wkb", "ewkb", "wkbgeometry", "geomwkt", "geomwkb", "shape"})
# Words beside them that say nothing of the axis: units, meridians, "coordinate".
_NOISE = frozenset({"toado", "m", "met", "meter", "meters", "coord", "ktt", "he", "deg", "do", "degree", "degrees",
                    "point", "truc", "tam", "dd", "dms", "gps"})  # fmt: skip
_PHRASES = (("vn[ -]?2000", "vn2000"), ("wgs[ -]?(19)?84", "wgs84"), ("ha ?noi[ -]?(19)?72|hn[ -]?72", "hn72"),
            ("kinh do", "kinhdo"), ("vi do", "vido"), ("toa do", "toado"),
            ("the geom", "thegeom"), ("geom wk", "geomwk"), ("wkb geometry", "wkbgeometry"))  # fmt: skip
_SYSTEMS = frozenset({"vn2000", "wgs84", "hn72"})


def find_position(source: Source, mapping: Mapping[str, str], *, required: bool = True) -> Position:
    """The columns named by ``--map``, else, in a file without shapes, those with a usual name. LoadError if none.

    required: whether a file may not be without.
    """
    usual = _usual_position(source.columns)
    named = {role: find_column(source.columns, mapping[role]) for role in ("lon", "lat", "wkt") if role in mapping}
    if set(named) == {"wkt"}:
        return Position((named["wkt"],), Kind.SHAPE)
    if set(named) == {"lon", "lat"}:
        return _named_pair(named["lon"], named["lat"], usual)
    if named:
        raise LoadError(
            "Hãy nêu cả --map lon=CỘT và --map lat=CỘT, hoặc chỉ --map wkt=CỘT.",
            "Please give both --map lon=COLUMN and --map lat=COLUMN, or --map wkt=COLUMN alone.",
        )
    if source.has_geometry:
        return Position()
    if usual.kind is Kind.NONE and required:
        raise _no_position(source.columns)
    return usual


def _named_pair(east: str, north: str, usual: Position) -> Position:
    system = next((role.system for role in _roles((east, north)) if role.system), None)
    others = [pair for pair in (usual.columns, usual.second) if len(pair) == 2 and not {east, north} & {*pair}]
    return Position((east, north), Kind.AXES, system, others[0] if others else ())


def _usual_position(columns: tuple[str, ...]) -> Position:
    """Degrees go before metres, two columns before one."""
    roles = list(_roles(columns))
    pairs = [
        Position((east.column, north.column), east.kind, east.system)
        for kind in (Kind.AXES, Kind.XY)
        for east in roles
        for north in roles
        if (east.axis, north.axis, east.kind, north.kind) == ("E", "N", kind, kind) and east.system == north.system
    ]
    if pairs:
        second = next((pair.columns for pair in pairs[1:] if not {*pair.columns} & {*pairs[0].columns}), ())
        return Position(pairs[0].columns, pairs[0].kind, pairs[0].system, second)
    for kind in (Kind.SHAPE, Kind.BOTH):
        for role in roles:
            if role.kind is kind:
                return Position((role.column,), kind, role.system)
    return Position()


def _roles(columns: Iterable[str]) -> Iterable[_Role]:
    for column in columns:
        words = _words(column)
        system = next((word for word in words if word in _SYSTEMS), None)
        rest = [word for word in words if word not in _SYSTEMS and not word.isdigit()]
        found = _axis(rest, column)
        if found:
            yield _Role(column, *found, system)


def _axis(words: list[str], column: str) -> tuple[str, Kind] | None:
    """E or N with how sure that is; None for a column that is no coordinate."""
    whole = "".join(words)
    if whole in _SHAPE:
        return "", Kind.SHAPE
    core = [word for word in words if word not in _NOISE] or words[:1]
    if len(core) == 1 and core[0] in ("x", "y"):
        return "E" if core[0] == "x" else "N", Kind.XY
    if len(core) == 1 and core[0] in _EAST | _NORTH and _as_written(core[0], column):
        return "E" if core[0] in _EAST else "N", Kind.AXES
    return ("", Kind.BOTH) if whole in _BOTH or "".join(core) in _BOTH else None


def _as_written(word: str, column: str) -> bool:
    """Without marks “lớn” is lon and “đồng” is dong: a word that has others is not the one meant."""
    text = clean(column).lower()
    return {"dong": "đồng", "bac": "bậc", "lon": "lớn", "long": "lòng"}.get(word, "\0") not in text


def _words(column: str) -> list[str]:
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", column)
    text = re.sub(r"[_.\s]+", " ", fold(text))
    for pattern, word in _PHRASES:
        text = re.sub(rf"(?<![a-z]){pattern}(?![a-z]{{3}})", word, text)
    return re.findall(r"[a-z]+\d*|\d+", text)


def _no_position(columns: tuple[str, ...]) -> LoadError:
    listed = ", ".join(shortened(column) for column in columns)
    return LoadError(
        f"Không biết cột nào là tọa độ; hãy nêu --map lon=CỘT --map lat=CỘT. Các cột: {listed}.",
        f"No column is known to hold coordinates; please give --map lon=COLUMN --map lat=COLUMN. Columns: {listed}.",
        Question(Asked.MAPPING),
    )
