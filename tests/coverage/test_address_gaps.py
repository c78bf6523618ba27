"""Dwellings that lack something: drawn for officials where the register says that they are, and nowhere else."""

from datetime import date

import mapbox_vector_tile
import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.keep.refresh import refresh
from geo_api.coverage.rules.rule import Rule
from geo_api.days import today
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.world import WEST, Thing, Unit, World, at_distance, build, rule_of
from tests.tiles.workers import tile_at

HOME = Thing("addresses", "7", 106.155, 20.405, {"kind": "dwelling", "status": "assigned"})
WIFI = Thing("wifi", "w", *at_distance(HOME, 900), {"free": True, "mbps_down": 120, "status": "active"})
ITEMS = "/as/police/ogc/collections/address_gaps/items"
MOVED = at_distance(HOME, 500, 180)
MOVE = f"UPDATE address_point SET geom = ST_SetSRID(ST_Point({MOVED[0]}, {MOVED[1]}), 4326)"


def homes() -> Rule:
    return rule_of(id="wifi.homes", subject={"set": "address", "kind": ["dwelling"]}, relation={"within_m": 100})


@pytest.fixture
def police(server, template):
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, World([Unit("00123", WEST)], [HOME, WIFI]))
            run(connection, homes(), today())
        with browser(database) as client:
            client.cookies.update(cookie_of(database, add_account(database, "hoa", Role.VERIFIER)))
            client.database = database
            yield client


def drawn(client, lon: float, lat: float) -> list[dict]:
    """What the tile of that place has."""
    tile = tile_at(16, lon, lat)
    answer = client.get(f"/as/police/tiles/address_gaps/{tile.z}/{tile.x}/{tile.y}.mvt?rule=wifi.homes")
    assert answer.status_code in (200, 204)
    layers = mapbox_vector_tile.decode(answer.content) if answer.content else {}
    return [feature["properties"] for layer in layers.values() for feature in layer["features"]]


def places(client) -> list[tuple[float, float]]:
    features = client.get(f"{ITEMS}?rule=wifi.homes&bbox=106.1,20.3,106.2,20.5").json()["features"]
    return [tuple(feature["geometry"]["coordinates"]) for feature in features]


def test_a_dwelling_is_drawn_where_it_is_and_moves_with_its_entrance(police):
    assert places(police) == [pytest.approx((HOME.lon, HOME.lat), abs=1e-6)]
    assert [gap["outcome"] for gap in drawn(police, HOME.lon, HOME.lat)] == ["fail"]
    with owner_connection(police.database.owner) as connection:
        connection.execute(text(MOVE))
    with owner_connection(police.database.owner) as connection:
        assert refresh(connection, homes(), today()).few
    assert places(police) == [pytest.approx(MOVED, abs=1e-6)]
    assert drawn(police, HOME.lon, HOME.lat) == []
    assert len(drawn(police, *MOVED)) == 1


def test_a_dwelling_that_is_gone_stays_a_gap_of_its_day_without_a_place(police):
    day = date(2026, 1, 1)
    with owner_connection(police.database.owner) as connection:
        run(connection, homes(), day)
        connection.execute(text("UPDATE address_point SET valid = daterange(lower(valid), current_date)"))
    features = police.get(f"{ITEMS}?rule=wifi.homes&datetime={day}").json()["features"]
    assert [feature["geometry"] for feature in features] == [None]


def test_others_than_officials_see_none(police):
    with browser(police.database) as planner:
        planner.cookies.update(cookie_of(police.database, add_account(police.database, "binh", Role.PLANNER)))
        assert planner.get(f"{ITEMS}?rule=wifi.homes").status_code == 404
        answer = planner.get("/as/planner/ogc/collections/address_gaps/items?rule=wifi.homes")
        assert answer.status_code == 404 or answer.json()["features"] == []
