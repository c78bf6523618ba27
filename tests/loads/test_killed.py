"""Workers, connections and the database that die at any moment: an upload goes on, and is loaded once or not at all."""

import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Server
from tests.loads.world import World, wait_for, world_of

ROWS = 2_000
PIDS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'wardmap-loads'"
END_ALL = f"SELECT count(pg_terminate_backend(pid)) FROM ({PIDS}) AS found"


@pytest.fixture(scope="module")
def mortal(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service whose workers the tests start and kill."""
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        yield world


@pytest.fixture(autouse=True)
def no_workers(mortal: World) -> Iterator[None]:
    yield
    while mortal.workers:
        mortal.stop_worker(signal.SIGKILL)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("files") / "nhiều.csv"
    rows = (f"k{n},Trường số {n},{106 + n / 100_000:.5f},{20.2 + n % 97 / 1000:.4f}" for n in range(ROWS))
    path.write_text("\n".join(["key,name,lon,lat", *rows]) + "\n")
    return path


def is_begun(world: World, upload: int) -> bool:
    return bool(world.value("SELECT attempts > 0 FROM upload WHERE id = :id", id=upload))


def test_workers_killed_while_they_check(mortal: World, many: Path):
    upload = mortal.sent(many, layer="schools")
    for seconds in (0.1, 0.5, 1.0):
        mortal.start_worker()
        wait_for(lambda: is_begun(mortal, upload), "a worker begins")
        time.sleep(seconds)
        assert mortal.stop_worker(signal.SIGKILL) == -signal.SIGKILL
        assert mortal.count("schools") == 0
        mortal.execute("UPDATE upload SET attempts = 0 WHERE id = :id AND state <> 'ready'", id=upload)
    mortal.start_worker()
    found = mortal.settled(upload)
    assert (found["state"], found["report"]["rows_written"]) == ("ready", ROWS)


def test_workers_killed_while_they_load_load_once(mortal: World, many: Path):
    chance = random.Random(4)
    for layer in ("markets", "relics"):
        upload = ready(mortal, many, layer)
        mortal.commit(upload)
        mortal.start_worker()
        wait_for(lambda number=upload: is_begun(mortal, number), "the worker begins")
        time.sleep(chance.uniform(0.0, 0.8))
        mortal.stop_worker(signal.SIGKILL)
        assert mortal.count(layer) in (0, ROWS)
        mortal.start_worker()
        done = mortal.settled(upload)
        assert done["state"] == "done"
        assert mortal.count(layer) == ROWS
        assert mortal.value("SELECT count(*) FROM load WHERE layer = :layer", layer=layer) == 1
        mortal.stop_worker()


def ready(world: World, path: Path, layer: str) -> int:
    """An upload that may be loaded; no worker runs."""
    upload = world.sent(path, layer=layer)
    world.start_worker()
    assert world.settled(upload)["state"] == "ready"
    assert world.stop_worker() == 0
    return upload


def test_a_database_that_goes_away_is_waited_for(mortal: World, many: Path):
    mortal.start_worker()
    upload = mortal.sent(many, layer="sensors")
    for _ in range(2):
        wait_for(lambda: is_begun(mortal, upload), "the worker begins")
        mortal.value(END_ALL)
    assert mortal.settled(upload)["state"] == "ready"
    mortal.commit(upload)
    time.sleep(0.3)
    mortal.value(END_ALL)
    assert mortal.settled(upload)["state"] == "done"
    assert mortal.count("sensors") == ROWS
    assert len(mortal.workers) == 1
    assert mortal.workers[0].is_alive()


def test_what_ends_every_worker_is_given_up(mortal: World, many: Path):
    upload = mortal.sent(many, layer="police_posts")
    mortal.execute("UPDATE upload SET state = 'checking', attempts = 5 WHERE id = :id", id=upload)
    mortal.start_worker()
    failed = mortal.settled(upload)
    assert failed["state"] == "failed"
    assert "broke off" in failed["error"]["en"]
    mortal.options(upload)
    assert mortal.settled(upload)["state"] == "ready"


def test_a_check_that_is_overtaken_or_cancelled_leaves_nothing(mortal: World, many: Path):
    mortal.start_worker()
    changed, cancelled = mortal.sent(many, layer="cameras"), mortal.sent(many, layer="cameras")
    wait_for(lambda: is_begun(mortal, changed), "the worker begins")
    mortal.options(changed, mapping={"name": "key"})
    assert mortal.client.delete(f"/api/v1/loads/{cancelled}").status_code == 204
    found = mortal.settled(changed)
    assert found["state"] == "ready"
    assert found["preview"]["features"]["features"][0]["properties"]["name"] == "k0"
    assert mortal.get(cancelled)["state"] == "cancelled"
    mortal.until(lambda: not mortal.folder(cancelled).exists(), "its folder is gone")


def test_two_workers_share_what_there_is(mortal: World, many: Path):
    uploads = [mortal.sent(many, layer=layer) for layer in ("roads", "public_places", "worship_places")]
    for _ in range(2):
        mortal.start_worker()
    found = [mortal.settled(upload) for upload in uploads]
    assert [each["state"] for each in found] == ["refused", "ready", "ready"]
    for upload in uploads[1:]:
        mortal.commit(upload)
    assert {mortal.settled(upload)["state"] for upload in uploads[1:]} == {"done"}
    assert mortal.value("SELECT max(attempts) FROM upload WHERE id = ANY (:ids)", ids=uploads) == 1


def test_a_signal_ends_a_worker_in_order(mortal: World):
    mortal.start_worker()
    wait_for(lambda: mortal.value(f"SELECT count(*) FROM ({PIDS}) AS found"), "the worker is there")
    assert mortal.stop_worker(signal.SIGTERM) == 0
    assert mortal.value(f"SELECT count(*) FROM ({PIDS}) AS found") == 0
