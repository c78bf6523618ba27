"""Where rows are: shapes from coordinate columns where needed, then all to WGS 84 (EPSG:4326, longitude first)."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, islice
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.errors import LoadError
from loaders.fit.match import find_column
from loaders.fit.values import NUMBER
from loaders.locate.crs import NEIGHBOURHOOD, Operation, crs_name, named_crs, operation_to_wgs84, parsed_crs
from loaders.options import LoadOptions
from loaders.report import Tally, shortened
from loaders.source import Source, SourceRow

Shapes = NDArray[np.object_]
Coordinates = NDArray[np.float64]
Flags = NDArray[np.bool_]

BATCH_ROWS = 5_000
LON_NAMES = ("lon", "lng", "long", "longitude", "kinh_do", "kinh độ")
LAT_NAMES = ("lat", "latitude", "vi_do", "vĩ độ")
DEEPEST_WKT = 8
WKT_NAMES = ("wkt", "geom", "geometry")
_NOT_FINITE = Text("có tọa độ không phải là số.", "it has coordinates that are not numbers.")


@dataclass(frozen=True, slots=True)
class Position:
    """The columns that hold coordinates: one with WKT, or x (longitude, easting) and y. Empty: rows have shapes."""

    columns: tuple[str, ...] = ()


def find_position(source: Source, mapping: Mapping[str, str], *, required: bool = True) -> Position:
    """The columns named by ``--map``, else, in a file without shapes, those with a usual name. LoadError if none.

    required: whether a file may not be without.
    """
    named = {role: find_column(source.columns, mapping[role]) for role in ("lon", "lat", "wkt") if role in mapping}
    if set(named) == {"wkt"} or set(named) == {"lon", "lat"}:
        return Position(tuple(named.values()))
    if named:
        raise LoadError(
            "Hãy nêu cả --map lon=CỘT và --map lat=CỘT, hoặc chỉ --map wkt=CỘT.",
            "Please give both --map lon=COLUMN and --map lat=COLUMN, or --map wkt=COLUMN alone.",
        )
    return Position() if source.has_geometry else _usual_position(source.columns, required)


def _usual_position(columns: tuple[str, ...], required: bool) -> Position:
    lower = {column.casefold(): column for column in columns}
    lon, lat, wkt = (next((lower[n] for n in names if n in lower), None) for names in (LON_NAMES, LAT_NAMES, WKT_NAMES))
    if lon and lat:
        return Position((lon, lat))
    if wkt:
        return Position((wkt,))
    if not required:
        return Position()
    listed = ", ".join(shortened(column) for column in columns)
    raise LoadError(
        f"Không biết cột nào là tọa độ; hãy nêu --map lon=CỘT --map lat=CỘT. Các cột: {listed}.",
        f"No column is known to hold coordinates; please give --map lon=COLUMN --map lat=COLUMN. Columns: {listed}.",
    )


def find_operation(source: Source, options: LoadOptions, tally: Tally) -> Operation:
    """The way to WGS 84, recorded in the report. Raises LoadError when neither file nor option names the system."""
    declared = parsed_crs(source.crs) if source.crs and not options.crs else None
    if options.crs:
        crs = named_crs(options.crs)
        _warn_of_other(source.crs, options.crs, tally)
    elif declared or source.assumed_crs:
        crs = declared or parsed_crs(str(source.assumed_crs))
    else:
        raise LoadError(
            "Tệp không nói tọa độ theo hệ nào; hãy nêu --crs, ví dụ --crs EPSG:9209.",
            "The file does not say which coordinate system it is in; please give --crs, such as --crs EPSG:9209.",
        )
    operation = operation_to_wgs84(crs)
    tally.describe(source_crs=operation.crs_name, operation=operation.name, accuracy_m=operation.accuracy_m)
    if operation.accuracy_m is None:
        tally.warn(
            f"Phép chuyển từ {operation.crs_name} không rõ độ chính xác, có thể lệch hàng trăm mét.",
            f"The operation from {operation.crs_name} has no stated accuracy and may be off by hundreds of metres.",
        )
    return operation


def _warn_of_other(declared: str | None, wanted: str, tally: Tally) -> None:
    try:
        other = crs_name(parsed_crs(declared)) if declared else wanted.upper()
    except LoadError:
        return
    if other != wanted.strip().upper():
        tally.warn(f"Tệp ghi {other} nhưng đã dùng {wanted}.", f"The file says {other}, but {wanted} was used.")


def located(rows: Iterable[SourceRow], position: Position, operation: Operation) -> Iterator[SourceRow]:
    """Rows with shapes in EPSG:4326 of two dimensions; those that cannot be placed have a fault and no shape.

    Rows without a shape, or with an empty one, have neither.
    """
    iterator = iter(rows)
    while batch := [_with_shape(row, position) for row in islice(iterator, BATCH_ROWS)]:
        yield from _transformed(batch, operation)


def _with_shape(row: SourceRow, position: Position) -> SourceRow:
    if row.fault or not position.columns:
        return row
    cells = [row.values.get(column) for column in position.columns]
    if any(cell is None or not str(cell).strip() for cell in cells):
        return SourceRow(row.number, row.values)
    shape = _from_wkt(cells[0]) if len(cells) == 1 else _from_numbers(cells)
    if isinstance(shape, Text):
        return SourceRow(row.number, row.values, fault=shape)
    return SourceRow(row.number, row.values, shape)


def _depth(text: str) -> int:
    """How deep the brackets of a text are nested."""
    return max(accumulate(1 if sign == "(" else -1 for sign in text if sign in "()"), default=0)


def _from_wkt(cell: Any) -> BaseGeometry | Text:
    try:
        # GEOS calls itself for each level and has no bound of its own.
        if _depth(str(cell)) <= DEEPEST_WKT:
            return shapely.from_wkt(str(cell))
    except ShapelyError:
        pass
    return Text(f"WKT không đọc được: {shortened(cell)}", f"WKT cannot be read: {shortened(cell)}")


def _from_numbers(cells: list[Any]) -> BaseGeometry | Text:
    for cell in cells:
        if not NUMBER.fullmatch(str(cell).strip()):
            return Text(
                f"tọa độ “{shortened(cell)}” không phải là số (dùng dấu chấm thập phân).",
                f"coordinate “{shortened(cell)}” is not a number (the decimal sign is a point).",
            )
    return shapely.Point(float(cells[0]), float(cells[1]))


def _transformed(batch: list[SourceRow], operation: Operation) -> Iterator[SourceRow]:
    """All shapes of a batch in one go: one by one costs ten times as much."""
    shapes = shapely.force_2d(np.array([None if row.fault else row.geometry for row in batch], dtype=object))
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    finite = usable & _all_coordinates(shapes, np.isfinite)
    placed = finite & _all_coordinates(shapes, _in_world) if operation.crs.is_geographic else finite
    moved = shapes.copy()
    moved[placed] = shapely.transform(shapes[placed], operation.apply)
    near = placed & _all_coordinates(moved, _in_neighbourhood)
    for row, before, after, flags in zip(batch, shapes, moved, zip(usable, finite, near, strict=True), strict=True):
        is_usable, is_finite, is_near = flags
        if is_usable and not is_near:
            yield replace(row, geometry=None, fault=_fault(before, after, is_finite))
        else:
            yield replace(row, geometry=after if is_usable else None)


def _all_coordinates(shapes: Shapes, holds: Callable[[Coordinates], Flags]) -> Flags:
    """For each shape, whether `holds` is true of every one of its coordinates."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    flags = np.ones(len(shapes), dtype=bool)
    flags[owners[~holds(coordinates).all(axis=1)]] = False
    return flags


