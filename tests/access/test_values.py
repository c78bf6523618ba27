"""Reads by the driver itself: the same rows, the same errors and the same bounds as reads by the engine."""

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from geo_api import db
from geo_api.db import QUERY_CANCELED, Database, Statement, is_no_answer, sqlstate
from geo_api.prepared import PREPARED_STATEMENTS
from geo_api.settings import Settings
from layers.layer import Audience
from tests.conftest import Server, TestDatabase

PID = Statement("SELECT pg_backend_pid()", {})
SLOW = Statement("SELECT pg_sleep(:seconds)", {"seconds": 0.5})
CONNECTIONS = 3


@pytest.fixture
def database(empty_db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setattr(db, "POOL_TIMEOUT_SECONDS", 0.1)
    database = Database(empty_db.service, Settings(pool_size=CONNECTIONS, statement_timeout_ms=2000))
    yield database
    database.close()


def at_once(database: Database, statement: Statement, times: int) -> list[list[object] | Exception]:
    found: list[list[object] | Exception] = []

    def ask() -> None:
        try:
            found.append([tuple(row) for row in database.values(Audience.PUBLIC, statement)])
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=ask) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_they_are_the_rows_that_the_engine_reads(database: Database):
    statement = Statement(
        "SELECT n, '100 %' AS share, current_user::text AS role, CAST(:word AS text) AS word, '{a}'::text[] AS names,"
        " n::text::bytea AS body FROM generate_series(1, :most) AS n",
        {"word": "l'“%s” :x", "most": 3},
        prepared=True,
    )
    by_engine = [tuple(row) for row in database.rows(Audience.PUBLIC, statement)]
    read = [tuple(row) for row in database.values(Audience.PUBLIC, statement)]
    assert [row[:-1] for row in read] == [row[:-1] for row in by_engine]
    assert [bytes(row[-1]) for row in read] == [b"1", b"2", b"3"]
    assert {row[2] for row in read} == {"wardmap_public"}


def test_connections_that_died_while_idle_cost_no_answer(database: Database, server: Server, empty_db: TestDatabase):
    assert len(at_once(database, SLOW, CONNECTIONS)) == CONNECTIONS
    engine = create_engine(server.admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        ended = connection.execute(
            text("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = :name"),
            {"name": empty_db.service.database},
        ).all()
    engine.dispose()
    assert len(ended) >= CONNECTIONS
    assert all(isinstance(answer, list) for answer in at_once(database, SLOW, CONNECTIONS))


def test_what_takes_too_long_is_cancelled_and_said_as_ever(database: Database):
    with pytest.raises(DBAPIError) as raised:
        database.values(Audience.PUBLIC, Statement("SELECT pg_sleep(10)", {}))
    assert sqlstate(raised.value) == QUERY_CANCELED
    assert is_no_answer(raised.value)
    assert not raised.value.connection_invalidated
    assert database.values(Audience.PUBLIC, PID)


def test_a_mistake_of_ours_is_no_silence_of_the_database(database: Database):
    with pytest.raises(DBAPIError) as raised:
        database.values(Audience.PUBLIC, Statement("SELECT 1 / (:n - 1)", {"n": 1}))
    assert not is_no_answer(raised.value)


def test_a_database_that_is_not_there_is_said_as_ever(empty_db: TestDatabase):
    elsewhere = Database(empty_db.service.set(database="there_is_none"), Settings())
    with pytest.raises(DBAPIError) as raised:
        elsewhere.values(Audience.PUBLIC, PID)
    assert is_no_answer(raised.value)
    elsewhere.close()


def test_the_pool_has_an_end(database: Database):
    answers = at_once(database, SLOW, CONNECTIONS + 2)
    assert sum(isinstance(answer, PoolTimeout) for answer in answers) == 2
    # And what was refused or went wrong has kept none of them.
    assert all(isinstance(answer, list) for answer in at_once(database, SLOW, CONNECTIONS))


def test_a_connection_keeps_so_many_plans_and_no_more(database: Database):
    for n in range(PREPARED_STATEMENTS + 3):
        database.values(Audience.PUBLIC, Statement(f"SELECT {n}", {}))
    kept = database.values(Audience.PUBLIC, Statement("SELECT count(*) FROM pg_prepared_statements", {}))
    assert kept[0][0] == PREPARED_STATEMENTS
    assert [database.values(Audience.PUBLIC, Statement(f"SELECT {n}", {}))[0][0] for n in range(3)] == [0, 1, 2]


def test_a_connection_that_read_at_one_moment_stands_by_each_statement_again(database: Database):
    pid = database.at_one_moment(Audience.PUBLIC, lambda moment: moment.rows(PID)[0][0])
    level = Statement("SELECT pg_backend_pid(), current_setting('transaction_isolation')", {})
    assert [tuple(row) for row in database.values(Audience.PUBLIC, level)] == [(pid, "read committed")]
