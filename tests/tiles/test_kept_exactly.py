"""Kept tiles in several processes while rows change: never a stale byte, and what no change touches stays kept."""

import random
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Connection, create_engine, text

from tests.conftest import Server, TestDatabase
from tests.tiles.workers import CITY, LAYERS, PUT, City, fresh, path_of, status_of, tile_at, until, worker

ROUNDS = 8
# East of the city.
FAR = CITY[2] + 0.2
# (tile, edit) pairs looked at after each round, in each worker.
LOOKS = 64


@contextmanager
def opened(database: TestDatabase) -> Iterator[Connection]:
    engine = create_engine(database.owner)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def some_tile(chance: random.Random) -> tuple[str, object]:
    layers = ",".join(chance.sample(LAYERS, chance.randint(1, 3)))
    place = chance.uniform(CITY[0], CITY[2]), chance.uniform(CITY[1], CITY[3])
    return layers, tile_at(chance.choice((9, 11, 13, 14, 15, 16)), *place)


def ask_on(client: httpx2.Client, stop: threading.Event, seed: int) -> None:
    chance = random.Random(seed)
    own = httpx2.Client(base_url=client.base_url, timeout=20)
    while not stop.is_set():
        assert own.get(path_of(*some_tile(chance))).status_code in (200, 204)
    own.close()


def edit_on(city: City, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        city.edit()


@dataclass
class World:
    """Two workers with one folder over one database, and somebody who edits."""

    database: TestDatabase
    folder: Path
    city: City
    clients: list[httpx2.Client]
    processes: list[subprocess.Popen]


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("kept")
    with server.database(template) as database, opened(database) as connection, ExitStack() as stack:
        city = City(connection, random.Random(5))
        city.found(600)
        workers = [stack.enter_context(worker(database, folder)) for _ in range(2)]
        yield World(database, folder, city, [one for one, _ in workers], [process for _, process in workers])


def test_edits_racing_with_requests_in_two_workers_leave_no_stale_byte(world: World):
    chance, stop, kept = random.Random(7), threading.Event(), 0
    asking = [threading.Thread(target=ask_on, args=(world.clients[n % 2], stop, n), daemon=True) for n in range(3)]
    for thread in asking:
        thread.start()
    with opened(world.database) as looker:
        for _ in range(ROUNDS):
            edit_on(world.city, 0.7)
            # Asking goes on.
            _follow(world)
            for _ in range(LOOKS):
                layers, tile = some_tile(chance)
                right = fresh(looker, layers, tile)
                for client in world.clients:
                    answer = client.get(path_of(layers, tile))
                    assert answer.content == right, (layers, tile, answer.headers)
                    kept += "hit" in status_of(answer)
            looker.rollback()
    stop.set()
    for thread in asking:
        thread.join()
    # Most of what was compared had been kept: otherwise nothing was tested.
    assert kept > ROUNDS * LOOKS


def test_an_edit_touches_the_tiles_it_lies_in_and_no_others_in_both_workers(world: World):
    one, two = world.clients
    west, east = (tile_at(15, lon, 20.43) for lon in (CITY[0] + 0.005, CITY[2] - 0.005))
    for client in world.clients:
        for path in (path_of("wifi,schools", west), path_of("wifi,schools", east)):
            client.get(path)
            assert status_of(client.get(path)) == "wardmap; hit"
    # What one worker made the other has from the disk.
    assert one.get(path_of("markets", west)).status_code in (200, 204)
    assert status_of(two.get(path_of("markets", west))) == "wardmap; hit"
    _put(world.city, "wifi", CITY[0] + 0.005)
    _follow(world)
    for client in world.clients:
        assert status_of(client.get(path_of("wifi,schools", east))) == "wardmap; hit"
        assert status_of(client.get(path_of("markets", west))) == "wardmap; hit"
    made = one.get(path_of("wifi,schools", west))
    assert "fwd=miss" in status_of(made)
    assert status_of(two.get(path_of("wifi,schools", west))) == "wardmap; hit"
    assert made.content == fresh(world.city.connection, "wifi,schools", west)


def _follow(world: World) -> None:
    """Wait until both workers know of all that was committed: of one thing more, far away, they learn no earlier."""
    tile, city = tile_at(15, FAR, 20.43), world.city
    for client in world.clients:
        until(lambda: status_of(client.get(path_of("wifi", tile))) == "wardmap; hit")  # noqa: B023  # called here
    _put(city, "wifi", FAR)
    right = fresh(city.connection, "wifi", tile)
    city.connection.rollback()
    for client in world.clients:
        until(lambda: client.get(path_of("wifi", tile)).content == right)  # noqa: B023  # called here


def _put(city: City, layer: str, lon: float) -> None:
    city.connection.execute(text(PUT), {**city.a_point(), "layer": layer, "lon": lon, "lat": 20.43})
    city.connection.commit()


def test_each_worker_counts_for_itself_and_any_tells_of_all(world: World):
    of_worker = re.compile(r'wardmap_tile_answers_total\{layer="wifi",result="hit",worker="(\d+)"\}')
    both = {str(process.pid) for process in world.processes}
    for client in world.clients:
        until(lambda: set(of_worker.findall(client.get("/metrics").text)) == both)  # noqa: B023  # called here


def test_tiles_outlive_the_workers_that_made_them_unless_they_changed_meanwhile(world: World):
    tile = tile_at(15, CITY[0] + 0.02, 20.43)
    for layer in ("wifi", "schools"):
        world.clients[0].get(path_of(layer, tile))
    for process in world.processes:
        process.kill()
    _put(world.city, "wifi", CITY[0] + 0.02)
    with worker(world.database, world.folder) as (client, _):
        until(lambda: status_of(client.get(path_of("schools", tile))) == "wardmap; hit")
        changed = client.get(path_of("wifi", tile))
        assert "fwd=miss" in status_of(changed)
        assert changed.content == fresh(world.city.connection, "wifi", tile)
