"""A database without data for all tests here; each works in a transaction that is undone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run_all
from geo_api.days import today
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.test_routes import town
from tests.coverage.world import build


@pytest.fixture(scope="module")
def coverage_db(server, template):
    with server.database(template) as database:
        yield database


@pytest.fixture
def connection(coverage_db) -> Iterator[Connection]:
    engine = create_engine(coverage_db.owner)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(scope="module")
def rules_db(server, template):
    """A little town with the results of all rules."""
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, town())
            run_all(connection, today())
        yield database


@pytest.fixture(scope="module")
def editor(rules_db):
    """The browser of somebody who edits its rules."""
    with browser(rules_db) as client:
        client.cookies.update(cookie_of(rules_db, add_account(rules_db, "lan", Role.RULE_EDITOR)))
        yield client
