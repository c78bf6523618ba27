"""Follows ``tile_change`` for one process: told of each commit by LISTEN, and asking in case it is not told."""

import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from enum import Enum
from threading import Event, Thread
from typing import Any

import psycopg2
import structlog
from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from geo_api.db import QUERY_CANCELED, is_no_answer, sqlstate
from geo_api.tiles.changes import Change, Known
from geo_api.tiles.snapshot import Snapshot

log = structlog.get_logger()

POLL_SECONDS = 0.25
STOP_SECONDS = 5.0
# Older knowledge than this is none; with the way to the client a change is everywhere within a second.
CURRENT_SECONDS = 0.9
# Whoever is silent for so long is taken not to answer: it had all the time that a statement may take.
AWAY_SECONDS = 3.0
# After each look, so that a thousand commits a second are not a thousand looks.
PAUSE_SECONDS = 0.01
AWAY = "away"
# No such table, column, schema or function, or no right to one that another version gives.
NOT_MIGRATED = ("42P01", "42703", "3F000", "42883", "42501")
MIGRATE = "Chạy: wardmap migrate · Run: wardmap migrate"
RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0)
# Learnt in one look; of more, only that there were more.
MOST_AT_ONCE = 50_000
# A server that lost one of its processes recovers without being started again; its statistics then begin anew.
_LOOK = text(
    "SELECT s.*, c.* FROM (SELECT pg_current_snapshot()::text AS snapshot,"
    " layer.run_of_server() AS server,"
    " (SELECT xid::text::bigint FROM tile_change_horizon) AS horizon) s"
    " LEFT JOIN (SELECT xid::text::bigint AS xid, source, west, south, east, north FROM tile_change"
    " WHERE xid >= CAST(:since AS xid8) AND NOT pg_visible_in_snapshot(xid, CAST(:seen AS pg_snapshot))"
    " ORDER BY tile_change.xid DESC LIMIT :most) c ON true"
)
_RUNS = text("SELECT server, xid::text::bigint AS xid FROM tile_run")
# Which database this is: never the same for a copy, a restored one, or one that went another way since a backup.
# Another PostGIS makes other bytes of the same data.
WHICH = text(
    "SELECT concat_ws(' ', (SELECT system_identifier FROM pg_control_system()),"
    " left(pg_walfile_name(pg_current_wal_lsn()), 8), (SELECT oid FROM pg_database WHERE datname = current_database()),"
    " 'tile_change'::regclass::oid, postgis_lib_version())"
)


def is_away(error: DBAPIError) -> bool:
    """Whether the database does not answer at all; not: it had not enough time for this."""
    return is_no_answer(error) and sqlstate(error) != QUERY_CANCELED


class State(Enum):
    """CURRENT: what is known is all there is. LATE: it may not be. AWAY: nor does the database answer."""

    CURRENT = 1
    LATE = 2
    AWAY = 3


class Follower:
    """connect: gives a connection whose statements stand each by itself. found: told which database it is."""

    def __init__(self, connect: Callable[[], Connection], found: Callable[[str], None]) -> None:
        self.known: Known | None = None
        self._connect = connect
        self._found = found
        self._which = ""
        self._heard = float("-inf")
        self._away = False
        self._told: str | None = None
        self._stopping = Event()
        self._wakers: tuple[socket.socket, ...] = ()
        self._thread: Thread | None = None

    def start(self) -> None:
        self._wakers = socket.socketpair()
        self._thread = Thread(target=self._run, name="tile-changes", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread:
            self._wakers[0].send(b"x")
            self._thread.join(STOP_SECONDS)
        for waker in self._wakers:
            waker.close()

    @property
    def state(self) -> State:
        if time.monotonic() - self._heard <= CURRENT_SECONDS and self.known is not None:
            return State.CURRENT
        return State.AWAY if self._away or AWAY_SECONDS < self.silence < float("inf") else State.LATE

    @property
    def silence(self) -> float:
        """Seconds since the database was last heard; infinite when it never was."""
        return time.monotonic() - self._heard

    def _run(self) -> None:
        tries = 0
        while not self._stopping.is_set():
            heard = self._heard
            try:
                with self._connect() as connection:
                    self._follow(connection)
            except DBAPIError as error:
                tries = 0 if self._heard != heard else tries + 1
                self._lost(error)
            self._stopping.wait(RETRY_SECONDS[min(tries, len(RETRY_SECONDS) - 1)])

    def _lost(self, error: DBAPIError) -> None:
        self._away = is_away(error)
        # Tried again several times a second, and told when it begins.
        kind = AWAY if self._away else sqlstate(error)
        if kind != self._told:
            is_old = kind in NOT_MIGRATED
            log.warning("tile_changes_lost", error=str(error.orig).strip(), **({"todo": MIGRATE} if is_old else {}))
        self._told = kind

    def _follow(self, connection: Connection) -> None:
        connection.exec_driver_sql("LISTEN wardmap_tiles")
        which = str(connection.scalar(WHICH))
        if which != self._which:
            self._which, self.known = which, None
            self._found(which)
        driver: Any = connection.connection.driver_connection
        while not self._stopping.is_set():
            driver.notifies.clear()
            self._look(connection)
            self._stopping.wait(PAUSE_SECONDS)
            # A message that came with the answer is not waited for.
            if not driver.notifies:
                self._wait(driver)

    def _wait(self, driver: Any) -> None:
        # That the connection is gone is told by the next look, as of every other.
        with suppress(psycopg2.Error):
            select.select([driver, self._wakers[1]], [], [], POLL_SECONDS)
            driver.poll()

    def _look(self, connection: Connection) -> None:
        began = time.monotonic()
        known = self.known
        rows = self._read(connection, known)
        server, horizon = rows[0].server, rows[0].horizon or 0
        if known is None or not known.continues(server, horizon):
            rows = self._read(connection, None)
            runs = {row.server: row.xid for row in connection.execute(_RUNS)}
            known = Known(_snapshot(rows[0]), self.known.latest if self.known else 0, rows[0].horizon or 0, runs)
        changes = [_change(row) for row in rows if row.xid is not None]
        if len(changes) == MOST_AT_ONCE:
            known = Known(_snapshot(rows[0]), known.latest, changes[-1].xid)
        known.learn(changes, _snapshot(rows[0]))
        self.known = known
        self._heard, self._away, self._told = began, False, None

    def _read(self, connection: Connection, known: Known | None) -> list[Row[Any]]:
        seen = known.snapshot if known else None
        values = {"since": str(seen.xmin) if seen else "0", "seen": str(seen) if seen else "1:1:"}
        return list(connection.execute(_LOOK, {**values, "most": MOST_AT_ONCE}))


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot.parse(row.snapshot, row.server)


def _change(row: Row[Any]) -> Change:
    box = None if row.west is None else (row.west, row.south, row.east, row.north)
    return Change(row.xid, row.source, box)
