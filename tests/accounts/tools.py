"""Accounts for tests: made in the database as the command line makes them, but without waiting for a password."""

from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE, open_session
from tests.conftest import TestDatabase


def add_account(database: TestDatabase, name: str, *roles: Role, password_hash: str = "-", first: bool = False) -> int:
    """An account that holds `roles` everywhere from today on; gives its number."""
    insert = (
        "INSERT INTO account (name, password_hash, must_change_password) VALUES (:name, :hash, :first) RETURNING id"
    )
    grant = "INSERT INTO account_role (account_id, role, valid) VALUES (:id, :role, daterange(current_date, NULL))"
    with owner_connection(database.owner) as connection:
        number = connection.scalar(text(insert), {"name": name, "hash": password_hash, "first": first})
        for role in roles:
            connection.execute(text(grant), {"id": number, "role": role})
    assert isinstance(number, int)
    return number


def cookie_of(database: TestDatabase, account_id: int) -> dict[str, str]:
    """The cookie of a new session of the account, for a client over plain http."""
    with owner_connection(database.owner) as connection:
        return {COOKIE: open_session(connection, account_id, "test", None)}
