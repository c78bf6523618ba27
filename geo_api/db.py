"""Connections: one pool for each audience and each duty, fixed to its database role, and one for the owner.

The role is set when a connection opens, so that no request can forget it and none pays for it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Row, create_engine, text
from sqlalchemy.dialects.postgresql import psycopg2
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from geo_api import driver
from geo_api.prepared import called
from geo_api.settings import Settings
from layers.layer import Audience

T = TypeVar("T")

POOL_TIMEOUT_SECONDS = 5
# Answers too long to be held are read by few at a time, so that everyone else finds a connection.
STREAM_CONNECTIONS = 2
# So long at most their clients take to receive them.
STREAM_SECONDS = 3600
# Of each kind; they are few.
OFFICIAL_CONNECTIONS = 4
# What writes is short and rare.
DUTY_CONNECTIONS = 4
# So that `current_date` is the day it is in Vietnam, wherever the server stands.
TIME_ZONE = "-c timezone=Asia/Ho_Chi_Minh"
CONNECT_TIMEOUT_SECONDS = 3
# A server that is cut off is given up within some ten seconds, not after the quarter of an hour of TCP.
KEEPALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
# A server notices within two seconds that a killed process is gone, and lets go of what it did for it.
END_WITH_CLIENT = (
    "SELECT set_config(name, '2000', false) FROM pg_settings WHERE name = 'client_connection_check_interval'"
)
# The isolation level in which all statements of a transaction see the same data.
ONE_MOMENT = "REPEATABLE READ"
# What the database needs beside PostgreSQL itself.
EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")
# SQLSTATE of a statement that ran into its time limit, and of a schema or table that is not there.
QUERY_CANCELED = "57014"
NOT_MIGRATED = ("3F000", "42P01")


@dataclass(frozen=True, slots=True)
class Statement:
    """A finished query: SQL text with ``:name`` placeholders, and their values. Nothing of a request is in the text.

    prepared: each connection plans it once and keeps the plan. For statements that cost more to plan than to run, whose
    plan does not hang on the values.
    """

    sql: str
    params: dict[str, Any]
    prepared: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """Where an official may look: everywhere, or in these communes and hamlets, as far as they go today.

    units: their numbers. versions: those of their versions in force, by which rows know where they lie.
    """

    units: tuple[int, ...] = ()
    versions: tuple[int, ...] = ()
    everywhere: bool = False

    @property
    def settings(self) -> dict[str, str]:
        """As the policies of the database read it (catalogue/fences.sql)."""
        return {
            "wardmap_units": ",".join(map(str, self.units)),
            "wardmap_versions": ",".join(map(str, self.versions)),
            "wardmap_everywhere": "on" if self.everywhere else "",
        }


NOWHERE = Reach()
# Holds for the transaction, which is the statement that comes with it.
_SET_REACH = (
    "SELECT set_config('wardmap.units', {}, true), set_config('wardmap.versions', {}, true),"
    " set_config('wardmap.everywhere', {}, true)"
)
SET_REACH = _SET_REACH.format(":wardmap_units", ":wardmap_versions", ":wardmap_everywhere")
SET_REACH_IN_DRIVER = _SET_REACH.format("%(wardmap_units)s", "%(wardmap_versions)s", "%(wardmap_everywhere)s")


class Duty(StrEnum):
    """What the service itself writes: each under a database role that may do this and nothing else."""

    ACCOUNTS = "accounts"
    ADMINISTRATION = "administration"
    AUDIT = "audit"
    COVERAGE = "coverage"
    LOADS = "loads"
    OIDC = "oidc"
    REGISTER = "register"
    TILES = "tiles"


def sqlstate(error: DBAPIError) -> str | None:
    return getattr(error.orig, "pgcode", None)


def is_no_answer(error: DBAPIError) -> bool:
    """Whether the database is away, stopping, full or out of time: no mistake of the question."""
    return error.connection_invalidated or isinstance(error, (OperationalError, InterfaceError))


def role_of(which: Audience | Duty) -> str:
    return f"wardmap_{which.value}"


def schema_of(audience: Audience) -> str:
    """The schema whose views hold what this audience may see, and nothing else."""
    return f"map_{audience.value}"


class Database:
    """Reading pools by audience, writing pools by duty. Opens no connection before the first query."""

    def __init__(self, url: URL, settings: Settings) -> None:
        self._engines = {audience: _reader(url, audience, settings) for audience in Audience}
        self._streams = {audience: _streamer(url, audience, settings) for audience in Audience}
        self._writers = {duty: _writer(url, duty, settings) for duty in Duty}

    @contextmanager
    def transaction(self, duty: Duty) -> Iterator[Connection]:
        """One transaction as `duty`: committed at the end of the block, undone by any exception."""
        with self._writers[duty].begin() as connection:
            yield connection

    def open(self, duty: Duty) -> Connection:
        """A connection as `duty` for as long as the caller keeps it; each of its statements stands by itself."""
        return self._writers[duty].connect().execution_options(isolation_level="AUTOCOMMIT")

    def rows(self, audience: Audience, statement: Statement, reach: Reach = NOWHERE) -> list[Row[*tuple[Any, ...]]]:
        """Run a read as `audience`. A connection that died while idle costs one more try, never an error."""
        return _tried_again(lambda: self._run(audience, statement, reach))

    def at_one_moment(self, audience: Audience, read: Callable[["Moment"], T], reach: Reach = NOWHERE) -> T:
        """What `read` makes of several reads that see the same data; tried again as `rows` is."""

        def once() -> T:
            with self._engines[audience].connect() as connection:
                return read(Moment(connection.execution_options(isolation_level=ONE_MOMENT), reach))

        return _tried_again(once)

    def _run(self, audience: Audience, statement: Statement, reach: Reach) -> list[Row[*tuple[Any, ...]]]:
        with self._engines[audience].connect() as connection:
            if statement.prepared:
                return list(_execute_prepared(connection, statement, reach).all())
            return list(_execute(connection, _driver_sql(statement.sql), statement, reach).all())

    def values(self, audience: Audience, statement: Statement) -> Sequence[Sequence[Any]]:
        """`rows` of a prepared statement without names, at a third of what those cost; raises the same."""
        try:
            return driver.read(self._engines[audience], statement.sql, statement.params)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        # A connection that is found dead is seldom the only one; this way all of them are given up.
        return self.rows(audience, statement)

    @contextmanager
    def long_read(self, audience: Audience, reach: Reach = NOWHERE) -> Iterator["Moment"]:
        """Reads as `audience` that take long, on one of STREAM_CONNECTIONS; the time limit holds for each look at the
        database. Raises what `rows` raises.
        """
        with self._streams[audience].connect() as connection:
            yield Moment(connection, reach)

    def close(self) -> None:
        for engine in (*self._engines.values(), *self._streams.values(), *self._writers.values()):
            engine.dispose()


@dataclass(frozen=True, slots=True)
class Moment:
    """Reads in one transaction: all see what was committed before the first of them."""

    _connection: Connection
    _reach: Reach

    def rows(self, statement: Statement) -> list[Row[*tuple[Any, ...]]]:
        return list(_execute(self._connection, _driver_sql(statement.sql), statement, self._reach).all())

    def pieces(self, statement: Statement, rows_at_once: int) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
        """Many rows, some at a time, read when they are asked for."""
        self._connection.execute(text(SET_REACH), self._reach.settings)
        options = {"stream_results": True, "max_row_buffer": rows_at_once}
        result = self._connection.execute(text(statement.sql), statement.params, execution_options=options)
        yield from result.partitions(rows_at_once)


def _tried_again(read: Callable[[], T]) -> T:
    try:
        return read()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    return read()


@lru_cache(maxsize=512)
def _driver_sql(sql: str) -> str:
    """`sql` with the driver's placeholders: to find them anew costs as much as to read some hundred rows."""
    return str(text(sql).compile(dialect=psycopg2.dialect()))  # type: ignore[no-untyped-call]  # it has no types


