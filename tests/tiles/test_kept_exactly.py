"""Kept tiles in several processes while rows change: never a stale byte, and what no change touches stays kept."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import Connection, create_engine, text

from tests.conftest import TestDatabase
from tests.tiles.workers import CITY, LAYERS, City, fresh, path_of, status_of, tile_at, worker

ROUNDS = 10
# (tile, edit) pairs looked at after each round, in each worker.
LOOKS = 50


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


@pytest.fixture
def city(empty_db: TestDatabase) -> Iterator[City]:
    with opened(empty_db) as connection:
        city = City(connection, random.Random(5))
        city.found(600)
        yield city


def test_edits_racing_with_requests_in_two_workers_leave_no_stale_byte(
    empty_db: TestDatabase, city: City, tmp_path: Path
):
    chance, stop, kept = random.Random(7), threading.Event(), 0
    with ExitStack() as stack:
        clients = [stack.enter_context(worker(empty_db, tmp_path))[0] for _ in range(2)]
        asking = [threading.Thread(target=ask_on, args=(clients[n % 2], stop, n)) for n in range(3)]
        for thread in asking:
            thread.start()
        looker = stack.enter_context(opened(empty_db))
        for _ in range(ROUNDS):
            edit_on(city, 0.7)
            # Within a second of the commit; asking goes on.
            time.sleep(0.9)
            for _ in range(LOOKS):
                layers, tile = some_tile(chance)
                right = fresh(looker, layers, tile)
                for client in clients:
                    answer = client.get(path_of(layers, tile))
                    assert answer.content == right, (layers, tile, answer.headers)
                    kept += "hit" in status_of(answer)
            looker.rollback()
        stop.set()
        for thread in asking:
            thread.join()
    # Most of what was compared had been kept: otherwise nothing was tested.
    assert kept > ROUNDS * LOOKS


def test_an_edit_touches_the_tiles_it_lies_in_and_no_others_in_both_workers(
    empty_db: TestDatabase, city: City, tmp_path: Path
):
    west = tile_at(15, CITY[0] + 0.005, 20.43)
    east = tile_at(15, CITY[2] - 0.005, 20.43)
    with worker(empty_db, tmp_path) as (one, _), worker(empty_db, tmp_path) as (two, _):
        for client in (one, two):
            for tile in (west, east):
                client.get(path_of("wifi,schools", tile))
                assert status_of(client.get(path_of("wifi,schools", tile))) == "wardmap; hit"
        # What one worker made the other has from the disk.
        assert one.get(path_of("markets", west)).status_code == 200
        assert status_of(two.get(path_of("markets", west))) == "wardmap; hit"
        move = "UPDATE feature SET geom = ST_SetSRID(ST_Point(:lon, 20.43), 4326) WHERE layer = 'wifi' AND id = :id"
        some = city.connection.scalar(
            text("SELECT id FROM feature WHERE layer = 'wifi' AND ST_X(geom) < :x LIMIT 1"), {"x": CITY[0] + 0.01}
        )
        city.connection.execute(text(move), {"lon": CITY[0] + 0.005, "id": some})
        city.connection.commit()
        time.sleep(1)
        for client in (one, two):
            assert status_of(client.get(path_of("wifi,schools", east))) == "wardmap; hit"
            assert status_of(client.get(path_of("markets", west))) == "wardmap; hit"
        assert "fwd=miss" in status_of(one.get(path_of("wifi,schools", west)))
        assert status_of(two.get(path_of("wifi,schools", west))) == "wardmap; hit"
        right = fresh(city.connection, "wifi,schools", west)
        assert one.get(path_of("wifi,schools", west)).content == right


def test_tiles_outlive_the_worker_that_made_them_unless_they_changed_meanwhile(
    empty_db: TestDatabase, city: City, tmp_path: Path
):
    tile = tile_at(15, CITY[0] + 0.02, 20.43)
    with worker(empty_db, tmp_path) as (client, process):
        for layer in ("wifi", "schools"):
            client.get(path_of(layer, tile))
        process.kill()
    city.connection.execute(text("DELETE FROM feature WHERE layer = 'wifi'"))
    city.connection.commit()
    with worker(empty_db, tmp_path) as (client, _):
        time.sleep(1)
        assert status_of(client.get(path_of("schools", tile))) == "wardmap; hit"
        changed = client.get(path_of("wifi", tile))
        assert "fwd=miss" in status_of(changed)
        assert changed.status_code == 204
