"""Cells into shapes in the file's own coordinates: pairs of numbers, WKT, WKB."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.batch import Batch, no_shapes
from loaders.curves import is_curved, srid_of, straightened
from loaders.locate.columns import Kind, Position
from loaders.locate.numbers import MOST_DEGREES, coordinate, coordinate_pair
from loaders.report import shortened

DEEPEST_WKT = 8
_PLAINLY_METRES = 1000.0
# A point is 42 digits of hexadecimal; anything shorter is no WKB.
_HEX = re.compile(r"(?:\\x)?(?:[0-9A-Fa-f]{2}){21,}")
_SRID = re.compile(r"\s*SRID=(\d{1,9});", re.IGNORECASE)
_CURVE = Text(
    "là đường cong viết bằng WKT; hãy đổi cung tròn thành đường gấp khúc rồi xuất lại, hoặc lưu thành GeoPackage.",
    "it is a curve written as WKT; please make straight lines of its arcs and export it again, or save a GeoPackage.",
)
_Shape = BaseGeometry | tuple[float, float] | Text


def with_shapes(batch: Batch, position: Position) -> Batch:
    """The rows with the shapes that their coordinate columns mean; a cell that means none gives its row a fault."""
    if not position.columns:
        return batch
    if (plain := _plain_numbers(batch, position)) is not None:
        return replace(batch, shapes=np.asarray(shapely.points(plain), dtype=object))
    cells = [batch.columns.get(column) or [None] * len(batch) for column in position.columns]
    found = [None if at in batch.faults else _shape(row, position) for at, row in enumerate(zip(*cells, strict=True))]
    shapes = no_shapes(len(batch))
    points = [at for at, shape in enumerate(found) if isinstance(shape, tuple)]
    # All points at once: one by one costs several times as much.
    shapes[points] = shapely.points(np.array([found[at] for at in points], dtype=float).reshape(-1, 2))
    for at, shape in enumerate(found):
        if isinstance(shape, BaseGeometry):
            shapes[at] = shape
    faults = {at: shape for at, shape in enumerate(found) if isinstance(shape, Text)}
    return replace(batch, shapes=shapes, faults=batch.faults | faults)


def _plain_numbers(batch: Batch, position: Position) -> NDArray[np.float64] | None:
    """All pairs of a batch at once, several times as fast as one by one; None unless each is two plain numbers."""
    if len(position.columns) != 2 or batch.faults:
        return None
    try:
        found = np.array([list(map(float, batch.columns[column])) for column in position.columns]).T
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    size = np.abs(found)
    # Between degrees and thousands of metres 544.033 may be metres with a sign for thousands.
    return found if ((size <= MOST_DEGREES) | ((size >= _PLAINLY_METRES) & np.isfinite(size))).all() else None


def _shape(cells: Sequence[Any], position: Position) -> _Shape | None:
    """The shape that the cells of a row mean; None where they are empty."""
    empty = [column for column, cell in zip(position.columns, cells, strict=True) if _is_empty(cell)]
    if empty:
        return None if len(empty) == len(cells) else _half(empty[0])
    if position.kind is Kind.SHAPE:
        return _from_shape(cells[0])
    if position.kind is Kind.BOTH:
        pair = coordinate_pair(cells[0])
        return (pair[0].value, pair[1].value) if pair else _from_shape_or_pair(cells[0], position.columns[0])
    return pair_of(cells, position.columns)


def _is_empty(cell: Any) -> bool:
    return cell is None or cell == "" or (isinstance(cell, str) and cell.isspace())


def pair_of(cells: Sequence[Any], columns: Sequence[str]) -> tuple[float, float] | Text:
    """X and y out of two cells. Letters (B, Đ, N, E) say which is which, whatever the columns are called."""
    one, other = coordinate(cells[0]), coordinate(cells[1])
    if one is None or other is None:
        wrong = 0 if one is None else 1
        return _no_number(cells[wrong], columns[wrong])
    if one.axis is None and other.axis is None:
        return one.value, other.value
    if one.axis == other.axis:
        return Text(
            f"hai cột {shortened(columns[0])}, {shortened(columns[1])} cùng một trục ({shortened(cells[0])}).",
            f"columns {shortened(columns[0])} and {shortened(columns[1])} name one axis twice ({shortened(cells[0])}).",
        )
    if one.axis == "N" or other.axis == "E":
        one, other = other, one
    return one.value, other.value


def _half(column: str) -> Text:
    return Text(
        f"thiếu một nửa tọa độ: cột {shortened(column)} bỏ trống.",
        f"half of its coordinates is missing: column {shortened(column)} is empty.",
    )


def _no_number(cell: Any, column: str) -> Text:
    value, name = shortened(cell), shortened(column)
    return Text(
        f"tọa độ “{value}” ở cột {name} không phải là số; viết như 106.1683, 106,1683, 544033,12 hoặc 106°10'06\"Đ.",
        f"coordinate “{value}” in column {name} is not a number; it is written as 106.1683, 106,1683, 544033.12 or "
        "106°10'06\"E.",
    )


def _from_shape_or_pair(cell: Any, column: str) -> BaseGeometry | Text:
    shape = _from_shape(cell)
    if not isinstance(shape, Text):
        return shape
    value, name = shortened(cell), shortened(column)
    return Text(
        f"ô “{value}” ở cột {name} không phải hai tọa độ; viết như 20.42, 106.1683 hoặc 20°25'12\"B 106°10'06\"Đ.",
        f"cell “{value}” in column {name} is not two coordinates; they are written as 20.42, 106.1683 or "
        "20°25'12\"N 106°10'06\"E.",
    )


def _from_shape(cell: Any) -> BaseGeometry | Text:
    text = str(cell).strip()
    try:
        if _HEX.fullmatch(text):
            return _from_wkb(bytes.fromhex(text.removeprefix("\\x")))
        # GEOS calls itself for each level and has no bound of its own.
        if _depth(text) <= DEEPEST_WKT:
            srid = _SRID.match(text)
            shape = shapely.from_wkt(text[srid.end() :] if srid else text)
            return shapely.set_srid(shape, int(srid[1])) if srid else shape
    except NotImplementedError:
        return _CURVE
    except (ShapelyError, ValueError):
        pass
    return Text(f"WKT hoặc WKB không đọc được: {shortened(cell)}", f"WKT cannot be read, nor WKB: {shortened(cell)}")


def _from_wkb(wkb: bytes) -> BaseGeometry:
    """Raises ShapelyError, ValueError and, for a kind of shape that nobody draws, NotImplementedError."""
    if not is_curved(wkb):
        return shapely.from_wkb(wkb)
    return shapely.set_srid(shapely.from_wkb(straightened(wkb)), srid_of(wkb))


def systems_of(shapes: Iterable[BaseGeometry | None]) -> set[int]:
    """The numbers of the systems that shapes name, as EWKT and EWKB do; 0 names none."""
    return {int(shapely.get_srid(shape)) for shape in shapes if shape is not None} - {0}


def of_one_system(batch: Batch, srid: int) -> Batch:
    """The rows without the numbers of systems; a row that names another than `srid` has a fault."""
    srids = shapely.get_srid(batch.shapes)
    others = np.flatnonzero((srids > 0) & (srids != srid)).tolist()
    if not (srids > 0).any():
        return batch
    faults = {at: _other_system(int(srids[at]), srid) for at in others if at not in batch.faults}
    return replace(batch, shapes=shapely.set_srid(batch.shapes, 0), faults=batch.faults | faults)


def _other_system(srid: int, usual: int) -> Text:
    return Text(
        f"ghi hệ tọa độ SRID {srid}, các dòng đầu ghi {usual}; hãy tách mỗi hệ thành một tệp.",
        f"it names the coordinate system SRID {srid} but the first rows name {usual}; please make a file of each.",
    )


def _depth(text: str) -> int:
    """How deep the brackets of a text are nested."""
    return max(accumulate(1 if sign == "(" else -1 for sign in text if sign in "()"), default=0)
