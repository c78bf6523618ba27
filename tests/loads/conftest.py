"""The service with a worker beside it; one for all tests of a module, which use layers of their own."""

import shutil
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


@pytest.fixture(scope="module")
def small_world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder: Path = tmp_path_factory.mktemp("data")
    with server.database(template) as database, world_of(database, folder / "data", upload_limit_mb=1) as world:
        yield world


@pytest.fixture
def alone(small_world: World) -> Iterator[World]:
    """A service that takes 1 MB, without uploads and without a worker."""
    yield small_world
    for worker in list(small_world.workers):
        small_world.workers.remove(worker)
        worker.kill()
        worker.join()
    small_world.execute("DELETE FROM upload")
    shutil.rmtree(small_world.data_dir / "uploads", ignore_errors=True)
