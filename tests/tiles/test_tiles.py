"""Tiles as a client gets them: content, headers, refusals."""

import gzip
from contextlib import closing

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import create_engine, text

from geo_api.days import today
from geo_api.db import Database, Reach, owner_connection
from geo_api.settings import Settings
from geo_api.tiles.plan import Tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers
from tests.conftest import TestDatabase
from tests.coverage.world import EAST, WEST, Thing, Unit, World, build
from tests.tiles.workers import path_of, tile_at

# The zoom 10 tile over Nam Định city.
CITY = "10/814/452"


def decode(body: bytes) -> dict:
    return mapbox_vector_tile.decode(body)


def test_a_tile_of_communes_holds_names_codes_and_identities(client: TestClient):
    answer = client.get(f"/tiles/communes/{CITY}.mvt")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    features = decode(answer.content)["communes"]["features"]
    assert all(feature["properties"]["unit_id"] == feature["id"] for feature in features)
    assert {"Phường Nam Định"} <= {feature["properties"]["full_name"] for feature in features}


def test_several_layers_come_in_one_tile(client: TestClient):
    names = "communes,commune_labels,culture_houses"
    assert set(decode(client.get(f"/tiles/{names}/{CITY}.mvt").content)) == set(names.split(","))


def test_the_world_before_the_merger_is_another_tile(client: TestClient):
    before = client.get(f"/tiles/communes/{CITY}.mvt?at=2025-06-30")
    after = client.get(f"/tiles/communes/{CITY}.mvt?at=2025-07-01")
    assert before.headers["etag"] != after.headers["etag"]
    kinds = {f["properties"]["kind"] for f in decode(before.content)["communes"]["features"]}
    assert "xã" in kinds
    assert len(decode(before.content)["communes"]["features"]) > len(decode(after.content)["communes"]["features"])


def test_a_tile_says_which_day_it_is_of(client: TestClient):
    assert client.get(f"/tiles/communes/{CITY}.mvt").headers["wardmap-at"] == today().isoformat()
    for path, day in (
        (f"communes/{CITY}.mvt?at=2025-06-30", "2025-06-30"),
        (f"schools,communes/{CITY}.mvt?at=2025-06-30", "2025-06-30"),
        ("communes/10/0/0.mvt?at=2025-06-30", "2025-06-30"),
        (f"communes/{CITY}.mvt?at=2025-06-30T23:30:00Z", "2025-07-01"),  # a morning in Vietnam
    ):
        assert client.get(f"/tiles/{path}").headers["wardmap-at"] == day, path
    known = client.get(f"/tiles/communes/{CITY}.mvt").headers["etag"]
    assert "wardmap-at" in client.get(f"/tiles/communes/{CITY}.mvt", headers={"If-None-Match": known}).headers


def test_layers_without_dates_are_of_no_day_and_the_same_on_all(client: TestClient):
    now, then = (client.get(f"/tiles/schools/{CITY}.mvt{query}") for query in ("", "?at=1200-01-01"))
    assert now.content == then.content != b""
    assert "wardmap-at" not in now.headers
    assert "wardmap-at" not in then.headers
    mixed = decode(client.get(f"/tiles/schools,communes/{CITY}.mvt?at=1200-01-01").content)
    assert set(mixed) == {"schools"}


@pytest.mark.parametrize("day", ["1200-01-01", "0001-01-01", "2024-08-31"])
def test_before_anything_is_known_a_tile_is_empty(client: TestClient, day: str):
    for layer in ("communes", "coverage_units", "coverage_gaps"):
        assert client.get(f"/tiles/{layer}/{CITY}.mvt?at={day}").status_code == 204
    assert client.get(f"/tiles/communes/{CITY}.mvt?at=9999-12-31").status_code == 200


def test_coverage_is_of_the_units_of_the_day(client: TestClient):
    for day in ("2025-06-30", "2025-07-01"):
        body = decode(
            client.get(
                f"/tiles/communes,coverage_units,coverage_gaps/{CITY}.mvt?at={day}&rule=wifi.public-place"
            ).content
        )
        units = {f["properties"]["full_name"]: f["geometry"] for f in body["communes"]["features"]}
        counted = {f["properties"]["full_name"]: f["geometry"] for f in body["coverage_units"]["features"]}
        assert units == counted
        gaps = body["coverage_gaps"]["features"]
        inside = [gap for gap in gaps if all(0 <= at <= 4096 for at in gap["geometry"]["coordinates"])]
        assert {gap["properties"]["unit_name"] for gap in inside} <= set(units)
        assert len(inside) > 10


