"""Who came in, who did not, and what became of accounts: on record."""

from typing import Any

from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import PASSWORD, SESSION, add_account, browser, password_hash, sign_in
from tests.conftest import TestDatabase

ADDRESS = "203.0.113.7"


def log(database: TestDatabase, columns: str = "action, actor, subject, address, via") -> list[tuple[Any, ...]]:
    with owner_connection(database.owner) as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM audit_event ORDER BY id"))]


def test_signing_in_and_out_and_a_new_password(empty_db: TestDatabase):
    number = add_account(empty_db, "lan.tran", Role.ADMIN, password_hash=password_hash())
    with browser(empty_db, ADDRESS) as client:
        assert sign_in(client, "lan.tran").status_code == 200
        new = {"current": PASSWORD, "new": "mot-hai-ba-con-chim-9"}
        assert client.put(f"{SESSION}/password", json=new).status_code == 200
        assert client.delete(SESSION).status_code == 204
        assert client.delete(SESSION).status_code == 204
    who = ("lan.tran", f"account/{number}", ADDRESS, "session")
    assert log(empty_db) == [("sign_in", *who), ("password.changed", *who), ("sign_out", *who)]


def test_a_name_that_is_nobody_s_is_not_written_down(empty_db: TestDatabase):
    number = add_account(empty_db, "lan.tran", password_hash=password_hash())
    with browser(empty_db, ADDRESS) as client:
        assert sign_in(client, "lan.tran", "wrong-wrong-wrong").status_code == 401
        for typed in (PASSWORD, PASSWORD, "somebody"):
            assert sign_in(client, typed, "wrong-wrong-wrong").status_code == 401
    events = log(empty_db, "actor, subject, details")
    assert events[0] == ("lan.tran", f"account/{number}", {})
    assert [event[:2] for event in events[1:]] == [("", "")] * 3
    first, again, other = (event[2]["name"] for event in events[1:])
    assert first == again != other
    assert PASSWORD not in str(events)
