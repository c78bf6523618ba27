"""A process of PostgreSQL is killed, as by a system out of memory: the server stays, its transaction numbers do not."""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.settings import driver_url
from tests.conftest import SERVICE, TestDatabase
from tests.tiles.workers import CITY, PUT, City, fresh, path_of, tile_at, worker

ROLLED_BACK = 20
# A change is to be seen within this.
SEEN_SECONDS = 1.5
TILE = tile_at(15, CITY[0], CITY[1])
POINT = {"layer": "wifi", "name": "Điểm", "lon": CITY[0], "lat": CITY[1]}


@pytest.fixture
def database():
    with Cluster.temporary() as cluster:
        database = TestDatabase(driver_url(cluster.url("postgres")))
        migrate(database.owner, SERVICE)
        yield database


def test_numbers_of_transactions_that_are_given_again_make_no_tile_right(database: TestDatabase, tmp_path: Path):
    engine, path = create_engine(database.owner, poolclass=NullPool), path_of("wifi", TILE)
    with worker(database, tmp_path) as (client, _), engine.connect() as witness:
        with engine.connect() as connection:
            point = {**POINT, "load": _a_load(connection)}
            # What comes to nothing is on the disk in a moment otherwise, and its number is not given again.
            writers = _writers(database)
            _send(writers, signal.SIGSTOP)
            lost = [_written(connection, point, keep=False) for _ in range(ROLLED_BACK)]
            client.get(path)
            assert client.get(path).headers["cache-status"] == "wardmap; hit"
            _send(writers, signal.SIGKILL)
            connection.invalidate()
        _wait_for_recovery(engine, witness)
        with engine.connect() as connection:
            assert _written(connection, point, keep=True) <= lost[-1]
            time.sleep(SEEN_SECONDS)
            assert client.get(path).content == fresh(connection, "wifi", TILE) != b""


def _wait_for_recovery(engine: Engine, witness: Connection) -> None:
    """Until the server has let everybody go, and then takes them in again."""
    deadline = time.monotonic() + 30
    while not _is_let_go(witness):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    while time.monotonic() < deadline:
        with suppress(DBAPIError), engine.connect():
            return
        time.sleep(0.1)


def _is_let_go(witness: Connection) -> bool:
    try:
        witness.scalar(text("SELECT 1"))
    except DBAPIError:
        return True
    return False


def _a_load(connection: Connection) -> int:
    city = City(connection, random.Random(1))
    city.found(1)
    return city.load


def _written(connection: Connection, point: dict, *, keep: bool) -> int:
    """The number of the transaction that wrote it."""
    connection.execute(text(PUT), point)
    number = connection.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
    (connection.commit if keep else connection.rollback)()
    return number


def _writers(database: TestDatabase) -> list[int]:
    """The processes that bring to the disk what nobody waits for; only a superuser sees them."""
    engine = create_engine(database.admin)
    with engine.connect() as connection:
        found = connection.scalars(text("SELECT pid FROM pg_stat_activity WHERE backend_type LIKE '%writer'")).all()
    engine.dispose()
    return list(found)


def _send(processes: list[int], signal_: signal.Signals) -> None:
    for process in processes:
        os.kill(process, signal_)
