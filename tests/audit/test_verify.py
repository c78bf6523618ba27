"""`wardmap audit verify` and `prune`, and the anchors that the service notes beside the database."""

import json
import re
import stat
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from geo_api.audit import Action, Actor, Event, record
from geo_api.audit.anchors import anchors_file
from geo_api.audit.noting import Noting
from geo_api.cli import command_line
from geo_api.db import Database, owner_connection
from geo_api.settings import Settings
from layers.errors import WardmapError
from tests.conftest import TestDatabase

LAN = Actor("lan.tran", 12)


class Installation:
    """A database with its folder, and the command line on them."""

    def __init__(self, database: TestDatabase, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.settings = Settings(data_dir=folder)

    def record(self, *subjects: str, days_ago: int = 0) -> None:
        with owner_connection(self.database.owner) as connection:
            for subject in subjects:
                record(connection, Event(Action.READ_ITEM, LAN, subject))
        if days_ago:
            self.tamper(f"UPDATE audit_event SET at = at - interval '{days_ago} days'")

    def note(self) -> None:
        """What the service does every minute."""
        database = Database(self.database.service, self.settings)
        Noting(self.settings, database).note()
        database.close()

    def tamper(self, *statements: str) -> None:
        with owner_connection(self.database.owner) as connection:
            for statement in ("ALTER TABLE {} DISABLE TRIGGER keep", "{}", "ALTER TABLE {} ENABLE ALWAYS TRIGGER keep"):
                for each in statements if statement == "{}" else ("audit_event", "audit_seal", "audit_head"):
                    connection.execute(text(statement.format(each)))

    def anchors(self) -> list[dict]:
        return [json.loads(line) for line in anchors_file(self.settings).read_text().splitlines()]

    def run(self, *words: str) -> str:
        """What the command prints. Raises what it refuses with."""
        environment = {
            "WARDMAP_DATABASE_URL": self.database.service.render_as_string(hide_password=False),
            "WARDMAP_OWNER_DATABASE_URL": self.database.owner.render_as_string(hide_password=False),
            "WARDMAP_DATA_DIR": str(self.folder),
        }
        result = CliRunner().invoke(command_line(), ["audit", *words], env=environment)
        if isinstance(result.exception, WardmapError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result.output


@pytest.fixture
def here(empty_db: TestDatabase, tmp_path: Path) -> Installation:
    return Installation(empty_db, tmp_path)


def test_an_empty_log_and_one_with_events_are_whole(here: Installation):
    assert json.loads(here.run("verify", "--json"))["events"] == 0
    here.record("addresses/1", "addresses/2")
    printed = here.run("verify")
    assert "2 events" in printed
    head = re.search(r"^2:[0-9a-f]{64}$", printed, re.MULTILINE)
    assert head
    (line,) = here.run("verify", "--anchor", head[0], "--json").splitlines()
    assert json.loads(line) == {
        "whole": True,
        "events": 2,
        "head": head[0],
        "starts_after": 0,
        "anchors": 1,
        "breaks": [],
    }
    with pytest.raises(WardmapError, match="not as it was written"):
        here.run("verify", "--anchor", f"2:{'0' * 64}")
    with pytest.raises(WardmapError, match="not as it was written"):
        here.run("verify", "--anchor", f"3:{head[0][2:]}")


def test_the_service_notes_what_is_new_where_nobody_else_reads(here: Installation):
    here.note()
    assert not anchors_file(here.settings).exists()
    here.record("a")
    here.note()
    here.note()
    here.record("b", "c")
    here.note()
    assert [anchor["seq"] for anchor in here.anchors()] == [1, 3]
    assert stat.S_IMODE(anchors_file(here.settings).stat().st_mode) == 0o600
    assert json.loads(here.run("verify", "--json"))["anchors"] == 2


def test_an_end_cut_off_shows_by_the_anchors_alone(here: Installation):
    here.record("a", "b", "c")
    here.note()
    here.tamper(
        "DELETE FROM audit_event WHERE subject = 'c'",
        "DELETE FROM audit_seal WHERE seq = 3",
        "UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_seal WHERE seq = 2)",
    )
    with pytest.raises(WardmapError, match="not as it was written"):
        here.run("verify")
    assert [anchor["seq"] for anchor in here.anchors()] == [3]
    anchors_file(here.settings).unlink()
    assert "There was no anchor" in here.run("verify")


def test_anchors_made_by_somebody_else_are_seen(here: Installation):
    here.record("a")
    here.note()
    path = anchors_file(here.settings)
    forged = json.loads(path.read_text()) | {"hash": "0" * 64}
    path.write_text(json.dumps(forged) + "\n")
    with pytest.raises(WardmapError, match="not as it was written"):
        here.run("verify")


def test_a_line_that_a_power_cut_left_unfinished_is_written_anew(here: Installation):
    here.record("a")
    here.note()
    path = anchors_file(here.settings)
    with path.open("a") as file:
        file.write('{"seq": 2, "ha')
    assert json.loads(here.run("verify", "--json"))["whole"]
    here.record("b")
    here.note()
    assert [anchor["seq"] for anchor in here.anchors()] == [1, 2]


def test_a_view_in_the_place_of_a_table_is_not_believed(here: Installation):
    here.record("a")
    with owner_connection(here.database.owner) as connection:
        connection.execute(text("ALTER TABLE audit_event RENAME TO events"))
        connection.execute(text("CREATE VIEW audit_event AS SELECT * FROM events"))
    with pytest.raises(WardmapError, match="no plain table: audit_event"):
        here.run("verify")


def test_what_is_old_enough_goes_and_the_rest_is_whole(here: Installation):
    with pytest.raises(WardmapError, match="is the latest"):
        here.run("prune", "--before", "2026-01-01")
    assert "nothing before that day" in here.run("prune", "--before", "2020-01-01")
    here.record("a", "b", "c", days_ago=4000)
    with pytest.raises(WardmapError, match="not as it was written"):
        here.run("prune", "--before", "2020-01-01")


def test_what_was_recorded_long_ago_is_pruned_whole_beginnings_at_a_time(here: Installation):
    recorded = (
        "INSERT INTO audit_event (at, action, actor, via, subject) VALUES ('{}', 'read.item', 'lan', 'session', '{}')"
    )
    days = {"a": "2019-01-01", "b": "2019-01-03", "c": "2021-01-01", "d": "2019-01-02"}
    with owner_connection(here.database.owner) as connection:
        for subject, day in days.items():
            connection.execute(text(recorded.format(day, subject)))
    here.note()
    assert json.loads(here.run("prune", "--before", "2020-01-01", "--json")) == {"through": 2, "events": 2}
    with owner_connection(here.database.owner) as connection:
        left = connection.execute(
            text("SELECT action, subject, details->>'through' FROM audit_event ORDER BY id")
        ).all()
    assert left == [("read.item", "c", None), ("read.item", "d", None), ("audit.pruned", "", "2")]
    found = json.loads(here.run("verify", "--json"))
    assert (found["whole"], found["events"], found["starts_after"]) == (True, 3, 2)
    assert json.loads(here.run("prune", "--before", "2022-01-01", "--json")) == {"through": 4, "events": 2}
    assert json.loads(here.run("verify", "--json"))["starts_after"] == 4
