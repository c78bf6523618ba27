"""What the processes of one run have in common: one server, and on it databases that one of them makes for all.

Nobody is connected to such a database: it is copied.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from geo_api.embedded import Cluster
from geo_api.settings import driver_url
from tests.servers import Server, TestDatabase, private_server


class Patterns:
    """Databases to be copied, each made by the first process that asks; `folder` holds their names."""

    def __init__(self, server: Server, folder: Path) -> None:
        self._server = server
        self._folder = folder

    def database(self, what: str, make: Callable[[TestDatabase], None], like: str | None = None) -> str:
        """Name of the database `what`, which `make` fills as a copy of `like`. Others wait meanwhile."""
        note = self._folder / what
        with _alone(self._folder / f"{what}.lock"):
            if not note.exists():
                note.write_text(self._made(make, like))
            return note.read_text()

    def _made(self, make: Callable[[TestDatabase], None], like: str | None) -> str:
        database = self._server.create(like)
        try:
            make(database)
        except BaseException:
            self._server.drop(database.name)
            raise
        return database.name

    def drop(self) -> None:
        for note in self._folder.iterdir():
            if note.suffix != ".lock":
                self._server.drop(note.read_text())


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Run:
    """A server and the folder of its patterns, as one process tells another of them."""

    server: Server
    folder: Path

    @property
    def patterns(self) -> Patterns:
        return Patterns(self.server, self.folder)

    def told(self) -> dict[str, str]:
        address = self.server.admin.render_as_string(hide_password=False)
        return {"admin": address, "strategy": self.server.strategy, "folder": str(self.folder)}

    @classmethod
    def heard(cls, told: dict[str, str]) -> "Run":
        return cls(Server(make_url(told["admin"]), told["strategy"]), Path(told["folder"]))


@contextmanager
def run_on(given: str | None) -> Iterator[Run]:
    """A run on the server at that address, or on one of its own; nothing is left of it."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="wardmap-run-")))
        if given:
            run = Run(Server(driver_url(given)), folder)
            stack.callback(run.patterns.drop)
        else:
            cluster = stack.enter_context(Cluster.temporary())
            run = Run(private_server(driver_url(cluster.url("postgres", "postgres"))), folder)
        yield run
