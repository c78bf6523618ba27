"""`Layer.sources` names all that a layer's tiles are made of: as the planner finds it, column by column."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, text

from geo_api.tiles.plan import tile_statement
from layers.layer import MAX_ZOOM, Audience, Layer
from layers.registry import all_layers, layers_for
from tests.tiles.workers import tile_at

# Which source a write to a table is noted as; a row of `feature` and a count as its layer.
NOTED_AS = {
    **dict.fromkeys(("unit_version", "unit_code", "unit_shape"), "units"),
    **dict.fromkeys(("coverage_run", "coverage_unit", "coverage_result", "coverage_blind_spot"), "coverage"),
    "camera_sight": "camera_sights",
    "indicator": "indicators",
    **dict.fromkeys(("addressable", "address_point", "address_text", "address_code"), "addresses"),
}
WANTED = {"rule": "wifi.public-place", "indicator": "population", "level": "commune"}
# Nobody may change what a row says; the secret by which numbers are rounded is made once.
FIXED = {"unit", "count_secret"}
OF_A_LAYER = re.compile(r"(?:feature_(\w+)_rows|point_cell_(\w+))")
TODAY = re.compile(r"CURRENT_DATE|now\(\)|clock_timestamp|LOCALTIME|CURRENT_TIME", re.IGNORECASE)
WATCHED = text(
    "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE tgname IN ('tiles_insert', 'tiles_update', 'tiles_delete') GROUP BY 1 HAVING count(*) = 3"
)


def plans(connection: Connection, layer: Layer) -> Iterator[Any]:
    """Of the statements that make its tiles, at every zoom and for everybody: all nodes."""
    for audience in Audience:
        if layer.name not in layers_for(audience):
            continue
        for zoom in range(layer.min_zoom, MAX_ZOOM + 1):
            selected = {f.name: WANTED[f.name] for f in layer.fields if f.selector}
            tile = tile_at(zoom, 106.2, 20.4)
            statement = tile_statement([layer], tile, audience, date(2025, 7, 1), selected)
            assert statement is not None
            explain = text(f"EXPLAIN (VERBOSE, FORMAT JSON) {statement.sql}")
            yield connection.execute(explain, statement.params).scalar_one()[0]["Plan"]


def tables(plan: Any) -> set[str]:
    below = set().union(*map(tables, plan.get("Plans", [])))
    return below | ({plan["Relation Name"]} if "Relation Name" in plan else set())


def noted_as(table: str) -> str:
    found = OF_A_LAYER.fullmatch(table)
    return (found[1] or found[2]) if found else NOTED_AS[table]


def read(made: Iterable[Any]) -> set[str]:
    return set().union(*map(tables, made))


def sources(made: Iterable[Any]) -> set[str]:
    return {noted_as(table) for table in read(made) - FIXED}


@pytest.mark.parametrize("name", all_layers())
def test_a_layers_sources_are_what_its_tiles_are_made_of(connection: Connection, name: str):
    layer = all_layers()[name]
    made = list(plans(connection, layer))
    assert sources(made) == set(layer.sources)
    assert not [plan for plan in made if TODAY.search(str(plan))]
    counts = {table for table in read(made) if table.startswith("point_cell_")}
    assert read(made) - counts - FIXED <= set(connection.scalars(WATCHED))


def test_a_column_with_a_source_of_its_own_is_found_out(connection: Connection):
    """The hamlet of an address is looked up among the units of today: no tile may carry it."""
    layer = all_layers()["addresses"]
    fields = tuple(replace(field, tile_from=17) if field.name == "hamlet" else field for field in layer.fields)
    made = list(plans(connection, replace(layer, fields=fields)))
    assert sources(made) == {"addresses", "units"}
    assert any(TODAY.search(str(plan)) for plan in made)
