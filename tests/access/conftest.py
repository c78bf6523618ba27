"""One small world for all tests of access, and a browser on it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.access.world import World, made_world
from tests.accounts.tools import browser
from tests.conftest import Server, TestDatabase


@pytest.fixture(scope="package")
def world_db(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="package")
def world(world_db: TestDatabase) -> World:
    return made_world(world_db)


@pytest.fixture(scope="package")
def visitor(world: World) -> Iterator[TestClient]:
    """A browser on our own pages that has no cookie of its own: each request says who asks."""
    with browser(world.database) as client:
        yield client
