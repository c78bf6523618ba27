"""Rows into tables by COPY, inside the caller's transaction: all of them or none."""

import io
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

import numpy as np
import psycopg2
import psycopg2.errors
from shapely import GeometryType, get_coordinates, get_type_id, to_wkb
from sqlalchemy import Connection

from layers.layer import COLUMN_FIELDS, Layer, Value
from loaders.batch import Shapes
from loaders.errors import LoadError
from loaders.rows import FeatureBatch, FeatureRow

Cell = str | int | float | bool | None
_JSON_TEXT = json.encoder.encode_basestring
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER_BYTES = 1 << 20
# Little-endian WKB: order of bytes, type of shape, x, y.
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("xy", "<f8", 2)])
_POINT_DIGITS = 2 * _POINT.itemsize


def wkbs(geometries: Shapes) -> list[str]:
    """WKB of many, for a column whose type says the system: naming it in each costs as much again."""
    points = _points(geometries)
    return list(to_wkb(geometries, hex=True, output_dimension=2)) if points is None else points


def _points(geometries: Shapes) -> list[str] | None:
    """WKB of points, ten times as fast; None where there are other shapes."""
    if not (get_type_id(geometries) == GeometryType.POINT).all():
        return None
    rows = np.zeros(len(geometries), dtype=_POINT)
    coordinates = get_coordinates(geometries)
    if len(coordinates) != len(rows):  # some are empty
        return None
    rows["order"], rows["type"], rows["xy"] = 1, 1, coordinates
    digits = rows.tobytes().hex()
    return [digits[start : start + _POINT_DIGITS] for start in range(0, len(digits), _POINT_DIGITS)]


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """COPY `rows` into `table`. Table and column names are ours, never a file's.

    Raises LoadError when the database does not take them.
    """
    _copy(connection, table, columns, _RowStream(rows))


def copy_columns(connection: Connection, table: str, columns: Mapping[str, Sequence[Cell]]) -> None:
    """`copy_rows` of rows given column by column, several times as fast; the columns have no defaults.

    Raises LoadError.
    """
    filled = {name: cells for name, cells in columns.items() if not _is_empty(cells)}
    lines = "\n".join(map("\t".join, zip(*map(_written, filled.values()), strict=True)))
    if lines:
        _copy(connection, table, tuple(filled), io.BytesIO(f"{lines}\n".encode()))


def _copy(connection: Connection, table: str, columns: Sequence[str], stream: io.RawIOBase | io.BytesIO) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    try:
        with closing(connection.connection.cursor()) as cursor, _driver_prints_nothing():
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", stream, size=_BUFFER_BYTES)
    except psycopg2.Error as error:
        raise _not_taken(error) from None


@contextmanager
def _driver_prints_nothing() -> Iterator[None]:
    """While this lasts psycopg2 keeps to raising.

    When a server ends in the middle of COPY, it reads the last notice while its own error is already on the way; what
    comes of that it prints on standard error, past whoever called it (`conn_notice_process`, 2.9).
    """
    shown = sys.excepthook
    sys.excepthook = lambda kind, error, trace: None if kind is SystemError else shown(kind, error, trace)
    try:
        yield
    finally:
        sys.excepthook = shown


def _not_taken(error: psycopg2.Error) -> LoadError:
    """The driver's own words can hold the values of a row; they are not repeated."""
    if isinstance(error, psycopg2.errors.DiskFull):
        return LoadError(
            "Đĩa của máy chủ cơ sở dữ liệu đã đầy; không ghi gì.",
            "The disk of the database server is full; nothing was written.",
        )
    return LoadError(
        f"Cơ sở dữ liệu không nhận dữ liệu (SQLSTATE {error.pgcode or '—'}); không ghi gì.",
        f"The database did not take the data (SQLSTATE {error.pgcode or '—'}); nothing was written.",
    )


