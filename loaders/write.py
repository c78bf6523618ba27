"""Rows into tables by COPY, inside the caller's transaction: all of them or none."""

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from shapely import set_srid, to_wkb
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection

from layers.layer import Layer

Cell = str | int | float | bool | None
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_BUFFER_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One row of a layer: geometry in EPSG:4326, values by field name, the row of the file counted from 1."""

    geometry: BaseGeometry
    values: dict[str, Any] = field(default_factory=dict)
    source_row: int = 0


def ewkb(geometry: BaseGeometry) -> str:
    """Hexadecimal EWKB in EPSG:4326, two dimensions."""
    return str(to_wkb(set_srid(geometry, 4326), hex=True, output_dimension=2, include_srid=True))


def ewkbs(geometries: Sequence[BaseGeometry]) -> Sequence[str]:
    """`ewkb` of many, at a fraction of the cost."""
    shapes = set_srid(np.array(geometries, dtype=object), 4326)
    return list(to_wkb(shapes, hex=True, output_dimension=2, include_srid=True))


def copy_rows(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """COPY `rows` into `table`. Table and column names are ours, never a file's."""
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = connection.connection.cursor()
    cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", _RowStream(rows), size=_BUFFER_BYTES)


def copy_features(connection: Connection, layer: Layer, load_id: int, rows: Iterable[FeatureRow]) -> None:
    """COPY rows into the partition of `layer`; fields that have no column of their own go into `attributes`."""
    columns = ("layer", "key", "name", "status", "host", "attributes", "geom", "load_id", "source_row")
    copy_rows(connection, "feature", columns, (_feature_cells(layer, load_id, row) for row in rows))


def _feature_cells(layer: Layer, load_id: int, row: FeatureRow) -> Sequence[Cell]:
    own = [row.values.get(name) for name in ("key", "name", "status", "host")]
    return (layer.name, *own, attributes_json(layer, row), ewkb(row.geometry), load_id, row.source_row)


def attributes_json(layer: Layer, row: FeatureRow) -> str:
    """The values of `row` that have no column of their own, as the JSON of column ``attributes``."""
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
