"""The service with a worker beside it; one for all tests of a module, which use layers of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.loads.world import World, world_of


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service without data, and its worker."""
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        world.start_worker()
        yield world


@pytest.fixture
def alone(server: Server, template: str, tmp_path: Path) -> Iterator[World]:
    """A service of the test's own, without a worker."""
    with server.database(template) as database, world_of(database, tmp_path / "data", upload_limit_mb=1) as world:
        yield world
