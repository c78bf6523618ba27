"""A database for tests of units: each works in a transaction of its own that is undone at its end."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from tests.conftest import Server, TestDatabase


@pytest.fixture(scope="session")
def changes_db(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture
def connection(changes_db: TestDatabase) -> Iterator[Connection]:
    engine = create_engine(changes_db.owner)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()
