"""GeoJSON (RFC 7946, and the older form that names its CRS). Read without GDAL: rows and errors are exact."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import shapely
from shapely.errors import ShapelyError

from layers.layer import Text
from loaders.batch import SourceRow, batches_of
from loaders.decode.text import decode_text, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.json_stream import ArrayBegins, NotAnObject, members
from loaders.report import shortened
from loaders.source import Source

WGS84 = "OGC:CRS84"
_STREAMED = frozenset({"features"})
_LONGEST_LINE = 128 << 20
_OPEN_RING = Text("vòng không khép kín.", "a ring is not closed.")


@dataclass(slots=True)
class _Collection:
    """What is to be known of a file before its rows: all names of properties, and what stands beside the features."""

    columns: dict[str, None] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    has_features: bool = False

    def take(self, feature: Any) -> None:
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict):
            self.columns.update(dict.fromkeys(feature["properties"]))


@contextmanager
def open_geojson(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A FeatureCollection, or one Feature. Raises LoadError when it is not one.

    The file is gone through twice, for its columns and for its rows.
    """
    found = _survey(path, options.encoding)
    kind = found.members.get("type")
    if kind == "Feature":
        found.take(found.members)
        features: Iterator[Any] = iter([found.members])
    elif kind == "FeatureCollection" and found.has_features:
        features = _features(path, options.encoding)
    else:
        raise _not_geojson(path)
    columns = tuple(found.columns)
    yield Source(
        columns=columns,
        batches=batches_of((_row(number, feature) for number, feature in enumerate(features, start=1)), columns),
        crs=_declared_crs(found.members),
        assumed_crs=None if "crs" in found.members else WGS84,
    )


def _survey(path: Path, encoding: str | None) -> _Collection:
    found = _Collection()
    try:
        for name, value in members(path, encoding, _STREAMED):
            if name not in _STREAMED:
                found.members[name] = value
            elif value is ArrayBegins:
                found.has_features = True
            else:
                found.take(value)
    except NotAnObject:
        raise _not_geojson(path) from None
    return found


def _features(path: Path, encoding: str | None) -> Iterator[Any]:
    for name, value in members(path, encoding, _STREAMED):
        if name in _STREAMED and value is not ArrayBegins:
            yield value


@contextmanager
def open_geojson_lines(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A Feature on each line (RFC 8142, and the form without its record separators)."""
    encoding = known_encoding(options.encoding)
    found = _Collection()
    for feature in _lines(path, encoding):
        found.take(feature)
    rows = (_row(number, feature) for number, feature in enumerate(_lines(path, encoding), start=1))
    columns = tuple(found.columns)
    yield Source(columns=columns, batches=batches_of(rows, columns), assumed_crs=WGS84)


def _lines(path: Path, encoding: str) -> Iterator[Any]:
    with path.open("rb") as file:
        for number in count(1):
            line = file.readline(_LONGEST_LINE)
            if not line:
                return
            what = Text(f"Dòng {number} của {path.name}", f"Line {number} of {path.name}")
            text = decode_text(line, encoding, what).removeprefix("\ufeff").strip("\x1e \t\r\n")
            if not text:
                continue
            try:
                yield json.loads(text)
            except (ValueError, RecursionError):
                raise LoadError(f"{what.vi} không phải JSON đúng cú pháp.", f"{what.en} is not valid JSON.") from None


def _not_geojson(path: Path) -> LoadError:
    return LoadError(
        f"Tệp {path.name} không phải GeoJSON: cần một FeatureCollection.",
        f"File {path.name} is not GeoJSON: a FeatureCollection is needed.",
    )


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
