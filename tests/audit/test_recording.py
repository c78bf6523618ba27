"""What is recorded stays as it is: whoever records it, and whoever would like it to be otherwise."""

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, ProgrammingError

from geo_api.audit import Action, Actor, Event, record
from geo_api.db import Duty, owner_connection, role_of
from layers.layer import Audience
from tests.conftest import TestDatabase

TABLES = ("audit_event", "audit_seal", "audit_head")
LAN = Actor("lan.tran", 12, address="203.0.113.7", audience="police")
CHANGES = [
    "UPDATE audit_event SET actor = 'x'",
    "UPDATE audit_seal SET seq = seq + 1",
    "UPDATE audit_head SET seq = 0",
    "INSERT INTO audit_seal (seq, event_id, hash) VALUES (99, 99, '')",
    "INSERT INTO audit_head (seq, hash) VALUES (99, '')",
    *(f"{word} {table}" for word in ("DELETE FROM", "TRUNCATE") for table in TABLES),
]


def said(url: URL, role: str | None, *statements: str) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if role:
                connection.execute(text(f"SET LOCAL ROLE {role}"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def sealed(connection: Connection) -> list[tuple[int, str]]:
    query = "SELECT s.seq, e.subject FROM audit_seal AS s JOIN audit_event AS e ON e.id = s.event_id ORDER BY s.seq"
    return [(row.seq, row.subject) for row in connection.execute(text(query))]


def recorded(database: TestDatabase, *subjects: str) -> None:
    with owner_connection(database.owner) as connection:
        for subject in subjects:
            record(connection, Event(Action.SIGN_IN, LAN, subject))


@pytest.mark.parametrize("duty", list(Duty))
def test_whatever_the_service_writes_it_can_record_but_not_when_and_where_in_the_log(
    empty_db: TestDatabase, duty: Duty
):
    engine = create_engine(empty_db.service)
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL ROLE {role_of(duty)}"))
        record(connection, Event(Action.SIGN_IN, LAN, "account/12", {"how": "password"}, "kiểm tra\x00"))
    with pytest.raises(ProgrammingError, match="permission denied"):
        said(
            empty_db.service,
            role_of(duty),
            "INSERT INTO audit_event (at, action, actor, via) VALUES ('2020-01-01', 'sign_in', 'lan', 'session')",
        )
    engine.dispose()
    with owner_connection(empty_db.owner) as connection:
        assert sealed(connection) == [(1, "account/12")]
        assert connection.scalar(text("SELECT reason FROM audit_event")) == "kiểm tra"


def test_no_number_is_left_out_whatever_is_undone(empty_db: TestDatabase):
    with owner_connection(empty_db.owner) as connection:
        record(connection, Event(Action.SIGN_IN, LAN, "a"))
        undone = connection.begin_nested()
        record(connection, Event(Action.SIGN_IN, LAN, "b"))
        undone.rollback()
        record(connection, Event(Action.SIGN_IN, LAN, "c"))
    with owner_connection(empty_db.owner) as connection:
        record(connection, Event(Action.SIGN_IN, LAN, "d"))
        connection.rollback()
    recorded(empty_db, "e")
    with owner_connection(empty_db.owner) as connection:
        assert sealed(connection) == [(1, "a"), (2, "c"), (3, "e")]


def test_a_writer_waits_for_commits_not_for_transactions(empty_db: TestDatabase):
    with owner_connection(empty_db.owner) as longer:
        record(longer, Event(Action.SIGN_IN, LAN, "begun first"))
        recorded(empty_db, "ended first")
    with owner_connection(empty_db.owner) as connection:
        assert sealed(connection) == [(1, "ended first"), (2, "begun first")]


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize("role", [role_of(which) for which in (*Duty, *Audience)])
def test_no_role_of_the_service_changes_the_log(migrated: TestDatabase, role: str, statement: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        said(migrated.service, role, statement)


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_nor_a_superuser_without_triggers_changes_it_by_mistake(
    empty_db: TestDatabase, statement: str
):
    recorded(empty_db, "a")
    with pytest.raises(ProgrammingError, match="only added to"):
        said(empty_db.owner, None, statement)
    with pytest.raises(ProgrammingError, match="only added to"):
        said(empty_db.admin, None, "SET LOCAL session_replication_role = replica", statement)


@pytest.mark.parametrize("role", [role_of(which) for which in (*Duty, *Audience) if which is not Duty.AUDIT])
def test_nobody_reads_the_log_but_who_is_to(migrated: TestDatabase, role: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        said(migrated.service, role, "SELECT * FROM audit_event")


def test_many_in_one_transaction_are_sealed_in_their_order(empty_db: TestDatabase):
    recorded(empty_db, *(str(number) for number in range(1, 301)))
    with owner_connection(empty_db.owner) as connection:
        assert sealed(connection) == [(number, str(number)) for number in range(1, 301)]


def test_who_looks_at_an_older_moment_never_seals_beside_the_chain(empty_db: TestDatabase):
    engine = create_engine(empty_db.owner, isolation_level="REPEATABLE READ")
    recorded(empty_db, "a")
    with engine.connect() as older:
        older.execute(text("SELECT count(*) FROM audit_event"))
        recorded(empty_db, "b")
        record(older, Event(Action.SIGN_IN, LAN, "c"))
        with pytest.raises(OperationalError, match="could not serialize"):
            older.commit()
    engine.dispose()
    with owner_connection(empty_db.owner) as connection:
        assert sealed(connection) == [(1, "a"), (2, "b")]
