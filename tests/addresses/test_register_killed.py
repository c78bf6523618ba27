"""What the register has acknowledged is there, whatever is killed: the service, or the database under it.

Two times in every run; WARDMAP_REGISTER_KILLS=20 for twenty.
"""

import os
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from geo_api.account import Role
from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.settings import driver_url
from tests.access.world import Held, made_world
from tests.addresses.tools import PATH, draft, new_id
from tests.conftest import SERVICE, TestDatabase
from tests.tiles.workers import worker

KILLS = int(os.environ.get("WARDMAP_REGISTER_KILLS", "2"))
# So long it is written before something is killed, at most.
SECONDS = 2.0
WRITERS = 4


@dataclass
class Acknowledged:
    """Number of the phone → the version that the service said it has."""

    versions: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)


def write(base: str, headers: dict[str, str], told: Acknowledged, stop: threading.Event) -> None:
    """Drafts and their submission, as fast as they are taken."""
    with httpx2.Client(base_url=base, headers={**headers, "Sec-Fetch-Site": "same-origin"}, timeout=10) as client:
        while not stop.is_set():
            number = new_id()
            told.sent.add(number)
            with suppress(httpx2.TransportError):
                answer = client.put(f"{PATH}/drafts/{number}", json=draft(same_building=True))
                if answer.status_code != 201:
                    continue
                told.versions[number] = 1
                path = f"{PATH}/{answer.json()['id']}/submit"
                if client.post(path, json={"version": 1}).status_code == 200:
                    told.versions[number] = 2


def found(database: TestDatabase) -> dict[str, int]:
    engine = create_engine(database.owner, poolclass=NullPool)
    sql = """
        SELECT a.draft_id::text, a.version FROM addressable a
         WHERE (SELECT count(*) FROM address_event e WHERE e.addressable_id = a.id) = a.version
           AND (SELECT count(*) FROM address_point p WHERE p.addressable_id = a.id) = 1"""
    deadline = time.monotonic() + 60
    while True:
        try:
            with engine.connect() as connection:
                return dict(connection.execute(text(sql)).all())
        except Exception:
            # It is still putting right what the kill left.
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_what_was_acknowledged_survives(tmp_path: Path):
    chance = random.Random(11)
    with Cluster.temporary() as cluster:
        database = TestDatabase(driver_url(cluster.url("postgres")))
        migrate(database.owner, SERVICE)
        town = made_world(database, rows_a_layer=0)
        headers = [town.headers(Held(Role.COLLECTOR, "hamlet A1", first=-30 - n)) for n in range(WRITERS)]
        told = Acknowledged()
        for turn in range(KILLS):
            with worker(database, tmp_path) as (client, process):
                stop = threading.Event()
                threads = [
                    threading.Thread(target=write, args=(str(client.base_url), one, told, stop)) for one in headers
                ]
                for thread in threads:
                    thread.start()
                time.sleep(chance.uniform(0.2, SECONDS))
                if turn % 2:
                    postmaster = int((cluster.data_dir / "postgres" / "postmaster.pid").read_text().split()[0])
                    os.kill(postmaster, signal.SIGKILL)
                else:
                    process.kill()
                stop.set()
                for thread in threads:
                    thread.join()
            if turn % 2:
                cluster.stop()
                cluster.start("test")
            there = found(database)
            assert told.versions.keys() <= there.keys()
            assert all(there[number] >= version for number, version in told.versions.items())
            # Nothing came that nobody sent, and nothing half: each has its events and its one point.
            assert there.keys() <= told.sent
        assert len(told.versions) > KILLS
