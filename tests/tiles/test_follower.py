"""Whoever follows changes says once what is wrong, and what to do; and how far each run of the server has come."""

import time

from sqlalchemy import Connection, create_engine, text
from structlog.testing import capture_logs

from geo_api.db import Duty, role_of
from geo_api.tiles.follower import RETRY_SECONDS, WHICH, Follower
from tests.conftest import TestDatabase

RUNS = "SELECT server, xid::text::bigint AS xid FROM tile_run"


def test_a_database_that_is_not_migrated_is_told_once_with_what_to_do(empty_db: TestDatabase):
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE tile_change RENAME TO tile_change_of_another_version"))
    tries: list[Connection] = []

    def connect() -> Connection:
        tries.append(engine.connect().execution_options(isolation_level="AUTOCOMMIT"))
        return tries[-1]

    follower = Follower(connect, lambda _which: None)
    with capture_logs() as logs:
        follower.start()
        while len(tries) < len(RETRY_SECONDS):
            time.sleep(0.05)
        follower.stop()
    assert [log["event"] for log in logs] == ["tile_changes_lost"]
    assert "wardmap migrate" in logs[0]["todo"]
    engine.dispose()


def test_each_note_says_that_this_run_of_the_server_came_farther(empty_db: TestDatabase):
    engine = create_engine(empty_db.service)
    noted = []
    for _ in range(2):
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {role_of(Duty.TILES)}"))
            connection.execute(text("SELECT layer.note_run()"))
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {role_of(Duty.TILES)}"))
            noted.append(connection.execute(text(RUNS)).one())
            started = connection.scalar(text("SELECT layer.run_of_server()"))
    engine.dispose()
    assert noted[0].server == noted[1].server == started
    assert noted[0].xid < noted[1].xid


def test_another_postgis_is_another_database(empty_db: TestDatabase):
    """The same data gives other bytes there, and what is kept of it is no longer right."""
    engine = create_engine(empty_db.owner)
    with engine.connect() as connection:
        before = connection.scalar(WHICH)
        assert connection.scalar(WHICH) == before
        connection.execute(text("CREATE SCHEMA newer"))
        connection.execute(
            text("CREATE FUNCTION newer.postgis_lib_version() RETURNS text LANGUAGE sql RETURN '99.0.0'::text")
        )
        connection.execute(text("SET LOCAL search_path = newer, public"))
        assert connection.scalar(WHICH) != before
    engine.dispose()