def copy_features(connection: Connection, layer: Layer, load_id: int, rows: Iterable[FeatureRow]) -> None:
    """COPY rows into the partition of `layer`; fields that have no column of their own go into `attributes`."""
    rows = list(rows)
    if not rows:
        return
    names = ("source_row", *COLUMN_FIELDS, "attributes")
    columns = dict(zip(names, zip(*(_cells(layer, row) for row in rows), strict=True), strict=True))
    layers, loads = [layer.name] * len(rows), [load_id] * len(rows)
    shapes = wkbs(np.array([row.geometry for row in rows], dtype=object))
    copy_columns(connection, "feature", {"layer": layers, "load_id": loads, **columns, "geom": shapes})


def _cells(layer: Layer, row: FeatureRow) -> tuple[Cell, ...]:
    values = {
        f.name: row.values[f.name] for f in layer.fields if not f.is_column and row.values.get(f.name) is not None
    }
    return (row.source_row, *(row.values.get(name) for name in COLUMN_FIELDS), json.dumps(values, ensure_ascii=False))


def feature_columns(layer: Layer, batch: FeatureBatch) -> dict[str, Sequence[Cell]]:
    """The columns of ``feature`` that hold what a file says, but for the shape."""
    nothing = [None] * len(batch)
    own = {name: batch.values.get(name, nothing) for name in COLUMN_FIELDS}
    return {"source_row": batch.numbers, **own, "attributes": attributes(layer, batch)}


def attributes(layer: Layer, batch: FeatureBatch) -> list[str]:
    """A JSON object a row, of the fields that have no column of their own and are filled."""
    parts = [_members(f.name, batch.values[f.name]) for f in layer.fields if not f.is_column and f.name in batch.values]
    parts = [part for part in parts if not _is_empty(part)]
    if not parts:
        return ["{}"] * len(batch)
    if all(map(all, parts)):
        return [f"{{{row}}}" for row in map(", ".join, zip(*parts, strict=True))]
    return ["{" + ", ".join(filter(None, row)) + "}" for row in zip(*parts, strict=True)]


def _members(name: str, values: Sequence[Value | None]) -> list[str | None]:
    """A field as a member of each object; None where it is not filled."""
    kinds = set(map(type, values))
    if kinds == {int}:
        return [f'"{name}": {value}' for value in values]
    if kinds == {str}:
        known = {value: f'"{name}": {_JSON_TEXT(str(value))}' for value in set(values)}
        return [known[value] for value in values]
    return [None if value is None else f'"{name}": {_json(value)}' for value in values]


def _json(value: Value) -> str:
    return _JSON_TEXT(value) if isinstance(value, str) else repr(value) if type(value) is int else json.dumps(value)


def _is_empty(cells: Sequence[Cell]) -> bool:
    return not any(cells) and all(cell is None for cell in cells)


def _written(cells: Sequence[Cell]) -> list[str]:
    """The cells of a column as COPY reads them."""
    if set(map(type, cells)) == {int}:
        return list(map(str, cells))
    texts = [cell if cell is None or type(cell) is str else str(cell) for cell in cells]
    filled = "".join(filter(None, texts))
    if any(sign in filled for sign in "\\\t\n\r"):
        return ["\\N" if text is None else text.translate(_ESCAPES) for text in texts]
    return ["\\N" if text is None else text for text in texts]


def _line(row: Sequence[Cell]) -> str:
    return "\t".join("\\N" if cell is None else str(cell).translate(_ESCAPES) for cell in row) + "\n"


class _RowStream(io.RawIOBase):
    """What COPY reads from: lines made as they are asked for, so that no more than a buffer is in memory."""

    def __init__(self, rows: Iterable[Sequence[Cell]]) -> None:
        self._lines: Iterator[bytes] = (_line(row).encode() for row in rows)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        parts, length = [self._rest], len(self._rest)
        for line in self._lines:
            parts.append(line)
            length += len(line)
            if 0 <= size <= length:
                break
        data = b"".join(parts)
        self._rest = data[size:] if size >= 0 else b""
        return data[:size] if size >= 0 else data
