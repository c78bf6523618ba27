"""`wardmap up` as its users and their accidents see it: signals, kill -9, a second one beside it."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ops.conftest import PATIENCE_SECONDS, Installation, copied, processes_of, wait_for


def children_of(pid: int) -> list[int]:
    """Whichever thread of it started them."""
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for each in lists for child in each.split()]


def workers_of(pid: int) -> list[int]:
    return [child for child in children_of(pid) if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text()]


def remember_a_row(installation: Installation) -> None:
    with installation.owner() as cursor:
        cursor.execute("CREATE TABLE proof (n int)")
        cursor.execute("INSERT INTO proof VALUES (42)")


def remembered(installation: Installation) -> list[tuple[int]]:
    with installation.owner() as cursor:
        cursor.execute("SELECT n FROM proof")
        return cursor.fetchall()


@pytest.fixture(scope="module")
def running(migrated_directory: Path) -> Iterator[tuple[Installation, int]]:
    """An `up` with two workers that several tests use, each leaving it as it was; and its process number."""
    with copied(migrated_directory) as installation:
        yield installation, installation.up("--workers", "2").pid


def test_a_second_up_is_told_where_the_first_one_is(running: tuple[Installation, int]) -> None:
    installation, first = running
    second = installation.command("up", "--port", "0")
    assert second.returncode == 1
    assert f"(tiến trình {first})" in second.stderr
    assert f"running already (process {first})" in second.stderr
    assert str(installation.address(first)) in second.stderr
    assert installation.serves(first)


@pytest.mark.parametrize(("how", "workers"), [(signal.SIGTERM, "1"), (signal.SIGINT, "2")])
def test_a_signal_stops_everything(installation: Installation, how: signal.Signals, workers: str) -> None:
    process = installation.up("--workers", workers)
    assert any("postgres" in line for line in processes_of(installation.data_dir))
    process.send_signal(how)
    assert process.wait(PATIENCE_SECONDS) == 0
    # The database is down before `up` ends; a helper of Python's multiprocessing notices that end a moment later.
    assert not any("postgres" in line for line in processes_of(installation.data_dir))
    wait_for(lambda: not processes_of(installation.data_dir), "nothing is left running")
    assert not (installation.data_dir / "postgres" / "postmaster.pid").exists()


def test_after_kill_of_up_nothing_runs_on_and_nothing_is_lost(installation: Installation) -> None:
    process = installation.up("--workers", "2")
    remember_a_row(installation)
    process.kill()
    process.wait()
    again = installation.up()
    assert remembered(installation) == [(42,)]
    again.terminate()
    again.wait(PATIENCE_SECONDS)
    wait_for(lambda: not processes_of(installation.data_dir), "workers of the killed one have ended")


@pytest.mark.parametrize("seconds", [0.2, 0.6])
def test_after_kill_of_up_while_its_workers_begin_the_port_is_free(installation: Installation, seconds: float) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    process = installation.start("up", "--port", str(port), "--no-sample", "--workers", "2")
    wait_for(lambda: len(workers_of(process.pid)) == 2, "both workers are there")
    # They are importing: too late to be stopped by a broken pipe, too early to have asked for a signal.
    time.sleep(seconds)
    process.kill()
    process.wait()
    wait_for(lambda: not processes_of(installation.data_dir), "nothing is left running")
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_after_kill_of_the_postmaster_the_service_recovers_by_itself(running: tuple[Installation, int]) -> None:
    installation, pid = running
    remember_a_row(installation)
    killed = installation.postmaster()
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: not Path(f"/proc/{killed}").exists(), "the postmaster is gone")
    wait_for(lambda: installation.serves(pid), "the service answers again")
    assert installation.postmaster() != killed
    assert remembered(installation) == [(42,)]


def test_a_killed_worker_is_replaced(running: tuple[Installation, int]) -> None:
    installation, pid = running
    workers = workers_of(pid)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
    assert len(workers) == 2
    wait_for(lambda: installation.serves(pid), "the service answers again")


def loaders_of(pid: int) -> list[int]:
    return [child for child in children_of(pid) if b"\0loads\0work" in Path(f"/proc/{child}/cmdline").read_bytes()]


def is_worked_on(installation: Installation) -> bool:
    """Whether an upload, whose file is not there, finds somebody who says so."""
    with installation.owner() as cursor:
        cursor.execute(
            "INSERT INTO upload (created_by, file_name, file_size, layer, options)"
            " VALUES ('nga', 'a.csv', 1, 'schools', '{}') RETURNING id"
        )
        [(number,)] = cursor.fetchall()

    def has_failed() -> bool:
        with installation.owner() as cursor:
            cursor.execute("SELECT state FROM upload WHERE id = %s", (number,))
            return cursor.fetchall() == [("failed",)]

    wait_for(has_failed, "the worker has seen it")
    return True


def test_a_killed_worker_of_uploads_is_replaced(running: tuple[Installation, int]) -> None:
    installation, pid = running
    assert is_worked_on(installation)
    [worker] = loaders_of(pid)
    os.kill(worker, signal.SIGKILL)
    wait_for(lambda: worker not in loaders_of(pid), "it is gone")
    assert is_worked_on(installation)
    assert len(loaders_of(pid)) == 1


def test_a_command_works_beside_a_running_up(running: tuple[Installation, int]) -> None:
    installation, pid = running
    done = installation.command("migrate")
    assert done.returncode == 0, done.stderr
    assert installation.serves(pid)


def test_a_taken_port_is_refused_before_anything_is_made(fresh: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = fresh.command("up", "--port", str(port))
    assert done.returncode == 1
    assert f"Cổng {port}" in done.stderr
    assert f"Port {port} is in use" in done.stderr
    assert not fresh.data_dir.exists()


def test_a_foreign_address_is_refused(fresh: Installation) -> None:
    done = fresh.command("up", "--host", "192.0.2.1", "--port", "0")
    assert done.returncode == 1
    assert "192.0.2.1" in done.stderr
    assert not fresh.data_dir.exists()
