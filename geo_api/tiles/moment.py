"""The database as it is at one moment, for as long as a command reads; and what changed since an earlier one."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, create_engine, text
from sqlalchemy.engine import URL

from geo_api.db import CONNECT_TIMEOUT_SECONDS, TIME_ZONE, Duty, Statement, role_of
from geo_api.errors import CommandFailed
from geo_api.tiles.changes import Box
from geo_api.tiles.follower import WHICH
from geo_api.tiles.make import Run
from layers.layer import Audience

# Of more changes than this, everything is made again.
MOST_BOXES = 200
_NOW = text(
    "SELECT pg_current_snapshot()::text AS snapshot, extract(epoch FROM now())::float8 AS at,"
    " (SELECT xid FROM tile_change_horizon) >= pg_snapshot_xmin(CAST(:seen AS pg_snapshot)) AS forgotten"
)
# Before PostgreSQL 16 every member may.
_MAY_BECOME = text("SELECT pg_has_role(session_user, :role, 'MEMBER')")
_IS_OWNER = text(
    "SELECT pg_has_role(session_user, relowner, 'USAGE') FROM pg_class WHERE oid = 'tile_change'::regclass"
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
    audience: Audience

    def run(self, statement: Statement) -> Sequence[Row[*tuple[Any, ...]]]:
        return _run(self.connection, statement)

    @contextmanager
    def runs(self, count: int) -> Iterator[list[Run]]:
        """So many connections that see the same, each for one thread at a time."""
        seen = self.connection.scalar(text("SELECT pg_export_snapshot()"))
        with ExitStack() as stack:
            yield [partial(_run, stack.enter_context(self._beside(seen))) for _ in range(count)]

    @contextmanager
    def _beside(self, seen: str) -> Iterator[Connection]:
        with self.connection.engine.connect() as connection:
            connection.execute(text(f"SET TRANSACTION SNAPSHOT '{seen}'"))
            _read_as(connection, role_of(self.audience))
            yield connection


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
            _read_as(connection, role_of(Duty.TILES))
            database = str(connection.scalar(WHICH))
            moment, changed = _looked(connection, sources, earlier)
            _read_as(connection, role_of(audience))
            yield Standing(connection, database, moment, changed, audience)
    finally:
        engine.dispose()


def _run(connection: Connection, statement: Statement) -> Sequence[Row[*tuple[Any, ...]]]:
    return connection.execute(text(statement.sql), statement.params).all()


def _read_as(connection: Connection, role: str) -> None:
    """Take on `role`; the owner of all that is read need not, and often may not: it sees the same through the views."""
    if connection.scalar(_MAY_BECOME, {"role": role}):
        connection.execute(text(f"SET LOCAL ROLE {role}"))
    elif not connection.scalar(_IS_OWNER):
        raise _not_allowed(connection, role)


def _not_allowed(connection: Connection, role: str) -> CommandFailed:
    user = connection.scalar(text("SELECT current_user"))
    return CommandFailed(
        f"Vai trò {user} không được đọc như {role}. Hãy dùng vai trò của dịch vụ hoặc của chủ cơ sở dữ liệu trong"
        " WARDMAP_DATABASE_URL, hoặc chạy: wardmap migrate",
        f"The role {user} may not read as {role}. Name the role of the service, or of the owner of the database, in"
        " WARDMAP_DATABASE_URL, or run: wardmap migrate",
    )


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
