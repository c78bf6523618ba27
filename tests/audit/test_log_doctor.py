"""`wardmap doctor` says when the log is not held together any more, and `wardmap migrate` puts that right."""

import pytest
from sqlalchemy import text

from geo_api.audit import Action, Actor, Event, record
from geo_api.catalogue.migrate import migrate
from geo_api.db import owner_connection
from geo_api.ops.audit_look import audit_log
from geo_api.ops.finding import Finding
from tests.conftest import SERVICE, TestDatabase


def finding(database: TestDatabase, *statements: str) -> Finding:
    with owner_connection(database.owner) as connection:
        for statement in statements:
            connection.execute(text(statement))
        return audit_log(connection)


def recorded(database: TestDatabase) -> None:
    with owner_connection(database.owner) as connection:
        record(connection, Event(Action.SIGN_IN, Actor("lan")))


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE audit_event DISABLE TRIGGER seal", "audit_event.seal"),
        ("ALTER TABLE audit_event ENABLE TRIGGER seal", "audit_event.seal"),
        ("DROP TRIGGER seal ON audit_event", "audit_event.seal"),
        ("DROP TRIGGER keep ON audit_head", "audit_head.keep"),
        ("ALTER TABLE audit_seal DISABLE TRIGGER USER", "audit_seal.keep"),
        ("GRANT DELETE ON audit_event TO wardmap_audit", "audit_event: wardmap_audit DELETE"),
        ("GRANT ALL ON audit_seal TO PUBLIC", "audit_seal: PUBLIC DELETE"),
    ],
)
def test_what_is_off_or_loose_is_named_and_migrating_puts_it_right(empty_db: TestDatabase, statement: str, named: str):
    recorded(empty_db)
    assert finding(empty_db).is_well
    found = finding(empty_db, statement)
    assert not found.is_well
    assert named in found.found
    migrate(empty_db.owner, SERVICE)
    assert finding(empty_db).is_well


def test_an_event_that_came_past_the_trigger_shows(empty_db: TestDatabase):
    recorded(empty_db)
    past = "INSERT INTO audit_event (action, actor, via) VALUES ('sign_in', 'minh', 'session')"
    off, on = "ALTER TABLE audit_event DISABLE TRIGGER seal", "ALTER TABLE audit_event ENABLE ALWAYS TRIGGER seal"
    found = finding(empty_db, off, past, on)
    assert (found.is_well, "audit verify" in found.remedy.en) == (False, True)
