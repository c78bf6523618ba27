"""Somebody who asks for everything, and a reader beside: households are not harvested, the reader notices nothing.

Some hundred requests in every run; WARDMAP_FLOOD=10000 for as many.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from math import ceil
from pathlib import Path

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from geo_api.app import create_app
from geo_api.limits.groups import Group
from geo_api.settings import Settings
from layers.codes import ADDRESS_PREFIX, AFTER_PREFIX, mint
from tests.accounts.tools import HOST
from tests.conftest import TestDatabase
from tests.tiles.workers import until

FLOOD = int(os.environ.get("WARDMAP_FLOOD", "600"))
HARVESTER, READER = "203.0.113.9", "198.51.100.7"
# What the limits of the service, as they are when nobody sets them, let one address look up in a minute.
A_MINUTE = 120
# All lead to the same answer.
WAYS = ("/api/v1/public/addresses", "/as/police/api/v1/public/addresses", "/d", "/as/staff/d")
# A reader asks for one page while somebody else asks for so many.
BESIDE = 20
READ = ("/", "/tiles/communes/9/407/226.mvt", "/api/v1/search?q=nam", "/api/v1/units/dates?level=commune")
# The zoom from which addresses are drawn one by one.
ZOOM = 15
AS_WHEN_NOBODY_SETS_THEM = {name: Settings.model_fields[name].default for name in (f"rate_{group}" for group in Group)}
_TILES = """
SELECT DISTINCT floor((st_x(geom) + 180) / 360 * n) :: int AS x,
    floor((1 - asinh(tand(st_y(geom))) / pi()) / 2 * n) :: int AS y
FROM layer.addresses, (SELECT 2 ^ :zoom AS n) AS tiles
"""


@pytest.fixture(scope="module")
def harvester(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("flood")
    app = create_app(Settings(data_dir=folder, **AS_WHEN_NOBODY_SETS_THEM), sample_db.service)
    with TestClient(app, base_url=HOST, client=(HARVESTER, 50_000), raise_server_exceptions=False) as client:
        until(lambda: client.get("/health/ready").status_code == 200)
        yield client


@pytest.fixture
def reader(harvester: TestClient) -> TestClient:
    return TestClient(harvester.app, base_url=HOST, client=(READER, 50_000), raise_server_exceptions=False)


def test_going_through_codes_is_ended_and_a_reader_beside_is_not(harvester: TestClient, reader: TestClient):
    chance = random.Random(1)
    told: Counter[int] = Counter()
    read: Counter[int] = Counter()
    began = time.monotonic()
    for number in range(FLOOD):
        code = mint(ADDRESS_PREFIX, AFTER_PREFIX - 1, chance.randrange)
        told[harvester.get(f"{WAYS[number % len(WAYS)]}/{code}").status_code] += 1
        if number % BESIDE == 0:
            read[reader.get(READ[number // BESIDE % len(READ)]).status_code] += 1
    # What a window has room for, and what came free in it meanwhile.
    most = ceil(A_MINUTE * (1 + (time.monotonic() - began) / 60))
    assert set(told) == {404, 429}
    assert told[404] <= most
    assert told[429] >= FLOOD - most
    assert set(read) == {200}


def test_all_tiles_of_the_place_hold_no_dwelling_that_is_not_everybodys(harvester: TestClient, sample_db: TestDatabase):
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        everybodys = set(connection.scalars(text("SELECT id FROM layer.addresses WHERE is_public")))
        guarded = connection.scalar(text("SELECT count(*) FROM layer.addresses WHERE NOT is_public"))
        tiles = connection.execute(text(_TILES), {"zoom": ZOOM}).all()
    engine.dispose()
    seen: set[int] = set()
    for x, y in tiles[:FLOOD]:
        tile = harvester.get(f"/tiles/addresses/{ZOOM}/{x}/{y}.mvt")
        assert tile.status_code in (200, 204, 429)
        if tile.status_code == 200 and tile.content:
            layer = mapbox_vector_tile.decode(tile.content).get("addresses", {"features": []})
            seen |= {feature["id"] for feature in layer["features"]}
    assert guarded
    assert seen
    assert seen <= everybodys
