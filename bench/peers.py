"""The servers that stand side by side in a benchmark of tiles, each a process of its own on a free port.

A peer that is not installed is left out with a word: Martin (`cargo install martin`), tipg in an environment of its own
(WARDMAP_BENCH_TIPG names its python), pg_tileserv, nginx from the system.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL

HOST = "127.0.0.1"
# Of tipg and pg_tileserv: they cut a tile off there, in the middle of the city.
ROWS = 1_000_000


@dataclass(frozen=True, slots=True)
class Peer:
    """A server: how it is started, and where it has the tile z/x/y of a layer."""

    name: str
    command: Callable[[URL, int, Path], list[str] | None]
    path: str
    environment: Callable[[URL], Mapping[str, str]] = lambda _: {}

    def tile(self, layer: str, z: int, x: int, y: int) -> str:
        return self.path.format(layer=layer, z=z, x=x, y=y)


def _plain(url: URL) -> str:
    """The address in the one form that every peer reads: a socket's folder stands where the host's name does."""
    folder = url.query.get("host")
    if isinstance(folder, str):
        url = url.set(host=quote(folder, safe="")).difference_update_query(["host"])
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def _wardmap(workers: int) -> Callable[[URL, int, Path], list[str]]:
    """As the image of the service is started."""

    def command(_url: URL, port: int, _folder: Path) -> list[str]:
        served = [
            "-m",
            "uvicorn",
            "--factory",
            "geo_api.app:from_environment",
            "--http",
            "geo_api.tiles.wire:TileProtocol",
        ]
        quiet = ["--log-level", "warning", "--no-access-log", "--no-server-header"]
        return [sys.executable, *served, *quiet, "--port", str(port), "--workers", str(workers)]

    return command


def _tipg(_url: URL, port: int, _folder: Path) -> list[str] | None:
    python = os.environ.get("WARDMAP_BENCH_TIPG")
    served = ["-m", "uvicorn", "tipg.main:app", "--log-level", "warning", "--workers", "2", "--port", str(port)]
    return [python, *served] if python else None


def _pg_tileserv(_url: URL, _port: int, _folder: Path) -> list[str] | None:
    found = shutil.which("pg_tileserv")
    return [found] if found else None


def _martin(cache_mb: int) -> Callable[[URL, int, Path], list[str] | None]:
    def command(url: URL, port: int, folder: Path) -> list[str] | None:
        found = shutil.which("martin")
        if not found:
            return None
        configuration = folder / "martin.yaml"
        configuration.write_text(
            f"listen_addresses: '{HOST}:{port}'\nworker_processes: 2\ncache:\n  size_mb: {cache_mb}\npostgres:\n"
            f"  connection_string: '{_plain(url)}'\n  auto_publish:\n    from_schemas: peer\n    functions: false\n"
        )
        return [found, "--config", str(configuration)]

    return command


def _in_environment(url: URL) -> dict[str, str]:
    return {
        "WARDMAP_DATABASE_URL": url.render_as_string(hide_password=False),
        "DATABASE_URL": _plain(url),
        "TIPG_DB_SCHEMAS": '["peer"]',
        "TIPG_MAX_FEATURES_PER_TILE": str(ROWS),
        "TIPG_MAX_FEATURES_PER_QUERY": str(ROWS),
        "TIPG_DEFAULT_FEATURES_LIMIT": str(ROWS),
    }


def _uncached(url: URL) -> dict[str, str]:
    return {**_in_environment(url), "WARDMAP_TILE_MEMORY_MB": "0", "WARDMAP_TILE_CACHE_MB": "0"}


OURS = "/tiles/{layer}/{z}/{x}/{y}.mvt"
WARDMAP_LIVE = Peer("wardmap", _wardmap(2), OURS, _uncached)
WARDMAP_CACHED = Peer("wardmap", _wardmap(2), OURS, _in_environment)
MARTIN_LIVE = Peer("Martin", _martin(0), "/{layer}/{z}/{x}/{y}")
MARTIN_CACHED = Peer("Martin", _martin(512), "/{layer}/{z}/{x}/{y}")
TIPG = Peer("tipg", _tipg, "/collections/peer.{layer}/tiles/WebMercatorQuad/{z}/{x}/{y}", _in_environment)
PG_TILESERV = Peer("pg_tileserv", _pg_tileserv, f"/peer.{{layer}}/{{z}}/{{x}}/{{y}}.pbf?limit={ROWS}", _in_environment)


@contextmanager
def running(peer: Peer, url: URL) -> Iterator[tuple[int, int] | None]:
    """The peer on a free port: (port, process id); None when it is not installed."""
    with tempfile.TemporaryDirectory(prefix="wardmap-bench-") as folder, socket.create_server((HOST, 0)) as probe:
        port = probe.getsockname()[1]
        probe.close()
        command = peer.command(url, port, Path(folder))
        if command is None:
            yield None
            return
        own = {"TS_HTTPPORT": str(port), "WARDMAP_DATA_DIR": folder}
        environment = {**os.environ, **own, **peer.environment(url)}
        log = (Path(folder) / "log").open("wb")
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            await_port(port, process, Path(folder) / "log")
            yield port, process.pid
        finally:
            process.terminate()
            process.wait()
            log.close()


@contextmanager
def asked(peer: Peer, url: URL) -> Iterator[tuple[int, int]]:
    with running(peer, url) as found:
        if found is None:
            raise SystemExit(f"{peer.name} is not installed")
        yield found


def await_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something listens there. Raises SystemExit with the server's own words when it ends before."""
    for _ in range(2400):
        if process.poll() is not None:
            raise SystemExit(log.read_text(errors="replace")[-2000:])
        try:
            socket.create_connection((HOST, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"the server did not start: {log.read_text(errors='replace')[-2000:]}")