def _execute(connection: Connection, sql: str, statement: Statement, reach: Reach) -> CursorResult[Any]:
    """Run `sql`, in the driver's form, with what policies read in the same transaction and the same round trip."""
    if reach == NOWHERE:
        return connection.exec_driver_sql(sql, statement.params)
    return connection.exec_driver_sql(f"{SET_REACH_IN_DRIVER}; {sql}", statement.params | reach.settings)


def _execute_prepared(connection: Connection, statement: Statement, reach: Reach) -> CursorResult[Any]:
    call = called(connection.info, statement.sql, connection.exec_driver_sql)
    return _execute(connection, call, statement, reach)


def _options(which: Audience | Duty, settings: Settings) -> str:
    timeout = f"-c statement_timeout={settings.statement_timeout_ms}"
    return f"-c role={role_of(which)} {timeout} -c jit=off -c application_name=wardmap {TIME_ZONE}"


def _writer(url: URL, duty: Duty, settings: Settings) -> Engine:
    return create_engine(
        url,
        pool_size=DUTY_CONNECTIONS,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        # A write is not simply tried again, as a read is: it is asked before whether the connection lives.
        pool_pre_ping=True,
        # Errors are logged: names, hashes and tokens are not.
        hide_parameters=True,
        connect_args={"options": _options(duty, settings), "connect_timeout": CONNECT_TIMEOUT_SECONDS, **KEEPALIVE},
    )


def _reader(url: URL, audience: Audience, settings: Settings) -> Engine:
    options = (
        f"{_options(audience, settings)} -c default_transaction_read_only=on"
        # Of prepared statements: planned once, not again for the first five sets of values.
        " -c plan_cache_mode=force_generic_plan"
        # Starting a helper costs more than most answers; there are many askers for every processor.
        " -c max_parallel_workers_per_gather=0"
    )
    return create_engine(
        url,
        pool_size=settings.pool_size if audience is Audience.PUBLIC else min(settings.pool_size, OFFICIAL_CONNECTIONS),
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        # Reads need no transaction around them: one round trip instead of three.
        isolation_level="AUTOCOMMIT",
        connect_args={"options": options, "connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )


def _streamer(url: URL, audience: Audience, settings: Settings) -> Engine:
    idle = f"-c idle_in_transaction_session_timeout={STREAM_SECONDS * 1000}"
    options = f"{_options(audience, settings)} -c default_transaction_read_only=on {idle}"
    return create_engine(
        url,
        pool_size=STREAM_CONNECTIONS,
        isolation_level=ONE_MOMENT,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        # They are rare, and a broken one could not be tried again in the middle of an answer.
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_TIMEOUT_SECONDS, **KEEPALIVE},
    )


@contextmanager
def owner_connection(url: URL) -> Iterator[Connection]:
    """One transaction as the owner of the tables: committed at the end of the block, undone by any exception."""
    options = f"-c jit=off {TIME_ZONE}"
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": options})
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
