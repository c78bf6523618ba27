"""What a tile is made of when there is too much for it, and what is said about it: real statements, real tiles."""

from collections.abc import Sequence
from datetime import date

import mapbox_vector_tile
import pytest
from sqlalchemy import Connection, text

from geo_api.tiles import points, shapes
from geo_api.tiles.make import Made, make_tile
from geo_api.tiles.plan import Tile
from layers.layer import Audience
from layers.registry import all_layers
from tests.tiles.conftest import Limit
from tests.tiles.test_changes_noted import LOAD

TILE = Tile(16, 52064, 29044)
PUT = """
INSERT INTO feature (layer, load_id, source_row, name, geom)
SELECT :layer, :load, n, 'Tên ' || n, ST_Transform(ST_Translate(ST_Centroid(e), w * (n % 50 / 60.0 - 0.4),
       w * (n / 50 / 60.0 - 0.4)), 4326)
  FROM (SELECT e, ST_XMax(e) - ST_XMin(e) AS w FROM ST_TileEnvelope(:z, :x, :y) AS e) AS t,
       generate_series(:first, :last) AS n
"""
PUT_ROADS = """
INSERT INTO feature (layer, load_id, source_row, name, attributes, geom)
SELECT 'roads', :load, n, 'Đường ' || n, '{"class": "primary"}',
       ST_Transform(ST_SetSRID(ST_MakeLine(ARRAY(
           SELECT ST_Point(ST_XMin(e) + i * w / 100, ST_YMin(e) + w * (n * 0.03 + 0.001 * (i % 2)))
             FROM generate_series(1, 90) AS i)), 3857), 4326)
  FROM (SELECT e, ST_XMax(e) - ST_XMin(e) AS w FROM ST_TileEnvelope(16, 52064, 29044) AS e) AS t,
       generate_series(1, 30) AS n
"""
# Roads from west to east over the middle of Nam Định, one of each class and one of none.
CLASSES = ("national", "provincial", "main_axis", "local", None)
PUT_CLASSES = """
INSERT INTO feature (layer, load_id, source_row, attributes, geom)
SELECT 'roads', :load, n, jsonb_strip_nulls(jsonb_build_object('class', class)),
       ST_SetSRID(ST_MakeLine(ST_Point(106.1, 20.3 + n * 0.0001), ST_Point(106.2, 20.3 + n * 0.0001)), 4326)
  FROM unnest(CAST(:classes AS text[])) WITH ORDINALITY AS c (class, n)
"""


def put(connection: Connection, layer: str, numbers: Sequence[int], tile: Tile = TILE) -> None:
    """Points of a layer in a grid of 50 columns inside the tile."""
    values = {"layer": layer, "load": connection.scalar(text(LOAD)), "first": numbers[0], "last": numbers[-1]}
    connection.execute(text(PUT), {**values, "z": tile.z, "x": tile.x, "y": tile.y})


def made(connection: Connection, layer: str, tile: Tile = TILE) -> Made:
    def run(statement):
        return connection.execute(text(statement.sql), statement.params).all()

    return make_tile(run, [all_layers()[layer]], tile, Audience.STAFF, date(2025, 7, 1), {})


def features(made: Made, layer: str) -> list[dict]:
    return mapbox_vector_tile.decode(made.body)[layer]["features"]


def test_more_points_than_a_tile_holds_are_counted_and_none_is_left_out(connection: Connection, limit: Limit):
    limit(points, "MOST_POINTS", 2000)
    put(connection, "markets", range(2000))
    assert len(features(made(connection, "markets"), "markets")) == 2000
    put(connection, "markets", range(2000))  # all of them twice
    put(connection, "markets", [2010])
    counted = features(made(connection, "markets"), "markets")
    assert len(counted) == 2001
    assert sum(f["properties"].get("point_count", 1) for f in counted) == 4001
    alone = [f for f in counted if "point_count" not in f["properties"]]
    one = connection.scalar(text("SELECT max(id) FROM feature"))
    assert [f["id"] for f in alone] == [one]


def test_lines_that_are_too_many_bytes_lose_their_attributes_first_and_then_detail(
    connection: Connection, limit: Limit
):
    connection.execute(text(PUT_ROADS), {"load": connection.scalar(text(LOAD))})
    full = made(connection, "roads").body
    limit(shapes, "MOST_BYTES", len(full) - 1)
    bare = made(connection, "roads")
    assert all(f["properties"] == {} for f in features(bare, "roads"))
    limit(shapes, "MOST_BYTES", len(bare.body) - 1)
    coarse = made(connection, "roads")
    assert len(coarse.body) < len(bare.body)
    assert len(features(coarse, "roads")) == 30


@pytest.mark.parametrize(
    ("tile", "seen"),
    [
        (Tile(8, 203, 113), {"national", "provincial"}),
        (Tile(10, 814, 453), {"national", "provincial", "main_axis"}),
        (Tile(12, 3256, 1812), set(CLASSES)),
    ],
)
def test_from_afar_a_tile_holds_the_greater_classes_only(connection: Connection, tile: Tile, seen: set[str | None]):
    connection.execute(text(PUT_CLASSES), {"load": connection.scalar(text(LOAD)), "classes": list(CLASSES)})
    found = features(made(connection, "roads", tile), "roads")
    assert {feature["properties"].get("class") for feature in found} == seen


def test_equal_data_gives_equal_bytes_however_it_was_written(connection: Connection):
    put(connection, "markets", range(100))
    before = made(connection, "markets").body
    connection.execute(
        text("UPDATE feature SET status = NULL WHERE id % 2 = 0")
    )  # they stand elsewhere on the disk now
    assert made(connection, "markets").body == before != b""


def test_a_tile_says_in_which_snapshot_it_was_seen(connection: Connection):
    put(connection, "markets", range(3))
    before, after = connection.execute(
        text(
            "SELECT pg_visible_in_snapshot('3', seen), pg_visible_in_snapshot(pg_snapshot_xmax(seen), seen)"
            " FROM CAST(:seen AS pg_snapshot) AS seen"
        ),
        {"seen": made(connection, "markets").snapshot},
    ).one()
    assert (before, after) == (True, False)
    assert made(connection, "addresses", Tile(3, 0, 0)).snapshot is None