def _in_world(coordinates: Coordinates) -> Flags:
    return np.asarray(np.abs(coordinates) <= (180, 90))


def _in_neighbourhood(coordinates: Coordinates) -> Flags:
    west, south, east, north = NEIGHBOURHOOD
    return np.asarray((coordinates >= (west, south)) & (coordinates <= (east, north)))


def _fault(before: BaseGeometry, after: BaseGeometry, is_finite: bool) -> Text:
    """Why a shape that cannot be placed cannot."""
    if not is_finite:
        return _NOT_FINITE
    if _is_swapped(before) or _is_swapped(after):
        return _SWAPPED
    coordinates = shapely.get_coordinates(after)
    if not (np.isfinite(coordinates).all() and _in_world(coordinates).all()):
        return _OUTSIDE_WORLD
    return _outside_vietnam(after)


def _is_swapped(shape: BaseGeometry) -> bool:
    return bool(_in_neighbourhood(shapely.get_coordinates(shape)[:, ::-1]).all())


def _outside_vietnam(shape: BaseGeometry) -> Text:
    x, y = shape.bounds[:2]
    return Text(
        f"nằm xa Việt Nam ({y:.4f}° vĩ, {x:.4f}° kinh); hệ tọa độ (--crs) hoặc thứ tự trục có thể sai.",
        f"it lies far from Vietnam (lat {y:.4f}°, lon {x:.4f}°); the coordinate system (--crs) or the order of axes "
        "may be wrong.",
    )


_OUTSIDE_WORLD = Text(
    "tọa độ nằm ngoài thế giới; hệ tọa độ (--crs) có thể sai.",
    "its coordinates are outside the world; the coordinate system (--crs) may be wrong.",
)
_SWAPPED = Text(
    "kinh độ và vĩ độ có vẻ bị đổi chỗ cho nhau.", "its longitude and latitude appear to have changed places."
)
