"""Features of GeoJSON as rows. Imports nothing of the project, as all that runs where files of strangers are read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

# Larger numbers are none of coordinates, and some are no numbers of a machine at all.
_LARGEST = 1e300
# The word for a fault, and what it names.
Fault = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows one after another: values by column, shapes, and what is wrong with some, by place.

    unread: places of rows of which nothing is known but the fault.
    """

    values: list[dict[str, Any]]
    shapes: Any
    faults: dict[int, Fault]
    flaws: dict[int, str]
    unread: set[int]


def read_features(features: Sequence[Any]) -> Rows:
    """Features as rows; the shapes of points at once, for they are the most."""
    faults = {at: fault for at, feature in enumerate(features) if (fault := _fault(feature))}
    values = [{} if at in faults else feature.get("properties") or {} for at, feature in enumerate(features)]
    given: list[Any] = [None if at in faults else feature.get("geometry") for at, feature in enumerate(features)]
    rows = Rows(values, np.full(len(features), None, dtype=object), faults, {}, set(faults))
    points = [at for at, shape in enumerate(given) if _is_plain_point(shape)]
    others = [at for at, shape in enumerate(given) if shape is not None and not _is_plain_point(shape)]
    if points:
        rows.shapes[points] = shapely.points([given[at]["coordinates"] for at in points])
    for at in others:
        _read_shape(rows, at, given[at])
    return rows


def _fault(feature: Any) -> Fault | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return ("no_feature",)
    return None if isinstance(feature.get("properties") or {}, dict) else ("no_properties",)


def _is_plain_point(shape: Any) -> bool:
    if not isinstance(shape, dict) or shape.get("type") != "Point":
        return False
    place = shape.get("coordinates")
    return isinstance(place, list) and len(place) == 2 and _is_number(place[0]) and _is_number(place[1])


def _is_number(number: Any) -> bool:
    return type(number) in (int, float) and -_LARGEST < number < _LARGEST


def _read_shape(rows: Rows, at: int, shape: Any) -> None:
    try:
        found = _plain_shape(shape)
        rows.shapes[at] = shapely.from_geojson(json.dumps(shape)) if found is None else found
    except (ShapelyError, RecursionError):
        _read_open_rings(rows, at, shape)


def _plain_shape(shape: Any) -> BaseGeometry | None:
    """A shape of plain pairs of numbers, made several times as fast as out of its text; None for all else."""
    if not isinstance(shape, dict):
        return None
    kind, places = shape.get("type"), shape.get("coordinates") or ()
    try:
        if kind == "LineString":
            return shapely.LineString(_pairs(places))
        if kind == "Polygon":
            return _area(places)
        if kind == "MultiPolygon":
            return shapely.MultiPolygon([_area(area) for area in places])
    except (ShapelyError, TypeError, ValueError, IndexError, KeyError):
        pass
    return None


def _area(rings: Any) -> shapely.Polygon:
    outer, *inner = map(_ring, rings)
    return shapely.Polygon(outer, inner)


def _ring(places: Any) -> Any:
    found = _pairs(places)
    if len(found) < 4 or (found[0] != found[-1]).any():
        raise ValueError
    return found


def _pairs(places: Any) -> Any:
    found = np.asarray(places)
    if found.ndim != 2 or found.shape[1] != 2 or found.dtype.kind not in "fi" or not np.isfinite(found).all():
        raise ValueError
    return found


def _read_open_rings(rows: Rows, at: int, shape: Any) -> None:
    """A row whose areas can be read once the last point of each ring is its first again; else one with a fault."""
    try:
        rows.shapes[at] = shapely.from_geojson(json.dumps(_closed(shape)))
        rows.flaws[at] = "open_ring"
    except (ShapelyError, RecursionError, TypeError, KeyError, IndexError):
        kind = shape.get("type") if isinstance(shape, dict) else "?"
        rows.faults[at] = ("shape", str(kind)[:100])


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    areas = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = [[[*ring, ring[0]] if ring[0] != ring[-1] else ring for ring in area] for area in areas]
    return {"type": "MultiPolygon", "coordinates": rings}
