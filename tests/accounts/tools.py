"""Accounts for tests: made in the database as the command line makes them, but without waiting for a password."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api.access import Role
from geo_api.accounts.passwords import hash_of
from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE, open_session
from geo_api.settings import Settings
from tests.conftest import TestDatabase

PASSWORD = "ngua-trang-qua-song-7"
HOST = "http://ward.example"
SESSION = "/api/v1/session"


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


@cache
def password_hash() -> str:
    """The hash of PASSWORD; made once, for it takes its time."""
    return hash_of(PASSWORD)


@contextmanager
def browser(database: TestDatabase, address: str = "203.0.113.7", **settings: str) -> Iterator[TestClient]:
    """A browser at `address` on a page of an application of its own: it says that it is on our own pages."""
    app = create_app(Settings(**settings), database.service)
    headers = {"Sec-Fetch-Site": "same-origin"}
    base = settings.get("public_url", HOST)
    with TestClient(app, base_url=base, client=(address, 50_000), headers=headers, follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Response:
    return client.post(SESSION, json={"name": name, "password": password})
