"""Names of units: one point each, whatever tier, in the tile where the unit is."""

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from shapely.geometry import shape
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.conftest import TestDatabase
from tests.tiles.test_tiles import CITY

# The zoom 13 tile in which their names stand.
NEAR = "13/6512/3621"
# A ring: its middle is outside of it.
UNIT = """
WITH u AS (INSERT INTO unit (level) VALUES (:level) RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status, geom_source)
SELECT id, '[2020-01-01,)', :name, :kind, ST_Multi(ST_Difference(ST_Buffer(place, 0.02), ST_Buffer(place, 0.015))),
       'sketch', 'test' FROM u, (SELECT ST_SetSRID(ST_Point(106.17, 20.42), 4326) AS place) AS p
"""
WITHOUT = """
WITH u AS (INSERT INTO unit (level) VALUES ('province') RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, geom_status, geom_source)
SELECT id, '[2020-01-01,)', 'Nam Định', 'tỉnh', 'none', NULL FROM u
"""
TIERS = {
    "province_labels": ("province", "Nam Định", "tỉnh"),
    "commune_labels": ("commune", "Cổ Lễ", "xã"),
    "hamlet_labels": ("hamlet", "Xóm 4", "xóm"),
}


@pytest.mark.parametrize("layer", TIERS)
def test_a_unit_has_its_name_once_and_within_its_land(layer: str, empty_db: TestDatabase, empty_client: TestClient):
    level, name, kind = TIERS[layer]
    with owner_connection(empty_db.owner) as connection:
        connection.execute(text(UNIT), {"level": level, "name": name, "kind": kind})
    (label,) = empty_client.get(f"/ogc/collections/{layer}/items?f=json").json()["features"]
    (land,) = empty_client.get(f"/ogc/collections/{level}s/items?f=json").json()["features"]
    assert label["id"] == land["id"]
    assert shape(label["geometry"]).within(shape(land["geometry"]))
    assert not shape(land["geometry"]).centroid.within(shape(land["geometry"]))
    (found,) = mapbox_vector_tile.decode(empty_client.get(f"/tiles/{layer}/{NEAR}.mvt").content)[layer]["features"]
    assert found["properties"]["name"] == name


def test_names_of_hamlets_are_in_tiles_near_by_only(empty_db: TestDatabase, empty_client: TestClient):
    with owner_connection(empty_db.owner) as connection:
        for level, name, kind in TIERS.values():
            connection.execute(text(UNIT), {"level": level, "name": name, "kind": kind})
    far = mapbox_vector_tile.decode(empty_client.get(f"/tiles/{','.join(TIERS)}/{CITY}.mvt").content)
    assert set(far) == {"province_labels", "commune_labels"}


def test_a_unit_without_a_boundary_has_no_place_for_its_name(empty_db: TestDatabase, empty_client: TestClient):
    with owner_connection(empty_db.owner) as connection:
        connection.execute(text(WITHOUT))
    assert empty_client.get("/ogc/collections/provinces/items?f=json").json()["features"]
    assert not empty_client.get("/ogc/collections/province_labels/items?f=json").json()["features"]
