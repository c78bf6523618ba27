"""Every write says which tiles it reaches, to whoever keeps tiles: in its own transaction, old place and new."""

import select
from contextlib import closing

import psycopg2
import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import ProgrammingError

from geo_api.db import Duty, role_of
from layers.registry import all_layers
from tests.conftest import TestDatabase

LOAD = """
INSERT INTO load (layer, mode, file_name, file_sha256, rows_read, rows_written, rows_refused, report)
VALUES ('schools', 'append', 'f', 'x', 1, 1, 0, '{}') RETURNING id
"""
PUT = """
INSERT INTO {table} (layer, load_id, source_row, geom)
SELECT :layer, :load, n, ST_SetSRID(ST_Point(106 + n * 0.001, 20), 4326) FROM generate_series(1, :rows) AS n
"""


def noted(connection: Connection) -> list[tuple[str, bool]]:
    """Of this transaction: source, and whether it is a box; forgets them."""
    mine = "DELETE FROM tile_change WHERE xid = pg_current_xact_id() RETURNING source, west IS NOT NULL"
    return sorted((source, is_box) for source, is_box in connection.execute(text(mine)))


def put(connection: Connection, rows: int = 1, table: str = "feature", layer: str = "schools") -> None:
    load = connection.scalar(text(LOAD))
    connection.execute(text(PUT.format(table=table)), {"layer": layer, "rows": rows, "load": load})


@pytest.mark.parametrize("table", ["feature", "feature_schools", "feature_schools_rows"])
def test_a_row_is_noted_as_a_box_whichever_table_the_statement_names(connection: Connection, table: str):
    put(connection, table=table)
    assert noted(connection) == [("schools", True)]
    connection.execute(text(f"UPDATE {table} SET name = 'A' WHERE layer = 'schools'"))
    assert noted(connection) == [("schools", True)]
    connection.execute(text(f"UPDATE {table} SET geom = ST_Translate(geom, 1, 0) WHERE layer = 'schools'"))
    assert noted(connection) == [("schools", True)] * 2
    connection.execute(text(f"DELETE FROM {table} WHERE layer = 'schools'"))
    assert noted(connection) == [("schools", True)]


def test_a_statement_that_writes_nothing_notes_nothing(connection: Connection):
    connection.execute(text("UPDATE feature SET name = 'A' WHERE id < 0"))
    assert noted(connection) == []


def test_so_many_rows_are_noted_as_the_whole_layer_once(connection: Connection):
    put(connection, rows=201)
    put(connection, rows=201)
    assert noted(connection) == [("schools", False)]
    connection.execute(text("TRUNCATE feature"))
    assert ("schools", False) in noted(connection)


@pytest.mark.parametrize("table", ["feature_schools", "feature_schools_rows"])
def test_an_emptied_table_is_noted_as_the_whole_layer(connection: Connection, table: str):
    connection.execute(text(f"TRUNCATE {table}"))
    assert noted(connection) == [("schools", False)]


def test_emptied_shapes_of_units_are_noted(connection: Connection):
    connection.execute(text("TRUNCATE unit_shape"))
    assert noted(connection) == [("units", False)]


def test_a_box_is_that_of_the_shape_in_metres(connection: Connection):
    put(connection)
    box = connection.execute(
        text("SELECT west, south, east, north FROM tile_change WHERE xid = pg_current_xact_id()")
    ).one()
    shape = connection.execute(
        text("SELECT ST_XMin(g), ST_YMin(g), ST_XMax(g), ST_YMax(g) FROM (SELECT geom_3857 AS g FROM feature) AS f")
    ).one()
    assert tuple(box) == tuple(shape)


def unit(connection: Connection, level: str, parent: int | None = None) -> int:
    number = connection.scalar(text("INSERT INTO unit (level) VALUES (:level) RETURNING id"), {"level": level})
    assert number is not None
    connection.execute(
        text(
            "INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status) VALUES (:unit, '(,)',"
            " 'A', 'xã', :parent, ST_Multi(ST_MakeEnvelope(106, 20, 106.1, 20.1, 4326)), 'sketch')"
        ),
        {"unit": number, "parent": parent},
    )
    return number


