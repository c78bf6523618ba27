"""Features as FlatGeobuf 3: with an index where they can be held, else row by row, of any length in little memory.

PostGIS 3.3's own ``ST_AsFlatGeobuf`` writes files that cannot be read where a value is missing.
"""

import struct
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.features.flatbuffer import Part, Scalar, Table, Vector, finished, packed
from geo_api.features.flatgeobuf_index import NODE_SIZE, Boxes, order_by_place, packed_tree
from geo_api.features.plan import ItemsRequest
from geo_api.streams import Pieces, begun
from layers.layer import Field, FieldType, Geometry

_MAGIC = b"fgb\x03fgb\x00"
# Geometry types and column types as the format numbers them.
_POINT, _LINE, _POLYGON, _MULTI_LINE, _MULTI_POLYGON = 1, 2, 3, 5, 6
_TYPES = {Geometry.POINT: _POINT, Geometry.LINE: _MULTI_LINE, Geometry.AREA: _MULTI_POLYGON}
_LONG, _STRING = 7, 11
_COLUMNS = {
    FieldType.TEXT: _STRING,
    FieldType.INTEGER: _LONG,
    FieldType.NUMBER: 10,
    FieldType.BOOLEAN: 2,
    FieldType.DATE: 13,
}
_PACKED = {FieldType.INTEGER: "<q", FieldType.NUMBER: "<d", FieldType.BOOLEAN: "<?"}


# Up to here features are held, so that the index can be written before them.
MOST_INDEXED = 20_000
_MOST_HELD_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class _Features:
    """Some features as they are written, and the box of each; of none without a shape."""

    boxes: Boxes
    written: list[bytes]


def flatgeobuf_in_pieces(pieces: Pieces, wanted: ItemsRequest, language: str) -> Generator[bytes, None, None]:
    """The page as a file; `pieces` are of shapes_statement, which reads one row too many.

    Up to MOST_INDEXED features are put in the order of their places, with an index; an order asked for is kept.
    """
    coming = _written(begun(pieces), wanted)
    held, whole = _held(coming)
    if whole and not wanted.sort and _all_placed(held):
        yield from _indexed(held, wanted, language)
        return
    yield _MAGIC + finished(_header(wanted, language))
    for features in chain(held, coming):
        yield b"".join(features.written)


def _written(pieces: Pieces, wanted: ItemsRequest) -> Iterator[_Features]:
    left, types = wanted.limit, [FieldType.INTEGER, *(field.type for field in wanted.fields)]
    feature = _FEATURES[wanted.layer.geometry]
    for rows in pieces:
        shown = rows[:left]
        shapes = shapely.from_wkb([row[-1] and bytes(row[-1]) for row in shown])
        properties = [_properties(row[:-1], types) for row in shown]
        yield _Features(shapely.bounds(shapes).reshape(-1, 4), [*map(feature, shapes, properties)])
        left = max(left - len(rows), 0)


def _held(coming: Iterator[_Features]) -> tuple[list[_Features], bool]:
    """The first of what is coming, as much as may be held, and whether that is all of it."""
    held: list[_Features] = []
    count = size = 0
    for features in coming:
        held.append(features)
        count += len(features.written)
        size += sum(map(len, features.written))
        if count > MOST_INDEXED or size > _MOST_HELD_BYTES:
            return held, False
    return held, True


def _all_placed(held: Sequence[_Features]) -> bool:
    """Whether each has a box, and there are any: an index holds no others."""
    return any(each.written for each in held) and not any(np.isnan(each.boxes).any() for each in held)


def _indexed(held: Sequence[_Features], wanted: ItemsRequest, language: str) -> Iterator[bytes]:
    boxes = np.concatenate([each.boxes for each in held])
    written = [feature for each in held for feature in each.written]
    order = order_by_place(boxes)
    boxes, written = boxes[order], [written[place] for place in order]
    least, most = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    index: dict[int, Part] = {
        1: packed("d", [*least, *most]),
        8: Scalar("Q", len(written)),
        9: Scalar("H", NODE_SIZE),
    }
    yield _MAGIC + finished(_header(wanted, language, index))
    yield packed_tree(boxes, np.array([*map(len, written)], np.int64))
    yield b"".join(written)


