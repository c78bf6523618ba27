"""Writes that no trigger saw: `doctor` tells of them, `migrate` and `tiles recount` put right what they left."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, create_engine, text
from typer.testing import CliRunner

from geo_api.catalogue.migrate import migrate
from geo_api.cli import command_line
from geo_api.ops.doctor import Finding, examine
from geo_api.settings import Settings
from geo_api.tiles.recount import recount
from layers.registry import all_layers
from tests.conftest import SERVICE, TestDatabase
from tests.tiles.test_changes_noted import LOAD
from tests.tiles.test_points_counted import PUT, assert_as_if_counted_now, write_edits

WIFI = {"layer": "wifi", "status": "active", "x": 106, "y": 20}
UNSEEN = "SET LOCAL session_replication_role = replica"


def addresses(database: TestDatabase) -> dict[str, str]:
    return {
        "WARDMAP_DATABASE_URL": database.service.render_as_string(False),
        "WARDMAP_OWNER_DATABASE_URL": database.owner.render_as_string(False),
    }


def finding(database: TestDatabase, name: str) -> Finding:
    urls = {key.removeprefix("WARDMAP_").lower(): value for key, value in addresses(database).items()}
    return next(finding for finding in examine(Settings(**urls)) if finding.name == name)


@contextmanager
def writing(database: TestDatabase) -> Iterator[Connection]:
    """A committed transaction of an administrator."""
    engine = create_engine(database.admin)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def recounted(database: TestDatabase, *layers: str) -> list[dict]:
    done = CliRunner().invoke(command_line(), ["tiles", "recount", "--json", *layers], env=addresses(database))
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE feature SET status = 'broken'",
        "UPDATE feature SET geom = ST_Translate(geom, 0.01, 0)",
        "DELETE FROM feature",
        "DELETE FROM point_cell WHERE zoom = 9",
    ],
)
def test_what_was_written_unseen_is_found_and_put_right(empty_db: TestDatabase, statement: str):
    with writing(empty_db) as connection:
        connection.execute(text(PUT.format(table="feature")), WIFI | {"load": connection.scalar(text(LOAD))})
    assert finding(empty_db, "counts").is_well
    with writing(empty_db) as connection:
        connection.execute(text(UNSEEN))
        connection.execute(text(statement))
        rows = connection.scalar(text("SELECT count(*) FROM feature"))
    found = finding(empty_db, "counts")
    assert (found.is_well, found.found) == (False, "wifi")
    assert "wardmap tiles recount wifi" in found.remedy.en
    assert recounted(empty_db, "wifi") == [{"layer": "wifi", "points": rows}]
    assert finding(empty_db, "counts").is_well


def test_writers_at_once_are_counted_once(empty_db: TestDatabase):
    engine, failed = create_engine(empty_db.owner), []
    with engine.begin() as connection:
        load = connection.scalar(text(LOAD))
    writers = [threading.Thread(target=write_edits, args=(engine, seed, load, failed)) for seed in range(3)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        for _ in recount(empty_db.owner, [all_layers()[name] for name in ("wifi", "sensors", "addresses")]):
            pass
    for writer in writers:
        writer.join()
    assert not failed
    with engine.begin() as connection:
        assert_as_if_counted_now(connection)
    engine.dispose()


def test_the_tiles_of_every_layer_are_made_anew_when_none_is_named(empty_db: TestDatabase):
    with writing(empty_db) as connection:
        connection.execute(text("DELETE FROM tile_change"))
    points = {answer["layer"]: answer["points"] for answer in recounted(empty_db)}
    assert (points["wifi"], points["schools"]) == (0, None)
    with writing(empty_db) as connection:
        noted = set(connection.scalars(text("SELECT source FROM tile_change WHERE west IS NULL")))
    assert {"wifi", "schools", "units", "coverage", "addresses"} <= noted


def test_a_layer_that_there_is_not(empty_db: TestDatabase):
    done = CliRunner().invoke(command_line(), ["tiles", "recount", "wfi"], env=addresses(empty_db))
    assert done.exit_code == 1
    assert "“wfi”" in str(done.exception)


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("ALTER TABLE feature_wifi_rows DISABLE TRIGGER USER", "feature_wifi_rows.cells_delete"),
        ("ALTER TABLE unit_shape DISABLE TRIGGER tiles_truncate", "unit_shape.tiles_truncate"),
        ("ALTER TABLE address_point ENABLE REPLICA TRIGGER show_insert", "address_point.show_insert"),
        ("DROP TRIGGER cells_update ON feature", "feature.cells_update"),
    ],
)
def test_a_trigger_that_is_off_or_gone_is_found_and_made_again(empty_db: TestDatabase, statement: str, named: str):
    assert finding(empty_db, "triggers").is_well
    with writing(empty_db) as connection:
        connection.execute(text(statement))
    found = finding(empty_db, "triggers")
    assert not found.is_well
    assert found.found.startswith(named)
    assert "wardmap migrate" in found.remedy.en
    migrate(empty_db.owner, SERVICE)
    assert finding(empty_db, "triggers").is_well


def test_migrating_counts_on(empty_db: TestDatabase):
    with writing(empty_db) as connection:
        connection.execute(text("ALTER TABLE feature_wifi DISABLE TRIGGER USER"))
    migrate(empty_db.owner, SERVICE)
    with writing(empty_db) as connection:
        connection.execute(text(PUT.format(table="feature_wifi")), WIFI | {"load": connection.scalar(text(LOAD))})
        assert_as_if_counted_now(connection)