def test_units_their_codes_and_the_parts_that_show_their_name(connection: Connection):
    commune = unit(connection, "commune")
    assert noted(connection) == [("units", True)]
    connection.execute(text("INSERT INTO unit_code VALUES ('gso', '1', :unit, '(,)')"), {"unit": commune})
    assert noted(connection) == [("units", True)]
    unit(connection, "hamlet", commune)
    noted(connection)
    connection.execute(
        text("UPDATE unit_version SET qualifier = 'b' WHERE unit_id = :unit"), {"unit": commune}
    )  # its own box is that of its hamlet
    assert noted(connection) == [("units", True)]


def test_whatever_an_address_shows_is_noted_at_its_entrance(connection: Connection):
    connection.execute(text("INSERT INTO addressable (kind, status) VALUES ('office', 'draft')"))
    assert noted(connection) == []  # nowhere yet
    connection.execute(
        text(
            "INSERT INTO address_point (addressable_id, position, valid, geom, method)"
            " SELECT id, 'main_entrance', '(,)', ST_SetSRID(ST_Point(106, 20), 4326), 'drawn' FROM addressable"
        )
    )
    assert noted(connection) == [("addresses", True)]
    for statement in (
        "SET wardmap.life_cycle = off; UPDATE addressable SET status = 'assigned'",
        "INSERT INTO address_text (addressable_id, valid, number) SELECT id, '(,)', '7' FROM addressable",
        "INSERT INTO address_code (code, addressable_id) SELECT 'NB2222222', id FROM addressable",
        "DELETE FROM address_code",
    ):
        connection.execute(text(statement))
        assert set(noted(connection)) == {("addresses", True)}, statement


def test_a_run_of_a_rule_is_noted_as_a_whole(connection: Connection):
    connection.execute(
        text(
            "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid)"
            " VALUES ('r', 1, '{}', '2025-07-01', '[2025-07-01,)')"
        )
    )
    assert noted(connection) == [("coverage", False)]


def test_every_source_of_a_layer_is_one_that_is_noted(connection: Connection):
    known = set(connection.scalars(text("SELECT DISTINCT source FROM tile_change WHERE west IS NULL")))
    assert known == {source for layer in all_layers().values() for source in layer.sources}


def test_whoever_listens_hears_of_it_when_it_is_committed(empty_db: TestDatabase):
    with closing(psycopg2.connect(empty_db.service.render_as_string(False).replace("+psycopg2", ""))) as listener:
        listener.autocommit = True
        cursor = listener.cursor()
        cursor.execute("LISTEN wardmap_tiles")
        engine = create_engine(empty_db.owner)
        with engine.begin() as connection:
            put(connection, rows=3)
        engine.dispose()
        assert select.select([listener], [], [], 10)[0]
        listener.poll()
        assert [(n.channel, n.payload) for n in listener.notifies] == [("wardmap_tiles", "")]


def test_what_is_forgotten_moves_the_horizon(empty_db: TestDatabase):
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        put(connection)
        connection.execute(text("UPDATE tile_change SET recorded_at = now() - interval '3 days'"))
        newest = connection.scalar(text("SELECT xid::text FROM tile_change AS c ORDER BY c.xid DESC LIMIT 1"))
    engine.dispose()
    assert (
        as_service(empty_db, "SELECT layer.forget_tile_changes()", "SELECT xid::text FROM tile_change_horizon")
        == newest
    )
    assert as_service(empty_db, "SELECT count(*) FROM tile_change") == 0


@pytest.mark.parametrize("statement", ["DELETE FROM tile_change", "SELECT layer.note_everywhere('schools')"])
def test_the_service_follows_changes_and_makes_none(migrated: TestDatabase, statement: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_service(migrated, statement)


def as_service(database: TestDatabase, *statements: str) -> object:
    """What the last of these gives to the service in its duty about tiles."""
    engine = create_engine(database.service)
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SET LOCAL ROLE {role_of(Duty.TILES)}"))
            return [connection.scalar(text(statement)) for statement in statements][-1]
    finally:
        engine.dispose()
