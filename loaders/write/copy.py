"""Rows into tables by COPY, inside the caller's transaction: all of them or none."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import psycopg2
import psycopg2.errors
from shapely import set_srid, to_wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from layers.layer import COLUMN_FIELDS, Layer
from loaders.errors import LoadError

Cell = str | int | float | bool | None
FEATURE_COLUMNS = ("source_row", *COLUMN_FIELDS, "attributes")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One row of a layer: geometry in EPSG:4326, values by field name, the row of the file counted from 1.

    unit: the commune that it names, in the words of the file.
    """

    geometry: BaseGeometry
    values: dict[str, Any] = field(default_factory=dict)
    source_row: int = 0
    unit: str | None = None


def ewkb(geometry: BaseGeometry) -> str:
    """Hexadecimal EWKB in EPSG:4326, two dimensions."""
    return str(to_wkb(set_srid(geometry, 4326), hex=True, output_dimension=2, include_srid=True))


def ewkbs(geometries: Sequence[BaseGeometry]) -> Sequence[str]:
    """`ewkb` of many, at a fraction of the cost."""
    shapes = set_srid(np.array(geometries, dtype=object), 4326)
    return list(to_wkb(shapes, hex=True, output_dimension=2, include_srid=True))


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """COPY `rows` into `table`. Table and column names are ours, never a file's.

    Raises LoadError when the database does not take them.
    """
    names = ", ".join(f'"{column}"' for column in columns)
    try:
        with closing(connection.connection.cursor()) as cursor:
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _RowStream(rows), size=_BUFFER_BYTES)
    except psycopg2.Error as error:
        raise _not_taken(error) from None


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
    columns = ("layer", "load_id", *FEATURE_COLUMNS, "geom")
    cells = ((layer.name, load_id, *feature_cells(layer, row), ewkb(row.geometry)) for row in rows)
    copy_rows(connection, "feature", columns, cells)


def feature_cells(layer: Layer, row: FeatureRow) -> tuple[Cell, ...]:
    """What goes into `FEATURE_COLUMNS`."""
    return (row.source_row, *(row.values.get(name) for name in COLUMN_FIELDS), _attributes(layer, row))


def _attributes(layer: Layer, row: FeatureRow) -> str:
    attributes = {
        f.name: row.values[f.name] for f in layer.fields if not f.is_column and row.values.get(f.name) is not None
    }
    return json.dumps(attributes, ensure_ascii=False)


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
