"""The database as it is at one moment, for as long as a command reads; and what changed since an earlier one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, create_engine, text
from sqlalchemy.engine import URL

from geo_api.db import CONNECT_TIMEOUT_SECONDS, TIME_ZONE, Duty, Statement, role_of
from geo_api.tiles.changes import Box
from geo_api.tiles.follower import WHICH
from layers.layer import Audience

# Of more changes than this, everything is made again.
MOST_BOXES = 200
_NOW = text(
    "SELECT pg_current_snapshot()::text AS snapshot, extract(epoch FROM now())::float8 AS at,"
    " (SELECT xid FROM tile_change_horizon) >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) AS forgotten"
)
# By the clock, too: after a crash a server may give again the number of a transaction that had come to nothing.
_SINCE = text(
    "SELECT west, south, east, north FROM tile_change WHERE source = ANY(:sources)"
    " AND (NOT pg_visible_in_snapshot(xid, CAST(:seen AS pg_snapshot)) OR recorded_at >= to_timestamp(:at))"
    " LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """snapshot: as PostgreSQL writes it (``pg_snapshot``). at: not later than that, seconds since 1970."""

    snapshot: str
    at: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The database of one moment, read as one audience. database: a text that is the same for no other database.

    changed: where something was written since the earlier moment, in EPSG:3857; None: that is everywhere, or not known.
    """

    connection: Connection
    database: str
    moment: Moment
    changed: list[Box] | None

    def run(self, statement: Statement) -> Sequence[Row[*tuple[Any, ...]]]:
        return self.connection.execute(text(statement.sql), statement.params).all()


@contextmanager
def standing(url: URL, audience: Audience, sources: Sequence[str], earlier: Moment | None) -> Iterator[Standing]:
    """Read the database at `url`, reached as the service, at the moment of the call for as long as the block lasts.

    sources: of which changes since `earlier` are told.
    """
    options = f"-c jit=off -c default_transaction_read_only=on {TIME_ZONE}"
    engine = create_engine(
        url,
        isolation_level="REPEATABLE READ",
        connect_args={"options": options, "connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"SET LOCAL ROLE {role_of(Duty.TILES)}")
            database = str(connection.scalar(WHICH))
            moment, changed = _looked(connection, sources, earlier)
            connection.exec_driver_sql(f"SET LOCAL ROLE {role_of(audience)}")
            yield Standing(connection, database, moment, changed)
    finally:
        engine.dispose()


def _looked(connection: Connection, sources: Sequence[str], earlier: Moment | None) -> tuple[Moment, list[Box] | None]:
    seen = earlier.snapshot if earlier else "1:1:"
    now = connection.execute(_NOW, {"seen": seen}).one()
    moment = Moment(now.snapshot, now.at)
    if earlier is None or now.forgotten:
        return moment, None
    values = {"sources": list(sources), "seen": seen, "at": earlier.at, "most": MOST_BOXES + 1}
    rows = connection.execute(_SINCE, values).all()
    if len(rows) > MOST_BOXES or any(row.west is None for row in rows):
        return moment, None
    return moment, [(row.west, row.south, row.east, row.north) for row in rows]
