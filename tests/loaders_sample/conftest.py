"""A look into the database that holds the sample."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine

from tests.conftest import TestDatabase


@pytest.fixture(scope="session")
def sample(sample_db: TestDatabase) -> Iterator[Connection]:
    """A connection to the sample; tests only read it."""
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
