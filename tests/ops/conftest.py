"""Real processes on data directories of their own, below /tmp: the server's user has to get into them."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg2
import pytest

from geo_api.embedded import Cluster

PATIENCE_SECONDS = 200
# A look goes through all processes of the machine, or asks the service: looking without a pause delays what is awaited.
LOOK_AGAIN_SECONDS = 0.15


def wait_for(happens: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(LOOK_AGAIN_SECONDS)


def environment(data_dir: Path) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("WARDMAP_", "PG"))}
    # Compiled modules are kept, as they are on a user's machine: these tests start many processes.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**inherited, "WARDMAP_DATA_DIR": str(data_dir)}


def processes_of(data_dir: Path) -> list[str]:
    """Command lines of every process that belongs to `data_dir`: server, service, workers; zombies have none."""
    name = Cluster(data_dir).name
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes().decode(errors="replace")
            belongs = f"WARDMAP_DATA_DIR={data_dir}\0" in (entry / "environ").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if line and (belongs or str(data_dir) in line or name in line):
            found.append(line)
    return found


@dataclass
class Installation:
    """One data directory and the commands run on it."""

    data_dir: Path
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def command(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "geo_api.cli", *words],
            env=environment(self.data_dir) | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "geo_api.cli", *words],
            env=environment(self.data_dir),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.started.append(process)
        return process

    def up(self, *words: str) -> subprocess.Popen[str]:
        """`wardmap up` on a free port, once it serves."""
        process = self.start("up", "--port", "0", "--no-sample", *words)
        wait_for(lambda: process.poll() is not None or self.serves(process.pid), "the service comes up")
        assert process.poll() is None
        return process

    def address(self, pid: int) -> str | None:
        try:
            holder = json.loads((self.data_dir / "lock").read_text())
        except (OSError, ValueError):
            return None
        return holder["address"] if holder["pid"] == pid else None

    def serves(self, pid: int) -> bool:
        address = self.address(pid)
        if not address:
            return False
        try:
            with urllib.request.urlopen(f"{address}health/ready", timeout=10) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    @contextmanager
    def owner(self) -> Iterator["psycopg2.extensions.cursor"]:
        connection = psycopg2.connect(Cluster(self.data_dir).url("wardmap"))
        try:
            with connection, connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def postmaster(self) -> int:
        return int((self.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()[0])

    def close(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE_SECONDS)
        wait_for(lambda: not processes_of(self.data_dir), "nothing is left running")


@contextmanager
def open_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="wardmap-ops-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def fresh() -> Iterator[Installation]:
    """Nothing is there yet."""
    with open_folder() as folder:
        installation = Installation(folder / "data")
        yield installation
        installation.close()


@pytest.fixture(scope="session")
def bare() -> Iterator[Cluster]:
    """A running cluster that was never migrated; tests leave it as it was."""
    with Cluster.temporary() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def migrated_directory() -> Iterator[Path]:
    with open_folder() as folder:
        done = Installation(folder / "data").command("migrate")
        assert done.returncode == 0, done.stderr
        yield folder / "data"


@contextmanager
def copied(directory: Path) -> Iterator[Installation]:
    with open_folder() as folder:
        subprocess.run(["cp", "-a", str(directory), str(folder / "data")], check=True)
        installation = Installation(folder / "data")
        yield installation
        installation.close()


@pytest.fixture
def installation(migrated_directory: Path) -> Iterator[Installation]:
    """A migrated cluster without data, not running."""
    with copied(migrated_directory) as installation:
        yield installation