def _header(wanted: ItemsRequest, language: str, index: Mapping[int, Part] | None = None) -> Table:
    """index: what it says of the features and their index; without, there is none."""
    columns = [Table({0: "id", 1: Scalar("B", _LONG)}), *(_column(field, language) for field in wanted.fields)]
    return Table(
        {
            0: wanted.layer.name,
            2: Scalar("B", _TYPES[wanted.layer.geometry]),
            7: columns,
            9: Scalar("H", 0),
            10: Table({0: "EPSG", 1: Scalar("i", wanted.crs.srid)}),
            11: wanted.layer.title.in_language(language),
            **(index or {}),
        }
    )


def _column(field: Field, language: str) -> Table:
    return Table({0: field.name, 1: Scalar("B", _COLUMNS[field.type]), 2: field.title.in_language(language)})


def _feature(shape: BaseGeometry | None, properties: bytes) -> bytes:
    slots: dict[int, Part] = {1: Vector("B", properties)}
    if shape is not None:
        slots[0] = _geometry(shape)
    return finished(Table(slots))


def _point(shape: BaseGeometry | None, properties: bytes) -> bytes:
    """The same of a point, of which there may be millions: all but coordinates and properties is always the same."""
    if shape is None:
        return _feature(shape, properties)
    before, between = _POINT_PARTS
    body = before + shapely.get_coordinates(shape).astype("<f8").tobytes() + between
    body += struct.pack("<I", len(properties)) + properties
    body += bytes(-len(body) % 8)
    return struct.pack("<I", len(body)) + body


def _geometry(shape: BaseGeometry) -> Table:
    match shape.geom_type:
        case "Point":
            return Table({1: _coordinates(shape), 6: Scalar("B", _POINT)})
        case "MultiLineString":
            lengths = [len(line.coords) for line in shape.geoms]  # type: ignore[attr-defined]  # it is a collection
            return Table({0: _ends(lengths), 1: _coordinates(shape), 6: Scalar("B", _MULTI_LINE)})
    polygons = [_polygon(polygon) for polygon in shape.geoms]  # type: ignore[attr-defined]  # it is a collection
    return Table({6: Scalar("B", _MULTI_POLYGON), 7: polygons})


def _polygon(shape: shapely.Polygon) -> Table:
    lengths = [len(ring.coords) for ring in (shape.exterior, *shape.interiors)]
    return Table({0: _ends(lengths), 1: _coordinates(shape), 6: Scalar("B", _POLYGON)})


def _coordinates(shape: BaseGeometry) -> Vector:
    return Vector("d", shapely.get_coordinates(shape).astype("<f8").tobytes())


def _ends(lengths: Sequence[int]) -> Vector:
    """Where in the coordinates each part ends."""
    return packed("I", np.cumsum(lengths).tolist())


def _properties(values: Sequence[Any], types: Sequence[FieldType]) -> bytes:
    """The number of its column before each value; what has no value is left out."""
    pairs = enumerate(zip(values, types, strict=True))
    return b"".join(struct.pack("<H", i) + _value(value, its) for i, (value, its) in pairs if value is not None)


def _value(value: Any, field_type: FieldType) -> bytes:
    if field_type in _PACKED:
        return struct.pack(_PACKED[field_type], value)
    text = (value.isoformat() if isinstance(value, date) else str(value)).encode()
    return struct.pack("<I", len(text)) + text


def _parts_of_points() -> tuple[bytes, bytes]:
    """What stands before the coordinates of every point, and between them and the size of its properties."""
    coordinates, properties = struct.pack("<dd", 1.5, 2.5), b"properties"
    made = _feature(shapely.Point(1.5, 2.5), properties)[4:]
    start, end = made.index(coordinates), made.index(properties) - 4
    return made[:start], made[start + len(coordinates) : end]


_POINT_PARTS = _parts_of_points()
_FEATURES = {Geometry.POINT: _point, Geometry.LINE: _feature, Geometry.AREA: _feature}
