"""Writing the sample: numbers kept free for rows that speak of each other, load records, COPY."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, insert, text

from layers.tables import load
from loaders.write.copy import Cell, copy_columns

FILE_NAME = "sample"
CRS = "EPSG:4326"


def take_numbers(connection: Connection, table: str, count: int) -> Iterator[int]:
    """`count` new identities of `table`, in rising order, that nobody else will be given."""
    statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return iter(sorted(connection.scalars(statement, {"table": table, "count": count})))


def record_load(connection: Connection, layer: str, rows: Sequence[Sequence[Cell]]) -> int:
    """The load record under which rows of `layer` are written; its digest is that of the rows themselves."""
    values = {
        "layer": layer,
        "mode": "append",
        "file_name": FILE_NAME,
        "file_sha256": _digest(rows),
        "source_crs": CRS,
        "rows_read": len(rows),
        "rows_written": len(rows),
        "rows_refused": 0,
        "report": {},
    }
    return int(connection.execute(insert(load).values(values).returning(load.c.id)).scalar_one())


def _digest(rows: Iterable[Sequence[Cell]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()


class Table:
    """Rows of one table, gathered and then copied at once."""

    def __init__(self, name: str, *columns: str) -> None:
        self.name = name
        self.columns = columns
        self.rows: list[Sequence[Cell]] = []

    def add(self, *cells: Cell) -> None:
        self.rows.append(cells)

    def copy(self, connection: Connection) -> None:
        if not self.rows:
            return
        cells = dict(zip(self.columns, zip(*self.rows, strict=True), strict=True))
        copy_columns(connection, self.name, cells)
