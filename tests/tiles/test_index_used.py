"""Each kind of layer is found by an index made for it: the plan, for any tile, of the very statement that makes one."""

from datetime import date

import pytest
from sqlalchemy import Connection, text

from geo_api.prepared import prepare
from geo_api.tiles.plan import tile_statement
from layers.layer import Audience
from layers.registry import all_layers
from loaders.units.drawn.store import redraw
from tests.tiles.test_drawn_together import jigsaw, write
from tests.tiles.workers import tile_at


@pytest.mark.parametrize(
    ("audience", "layer", "zoom", "index"),
    [
        (Audience.PUBLIC, "schools", 15, "feature_schools_rows_geom_3857_idx"),
        (Audience.PUBLIC, "roads", 14, "feature_roads_rows_geom_3857_idx"),
        (Audience.PUBLIC, "population", 12, "feature_population_rows_geom_3857_idx"),
        (Audience.PUBLIC, "addresses", 16, "address_point_geom_3857_idx"),
        (Audience.PUBLIC, "addresses", 10, "point_cell_addresses_zoom_cell_idx"),
        (Audience.PUBLIC, "street_lights", 14, "point_cell_street_lights_zoom_cell_idx"),
        (Audience.PUBLIC, "communes", 9, "unit_shape_place_idx"),
        (Audience.PUBLIC, "communes", 14, "unit_version_geom_3857_idx"),
        (Audience.PUBLIC, "commune_labels", 10, "unit_version_label_point_idx"),
        (Audience.PUBLIC, "coverage_units", 9, "unit_shape_place_idx"),
        (Audience.PUBLIC, "coverage_gaps", 12, "coverage_gap_3857"),
        # Row-level security is looked at after the index.
        (Audience.POLICE, "cameras", 12, "feature_cameras_rows_geom_3857_idx"),
        (Audience.POLICE, "addresses", 10, "address_point_geom_3857_idx"),
        (Audience.STAFF, "coverage_gaps", 12, "coverage_gap_3857"),
    ],
)
def test_a_tile_is_found_by_the_index_of_its_layer(
    connection: Connection, audience: Audience, layer: str, zoom: int, index: str
):
    # Of so few units any index reads as many pages, that by days as well; of no addresses that of open ones.
    connection.execute(text("ALTER TABLE unit_version DROP CONSTRAINT unit_version_unit_id_valid_recorded_excl"))
    connection.execute(text("DROP INDEX address_point_public_idx"))
    write(connection, jigsaw(16, 106.0, 20.1, 0.02), "(,)")
    redraw(connection)
    connection.execute(text("ANALYZE unit_version, unit_shape"))
    # A table without rows is read from end to end otherwise.
    connection.execute(text("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off"))
    statement = tile_statement(
        [all_layers()[layer]],
        tile_at(zoom, 106.2, 20.4),
        audience,
        date(2025, 7, 1),
        {"rule": "wifi.public-place"},
    )
    assert statement is not None
    connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
    call = prepare(connection.exec_driver_sql, statement.sql, "tile")
    plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {call}", statement.params))
    connection.execute(text("DEALLOCATE tile"))
    place = "zoom" if "point_cell" in index else "&&"
    assert any(place in condition for condition in conditions_of(plan, index)), plan


def conditions_of(plan: str, index: str) -> list[str]:
    """What the scans of that index look for in it."""
    parts = plan.split("->")
    return [line for part in parts if f" {index} " in part for line in part.splitlines() if "Index Cond" in line]
