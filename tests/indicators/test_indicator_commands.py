"""`wardmap indicators`: loading from the command line, the list, and taking a load back."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from geo_api.cli import main
from tests.conftest import TestDatabase
from tests.indicators.world import make_units, table

WORLD = "WARDMAP_DATABASE_URL"


@pytest.fixture
def at(empty_db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> URL:
    """A database with the units of the small world, which the commands use."""
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        make_units(connection)
    engine.dispose()
    monkeypatch.setenv(WORLD, empty_db.owner.render_as_string(hide_password=False))
    return empty_db.owner


def wardmap(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of the command."""
    monkeypatch.setattr(sys, "argv", ["wardmap", *map(str, words)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def rows(at: URL, sql: str) -> list[Any]:
    engine = create_engine(at)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(sql))]
    engine.dispose()
    return found


def test_loaded_listed_and_taken_back(
    at: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = table(tmp_path, "unit,population", "10002,5", "70,6")
    words = ("indicators", "load", path, "--period", "2025", "--source", "Niên giám", "--json")
    assert wardmap(monkeypatch, *words) == 0
    answer = json.loads(capsys.readouterr().out)
    number = answer["report"]["load_id"]
    assert (answer["done"], answer["report"]["rows_written"]) == (True, 2)
    assert rows(at, "SELECT DISTINCT source, load_id FROM indicator") == [("Niên giám", number)]
    assert rows(at, "SELECT layer, mode, file_name FROM load") == [("indicator_values", "append", "figures.csv")]
    logged = rows(at, "SELECT action, subject FROM audit_event WHERE subject LIKE 'load/%'")
    assert logged == [("load.done", f"load/{number}")]
    wardmap(monkeypatch, "indicators", "list", "--json")
    listed = {each["code"]: each for each in json.loads(capsys.readouterr().out)}
    assert (listed["population"]["values"], listed["population"]["first"]) == (2, "2025-01-01")
    assert listed["pupils"]["values"] == 0
    assert wardmap(monkeypatch, "loads", "undo", number) == 0
    assert rows(at, "SELECT * FROM indicator") == []


def test_refused_with_nothing_written(
    at: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = table(tmp_path, "unit,population", "10002,5", "70,x")
    assert wardmap(monkeypatch, "indicators", "load", path, "--period", "2025", "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["done"], answer["report"]["problems"][0]["row"]) == (False, 3)
    assert wardmap(monkeypatch, "indicators", "load", path, "--period", "25") == 2
    assert "2025-Q3" in capsys.readouterr().err
    assert rows(at, "SELECT * FROM indicator UNION ALL SELECT * FROM indicator") == []


def test_the_command_for_layers_points_to_the_one_for_figures(
    at: URL, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    path = table(tmp_path, "unit,population", "10002,5")
    assert wardmap(monkeypatch, "load", "indicator_values", path) == 1
    assert "wardmap indicators load FILE" in capsys.readouterr().err