def test_an_answer_for_today_is_not_kept_beyond_the_day(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo_api.tiles.heads.seconds_left_today", lambda: 0)
    assert "max-age=0," in client.get(f"/tiles/communes/{CITY}.mvt").headers["cache-control"]
    assert "max-age=1," in client.get(f"/tiles/communes/{CITY}.mvt?at=2025-06-30").headers["cache-control"]
    monkeypatch.setattr("geo_api.answers.seconds_left_today", lambda: 3)
    for path in ("/tiles/communes.json", "/ogc/collections/communes/items?limit=1"):
        assert "max-age=3," in client.get(path).headers["cache-control"]
        dated = path + ("&" if "?" in path else "?") + "at=2025-06-30"
        assert "max-age=10," in client.get(dated).headers["cache-control"]


def test_the_same_bytes_are_not_sent_twice(client: TestClient):
    first = client.get(f"/tiles/communes/{CITY}.mvt")
    again = client.get(f"/tiles/communes/{CITY}.mvt", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    other = client.get(f"/tiles/communes/{CITY}.mvt", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_gzip_when_asked_and_plain_otherwise_under_two_tags(client: TestClient):
    zipped = client.get(f"/tiles/communes/{CITY}.mvt", headers={"Accept-Encoding": "gzip"})
    plain = client.get(f"/tiles/communes/{CITY}.mvt", headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert "Accept-Encoding" in zipped.headers["vary"]
    assert int(zipped.headers["content-length"]) < len(gzip.compress(plain.content, 1)) + 50


def test_an_empty_tile_has_no_content(client: TestClient):
    answer = client.get("/tiles/communes/10/0/0.mvt")
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_symbol_on_the_edge_is_whole_in_both_tiles(empty_db: TestDatabase, empty_client: TestClient):
    """A point 0.2 % of a tile outside is in the neighbour's tile too, with coordinates beyond its extent."""
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written,"
                " rows_refused, report) VALUES ('markets', 'append', 't', '', 'EPSG:4326', 1, 1, 0, '{}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO feature (layer, name, geom, load_id, source_row) SELECT 'markets', 'Chợ Rồng',"
                " ST_Transform(ST_SetSRID(ST_Point(ST_XMax(e) + 0.002 * (ST_XMax(e) - ST_XMin(e)),"
                " (ST_YMin(e) + ST_YMax(e)) / 2), 3857), 4326), 1, 1 FROM ST_TileEnvelope(12, 3256, 1810) e"
            )
        )
    engine.dispose()
    inside = decode(empty_client.get("/tiles/markets/12/3257/1810.mvt").content)["markets"]["features"]
    outside = decode(empty_client.get("/tiles/markets/12/3256/1810.mvt").content)["markets"]["features"]
    assert 0 <= inside[0]["geometry"]["coordinates"][0] < 20
    assert outside[0]["geometry"]["coordinates"][0] > 4096


def test_a_dwelling_is_in_no_tile_of_the_public(client: TestClient, sample_db: TestDatabase):
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        where = connection.execute(
            text(
                "SELECT floor((ST_X(geom_3857) + 20037508.342789244) / 611.49622628141)::int,"
                " floor((20037508.342789244 - ST_Y(geom_3857)) / 611.49622628141)::int"
                " FROM layer.addresses WHERE kind = 'dwelling' AND status = 'assigned' LIMIT 20"
            )
        ).all()
    engine.dispose()
    assert where
    for x, y in where:
        answer = client.get(f"/tiles/addresses/16/{x}/{y}.mvt")
        found = decode(answer.content)["addresses"]["features"] if answer.content else []
        assert {f["properties"]["kind"] for f in found} <= {"office", "relic_site", "public_place"}
        assert "dwelling" in kinds_for_staff(sample_db, Tile(16, x, y))


def kinds_for_staff(database: TestDatabase, tile: Tile) -> set[str]:
    """Kinds of the addresses that staff of the whole province would see in the tile."""
    statement = tile_statement([all_layers()["addresses"]], tile, Audience.STAFF, today(), {})
    assert statement is not None
    with closing(Database(database.service, Settings())) as service:
        (row,) = service.rows(Audience.STAFF, statement, Reach(everywhere=True))
    return {f["properties"]["kind"] for f in decode(bytes(row[0]))["addresses"]["features"]}


def test_tilejson_gives_the_meaning_of_every_field_in_the_language_asked_for(client: TestClient):
    vietnamese = client.get("/tiles/wifi.json").json()
    english = client.get("/tiles/wifi.json", headers={"Accept-Language": "en"}).json()
    assert vietnamese["tilejson"] == "3.0.0"
    assert vietnamese["tiles"] == ["http://ward.example/tiles/wifi/{z}/{x}/{y}.mvt"]
    assert vietnamese["vector_layers"][0]["fields"]["mbps_down"] == "Tốc độ tải xuống"
    assert english["vector_layers"][0]["fields"]["mbps_down"] == "Download speed"
    west, south, east, north = vietnamese["bounds"]
    assert 105 < west < 106.2 < east < 107
    assert 19.5 < south < 20.2 < north < 21


def test_tilejson_of_a_day(client: TestClient):
    before = client.get("/tiles/communes.json?at=2025-06-30")
    document = before.json()
    assert document["tiles"] == ["http://ward.example/tiles/communes/{z}/{x}/{y}.mvt?at=2025-06-30"]
    assert (document["at"], document["at_is_default"]) == ("2025-06-30", False)
    assert before.headers["wardmap-at"] == "2025-06-30"
    assert document["valid"] == ["2024-09-01", None]
    assert client.get("/tiles/districts.json").json()["valid"] == ["2024-09-01", "2025-07-01"]
    assert client.get("/tiles/coverage_gaps.json").json()["valid"] == ["2024-09-01", None]
    default = client.get("/tiles/communes.json").json()
    assert default["tiles"] == ["http://ward.example/tiles/communes/{z}/{x}/{y}.mvt"]
    assert (default["at"], default["at_is_default"]) == (today().isoformat(), True)


def test_tilejson_of_a_layer_without_dates_takes_a_day_and_stays_as_it_is(client: TestClient):
    document = client.get("/tiles/wifi.json?at=2025-06-30").json()
    assert document["tiles"] == ["http://ward.example/tiles/wifi/{z}/{x}/{y}.mvt"]
    assert not {"at", "at_is_default", "valid"} & set(document)


def test_bounds_hold_all_there_is_of_a_layer_and_ogc_says_the_same(empty_db: TestDatabase, empty_client: TestClient):
    """One commune is loaded of a province; points and the province lie beyond it, and beyond the map of any day."""
    nothing = empty_client.get("/tiles/wifi.json").json()
    assert nothing["bounds"] == [102.1, 8.2, 109.6, 23.5]
    far, province = (107.25, 20.75), box(105.5, 20.0, 107.5, 21.0)
    units = [Unit("P", province, "province"), Unit("W", WEST), Unit("E", EAST, valid="[2024-09-01,2025-07-01)")]
    with owner_connection(empty_db.owner) as connection:
        build(connection, World(units, [Thing("wifi", "a", *far), Thing("wifi", "b", 106.155, 20.405)]))
    expected = {
        "wifi": [106.155, 20.405, *far],
        "provinces": list(province.bounds),
        "communes": [*WEST.bounds[:2], *EAST.bounds[2:]],
        "coverage_units": [*WEST.bounds[:2], *EAST.bounds[2:]],
    }
    for layer, bounds in expected.items():
        box_of = empty_client.get(f"/ogc/collections/{layer}/tiles/WebMercatorQuad").json()["boundingBox"]
        assert [*box_of["lowerLeft"], *box_of["upperRight"]] == bounds
        assert empty_client.get(f"/tiles/{layer}.json").json()["bounds"] == bounds
    # A client that goes by them finds the point that lies far from every commune.
    assert empty_client.get(path_of("wifi", tile_at(13, *far))).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/nope/1/0/0.mvt", 404),
        ("/tiles/cameras/12/3256/1810.mvt", 404),  # there, but not for the public: the same answer
        ("/tiles/communes,nope/1/0/0.mvt", 404),
        ("/tiles/nope.json", 404),
        ("/tiles/cameras.json", 404),
        ("/tiles/communes/99/0/0.mvt", 400),
        ("/tiles/communes/1/2/0.mvt", 400),
        ("/tiles/communes/1/0/0.mvt?limit=1", 400),
        ("/tiles/communes/1/0/0.mvt?at=2025-13-01", 400),
        ("/tiles/communes/1/0/0.mvt?at=2025-06-30/2025-07-01", 400),
        ("/tiles/communes.json?at=", 400),
        ("/tiles/communes.json?datetime=2025-06-30/2025-07-01", 400),
        ("/tiles/communes/1/0/0.mvt?at=2025-06-30&at=2025-07-01", 400),
        ("/tiles/communes/1/0/0.mvt?rule=wifi.public-place", 400),
        ("/tiles/" + ",".join(f"a{i}" for i in range(40)) + "/1/0/0.mvt", 400),
        ("/tiles/../../etc/passwd", 404),
        ("/tiles/communes/1/0/..%2f..%2fetc%2fpasswd.mvt", 404),
    ],
)
def test_what_cannot_be_is_refused_in_words(client: TestClient, path: str, status: int):
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]
    assert answer.headers["cache-control"] == "no-store"


def test_hidden_and_absent_layers_are_told_apart_by_nothing(client: TestClient):
    hidden, absent = client.get("/tiles/cameras/9/407/226.mvt"), client.get("/tiles/nope/9/407/226.mvt")
    assert hidden.json() == absent.json()
    assert dict(hidden.headers) == dict(absent.headers)
