"""A database without data for all tests here; each works in a transaction that is undone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine


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
