"""The private cluster: made, found again after every kind of interruption, shared."""

import os
import signal
import threading
import time
from pathlib import Path

import psycopg2
import pytest

from geo_api.embedded import Cluster, database_urls
from geo_api.embedded.cluster import ClusterBusy
from geo_api.embedded.configuration import answers
from geo_api.embedded.postmaster import bound_log
from geo_api.errors import CommandFailed
from geo_api.settings import Settings
from tests.ops.conftest import Installation, wait_for


def answer(url: str, question: str) -> object:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_a_new_cluster_has_what_the_map_needs(bare: Cluster) -> None:
    service = bare.url("wardmap_service")
    assert answer(service, "SELECT current_user") == "wardmap_service"
    assert answer(service, "SELECT postgis_lib_version()") >= "3.3"
    assert answer(service, "SELECT count(*) FROM pg_extension WHERE extname = 'btree_gist'") == 1
    assert answer(service, "SELECT rolsuper OR rolinherit FROM pg_roles WHERE rolname = current_user") is False
    assert answer(service, "SHOW listen_addresses") == ""
    assert answer(service, "SHOW data_checksums") == "on"
    assert answer(bare.url("wardmap"), "SELECT has_table_privilege('spatial_ref_sys', 'INSERT')") is True


def test_the_service_may_not_ask_how_far_hidden_tables_reach(bare: Cluster) -> None:
    functions = "FROM pg_proc WHERE proname = 'st_estimatedextent'"
    assert answer(bare.url("wardmap_service"), f"SELECT count(*) > 0 {functions}") is True
    allowed = f"SELECT count(*) {functions} AND has_function_privilege(oid, 'EXECUTE')"
    assert answer(bare.url("wardmap_service"), allowed) == 0


def test_nobody_else_reaches_the_socket(bare: Cluster) -> None:
    assert (bare.data_dir / "run").stat().st_mode & 0o077 == 0


def test_killed_while_making_it(fresh: Installation) -> None:
    process = fresh.start("migrate")
    wait_for((fresh.data_dir / "postgres.part" / "base").exists, "initdb is at work")
    process.kill()
    process.wait()
    assert not (fresh.data_dir / "postgres").exists()
    done = fresh.command("migrate")
    assert done.returncode == 0, done.stderr
    assert not (fresh.data_dir / "postgres.part").exists()


def test_a_stale_pid_file_that_names_a_living_process(installation: Installation) -> None:
    (installation.data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    done = installation.command("migrate")
    assert done.returncode == 0, done.stderr


def test_data_of_another_major_version_names_both(fresh: Installation) -> None:
    data = fresh.data_dir / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(CommandFailed, match=r"made by PostgreSQL 9; this machine has \d+"):
        Cluster(fresh.data_dir).start()
    assert (data / "PG_VERSION").read_text() == "9\n"


def test_a_path_too_long_for_a_socket(installation: Installation) -> None:
    far = installation.data_dir.parent / ("a" * 60) / ("b" * 60)
    far.parent.mkdir()
    installation.data_dir.rename(far)
    with database_urls(Settings(data_dir=far)) as urls:
        assert answer(urls.owner.set(drivername="postgresql").render_as_string(False), "SELECT 1") == 1
    far.rename(installation.data_dir)


def test_only_one_process_runs_it(installation: Installation) -> None:
    expected = f"wardmap first.*process {os.getpid()}"
    with (
        database_urls(Settings(data_dir=installation.data_dir), "first"),
        pytest.raises(ClusterBusy, match=expected),
    ):
        Cluster(installation.data_dir).start("second")


def test_a_command_that_ends_first_waits_for_the_one_on_its_server(installation: Installation) -> None:
    settings = Settings(data_dir=installation.data_dir)
    is_guest, may_end = threading.Event(), threading.Event()
    answers: list[object] = []

    def guest() -> None:
        with database_urls(settings) as urls:
            connection = psycopg2.connect(urls.owner.set(drivername="postgresql").render_as_string(False))
            is_guest.set()
            may_end.wait(30)
            with connection.cursor() as cursor:
                cursor.execute("SELECT 7")
                answers.append(cursor.fetchone())
            connection.close()

    thread = threading.Thread(target=guest)
    with database_urls(settings):
        thread.start()
        assert is_guest.wait(30)
        # The host leaves its block half a second before the guest asks.
        threading.Timer(0.5, may_end.set).start()
    thread.join(30)
    assert answers == [(7,)]


def test_settings_that_name_no_postgresql_are_refused() -> None:
    with pytest.raises(ValueError, match="postgresql://"):
        Settings(database_url="mysql://somewhere/else")


def test_a_removed_log_costs_nothing_but_the_log(installation: Installation) -> None:
    log = installation.data_dir / "log" / "postgresql.log"
    with database_urls(Settings(data_dir=installation.data_dir)) as urls:
        owner = urls.owner.set(drivername="postgresql").render_as_string(False)
        log.unlink()
        # Several looks of the one that watches the server.
        time.sleep(0.5)
        first = installation.postmaster()
        assert answer(owner, "SELECT 1") == 1
        os.kill(first, signal.SIGKILL)
        wait_for(lambda: log.exists() and answers(owner), "another server is there, with a log of its own")
        assert installation.postmaster() != first


def test_the_log_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_api.embedded.postmaster.LOG_BYTES", 2_000)
    log = tmp_path / "postgresql.log"
    log.write_bytes(b"x" * 3_000)
    log.with_suffix(".log.1").symlink_to("/dev/full")
    bound_log(log)
    assert log.stat().st_size == 0
    assert not log.with_suffix(".log.1").is_symlink()


def test_the_log_stays_bounded(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo_api.embedded.postmaster.LOG_BYTES", 2_000)
    log: Path = installation.data_dir / "log" / "postgresql.log"
    with database_urls(Settings(data_dir=installation.data_dir)) as urls:
        owner = urls.owner.set(drivername="postgresql").render_as_string(False)
        for _ in range(30):
            with pytest.raises(psycopg2.Error):
                answer(owner, "SELECT " + "x" * 500)
        wait_for(lambda: log.with_suffix(".log.1").exists() and log.stat().st_size < 2_000, "the log is cut")
