"""Columns of numbers between the database and numpy, in PostgreSQL's binary form of COPY: a million rows a second."""

import io
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from geo_api.coverage.evaluate.patience import mind_time

Column = NDArray[np.generic]
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


def read_columns(connection: Connection, query: str, types: Mapping[str, str]) -> dict[str, Column]:
    """Rows of `query`, which is ours and has no value that is NULL, as an array a column.

    types: name → numpy's type of each, as big as the column's in the database (``i2``, ``i4``, ``i8``, ``f8``, ``?``).
    """
    taken = io.BytesIO()
    _copy(connection, f"COPY ({query}) TO STDOUT (FORMAT binary)", taken)
    raw = taken.getbuffer()[len(_HEADER) : -len(_TRAILER)]
    rows = np.frombuffer(raw, dtype=_row(types))
    return {name: rows[name].astype(kind) for name, kind in types.items()}


def write_columns(connection: Connection, table: str, columns: Mapping[str, Column]) -> None:
    """Append rows to `table`, which is ours; the arrays are of one length and of the types of the columns."""
    types = {name: column.dtype.str[1:] for name, column in columns.items()}
    rows = np.zeros(len(next(iter(columns.values()))), dtype=_row(types))
    rows["count"] = len(types)
    for name, column in columns.items():
        rows[name] = column
        rows[f"size of {name}"] = column.dtype.itemsize
    given = io.BytesIO(_HEADER + rows.tobytes() + _TRAILER)
    _copy(connection, f"COPY {table} ({', '.join(types)}) FROM STDIN (FORMAT binary)", given)


def _row(types: Mapping[str, str]) -> np.dtype[np.void]:
    """How many values, then each with its size before it; all in the order of bytes of the network."""
    fields = [("count", ">i2")]
    for name, kind in types.items():
        fields += [(f"size of {name}", ">i4"), (name, kind if kind.endswith(("?", "b1")) else f">{kind}")]
    return np.dtype(fields)


def _copy(connection: Connection, sql: str, file: io.BytesIO) -> None:
    mind_time(connection)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  # an open connection has one
    with driver.cursor() as cursor:
        cursor.copy_expert(sql, file)
