"""Points counted as they are written: whatever is done to them, the counts are those of a fresh count."""

import threading
from datetime import date
from itertools import product

import mapbox_vector_tile
import numpy as np
import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from geo_api.tiles import points
from geo_api.tiles.cells import cell_ranges
from geo_api.tiles.described import vector_layer
from geo_api.tiles.make import make_tile
from geo_api.tiles.plan import Tile
from layers.layer import COUNTED_ZOOMS, Audience
from layers.mercator import WORLD_METRES
from layers.registry import all_layers
from tests.conftest import TestDatabase
from tests.tiles.conftest import Limit
from tests.tiles.test_changes_noted import LOAD
from tests.tiles.workers import tile_at

COUNTS = """
SELECT layer, zoom, cell, is_public, value, sum(n), sum(sum_x), sum(sum_y), sum(sum_id) FROM point_cell
 GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0 OR sum(sum_id) <> 0 ORDER BY 1, 2, 3, 4, 5
"""
STATUSES = ("active", "broken", None)
PUT = """
INSERT INTO {table} (layer, load_id, source_row, status, geom)
VALUES (:layer, :load, 1, :status, ST_SetSRID(ST_Point(:x, :y), 4326))
"""
ONE = "(SELECT id FROM {table} WHERE layer = :layer ORDER BY md5(concat(id, :seed)) LIMIT 3)"
EDITS = (
    "UPDATE {table} SET geom = ST_SetSRID(ST_Point(:x, :y), 4326) WHERE layer = :layer AND id IN " + ONE,
    "UPDATE {table} SET status = :status WHERE layer = :layer AND id IN " + ONE,
    "DELETE FROM {table} WHERE layer = :layer AND id IN " + ONE,
    "UPDATE {table} SET name = 'A' WHERE layer = :layer",
)
PUT_ADDRESS = """
WITH thing AS (INSERT INTO addressable (kind, status) VALUES (:kind, :state) RETURNING id)
INSERT INTO address_point (addressable_id, position, valid, geom, method)
SELECT id, 'main_entrance', '[2020-01-01,)', ST_SetSRID(ST_Point(:x, :y), 4326), 'drawn' FROM thing
"""
ADDRESS = "(SELECT id FROM addressable ORDER BY md5(concat(id, :seed)) LIMIT 3)"
ADDRESS_EDITS = (
    "SET wardmap.life_cycle = off; UPDATE addressable SET status = :state WHERE id IN " + ADDRESS,
    "UPDATE addressable SET kind = :kind WHERE id IN " + ADDRESS,
    "UPDATE address_point SET geom = ST_SetSRID(ST_Point(:x, :y), 4326) WHERE addressable_id IN " + ADDRESS,
    "UPDATE address_point SET valid = '[2020-01-01,2021-01-01)' WHERE addressable_id IN " + ADDRESS,
    "UPDATE address_point SET is_public = true WHERE addressable_id IN " + ADDRESS,
    "SET wardmap.life_cycle = off; "
    "WITH p AS (UPDATE address_point SET geom = ST_SetSRID(ST_Point(:x, :y), 4326) WHERE addressable_id IN "
    + ADDRESS
    + " RETURNING addressable_id) UPDATE addressable SET status = :state WHERE id IN (SELECT addressable_id FROM p)",
)


def edit(connection: Connection, chance: np.random.Generator, load: int) -> None:
    """One random write, of one of many kinds."""
    values = {
        "x": float(chance.uniform(106, 106.4)),
        "y": float(chance.uniform(20, 20.4)),
        "seed": int(chance.integers(1_000_000)),
        "status": STATUSES[chance.integers(3)],
        "kind": ("dwelling", "office")[chance.integers(2)],
        "state": ("assigned", "draft")[chance.integers(2)],
        "layer": ("wifi", "sensors")[chance.integers(2)],
        "load": load,
    }
    own = f"feature_{values['layer']}"
    table = ("feature", own, f"{own}_rows")[chance.integers(3)]
    choices = [PUT, PUT, PUT, *EDITS, PUT_ADDRESS, PUT_ADDRESS, *ADDRESS_EDITS]
    connection.execute(text(choices[chance.integers(len(choices))].format(table=table)), values)


def counted(connection: Connection) -> list[tuple]:
    return [tuple(row) for row in connection.execute(text(COUNTS))]


def assert_as_if_counted_now(connection: Connection) -> None:
    kept = counted(connection)
    connection.execute(text("SELECT layer.recount(layer) FROM point_count"))
    assert kept == counted(connection)
    assert kept


