"""One database for all tests of accounts; each finds it without any."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.conftest import Server, TestDatabase


@pytest.fixture(scope="package")
def accounts_db(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture
def no_accounts(accounts_db: TestDatabase) -> TestDatabase:
    """A migrated database without accounts."""
    with owner_connection(accounts_db.owner) as connection:
        connection.execute(text("DELETE FROM account"))
        connection.execute(text("DELETE FROM sign_in_attempt"))
    return accounts_db
