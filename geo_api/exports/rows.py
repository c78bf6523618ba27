"""The rows of a layer as one audience sees them on a day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, create_engine, text
from sqlalchemy.engine import URL

from geo_api.as_audience import as_audience
from geo_api.db import CONNECT_TIMEOUT_SECONDS, ONE_MOMENT, TIME_ZONE, Statement, schema_of
from geo_api.identity import NOBODY, Identity
from layers.layer import Audience, Field, Geometry, Layer

AT_ONCE = 5000
Pieces = Iterator[Sequence[Row[*tuple[Any, ...]]]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """who: whose map it is from."""

    layer: Layer
    audience: Audience
    at: date
    who: Identity = NOBODY

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.layer.fields_for(self.audience)

    @property
    def is_points(self) -> bool:
        return self.layer.geometry is Geometry.POINT


# How the shape of a row is read, by what it is written as.
SHAPES = {"json": "ST_AsGeoJSON(f.geom, 7)", "text": "ST_AsText(f.geom, 7)", "binary": "ST_AsBinary(f.geom)"}
PLACES = "ST_X(f.geom) AS longitude, ST_Y(f.geom) AS latitude"


def rows_statement(wanted: Wanted, shape: str) -> Statement:
    """All rows by id: id, the fields, and the shape, which is an expression over ``f``. Pure."""
    fields = "".join(f', f."{field.name}"' for field in wanted.fields)
    periods = wanted.layer.periods if wanted.layer.dated else ()
    days = " AND ".join(f"f.{period} @> CAST(:at AS date)" for period in periods) or "true"
    return Statement(
        f'SELECT f.id{fields}, {shape} FROM {schema_of(wanted.audience)}."{wanted.layer.name}" f'
        f" WHERE {days} ORDER BY f.id",
        {"at": wanted.at.isoformat()},
    )


@contextmanager
def reading(url: URL, audience: Audience) -> Iterator[Connection]:
    """The database at one moment, as `audience`, changing nothing."""
    options = f"-c jit=off -c default_transaction_read_only=on {TIME_ZONE}"
    arguments = {"options": options, "connect_timeout": CONNECT_TIMEOUT_SECONDS}
    engine = create_engine(url, isolation_level=ONE_MOMENT, connect_args=arguments)
    try:
        with engine.connect() as connection, as_audience(connection, audience):
            yield connection
    finally:
        engine.dispose()


def in_pieces(connection: Connection, statement: Statement) -> Pieces:
    """The rows, some thousand at a time, read when they are asked for."""
    options = {"stream_results": True, "max_row_buffer": AT_ONCE}
    result = connection.execute(text(statement.sql), statement.params, execution_options=options)
    yield from result.partitions(AT_ONCE)
