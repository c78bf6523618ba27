"""How long tiles take: over HTTP from a server of its own, beside the bare statement from a driver loop, in one run.

    .venv/bin/python -m bench.tiles      the sample data in the private PostGIS, or WARDMAP_DATABASE_URL

Each figure is over the tiles of one layer and zoom that hold something, in random order, one after the other. The
ratio says what the service adds to the database. Absolute figures are of one machine on one day; compare within a run.
"""

import http.client
import itertools
import math
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL

from geo_api.db import Statement, role_of
from geo_api.embedded import database_urls
from geo_api.parameters import today
from geo_api.settings import Settings
from geo_api.tiles.plan import Tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers

CASES = [
    *(("communes", zoom, Audience.PUBLIC) for zoom in range(8, 15)),
    ("addresses", 16, Audience.PUBLIC),
    ("addresses", 16, Audience.STAFF),
]
TILES = 150
BOUNDS = (105.9, 19.9, 106.65, 20.55)


def main() -> None:
    with database_urls(Settings()) as urls, serving(urls.service) as (port, pid):
        engine = create_engine(urls.service)
        with engine.connect() as connection:
            table = Table(
                "layer", "zoom", "audience", "tiles", "kB", "HTTP p50", "HTTP p99", "SQL p50", "SQL p99", "ratio"
            )
            for layer, zoom, audience in CASES:
                table.add_row(*measure(connection, port, layer, zoom, audience))
            Console().print(table)
        engine.dispose()
        print(f"memory of the server after this: {resident_megabytes(pid):.0f} MB")


def measure(connection: Connection, port: int, layer: str, zoom: int, audience: Audience) -> list[str]:
    connection.execute(text(f"SET ROLE {role_of(audience)}"))
    tiles = filled_tiles(connection, layer, zoom, audience)
    sizes = [len(bytes_of(connection, plan(layer, tile, audience))) for tile in tiles]
    sql = timed(tiles, lambda tile: bytes_of(connection, plan(layer, tile, audience)))
    shown = [layer, str(zoom), audience.value, str(len(tiles)), f"{statistics.mean(sizes) / 1000:.1f}"]
    database = [f"{quantile(sql, 50):.1f}", f"{quantile(sql, 99):.1f}"]
    if audience is not Audience.PUBLIC:
        return [*shown, "", "", *database, ""]
    client = http.client.HTTPConnection("127.0.0.1", port)
    web = timed(tiles, lambda tile: fetch(client, f"/tiles/{layer}/{tile.z}/{tile.x}/{tile.y}.mvt"))
    ratio = quantile(web, 50) / quantile(sql, 50)
    return [*shown, f"{quantile(web, 50):.1f}", f"{quantile(web, 99):.1f}", *database, f"{ratio:.2f}"]


def plan(layer: str, tile: Tile, audience: Audience) -> Statement:
    statement = tile_statement([all_layers()[layer]], tile, audience, today(), {})
    assert statement is not None
    return statement


def bytes_of(connection: Connection, statement: Statement) -> bytes:
    return bytes(connection.scalar(text(statement.sql), statement.params))


def filled_tiles(connection: Connection, layer: str, zoom: int, audience: Audience) -> list[Tile]:
    west, south, east, north = BOUNDS
    (left, top), (right, bottom) = column_row(west, north, zoom), column_row(east, south, zoom)
    every = [Tile(zoom, x, y) for x, y in itertools.product(range(left, right + 1), range(top, bottom + 1))]
    random.Random(zoom).shuffle(every)
    found = (tile for tile in every if bytes_of(connection, plan(layer, tile, audience)))
    return list(itertools.islice(found, TILES))


def column_row(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    """The WebMercatorQuad tile that holds a place."""
    x = (longitude + 180) / 360
    y = 0.5 - math.asinh(math.tan(math.radians(latitude))) / (2 * math.pi)
    return int(x * 2**zoom), int(y * 2**zoom)


def timed(tiles: list[Tile], run: Callable[[Tile], object]) -> list[float]:
    """Milliseconds for each tile, the second time it is asked for: caches of the database are warm for both sides."""
    for tile in tiles:
        run(tile)
    return [milliseconds(run, tile) for tile in tiles]


def milliseconds(run: Callable[[Tile], object], tile: Tile) -> float:
    begin = time.perf_counter()
    run(tile)
    return (time.perf_counter() - begin) * 1000


def quantile(values: list[float], percent: int) -> float:
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def fetch(client: http.client.HTTPConnection, path: str) -> None:
    client.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = client.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


@contextmanager
def serving(service: URL) -> Iterator[tuple[int, int]]:
    """A server process of its own on a free port: (port, process id)."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {**os.environ, "WARDMAP_DATABASE_URL": service.render_as_string(hide_password=False)}
    command = [sys.executable, "-m", "uvicorn", "--factory", "geo_api.app:from_environment", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "warning"], env=environment)
    try:
        await_port(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def await_port(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server did not start")


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
    return int(kilobytes) / 1000


if __name__ == "__main__":
    main()
