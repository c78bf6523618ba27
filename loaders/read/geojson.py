"""GeoJSON (RFC 7946, and the older form that names its CRS). Read without GDAL: rows and errors are exact."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError

from layers.layer import Text
from loaders.decode.text import decode_text, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.report import shortened
from loaders.source import Source, SourceRow

WGS84 = "OGC:CRS84"
_OPEN_RING = Text("vòng không khép kín.", "a ring is not closed.")


@contextmanager
def open_geojson(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A FeatureCollection, or one Feature. Raises LoadError when it is not one."""
    document = _parse(path, options.encoding)
    features = _features(document, path)
    yield Source(
        columns=_columns(features),
        rows=(_row(number, feature) for number, feature in enumerate(features, start=1)),
        crs=_declared_crs(document),
        assumed_crs=None if "crs" in document else WGS84,
    )


def _parse(path: Path, encoding: str | None) -> Any:
    what = Text(f"Tệp {path.name}", f"File {path.name}")
    text = decode_text(path.read_bytes(), known_encoding(encoding), what).removeprefix("\ufeff")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise LoadError(
            f"{what.vi} không phải JSON đúng cú pháp (dòng {error.lineno}, cột {error.colno}).",
            f"{what.en} is not valid JSON (line {error.lineno}, column {error.colno}).",
        ) from None
    except (RecursionError, ValueError):
        # Nesting without end, or an integer of thousands of digits.
        raise _not_geojson(path) from None


def _features(document: Any, path: Path) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "Feature":
        return [document]
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    raise _not_geojson(path)


def _not_geojson(path: Path) -> LoadError:
    return LoadError(
        f"Tệp {path.name} không phải GeoJSON: cần một FeatureCollection.",
        f"File {path.name} is not GeoJSON: a FeatureCollection is needed.",
    )


def _columns(features: Iterable[Any]) -> tuple[str, ...]:
    """Every name of a property, in the order in which they first appear."""
    found: dict[str, None] = {}
    for feature in features:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            found.update(dict.fromkeys(feature["properties"]))
    return tuple(found)


def _declared_crs(document: dict[str, Any]) -> str | None:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _row(number: int, feature: Any) -> SourceRow:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return SourceRow(number, {}, fault=Text("không phải một Feature.", "it is not a Feature."))
    values = feature.get("properties") or {}
    if not isinstance(values, dict):
        return SourceRow(number, {}, fault=Text("“properties” không phải đối tượng.", "“properties” is no object."))
    shape = feature.get("geometry")
    if shape is None:
        return SourceRow(number, values)
    try:
        return SourceRow(number, values, shapely.from_geojson(json.dumps(shape)))
    except (ShapelyError, RecursionError):
        return _row_of_open_rings(number, values, shape)


def _row_of_open_rings(number: int, values: dict[str, Any], shape: Any) -> SourceRow:
    """A row whose areas can be read once the last point of each ring is its first again; else one with a fault."""
    try:
        return SourceRow(number, values, shapely.from_geojson(json.dumps(_closed(shape))), flaw=_OPEN_RING)
    except (ShapelyError, RecursionError, TypeError, KeyError, IndexError):
        return SourceRow(number, values, fault=_unreadable(shape))


def _closed(shape: dict[str, Any]) -> dict[str, Any]:
    areas = {"Polygon": [shape["coordinates"]], "MultiPolygon": shape["coordinates"]}[shape["type"]]
    rings = [[[*ring, ring[0]] if ring[0] != ring[-1] else ring for ring in area] for area in areas]
    return {"type": "MultiPolygon", "coordinates": rings}


def _unreadable(shape: Any) -> Text:
    kind = shortened(shape.get("type")) if isinstance(shape, dict) else "?"
    return Text(f"hình học không đọc được ({kind}).", f"its geometry cannot be read ({kind}).")
