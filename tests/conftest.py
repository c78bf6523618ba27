"""A real PostGIS for the tests: a private cluster of their own, or the server that WARDMAP_TEST_SERVER names.

Every test database is made from a template and dropped at the end; none that was there before is ever touched.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine

from geo_api.app import create_app
from geo_api.catalogue.migrate import migrate
from geo_api.limits.groups import Group
from geo_api.sample import fill
from geo_api.settings import RATES_OFF, Settings
from tests.pool import Marks, emptied, marks
from tests.servers import OWNER, SERVICE, Server, TestDatabase
from tests.together import Patterns, Run, run_on

__all__ = ["OWNER", "SERVICE", "Server", "TestDatabase"]


# Tiles on disk are for one application at a time in a process; tests of them say where theirs are.
os.environ.setdefault("WARDMAP_TILE_CACHE_MB", "0")
# Tests ask more than people do, all of them from one address; tests of limits say what theirs are.
for group in Group:
    os.environ.setdefault(f"WARDMAP_RATE_{group.upper()}", RATES_OFF)
os.environ.setdefault("WARDMAP_ALARM_MISSES", "0")
# A machine that does much at once is slow and not wrong; tests of the limit set it.
os.environ.setdefault("WARDMAP_STATEMENT_TIMEOUT_MS", "30000")
# Compiled modules are kept, as they are on a user's machine: many processes are started.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


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


# Begun first, longest first, so that no process is left with one of them when the others have ended. A file that is not
# here is none the worse for it.
LONGEST = (
    "browser/test_timeline.py",
    "ops/test_up.py",
    "browser/test_map.py",
    "browser/test_admin.py",
    "loaders/test_real_files.py",
    "journeys/test_openapi_fuzz.py",
    "tiles/test_kept_exactly.py",
    "units/test_load_orders.py",
    "loaders/test_corpus.py",
    "features/test_clients.py",
    "coverage/test_kept.py",
    "loaders/test_load_units_real.py",
    "loaders/test_load_killed.py",
    "browser/test_finder.py",
    "browser/test_finder_use.py",
    "tiles/test_backend_killed.py",
    "access/test_fuzz_by_role.py",
    "access/test_who_may.py",
    "coverage/test_semantics.py",
    "coverage/test_agreement.py",
    "tiles/test_index_used.py",
    "tiles/test_export.py",
    "ops/test_cluster.py",
    "journeys/test_load_command.py",
    "loaders/test_read_json.py",
    "loaders/test_load_units.py",
    "loaders/test_load_units_checks.py",
    "loaders/test_load_refusals.py",
    "loaders/test_read_gdal.py",
    "tiles/test_database_away.py",
    "tiles/test_proxy.py",
    "loads/test_killed.py",
    "loads/test_uploads.py",
    "catalogue/test_migrate.py",
    "accounts/test_user_commands.py",
    "loaders/test_locate_files.py",
    "loaders/test_locate_real.py",
)
# Started by whoever hands out the tests, for all processes that it hands them to.
TOGETHER = pytest.StashKey[Run]()
THE_END = pytest.StashKey[ExitStack]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _turn("/".join(item.path.parts[-2:])))


def _turn(file: str) -> int:
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    """pytest-xdist is about to start a process: it is told of the server of this run."""
    stash = node.config.stash
    if TOGETHER not in stash:
        stash[THE_END] = ExitStack()
        stash[TOGETHER] = stash[THE_END].enter_context(run_on(os.environ.get("WARDMAP_TEST_SERVER")))
    node.workerinput["wardmap"] = stash[TOGETHER].told()


def pytest_unconfigure(config: pytest.Config) -> None:
    if THE_END in config.stash:
        config.stash[THE_END].close()


@pytest.fixture(scope="session")
def together(request: pytest.FixtureRequest) -> Iterator[Run]:
    """What the processes of this run have in common."""
    told = getattr(request.config, "workerinput", {}).get("wardmap")
    if told:
        yield Run.heard(told)
    else:
        with run_on(os.environ.get("WARDMAP_TEST_SERVER")) as run:
            yield run


@pytest.fixture(scope="session")
def server(together: Run, template: str) -> Server:
    """A PostgreSQL server with PostGIS and the roles of the project: migrating made them, once for all processes."""
    return together.server


@pytest.fixture(scope="session")
def patterns(together: Run) -> Patterns:
    return together.patterns


@pytest.fixture(scope="session")
def template(patterns: Patterns) -> str:
    """Name of a migrated database without data. Nobody connects to it: PostgreSQL copies only what is at rest."""
    return patterns.database("migrated", lambda database: migrate(database.owner, SERVICE))


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
def sample_db(server: Server, patterns: Patterns, template: str) -> Iterator[TestDatabase]:
    """The sample data with its coverage calculated. Shared: tests only read it."""
    filled = patterns.database("sample", lambda database: fill(database.owner), like=template)
    with server.database(filled) as database:
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
def serving(database: TestDatabase, settings: Callable[[str], Settings] = lambda _: Settings()) -> Iterator[str]:
    """The address of a running server over `database`, for browsers and other real clients."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(create_app(settings(address), database.service), log_level="warning"))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield address
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
