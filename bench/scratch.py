"""Databases of a benchmark's own: made, migrated, filled and dropped again. None that exists is touched."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL

from geo_api.catalogue.migrate import migrate
from geo_api.db import EXTENSIONS
from geo_api.embedded import Cluster
from geo_api.settings import driver_url

DATA = Path(__file__).parents[2] / "shared" / "data"
OWNER, SERVICE = "wardmap", "wardmap_service"


@contextmanager
def server() -> Iterator[URL]:
    """The administrator's address of the server named on the command line, or of a private one."""
    given = next((word for word in sys.argv[1:] if "://" in word), None)
    if given:
        yield driver_url(given)
        return
    with Cluster.temporary() as cluster:
        yield driver_url(cluster.url("postgres", "postgres"))


@contextmanager
def database(admin: URL) -> Iterator[Engine]:
    """A migrated database without data, as its owner."""
    name = f"wardmap_bench_{uuid4().hex[:8]}"
    _execute(admin, f"CREATE DATABASE {name} OWNER {OWNER}")
    own = admin.set(database=name)
    try:
        _execute(own, *(f"CREATE EXTENSION {extension}" for extension in EXTENSIONS))
        _execute(own, f"GRANT INSERT, UPDATE ON spatial_ref_sys TO {OWNER}")
        owner = own.set(username=OWNER, password=None)
        migrate(owner, SERVICE)
        engine = create_engine(owner, connect_args={"options": "-c jit=off"})
        yield engine
        engine.dispose()
    finally:
        _execute(admin, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(url: URL, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


@contextmanager
def statements_timed(engine: Engine) -> Iterator[Counter[str]]:
    """Seconds that the database spent on each statement of the block, by its first words."""
    seconds: Counter[str] = Counter()
    begun: list[float] = []

    def before(*_: Any) -> None:
        begun.append(time.perf_counter())

    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seconds[" ".join(statement.split())[:90]] += time.perf_counter() - begun.pop()

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "after_cursor_execute", after)
    try:
        yield seconds
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "after_cursor_execute", after)
