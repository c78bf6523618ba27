"""Which columns hold coordinates: by ``--map``, else by their usual names in Vietnamese and English."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from layers.names import clean, fold
from loaders.batch import SourceRow
from loaders.columns import find_column
from loaders.errors import Asked, LoadError, Question
from loaders.locate.crs import NEIGHBOURHOOD
from loaders.locate.numbers import coordinate_pair
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
_CELLS_TRIED = 100
_SHAPE_TEXT = re.compile(
    r"\s*(SRID=\d+;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON|GEOMETRYCOLLECTION)[ZM\s]*\(|(\\x)?[0-9a-f]{42,}\s*$",
    re.IGNORECASE,
)
_SYSTEMS = frozenset({"vn2000", "wgs84", "hn72"})


def find_position(
    source: Source, mapping: Mapping[str, str], sample: Sequence[SourceRow] = (), *, required: bool = True
) -> Position:
    """The columns named by ``--map``; else, in a file without shapes, those with a usual name, or the only one that
    holds both coordinates, or a shape, in each filled cell of `sample`. LoadError if none.

    required: whether a file may not be without.
    """
    usual = _usual_position(source.columns)
    named = {role: find_column(source.columns, mapping[role]) for role in ("lon", "lat", "wkt") if role in mapping}
    if set(named) == {"wkt"} or (set(named) == {"lon", "lat"} and named["lon"] == named["lat"]):
        column = next(iter(named.values()))
        return Position((column,), _kind_of(column, sample) or Kind.SHAPE)
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
        usual = _by_content(source.columns, sample)
    if usual.kind is Kind.NONE and required:
        raise _no_position(source.columns)
    return usual


def _named_pair(east: str, north: str, usual: Position) -> Position:
    """What --map says of x and y leaves open which is which, as their names do: it may come of an earlier load."""
    system = next((role.system for role in _roles((east, north)) if role.system), None)
    others = [pair for pair in (usual.columns, usual.second) if len(pair) == 2 and not {east, north} & {*pair}]
    kind = Kind.XY if usual.kind is Kind.XY and usual.columns == (east, north) else Kind.AXES
    return Position((east, north), kind, system, others[0] if others else ())


def _by_content(columns: Sequence[str], sample: Sequence[SourceRow]) -> Position:
    found = [(column, kind) for column in columns if (kind := _kind_of(column, sample))]
    return Position((found[0][0],), found[0][1]) if len(found) == 1 else Position()


def _kind_of(column: str, sample: Sequence[SourceRow]) -> Kind | None:
    """What every filled cell of the column holds: a pair of coordinates, or a shape; None when neither."""
    cells = (row.values.get(column) for row in sample)
    texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()][:_CELLS_TRIED]
    if not texts:
        return None
    if all(map(_SHAPE_TEXT.match, texts)):
        return Kind.SHAPE
    return Kind.BOTH if all(map(_is_place, texts)) else None


def _is_place(text: str) -> bool:
    """Whether it is a place in or near Vietnam in degrees, whichever comes first."""
    pair = coordinate_pair(text)
    if pair is None:
        return False
    west, south, east, north = NEIGHBOURHOOD
    least, most = sorted((pair[0].value, pair[1].value))
    return south <= least <= north and west <= most <= east


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
        f"Không biết cột nào là tọa độ; hãy nêu --map lon=CỘT --map lat=CỘT, hoặc --map wkt=CỘT khi một cột có cả hai. "
        f"Các cột: {listed}.",
        "No column is known to hold coordinates; please give --map lon=COLUMN --map lat=COLUMN, or --map wkt=COLUMN "
        f"where one column holds both. Columns: {listed}.",
        Question(Asked.MAPPING),
    )
