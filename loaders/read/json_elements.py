"""Elements of an answer of Overpass as rows: nodes, ways and relations in one table, a column a tag.

Imports nothing of the project, as all that runs where files of strangers are read.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from loaders.read.json_features import Rows

KINDS = ("node", "way", "relation")
# A closed way with one of these is a line all the same.
_LINES = frozenset({"highway", "barrier", "waterway", "railway"})
_AREA_RELATIONS = ("multipolygon", "boundary")
Place = tuple[float, float]


def is_kept(element: Any) -> bool:
    """Whether it becomes a row: nodes without tags are there for the ways that run through them."""
    return (
        isinstance(element, dict) and element.get("type") in KINDS and bool(tags_of(element)) and not _is_gone(element)
    )


def is_deleted(element: Any) -> bool:
    """Whether it would become a row, had it not been deleted: the past of OpenStreetMap has such."""
    return isinstance(element, dict) and bool(tags_of(element)) and _is_gone(element)


def _is_gone(element: Mapping[str, Any]) -> bool:
    return element.get("visible") is False


def tags_of(element: Mapping[str, Any]) -> dict[str, Any]:
    """The tags of an element; none where they are no tags."""
    tags = element.get("tags")
    return tags if isinstance(tags, dict) else {}


def node_place(element: Any) -> tuple[int, Place] | None:
    """Number and place of a node; None for all else."""
    if not isinstance(element, dict) or element.get("type") != "node" or not isinstance(element.get("id"), int):
        return None
    place = _place(element)
    return (element["id"], place) if place else None


def read_elements(elements: Sequence[dict[str, Any]], places: Mapping[int, Place]) -> Rows:
    """Elements that are kept, as rows. places: of all nodes."""
    rows = Rows([_values(element) for element in elements], np.full(len(elements), None, dtype=object), {}, {}, set())
    for at, element in enumerate(elements):
        rows.shapes[at] = _shape_or_none(element, places)
        if rows.shapes[at] is None:
            rows.faults[at] = ("no_place",)
    return rows


def _values(element: dict[str, Any]) -> dict[str, Any]:
    return {**tags_of(element), "osm_id": element.get("id"), "osm_type": element["type"]}


def _shape_or_none(element: dict[str, Any], places: Mapping[int, Place]) -> BaseGeometry | None:
    try:
        return _shape(element, places)
    except (ShapelyError, TypeError, ValueError, KeyError, AttributeError):
        return None


def _shape(element: dict[str, Any], places: Mapping[int, Place]) -> BaseGeometry | None:
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
    if not isinstance(point, dict):
        return None
    numbers = [point.get("lon"), point.get("lat")]
    if any(type(number) not in (int, float) for number in numbers):
        return None
    try:
        place = float(numbers[0]), float(numbers[1])  # type: ignore[arg-type]
    except OverflowError:
        return None
    return place if all(map(math.isfinite, place)) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _way(element: dict[str, Any], places: Mapping[int, Place]) -> BaseGeometry | None:
    found = [_place(point) for point in _listed(element.get("geometry"))] or [
        places.get(n) if isinstance(n, int) else None for n in _listed(element.get("nodes"))
    ]
    line = [place for place in found if place]
    if len(line) < 2:
        return None
    is_area = len(line) > 3 and line[0] == line[-1] and len(line) == len(found) and _encloses(tags_of(element))
    return shapely.Polygon(line) if is_area else shapely.LineString(line)


def _encloses(tags: dict[str, Any]) -> bool:
    return tags.get("area") == "yes" or (tags.get("area") != "no" and _LINES.isdisjoint(tags))


def _relation(element: dict[str, Any]) -> BaseGeometry | None:
    """Areas out of the outer ways without the inner ones, or all the ways; None where they are not given."""
    ways: dict[bool, list[shapely.LineString]] = {True: [], False: []}
    for member in _listed(element.get("members")):
        if not isinstance(member, dict):
            continue
        line = [place for point in _listed(member.get("geometry")) if (place := _place(point))]
        if len(line) > 1:
            ways[member.get("role") == "inner"].append(shapely.LineString(line))
    if not ways[False]:
        return None
    if tags_of(element).get("type") not in _AREA_RELATIONS:
        return shapely.MultiLineString([*ways[False], *ways[True]])
    outer = shapely.union_all(shapely.polygonize(ways[False]))
    inner = shapely.union_all(shapely.polygonize(ways[True]))
    return None if outer.is_empty else shapely.difference(outer, inner)
