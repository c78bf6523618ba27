"""A PostgreSQL server for tests, and the databases that they make on it; none that was there before is ever touched."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

OWNER = "wardmap"
SERVICE = "wardmap_service"


@dataclass(frozen=True)
class TestDatabase:
    """Addresses of one database: as the superuser, as the owner of the tables, as the service."""

    __test__ = False
    admin: URL

    @property
    def name(self) -> str:
        assert self.admin.database
        return self.admin.database

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

    def create(self, template: str | None = None) -> TestDatabase:
        """A new database: a copy of `template`, or with the extensions only."""
        name = f"wardmap_test_{uuid4().hex[:12]}"
        copy = f" TEMPLATE {template}{self.strategy}" if template else ""
        self.execute(None, f"CREATE DATABASE {name} OWNER {OWNER}{copy}")
        if template is None:
            self.execute(
                name,
                "CREATE EXTENSION postgis",
                "CREATE EXTENSION btree_gist",
                "CREATE EXTENSION pg_trgm",
                f"GRANT INSERT, UPDATE ON spatial_ref_sys TO {OWNER}",
                "ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF",
            )
        return TestDatabase(self.admin.set(database=name))

    def drop(self, name: str) -> None:
        self.execute(None, f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[TestDatabase]:
        """The same for as long as the block."""
        database = self.create(template)
        try:
            yield database
        finally:
            self.drop(database.name)


def private_server(admin: URL) -> Server:
    """A server of our own that logs next to nothing: copying files is a third of the work of copying pages."""
    engine = create_engine(admin)
    with engine.connect() as connection:
        version = int(connection.scalar(text("SHOW server_version_num")))
    engine.dispose()
    return Server(admin, " STRATEGY FILE_COPY" if version >= 150_000 else "")
