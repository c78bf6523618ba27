"""Real worker processes over one database and one folder, and a city of points that can be edited."""

import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import asinh, pi, radians, tan
from pathlib import Path

import httpx2
from sqlalchemy import Connection, text

from geo_api.days import today
from geo_api.tiles.make import make_tile
from geo_api.tiles.plan import Tile
from layers.layer import Audience
from layers.registry import layers_for
from tests.conftest import TestDatabase

PATIENCE_SECONDS = 60
LAYERS = ("wifi", "schools", "markets")
# Over the middle of Nam Định, in degrees: west, south, east, north.
CITY = (106.14, 20.40, 106.22, 20.46)
_LOAD = """
INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused, report)
VALUES ('wifi', 'append', 't', '', 'EPSG:4326', 1, 1, 0, '{}') RETURNING id
"""
PUT = """
INSERT INTO feature (layer, name, geom, load_id, source_row)
VALUES (:layer, :name, ST_SetSRID(ST_Point(:lon, :lat), 4326), :load, 1)
"""
_MOVE = (
    "UPDATE feature SET geom = ST_SetSRID(ST_Point(:lon, :lat), 4326), name = :name WHERE layer = :layer AND id = :id"
)
_DROP = "DELETE FROM feature WHERE layer = :layer AND id = :id"


@dataclass
class City:
    """Points in three layers, written as by somebody at an SQL prompt."""

    connection: Connection
    chance: random.Random
    load: int = 0

    def found(self, points: int) -> None:
        self.load = self.connection.scalar(text(_LOAD)) or 0
        self.connection.execute(text(PUT), [self.a_point() for _ in range(points)])
        self.connection.commit()

    def a_point(self) -> dict:
        west, south, east, north = CITY
        place = {"lon": self.chance.uniform(west, east), "lat": self.chance.uniform(south, north)}
        name = f"Tên {self.chance.randint(1, 10**6)}"
        return {"layer": self.chance.choice(LAYERS), "name": name, "load": self.load, **place}

    def edit(self) -> None:
        """One transaction: something comes, goes, or moves; one in six comes to nothing."""
        point, how = self.a_point(), self.chance.choice((PUT, _MOVE, _MOVE, _DROP))
        some = text("SELECT id FROM feature WHERE layer = :layer ORDER BY random() LIMIT 1")
        point["id"] = self.connection.scalar(some, {"layer": point["layer"]})
        self.connection.execute(text(how), point)
        (self.connection.rollback if self.chance.random() < 1 / 6 else self.connection.commit)()


def tile_at(zoom: int, lon: float, lat: float) -> Tile:
    """The tile of that zoom in which a place lies (degrees)."""
    return Tile(zoom, int((lon + 180) / 360 * 2**zoom), int((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom))


def path_of(layers: str, tile: Tile) -> str:
    return f"/tiles/{layers}/{tile.z}/{tile.x}/{tile.y}.mvt"


def fresh(connection: Connection, layers: str, tile: Tile) -> bytes:
    """The tile as the database makes it now."""
    known = layers_for(Audience.PUBLIC)

    def run(statement):
        return list(connection.execute(text(statement.sql), statement.params))

    return make_tile(run, [known[name] for name in layers.split(",")], tile, Audience.PUBLIC, today(), {}).body


@contextmanager
def worker(database: TestDatabase, folder: Path, **settings: str) -> Iterator[tuple[httpx2.Client, subprocess.Popen]]:
    """A worker process, as a client that reaches it; killed at the end if it still runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "WARDMAP_DATABASE_URL": database.service.set(drivername="postgresql").render_as_string(hide_password=False),
        "WARDMAP_DATA_DIR": str(folder),
        "WARDMAP_TILE_CACHE_MB": "64",
        **settings,
    }
    command = [sys.executable, "-m", "uvicorn", "geo_api.app:from_environment", "--factory", "--port", str(port)]
    command += ["--http", "geo_api.tiles.wire:TileProtocol", "--log-level", "critical"]
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            _wait_for(client, process)
            yield client, process
    finally:
        process.kill()
        process.wait()


def _wait_for(client: httpx2.Client, process: subprocess.Popen) -> None:
    while process.poll() is None:
        try:
            client.get("/health/live")
            return
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the worker did not start")


def until(happens: Callable[[], object]) -> None:
    """Ask again and again until it is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < deadline, "never came true"
        time.sleep(0.05)


def status_of(answer: httpx2.Response) -> str:
    return answer.headers["cache-status"]
