"""The statement behind a tile, read without a database."""

from datetime import date

import pytest

from geo_api.errors import BadRequest
from geo_api.tiles.plan import Tile, parse_tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers

DAY = date(2025, 7, 1)


def plan(name: str, zoom: int, audience: Audience = Audience.PUBLIC, **selected: str):
    return tile_statement([all_layers()[name]], Tile(zoom, 0, 0), audience, DAY, selected)


def test_values_of_a_request_are_bound_never_written_into_the_text():
    statement = plan("coverage_units", 9, rule="x' OR 1=1 --")
    assert "OR 1=1" not in statement.sql
    assert statement.params["rule"] == "x' OR 1=1 --"
    assert 'l."rule" = :rule' in statement.sql


def test_rows_just_outside_the_tile_are_selected_by_the_buffer_s_margin():
    assert "margin => 0.0625" in plan("schools", 12).sql
    assert "ST_AsMVTGeom(l.geom_3857, (SELECT ST_TileEnvelope(:z, :x, :y)), 4096, 256)" in plan("schools", 12).sql


def test_each_audience_reads_its_own_schema():
    assert 'FROM map_public."schools"' in plan("schools", 12).sql
    assert 'FROM map_staff."schools"' in plan("schools", 12, Audience.STAFF).sql


def test_attributes_grow_with_the_zoom():
    assert '"mbps_down"' not in plan("wifi", 10).sql
    assert '"mbps_down"' in plan("wifi", 14).sql


def test_a_field_for_officials_is_not_in_a_tile_of_the_public():
    assert "accuracy_m" not in plan("addresses", 18).sql


def test_dated_layers_ask_for_the_day():
    assert "valid @>" in plan("communes", 9).sql
    assert "valid @>" not in plan("schools", 12).sql


def test_below_its_first_zoom_a_layer_asks_the_database_nothing():
    assert plan("addresses", 7) is None


@pytest.mark.parametrize(
    ("z", "x", "y"),
    [
        *(("99", "0", "0"), ("1", "2", "0"), ("1", "0", "2"), ("-1", "0", "0"), ("a", "0", "0"), ("1", "0", "0.0")),
        *(
            ("٣", "0", "0"),
            ("9" * 400, "0", "0"),
            ("", "0", "0"),
            ("1e1", "0", "0"),
            ("23", "0", "0"),
            ("0x1", "0", "0"),
        ),
    ],
)
def test_a_tile_that_cannot_be_is_refused(z: str, x: str, y: str):
    with pytest.raises(BadRequest):
        parse_tile(z, x, y)


def test_the_last_tile_of_the_last_zoom_exists():
    assert parse_tile("22", "4194303", "4194303") == Tile(22, 4194303, 4194303)


def test_equal_rows_are_written_in_one_order():
    assert "ORDER BY id" in plan("schools", 12).sql
    assert "ORDER BY id" in plan("communes", 14).sql


def test_what_is_too_much_is_made_with_less_in_it():
    schools = [all_layers()["schools"]]
    full, less = (
        tile_statement(schools, Tile(16, 0, 0), Audience.PUBLIC, DAY, {}, details) for details in ({}, {"schools": 1})
    )
    assert "point_count" not in full.sql
    assert "point_count" in less.sql
