"""A load whose process, reader, connection or database dies at any moment: the layer is as before or as it shall be."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import numpy as np
import psycopg2
import pytest
import shapely

from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.settings import driver_url
from tests.loaders import commands
from tests.loaders.tools import frame

ROWS = 10_000
PATIENCE_SECONDS = 90
MODES = ("append", "upsert", "replace")
KEYS = {
    "first": range(ROWS // 2),
    "append": range(ROWS, 2 * ROWS),
    "upsert": range(ROWS // 4, ROWS // 4 + ROWS),
    "replace": range(ROWS // 4, ROWS // 4 + ROWS),
}
# Every row with all that hangs on it, the records of loads, and what is kept to take them back.
STATE = """
SELECT (SELECT md5(string_agg(f::text, '~' ORDER BY id)) FROM feature AS f),
       (SELECT count(*) FROM load WHERE mode <> 'undo'), (SELECT count(*) FROM feature_past)
"""
NAMES = "SELECT json_object_agg(key, name) FROM feature WHERE layer = 'schools'"
NEWEST = "SELECT max(id) FROM load WHERE mode <> 'undo'"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'wardmap'"
TABLES_AND_LOCKS = """
SELECT (SELECT count(*) FROM pg_class WHERE relpersistence = 't')
     + (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
"""
HEADER = "key,name,lon,lat\n"


@dataclass
class Site:
    """A server of its own, the folder for temporary files of its loads, and a file a mode."""

    cluster: Cluster
    folder: Path
    seconds: float = 0.0

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def ask(self, question: str) -> tuple[Any, ...]:
        """The first row of the answer."""
        connection = psycopg2.connect(self.cluster.url("postgres"))
        try:
            with connection.cursor() as cursor:
                cursor.execute(question)
                answer: tuple[Any, ...] = cursor.fetchone() or ()
                connection.commit()
                return answer
        finally:
            connection.close()

    def start(self, *words: str | Path, temporary: Path | None = None, **bounds: int) -> commands.Command:
        url = self.cluster.url("wardmap")
        environment = {"WARDMAP_DATABASE_URL": url, "WARDMAP_OWNER_DATABASE_URL": url, "COLUMNS": "200"}
        environment["TMPDIR"] = str(temporary or self.temporary)
        return commands.start(words, environment, self.folder / "output", **bounds)

    def load(self, mode: str) -> commands.Command:
        return self.start("load", "schools", self.folder / f"{mode}.zip", "--mode", mode)

    def run(self, *words: str | Path) -> None:
        command = self.start(*words)
        assert command.wait() == 0, command.output.read_text()

    def names(self) -> dict[str, str]:
        """The names in the layer, by key."""
        return dict(self.ask(NAMES)[0] or {})

    def is_up(self) -> bool:
        try:
            return self.ask("SELECT 1") == (1,)
        except psycopg2.OperationalError:
            return False

    def postmaster(self) -> int:
        return int((self.cluster.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def _names(stem: str) -> dict[str, str]:
    return {f"k{n}": f"Trường {stem} {n}" for n in KEYS[stem]}


def _file(folder: Path, stem: str) -> Path:
    """Schools in a row, packed: to be read they are taken out into a folder, and read by a process of their own."""
    names = _names(stem)
    places = list(shapely.points(106 + np.arange(len(names)) / 1e5, 20.2))
    path = folder / f"{stem}.gpkg"
    frame(geometry=places, key=list(names), name=list(names.values())).to_file(path)
    with ZipFile(folder / f"{stem}.zip", "w", ZIP_STORED) as archive:
        archive.write(path, path.name)
    return folder / f"{stem}.zip"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("killed")
    folder.joinpath("tmp").mkdir()
    for stem in KEYS:
        _file(folder, stem)
    with Cluster.temporary() as cluster:
        migrate(driver_url(cluster.url("wardmap")), "wardmap_service")
        site = Site(cluster, folder)
        site.run("load", "schools", folder / "first.zip")
        begin = time.monotonic()
        site.run("load", "schools", folder / "append.zip")
        site.seconds = time.monotonic() - begin
        assert site.names() == _names("first") | _names("append")
        site.run("loads", "undo", str(site.ask(NEWEST)[0]))
        assert site.names() == _names("first")
        yield site


def _until(happens: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.01)


# --- who dies


def _loader(_site: Site, command: commands.Command) -> None:
    command.process.kill()


def _connection(site: Site, _command: commands.Command) -> None:
    site.ask("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'wardmap'")


def _backend(site: Site, _command: commands.Command) -> None:
    [backend] = site.ask("SELECT max(pid) FROM pg_stat_activity WHERE usename = 'wardmap'")
    if backend:
        os.kill(backend, signal.SIGKILL)


def _postmaster(site: Site, _command: commands.Command) -> None:
    killed = site.postmaster()
    os.kill(killed, signal.SIGKILL)
    _until(lambda: site.is_up() and site.postmaster() != killed, "another server is there")


VICTIMS = (_loader, _connection, _backend, _postmaster)
CASES = list(product(VICTIMS, MODES))
# No two runs of the tests try the same moments; each has its twelfth of a load.
MOMENTS = [(part + random.random()) / len(CASES) for part in random.sample(range(len(CASES)), len(CASES))]


@pytest.mark.parametrize("moment", MOMENTS, ids=[f"{victim.__name__[1:]}-{mode}" for victim, mode in CASES])
def test_whoever_dies_it_is_all_or_nothing(site: Site, moment: float):
    victim, mode = CASES[MOMENTS.index(moment)]
    before = site.ask(STATE)
    command = site.load(mode)
    time.sleep(moment * site.seconds)
    victim(site, command)
    status = command.wait()
    _until(lambda: site.is_up() and site.ask(SESSIONS) == (0,), "the load has left the database")
    if site.ask(STATE) != before:
        assert site.names() == ({} if mode == "replace" else _names("first")) | _names(mode), moment
        site.run("loads", "undo", str(site.ask(NEWEST)[0]))
        assert site.names() == _names("first")
    elif victim is not _loader:
        _check_failure(command, status)
    assert site.ask(TABLES_AND_LOCKS) == (0,)
    _until(lambda: not _processes(site.temporary), "its reader has ended")
    if victim is _loader:
        (site.folder / "one.csv").write_text(HEADER + "z,Trường Z,106.1,20.2\n")
        site.run("load", "schools", site.folder / "one.csv", "--dry-run")
    assert list(site.temporary.iterdir()) == []


def _check_failure(command: commands.Command, status: int) -> None:
    words = command.output.read_text()
    assert status == 1, words
    assert "cơ sở dữ liệu" in words.lower()
    assert "database" in words
    assert not any(trace in words for trace in ("Traceback", "psycopg", "COPY", "INSERT", "Error")), words


@pytest.mark.parametrize("at", [0.0, 0.2])
def test_a_reader_that_dies_is_a_refusal(site: Site, at: float):
    before = site.ask(STATE)
    command = site.load("append")
    children = Path(f"/proc/{command.process.pid}/task/{command.process.pid}/children")
    _until(children.read_text, "the file is being read")
    time.sleep(at * site.seconds)
    for child in children.read_text().split():
        os.kill(int(child), signal.SIGKILL)
    if command.wait() == 1:
        assert "stopped from outside" in command.output.read_text()
        assert site.ask(STATE) == before
    else:  # it had read all
        site.run("loads", "undo", str(site.ask(NEWEST)[0]))
    assert list(site.temporary.iterdir()) == []


def test_a_temporary_disk_without_room_for_the_file(site: Site):
    before = site.ask(STATE)
    command = site.start("load", "schools", site.folder / "append.zip", largest_file=64 << 10)
    assert command.wait() == 1
    words = command.output.read_text()
    assert f"The disk for temporary files, {site.temporary}, is full" in words
    assert "Hết chỗ trên đĩa tạm" in words
    assert site.ask(STATE) == before
    assert list(site.temporary.iterdir()) == []


def test_a_database_without_room(site: Site):
    before = site.ask(STATE)
    # What the server says when a table cannot grow.
    site.ask(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
        " $$BEGIN RAISE disk_full USING MESSAGE = 'could not extend file'; END$$;"
        " CREATE TRIGGER no_room AFTER INSERT ON feature_schools EXECUTE FUNCTION no_room();"
        " CREATE TRIGGER no_room AFTER INSERT ON feature EXECUTE FUNCTION no_room(); SELECT 1"
    )
    try:
        command = site.load("append")
        assert command.wait() == 1
    finally:
        site.ask("DROP FUNCTION no_room CASCADE; SELECT 1")
    words = command.output.read_text()
    assert "no room left on its disk" in words
    assert "hết chỗ" in words
    assert site.ask(STATE) == before
    assert list(site.temporary.iterdir()) == []


def _processes(folder: Path) -> list[str]:
    """Processes that work in `folder`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(entry.read_text())
        except OSError:
            continue
    return [line for line in found if str(folder) in line]
