"""What commands do to data, and what they take away: on record under the name of whoever runs them."""

import getpass
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from geo_api.cli import command_line
from geo_api.db import owner_connection
from tests.conftest import TestDatabase

SCHOOLS = "key,name,lon,lat\na,Trường A,106.1683,20.42\nb,Trường B,106.29,20.19\n"


@pytest.fixture
def folder(empty_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WARDMAP_DATABASE_URL", empty_db.service.render_as_string(hide_password=False))
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", empty_db.owner.render_as_string(hide_password=False))
    monkeypatch.setenv("WARDMAP_DATA_DIR", str(tmp_path))
    return tmp_path


def run(*words: str | Path) -> int:
    return CliRunner().invoke(command_line(), [*map(str, words)]).exit_code


def log(database: TestDatabase) -> list[tuple]:
    query = "SELECT action, subject, details - 'sha256', actor, via FROM audit_event ORDER BY id"
    with owner_connection(database.owner) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_a_load_and_its_undoing(empty_db: TestDatabase, folder: Path):
    (folder / "schools.csv").write_text(SCHOOLS)
    assert run("load", "schools", folder / "schools.csv", "--dry-run") == 0
    assert run("load", "schools", folder / "none.csv") == 1
    assert log(empty_db) == []
    assert run("load", "schools", folder / "schools.csv") == 0
    [(_, load, _, _, _)] = log(empty_db)
    number = load.removeprefix("load/")
    assert run("loads", "undo", number, "--dry-run") == 0
    assert run("loads", "undo", number) == 0
    me = (getpass.getuser(), "command")
    # The number between was that of the undoing that only looked.
    assert log(empty_db) == [
        ("load.done", load, {"layer": "schools", "mode": "append", "rows": 2}, *me),
        ("load.undone", load, {"layer": "schools", "deleted": 2, "restored": 0, "by": int(number) + 2}, *me),
    ]


def test_tiles_that_are_not_everybody_s_taken_away(empty_db: TestDatabase, folder: Path):
    for audience in ("public", "police"):
        run(
            "tiles",
            "export",
            "wifi",
            "addresses",
            "--out",
            folder / "a.pmtiles",
            "--audience",
            audience,
            "--max-zoom",
            "9",
        )
    me = (getpass.getuser(), "command")
    assert log(empty_db) == [("layer.exported", "addresses", {"zooms": [0, 9], "audience": "police"}, *me)]
