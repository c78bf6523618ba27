"""The map outlives the database: its server is killed under load, and comes back."""

import os
import random
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, text

from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.settings import driver_url
from tests.conftest import SERVICE, TestDatabase
from tests.tiles.workers import CITY, City, path_of, status_of, tile_at, until, worker

# Beside being killed, the server is stopped: otherwise it is started again at once.
AWAY_SECONDS = 2


def until_hit(client: httpx2.Client, path: str) -> None:
    until(lambda: status_of(client.get(path)) == "wardmap; hit")


def until_away(client: httpx2.Client, path: str) -> None:
    """Until the answer, an older one, says that the database is away."""

    def is_told() -> bool:
        answer = client.get(path)
        assert answer.status_code == 200
        return "detail=database-away" in status_of(answer)

    until(is_told)


def ask_on(address: str, paths: list[str], stop: threading.Event, seen: Counter[str]) -> None:
    with httpx2.Client(base_url=address, timeout=20) as client:
        while not stop.is_set():
            for path in paths:
                answer = client.get(path)
                seen[f"{answer.status_code} {answer.headers.get('cache-status', '')}".split("; ttl")[0]] += 1


@pytest.fixture
def cluster():
    with Cluster.temporary() as cluster:
        yield cluster


def test_kept_tiles_are_served_while_the_database_is_away_and_right_when_it_is_back(cluster: Cluster, tmp_path: Path):
    database = TestDatabase(driver_url(cluster.url("postgres")))
    migrate(database.owner, SERVICE)
    engine = create_engine(database.owner)
    with engine.connect() as connection:
        city = City(connection, random.Random(1))
        city.found(200)
    engine.dispose()
    paths = [path_of("wifi", tile_at(15, CITY[0] + n * 0.005, 20.43)) for n in range(12)]
    postmaster = int((cluster.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
    with worker(database, tmp_path) as (client, _):
        for path in paths:
            client.get(path)
            until_hit(client, path)
        stop, seen = threading.Event(), Counter[str]()
        askers = [
            threading.Thread(target=ask_on, args=(str(client.base_url), paths, stop, seen), daemon=True)
            for _ in range(2)
        ]
        for thread in askers:
            thread.start()
        _stand_still(postmaster, client, paths)
        os.kill(postmaster, signal.SIGKILL)
        cluster.stop()
        time.sleep(AWAY_SECONDS)
        until_away(client, paths[0])
        assert client.get(path_of("markets", tile_at(15, 1, 1))).status_code == 503
        cluster.start("test")
        until_hit(client, paths[0])
        stop.set()
        for thread in askers:
            thread.join()
        answered = sum(number for how, number in seen.items() if how.startswith(("200", "204")))
        assert answered >= 0.99 * seen.total(), seen
        assert seen["200 wardmap; hit"] > 0
        _check_that_edits_are_seen_again(database, client, paths)


def _stand_still(postmaster: int, client: httpx2.Client, paths: list[str]) -> None:
    """The server answers nothing and refuses nothing, as behind a network that is cut."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    processes = [postmaster, *map(int, children)]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    time.sleep(AWAY_SECONDS * 2)
    until_away(client, paths[0])
    for process in processes:
        os.kill(process, signal.SIGCONT)
    until_hit(client, paths[0])


def _check_that_edits_are_seen_again(database: TestDatabase, client: httpx2.Client, paths: list[str]) -> None:
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM feature WHERE layer = 'wifi'"))
    engine.dispose()
    until(lambda: {client.get(path).status_code for path in paths} == {204})
