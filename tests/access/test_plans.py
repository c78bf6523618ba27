"""Row-level security leaves the spatial index in use: for tiles, items, an area and the outermost of a layer.

Few rows need no index: what is asked is whether the planner could take it, with whole scans made dear.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, create_engine, text

from geo_api.bounds import bounds_statement
from geo_api.days import Period
from geo_api.db import SET_REACH, Reach, Statement, role_of
from geo_api.features.area import parse_area
from geo_api.features.crs import CRS84
from geo_api.features.plan import ItemsRequest, count_statement, items_statement
from geo_api.tiles.plan import parse_tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers
from tests.access.world import World

TODAY = date.today()
AREA = parse_area("106.10,20.40,106.11,20.41", CRS84)
FENCED = ("cameras", "feedback", "addresses")
OVERLAPS = "ALTER FUNCTION geometry_overlaps(geometry, geometry) {} LEAKPROOF"


def tile_of(layer: str) -> Statement:
    made = tile_statement([all_layers()[layer]], parse_tile("14", "13022", "7241"), Audience.POLICE, TODAY, {}, {})
    assert made is not None
    return made


def items_of(layer: str) -> ItemsRequest:
    return ItemsRequest(all_layers()[layer], Audience.POLICE, Period(TODAY, TODAY, True), area=AREA)


STATEMENTS = {
    "tile": tile_of,
    "items in an area": lambda layer: items_statement(items_of(layer)),
    "count in an area": lambda layer: count_statement(items_of(layer)),
}


VERSIONS = (
    "SELECT version_id FROM map_police.unit_versions WHERE unit_id = :unit AND on_record AND valid @> current_date"
)


@pytest.fixture
def police(world: World) -> Iterator[Connection]:
    """As the database role of the police of commune A; as the superuser again after RESET ROLE. All is undone."""
    engine = create_engine(world.database.admin)
    with engine.connect() as connection:
        connection.execute(text(f"SET LOCAL ROLE {role_of(Audience.POLICE)}"))
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        versions = tuple(connection.scalars(text(VERSIONS), {"unit": world.units["commune A"]}))
        connection.execute(text(SET_REACH), Reach((world.units["commune A"],), versions).settings)
        yield connection
        connection.rollback()
    engine.dispose()


def plan_of(connection: Connection, statement: Statement) -> str:
    return "\n".join(connection.scalars(text(f"EXPLAIN {statement.sql}"), statement.params))


def uses_the_index(plan: str) -> bool:
    return any("Index Cond: " in line and "geom" in line and "&& " in line for line in plan.splitlines())


@pytest.mark.parametrize("layer", FENCED)
@pytest.mark.parametrize("what", STATEMENTS)
def test_the_spatial_index_is_used_behind_the_fence(police: Connection, what: str, layer: str):
    plan = plan_of(police, STATEMENTS[what](layer))
    assert "unit_versions && " in plan, "the policy is not in the plan: who reads it is not fenced"
    assert uses_the_index(plan), plan


@pytest.mark.parametrize("layer", ["cameras", "feedback"])
def test_the_outermost_are_found_by_the_index(police: Connection, layer: str):
    plan = plan_of(police, bounds_statement([layer], Audience.POLICE))
    assert plan.count("Order By: ") == 4, plan


def test_control_without_a_leakproof_operator_it_is_not(police: Connection):
    police.execute(text("RESET ROLE"))
    police.execute(text(OVERLAPS.format("NOT")))
    police.execute(text(f"SET LOCAL ROLE {role_of(Audience.POLICE)}"))
    assert not uses_the_index(plan_of(police, tile_of("cameras")))
