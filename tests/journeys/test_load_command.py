"""The commands `load` and `loads`, run as people run them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import create_engine, text

from geo_api.cli import main
from geo_api.embedded.urls import given_urls, trouble_explained
from geo_api.errors import CommandFailed
from tests.conftest import Server, TestDatabase

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-m", "geo_api.cli"]
HEADER = "key,name,capacity,lon,lat\n"
GOOD = HEADER + "1,Trường Tiểu học A,100,106.1,20.4\n2,Trường THCS B,200,106.2,20.4\n"
BAD = HEADER + "3,Trường C,100,106.1,20.4\n4,Trường D,many,106.2,20.4\n"


@pytest.fixture
def environment(empty_db: TestDatabase) -> dict[str, str]:
    url = empty_db.owner.render_as_string(hide_password=False)
    return {**os.environ, "WARDMAP_DATABASE_URL": url, "WARDMAP_OWNER_DATABASE_URL": url, "COLUMNS": "200"}


@pytest.fixture
def wardmap(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process: starting Python anew for each would take most of the time."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
        arguments = ["wardmap", *map(str, words)]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, int(end.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def ask(empty_db: TestDatabase) -> Callable[[str], object]:
    def run(statement: str) -> object:
        engine = create_engine(empty_db.admin)
        with engine.connect() as connection:
            answer = connection.execute(text(statement)).scalar_one()
        engine.dispose()
        return answer

    return run


def _csv(folder: Path, content: str, name: str = "schools.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file_goes_in_and_the_load_is_listed(wardmap: Run, ask: Callable[[str], object], tmp_path: Path):
    done = wardmap("load", "schools", _csv(tmp_path, GOOD), "--json")
    assert done.returncode == 0, done.stderr
    [report] = json.loads(done.stdout)["loads"]
    assert (report["rows_written"], report["done"]) == (2, True)
    assert ask("SELECT count(*) FROM layer.schools") == 2
    [listed] = json.loads(wardmap("loads", "list", "--json").stdout)
    assert (listed["id"], listed["file_name"], listed["layer"]) == (report["load_id"], "schools.csv", "schools")
    shown = wardmap("loads", "show", str(report["load_id"]))
    assert "EPSG:4326" in shown.stdout
    assert "schools.csv" in wardmap("loads").stdout


def test_a_refusal_names_row_field_and_reason_in_both_languages(
    environment: dict[str, str], ask: Callable[[str], object], tmp_path: Path
):
    words = ["load", "schools", str(_csv(tmp_path, BAD)), "--report", str(tmp_path / "report.json")]
    refused = subprocess.run([*COMMAND, *words], check=False, env=environment, capture_output=True, text=True)
    assert refused.returncode == 1
    line = next(line for line in refused.stdout.splitlines() if "many" in line)
    assert "capacity" in line
    assert "row 3" in line
    assert "không phải số nguyên" in refused.stdout
    assert "not a whole number" in refused.stdout
    assert "Traceback" not in refused.stdout + refused.stderr
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert document["done"] is False
    [problem] = document["loads"][0]["problems"]
    assert (problem["row"], problem["field"], problem["value"]) == (3, "capacity", "many")
    assert ask("SELECT count(*) FROM feature") == ask("SELECT count(*) FROM load") == 0


def test_a_reason_shared_by_many_rows_is_printed_once(wardmap: Run, tmp_path: Path):
    many = "".join(f"{n},Trường {n},nhiều,106.1,20.4\n" for n in range(1, 31))
    path = _csv(tmp_path, HEADER + many + "31,Trường 31,-1,106.1,20.4\n32,Trường 32,32,106.1,20.4\n")
    refused = wardmap("load", "schools", path, "--report", tmp_path / "report.json")
    assert refused.stdout.count("it is not a whole number") == 1
    [line] = [line for line in refused.stdout.splitlines() if "nhiều" in line]
    assert "30" in line
    assert "2, 3, 4, 5, 6 …" in line
    assert "it is less than 0" in refused.stdout
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(report["loads"][0]["problems"]) == 31
    assert wardmap("load", "schools", path, "--on-error", "skip").returncode == 0
    shown = wardmap("loads", "show", "1").stdout
    assert shown.count("it is not a whole number") == 1


def test_of_several_files_all_or_none(wardmap: Run, ask: Callable[[str], object], tmp_path: Path):
    good, bad = _csv(tmp_path, GOOD), _csv(tmp_path, BAD, "bad.csv")
    assert wardmap("load", "schools", good, bad).returncode == 1
    assert ask("SELECT count(*) FROM feature") == 0
    assert wardmap("load", "schools", good, bad, "--on-error", "skip").returncode == 0
    assert ask("SELECT count(*) FROM feature") == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["schools"], 2),
        (["schools", "FILE", "--map", "name"], 2),
        (["schools", "FILE", "--map", "name=a", "--map", "name=b"], 2),
        (["schools", "FILE", "--mode", "overwrite"], 2),
        (["schools", "FILE", "--level", "commune"], 2),
        (["schools", "FILE", "FILE", "--mode", "replace"], 2),
        (["schools", "FILE", "--mode", "replace", "--key", "key", "--on-error", "skip"], 2),
        (["units", "FILE"], 2),
        (["units", "FILE", "--level", "commune", "--valid-from", "tomorrow"], 2),
        (["units", "FILE", "--level", "commune", "--valid-from", "2025-07-01", "--key", "code"], 2),
        (["nonsense", "FILE"], 1),
        (["schools", "nowhere.geojson"], 1),
        (["schools", "FILE", "--crs", "EPSG:0"], 1),
        (["schools", "FILE", "--report", "/nowhere/report.json"], 1),
        (["osm", "FILE"], 1),
    ],
)
def test_wrong_words(wardmap: Run, ask: Callable[[str], object], tmp_path: Path, words: list[str], code: int):
    path = str(_csv(tmp_path, GOOD))
    answer = wardmap("load", *[path if word == "FILE" else word for word in words])
    assert answer.returncode == code, answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.stderr
    assert ask("SELECT count(*) FROM load") == 0


def test_a_database_without_our_tables(wardmap: Run, server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    with server.database() as bare:
        monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", bare.owner.render_as_string(hide_password=False))
        answer = wardmap("load", "schools", _csv(tmp_path, GOOD))
    assert answer.returncode == 1
    assert "wardmap migrate" in answer.stderr


def test_a_database_that_is_not_there(wardmap: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", f"postgresql://nobody@/nothing?host={tmp_path}")
    answer = wardmap("load", "schools", _csv(tmp_path, GOOD))
    assert answer.returncode == 1
    assert "Cannot connect to the database" in answer.stderr
    assert "psycopg2" not in answer.stderr


def test_words_of_the_driver_stay_out_of_sight():
    urls = given_urls("postgresql://service@db.example/map", None)
    with pytest.raises(CommandFailed) as failure, trouble_explained(urls):
        raise psycopg2.DataError("a value of a row")
    assert "SQLSTATE —" in failure.value.detail.en
    assert "a value of a row" not in failure.value.detail.vi + failure.value.detail.en


OTHERS = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()"
)
NEWEST = "SELECT coalesce(max(id), 0) FROM load WHERE mode <> 'undo'"


def _kill_while(words: list[str], environment: dict[str, str], ask: Callable[[str], object], moment: str) -> None:
    """Run the command and kill it; on a busy machine it may have done its work before its moment is seen."""
    running = f"{OTHERS} AND state = 'active' AND query LIKE '{moment}'"
    process = subprocess.Popen([*COMMAND, *words], env=environment, stderr=subprocess.DEVNULL)
    while process.poll() is None and not ask(running):
        time.sleep(0.002)
    process.kill()
    assert process.wait() in (0, -signal.SIGKILL)
    while ask(OTHERS):
        time.sleep(0.05)


@pytest.mark.parametrize("moment", ["COPY incoming%", "INSERT INTO%feature_schools_new%", "CREATE INDEX%gin%"])
def test_a_killed_load_leaves_nothing(
    environment: dict[str, str], ask: Callable[[str], object], wardmap: Run, tmp_path: Path, moment: str
):
    rows = "".join(f"{n},Trường {n},100,{106 + n / 1e6:.6f},20.4\n" for n in range(40_000))
    path = _csv(tmp_path, HEADER + rows)
    before = ask(NEWEST)
    _kill_while(["load", "schools", str(path)], environment, ask, moment)
    while (newest := ask(NEWEST)) != before:
        assert ask("SELECT count(*) FROM feature") == 40_000
        assert wardmap("loads", "undo", str(newest)).returncode == 0
        before = newest
        _kill_while(["load", "schools", str(path)], environment, ask, moment)
    assert ask("SELECT count(*) FROM feature") == 0
    assert wardmap("load", "schools", _csv(tmp_path, GOOD, "small.csv")).returncode == 0
    assert ask("SELECT count(*) FROM feature") == 2


def test_units_and_openstreetmap_as_the_readme_says(wardmap: Run, ask: Callable[[str], object], shared_data: Path):
    words = ("--level", "commune", "--valid-from", "2025-07-01", "--doc", "NQ 1674/NQ-UBTVQH15")
    done = wardmap("load", "units", shared_data / "ninhbinh_2025_communes.geojson", *words)
    assert done.returncode == 0, done.stderr
    assert ask("SELECT count(*) FROM map_public.communes") == 129
    done = wardmap("load", "osm", shared_data / "osm_poi_ninhbinh.geojson")
    assert done.returncode == 0, done.stderr
    assert ask("SELECT count(*) FROM map_public.markets") == 12
    done = wardmap("load", "schools", shared_data / "osm_poi_ninhbinh.geojson")
    assert done.returncode == 0, done.stderr
    assert ask("SELECT count(*) FROM map_public.schools") == 17


def test_where_the_data_is_from_is_kept_and_offered_to_the_next_file(
    wardmap: Run, ask: Callable[[str], object], tmp_path: Path
) -> None:
    (file := tmp_path / "truong.csv").write_text(GOOD)
    said = ["--data-source", "Sở  Giáo dục", "--data-licence", "CC BY 4.0"]
    kept = tmp_path / "so.yaml"
    assert wardmap("load", "schools", file, *said, "--data-date", "2026-01-31", "--save-mapping", kept).returncode == 0
    origin = "SELECT concat_ws('|', data_source, data_licence, data_date) FROM load ORDER BY id DESC LIMIT 1"
    assert ask(origin) == "Sở Giáo dục|CC BY 4.0|2026-01-31"
    assert "Sở Giáo dục" in wardmap("loads", "show", "1").stdout
    assert wardmap("load", "schools", file, "--mode", "replace", "--mapping", kept).returncode == 0
    assert ask(origin) == "Sở Giáo dục|CC BY 4.0"


@pytest.mark.parametrize(
    ("option", "words", "said"),
    [
        ("--data-source", "Anh Nam 0912 345 678", "a phone number"),
        ("--data-licence", "x" * 201, "longer than 200"),
        ("--data-date", "2999-01-01", "a day to come"),
    ],
)
def test_what_nobody_may_read_of_an_origin_is_refused(
    wardmap: Run, ask: Callable[[str], object], tmp_path: Path, option: str, words: str, said: str
) -> None:
    (file := tmp_path / "truong.csv").write_text(GOOD)
    refused = wardmap("load", "schools", file, option, words)
    assert refused.returncode == 2
    assert said in " ".join(refused.stderr.replace("│", " ").split())
    assert ask("SELECT count(*) FROM load") == 0
