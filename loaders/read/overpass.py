"""Answers of Overpass (JSON with “elements”): nodes, ways and relations in one table, a column a tag."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.batch import SourceRow, batches_of
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.geojson import WGS84, open_geojson
from loaders.read.json_stream import ArrayBegins, NotAnObject, members
from loaders.source import Source

_ELEMENTS = frozenset({"elements"})
_KINDS = frozenset({"node", "way", "relation"})
# A closed way with one of these is a line all the same.
_LINES = frozenset({"highway", "barrier", "waterway", "railway"})
_AREA_RELATIONS = frozenset({"multipolygon", "boundary"})
_NO_PLACE = Text(
    "không có tọa độ; hãy truy vấn Overpass với “out center” hoặc “out geom”.",
    "it has no coordinates; please ask Overpass with “out center” or “out geom”.",
)
Place = tuple[float, float]


@contextmanager
def open_json(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A .json: what Overpass answers, or else GeoJSON."""
    opening = _open_overpass(path, options) if _is_overpass(path, options) else open_geojson(path, options)
    with opening as source:
        yield source


def _is_overpass(path: Path, options: LoadOptions) -> bool:
    """Whether the elements of Overpass come before anything of GeoJSON."""
    try:
        for name, value in members(path, options.encoding, _ELEMENTS):
            if name == "elements":
                return value is ArrayBegins
            if name in ("type", "features"):
                return False
    except NotAnObject:
        pass
    return False


@contextmanager
def _open_overpass(path: Path, options: LoadOptions) -> Iterator[Source]:
    tags: dict[str, None] = {}
    places: dict[int, Place] = {}
    for element in _elements(path, options):
        tags.update(dict.fromkeys(_tags(element)))
        place = _place(element)
        if place and element.get("type") == "node" and isinstance(element.get("id"), int):
            places[element["id"]] = place
    columns = ("osm_id", "osm_type", *(tag for tag in tags if tag not in ("osm_id", "osm_type")))
    # Nodes without tags are there for the ways that run through them.
    kept = (element for element in _elements(path, options) if _tags(element))
    rows = (_row(number, element, places) for number, element in enumerate(kept, start=1))
    yield Source(columns=columns, batches=batches_of(rows, columns), assumed_crs=WGS84)


def _elements(path: Path, options: LoadOptions) -> Iterator[dict[str, Any]]:
    try:
        for name, value in members(path, options.encoding, _ELEMENTS):
            if name == "elements" and isinstance(value, dict):
                yield value
    except NotAnObject:
        raise LoadError(
            f"Tệp {path.name} không phải kết quả Overpass.", f"File {path.name} is no answer of Overpass."
        ) from None


def _tags(element: dict[str, Any]) -> dict[str, Any]:
    tags = element.get("tags")
    return tags if isinstance(tags, dict) and element.get("type") in _KINDS else {}


def _row(number: int, element: dict[str, Any], places: dict[int, Place]) -> SourceRow:
    values = {**_tags(element), "osm_id": element.get("id"), "osm_type": element["type"]}
    try:
        shape = _shape(element, places)
    except (ShapelyError, TypeError, ValueError, KeyError, AttributeError):
        shape = None
    return SourceRow(number, values, shape, fault=None if shape is not None else _NO_PLACE)


def _shape(element: dict[str, Any], places: dict[int, Place]) -> BaseGeometry | None:
    """The shape of an element; its centre where that is all it has; None for nothing."""
    if element["type"] == "way":
        shape = _way(element, places)
    elif element["type"] == "relation":
        shape = _relation(element)
    else:
        shape = None
    place = _place(element) or _place(element.get("center"))
    return shape if shape is not None else shapely.Point(place) if place else None


def _place(point: Any) -> Place | None:
    if not isinstance(point, dict) or "lon" not in point or "lat" not in point:
        return None
    return float(point["lon"]), float(point["lat"])


def _way(element: dict[str, Any], places: dict[int, Place]) -> BaseGeometry | None:
    found = [_place(point) for point in element.get("geometry", ())] or [
        places.get(n) for n in element.get("nodes", ())
    ]
    line = [place for place in found if place]
    if len(line) < 2:
        return None
    is_area = len(line) > 3 and line[0] == line[-1] and len(line) == len(found) and _encloses(_tags(element))
    return shapely.Polygon(line) if is_area else shapely.LineString(line)


def _encloses(tags: dict[str, Any]) -> bool:
    return tags.get("area") == "yes" or (tags.get("area") != "no" and _LINES.isdisjoint(tags))


def _relation(element: dict[str, Any]) -> BaseGeometry | None:
    """Areas out of the outer ways without the inner ones, or all the ways; None where they are not given."""
    ways: dict[bool, list[shapely.LineString]] = {True: [], False: []}
    for member in element.get("members", ()):
        line = [place for point in member.get("geometry", ()) if (place := _place(point))]
        if len(line) > 1:
            ways[member.get("role") == "inner"].append(shapely.LineString(line))
    if not ways[False]:
        return None
    if _tags(element).get("type") not in _AREA_RELATIONS:
        return shapely.MultiLineString([*ways[False], *ways[True]])
    outer = shapely.union_all(shapely.polygonize(ways[False]))
    inner = shapely.union_all(shapely.polygonize(ways[True]))
    return None if outer.is_empty else shapely.difference(outer, inner)
