"""A real PostGIS for the tests: a private cluster of their own, or the server that WARDMAP_TEST_SERVER names.

Every test database is made here from a template and dropped at the end; none that was there before is ever touched.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL

from geo_api.app import create_app
from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.sample import fill
from geo_api.settings import Settings, driver_url
from tests.pool import Marks, emptied, marks

# Tiles on disk are for one application at a time in a process; tests of them say where theirs are.
os.environ.setdefault("WARDMAP_TILE_CACHE_MB", "0")
OWNER = "wardmap"
SERVICE = "wardmap_service"
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


@dataclass(frozen=True)
class TestDatabase:
    """Addresses of one database: as the superuser, as the owner of the tables, as the service."""

    __test__ = False
    admin: URL

    @property
    def owner(self) -> URL:
        return self.admin.set(username=OWNER, password=None)

    @property
    def service(self) -> URL:
        return self.admin.set(username=SERVICE, password=None)


@dataclass(frozen=True)
class Server:
    """strategy: the words with which it copies a template."""

    admin: URL
    strategy: str = ""

    def execute(self, database: str | None, *statements: str) -> None:
        url = self.admin if database is None else self.admin.set(database=database)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[TestDatabase]:
        """A database that lives as long as the block, a copy of `template` or with the extensions only."""
        name = f"wardmap_test_{uuid4().hex[:12]}"
        copy = f" TEMPLATE {template}{self.strategy}" if template else ""
        self.execute(None, f"CREATE DATABASE {name} OWNER {OWNER}{copy}")
        try:
            if template is None:
                self.execute(
                    name,
                    "CREATE EXTENSION postgis",
                    "CREATE EXTENSION btree_gist",
                    "CREATE EXTENSION pg_trgm",
                    f"GRANT INSERT, UPDATE ON spatial_ref_sys TO {OWNER}",
                )
            yield TestDatabase(self.admin.set(database=name))
        finally:
            self.execute(None, f"DROP DATABASE {name} WITH (FORCE)")


class Spare:
    """Databases that nobody uses now; `make` makes one more."""

    def __init__(self, make: Callable[[], TestDatabase]) -> None:
        self._make = make
        self._ready: list[tuple[TestDatabase, Marks]] = []

    @contextmanager
    def database(self) -> Iterator[TestDatabase]:
        database, new = self._ready.pop() if self._ready else self._another()
        yield database
        if emptied(database.admin, new):
            self._ready.append((database, new))

    def _another(self) -> tuple[TestDatabase, Marks]:
        made = self._make()
        return made, marks(made.admin)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server with PostGIS and the roles of the project."""
    given = os.environ.get("WARDMAP_TEST_SERVER")
    if given:
        yield Server(driver_url(given))
        return
    with Cluster.temporary() as cluster:
        yield private_server(driver_url(cluster.url("postgres", "postgres")))


def private_server(admin: URL) -> Server:
    """A server of our own that logs next to nothing: copying files is a third of the work of copying pages."""
    engine = create_engine(admin)
    with engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num")))
    engine.dispose()
    return Server(admin, " STRATEGY FILE_COPY" if version >= 150_000 else "")


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """Name of a migrated database without data. Nobody connects to it: PostgreSQL copies only what is at rest."""
    with server.database() as database:
        migrate(database.owner, SERVICE)
        assert database.admin.database
        yield database.admin.database


@pytest.fixture(scope="session")
def work_db(server: Server, template: str) -> Iterator[TestDatabase]:
    """A database whose tests work in transactions that are undone: it stays without data."""
    with server.database(template) as database:
        yield database


@pytest.fixture
def connection(work_db: TestDatabase) -> Iterator[Connection]:
    """A connection of the owner, in a transaction that is undone at the end of the test."""
    engine = create_engine(work_db.owner)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.fixture(scope="session")
def migrated(server: Server, template: str) -> Iterator[TestDatabase]:
    """A migrated database without data. Shared: tests only read it."""
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="session")
def spare(server: Server, template: str) -> Iterator[Spare]:
    """Copies of the template that tests have used and that are as new."""
    with ExitStack() as stack:
        yield Spare(lambda: stack.enter_context(server.database(template)))


@pytest.fixture
def empty_db(spare: Spare) -> Iterator[TestDatabase]:
    """A migrated database of the test's own, without data."""
    with spare.database() as database:
        yield database


@pytest.fixture(scope="session")
def sample_db(server: Server, template: str) -> Iterator[TestDatabase]:
    """The sample data with its coverage calculated. Shared: tests only read it."""
    with server.database(template) as database:
        fill(database.owner)
        yield database


@contextmanager
def client_of(database: TestDatabase) -> Iterator[TestClient]:
    """A client of the application over `database`; errors of the server come back as answers, not raised."""
    app = create_app(Settings(), database.service)
    with TestClient(app, base_url="http://ward.example", raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def client(sample_db: TestDatabase) -> Iterator[TestClient]:
    """The application over the sample data, as the public reaches it."""
    with client_of(sample_db) as client:
        yield client


@pytest.fixture
def empty_client(empty_db: TestDatabase) -> Iterator[TestClient]:
    """The application over a migrated database without data."""
    with client_of(empty_db) as client:
        yield client


@contextmanager
def serving(database: TestDatabase) -> Iterator[str]:
    """The address of a running server over `database`, for browsers and other real clients."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(Settings(), database.service), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="session")
def live_url(sample_db: TestDatabase) -> Iterator[str]:
    """Address of a running server over the sample data."""
    with serving(sample_db) as address:
        yield address


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the project; a test that needs it is skipped where it is not."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real data is not here")
    return SHARED_DATA