@pytest.mark.parametrize("seed", [1, 2])
def test_random_edits_leave_the_counts_of_a_fresh_count(connection: Connection, seed: int):
    chance, load = np.random.default_rng(seed), connection.scalar(text(LOAD))
    for number in range(150):
        edit(connection, chance, load)
        if number % 50 == 20:
            connection.execute(text("SELECT layer.fold_point_cells(100)"))
    assert_as_if_counted_now(connection)


def test_writers_at_once_leave_the_counts_of_a_fresh_count(empty_db: TestDatabase):
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        load = connection.scalar(text(LOAD))
    failed: list[Exception] = []
    writers = [threading.Thread(target=write_edits, args=(engine, seed, load, failed)) for seed in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed
    with engine.begin() as connection:
        assert_as_if_counted_now(connection)
    engine.dispose()


def write_edits(engine: Engine, seed: int, load: int, failed: list[Exception]) -> None:
    """Forty random writes, each committed; what fails is put into `failed`."""
    chance = np.random.default_rng(seed)
    for number in range(40):
        try:
            with engine.begin() as connection:
                edit(connection, chance, load)
                if number % 5 == 0:
                    connection.execute(text("SELECT layer.fold_point_cells(50)"))
        except Exception as error:  # told by the test itself
            if "deadlock" not in str(error):
                failed.append(error)


def test_folding_changes_no_sum_and_comes_to_an_end(connection: Connection):
    chance, load = np.random.default_rng(3), connection.scalar(text(LOAD))
    for _ in range(60):
        edit(connection, chance, load)
    before = counted(connection)
    while connection.scalar(text("SELECT layer.fold_point_cells(100)")):
        pass
    assert counted(connection) == before
    assert connection.scalar(text("SELECT count(*) FROM point_cell")) == len(before)


def test_the_database_knows_the_map_and_the_zooms_as_the_declarations_do(connection: Connection):
    assert connection.scalar(text("SELECT layer.world_metres()")) == WORLD_METRES
    edge = connection.scalar(text("SELECT ST_XMax(ST_TileEnvelope(0, 0, 0))"))
    assert edge == pytest.approx(WORLD_METRES / 2, rel=1e-12)
    connection.execute(text(PUT_ADDRESS), {"kind": "office", "state": "assigned", "x": 106, "y": 20})
    assert {row[1] for row in counted(connection)} == set(range(COUNTED_ZOOMS[0], COUNTED_ZOOMS[1] + 1))


def test_an_exchange_of_rows_counts_them_anew(connection: Connection):
    connection.execute(text("SELECT layer.note_exchange('wifi')"))
    assert counted(connection) == []
    connection.execute(text("ALTER TABLE feature_wifi DISABLE TRIGGER USER"))
    values = {"layer": "wifi", "load": connection.scalar(text(LOAD)), "status": "active", "x": 106, "y": 20}
    connection.execute(text(PUT.format(table="feature_wifi")), values)
    assert counted(connection) == []
    connection.execute(text("SELECT layer.note_exchange('wifi')"))
    assert {row[1] for row in counted(connection)} == set(range(5, 15))


def test_the_cell_with_most_rows_is_folded_first(connection: Connection):
    values = {"layer": "wifi", "load": connection.scalar(text(LOAD)), "status": "active", "y": 20}
    for x in (106, 107, 108, 109, 109, 109):
        connection.execute(text(PUT.format(table="feature")), values | {"x": x})
    assert connection.scalar(text("SELECT layer.fold_point_cells(1)")) == 3
    assert connection.scalar(text("SELECT layer.fold_point_cells(1000)")) == 6 * 10 - 3


@pytest.mark.parametrize("statement", ["SELECT layer.recount('wifi')", "TRUNCATE feature"])
def test_a_snapshot_from_before_recounts_nothing(empty_db: TestDatabase, statement: str):
    engine = create_engine(empty_db.owner, isolation_level="REPEATABLE READ")
    with engine.connect() as connection, pytest.raises(DBAPIError, match="READ COMMITTED"):
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("table", ["feature", "feature_wifi", "feature_wifi_rows"])
def test_an_emptied_table_leaves_no_counts(connection: Connection, table: str):
    values = {"layer": "wifi", "load": connection.scalar(text(LOAD)), "status": "active", "x": 106, "y": 20}
    connection.execute(text(PUT.format(table="feature")), values)
    assert counted(connection)
    connection.execute(text(f"TRUNCATE {table}"))
    assert counted(connection) == []


def tile(connection: Connection, where: Tile, audience: Audience, layer: str = "addresses") -> list[dict]:
    def run(statement):
        return connection.execute(text(statement.sql), statement.params).all()

    made = make_tile(run, [all_layers()[layer]], where, audience, date(2025, 7, 1), {})
    return mapbox_vector_tile.decode(made.body)[layer]["features"] if made.body else []


def test_tiles_show_counts_or_the_points_themselves_and_lose_none(connection: Connection, limit: Limit):
    chance = np.random.default_rng(5)
    for n in range(60):
        x, y = chance.uniform(106.001, 106.08, 2) - (0, 86)
        values = {"kind": ("office", "dwelling")[n % 3 == 0], "state": "assigned", "x": float(x), "y": float(y)}
        connection.execute(text(PUT_ADDRESS), values)
    where = Tile(10, 813, 453)
    limit(points, "FEW_POINTS", 50)
    few = tile(connection, where, Audience.PUBLIC)
    assert len(few) == 40
    assert all(f["id"] and f["properties"] == {"kind": "office"} for f in few)
    limit(points, "FEW_POINTS", 30)
    for audience in (Audience.PUBLIC, Audience.PLANNER):
        many = tile(connection, where, audience)
        assert sum(f["properties"].get("point_count", 1) for f in many) == 40
        told = (f["properties"].get("count_office", 0) or int(f["properties"].get("kind") == "office") for f in many)
        assert sum(told) == 40
        alone = [f for f in many if "point_count" not in f["properties"]]
        assert alone
        assert all(f["id"] and f["properties"]["kind"] == "office" for f in alone)


def test_every_counted_layer_shows_its_points_and_its_counts_at_every_zoom(connection: Connection, limit: Limit):
    for layer in (layer for layer in all_layers().values() if layer.pyramid):
        values = {
            "layer": layer.name,
            "load": connection.scalar(text(LOAD)),
            "status": "active",
            "x": 106.01,
            "y": 20.01,
        }
        address = {**values, "kind": "office", "state": "assigned"}
        for _ in range(2):
            connection.execute(text(PUT_ADDRESS if layer.name == "addresses" else PUT.format(table="feature")), address)
        for few, zoom in product((0, 10), range(layer.min_zoom, 15)):
            limit(points, "FEW_POINTS", few)
            found = tile(connection, tile_at(zoom, 106.01, 20.01), Audience.ADMIN, layer.name)
            assert [f["properties"].get("point_count") for f in found] == ([None, None] if few else [2]), layer.name


def test_a_layer_s_description_names_the_counts_that_its_tiles_have():
    described = {name: vector_layer(all_layers()[name], Audience.PUBLIC, str) for name in ("wifi", "schools", "roads")}
    counts = {name: {f for f in entry["fields"] if "count" in f} for name, entry in described.items()}
    assert {"point_count", "count_active", "count_broken"} <= counts["wifi"]
    assert counts["schools"] == {"point_count"}
    assert counts["roads"] == set()


@pytest.mark.parametrize(("z", "x", "y"), [(5, 25, 14), (9, 406, 226), (14, 13017, 7253), (5, 0, 31)])
def test_the_ranges_of_a_tile_are_its_cells_and_a_margin_of_four(connection: Connection, z: int, x: int, y: int):
    """The cells that the database gives to points just inside the margin, and just outside."""
    inside, side = cell_ranges(z, x, y), 64 * 2**z
    asked = [(c, r) for c in range(x * 64 - 6, x * 64 + 70, 5) for r in range(y * 64 - 6, y * 64 + 70, 3)]
    asked = [(c, r) for c, r in asked if 0 <= c < side and 0 <= r < side]
    found = connection.scalars(
        text(
            "SELECT layer.cell_at(layer.nth_cell(((c + 0.5) / :side - 0.5) * layer.world_metres()),"
            " layer.nth_cell(((r + 0.5) / :side - 0.5) * layer.world_metres())) >> 2 * (14 - :z)"
            " FROM unnest(CAST(:c AS bigint[]), CAST(:r AS bigint[])) WITH ORDINALITY AS t (c, r, n) ORDER BY n"
        ),
        {"side": side, "z": z, "c": [c for c, _ in asked], "r": [r for _, r in asked]},
    ).all()
    for (c, r), cell in zip(asked, found, strict=True):
        near = x * 64 - 4 <= c < x * 64 + 68 and y * 64 - 4 <= r < y * 64 + 68
        assert any(first <= cell <= last for first, last in inside) == near, (c, r)
