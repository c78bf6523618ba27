"""OGC API – Features as a client uses it."""

from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from geo_api.days import today
from layers.layer import Audience
from layers.registry import all_layers, layers_for
from tests.conftest import TestDatabase

ITEMS = "/ogc/collections/{}/items"


def items(client: TestClient, layer: str, query: str = "") -> dict:
    answer = client.get(ITEMS.format(layer) + (f"?{query}" if query else ""))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return answer.json()


def test_the_landing_page_leads_to_everything(client: TestClient):
    links = {link["rel"]: link["href"] for link in client.get("/ogc/").json()["links"]}
    assert {"self", "service-desc", "conformance", "data"} <= set(links)
    for href in links.values():
        assert client.get(href).status_code == 200


def test_collections_are_the_layers_that_the_public_may_know_of(client: TestClient):
    listed = {collection["id"] for collection in client.get("/ogc/collections").json()["collections"]}
    assert listed == set(layers_for(Audience.PUBLIC))
    assert "cameras" not in listed


def test_a_collection_says_what_its_fields_mean(client: TestClient):
    fields = {f["name"]: f for f in client.get("/ogc/collections/wifi").json()["fields"]}
    assert fields["mbps_down"] == {
        "name": "mbps_down",
        "type": "number",
        "title": "Tốc độ tải xuống",
        "unit": "Mbit/s",
    }
    assert fields["status"]["choices"]["broken"] == "Hỏng, mất tín hiệu"
    assert "note" not in fields


# The sample province has no boundary, and so no place for its name; what cameras do not see is not everybody's.
@pytest.mark.parametrize("layer", sorted(set(layers_for(Audience.PUBLIC)) - {"province_labels", "blind_spots"}))
def test_every_layer_pages_through_all_its_rows_once(client: TestClient, sample_db: TestDatabase, layer: str):
    engine = create_engine(sample_db.owner)
    day = "2025-06-30" if layer in ("districts", "coverage_districts") else None  # the tier has ended
    with engine.connect() as connection:
        on = f"'{day}'::date" if day else "current_date"
        declared = layers_for(Audience.PUBLIC)[layer]
        holds = " AND ".join(f"{period} @> {on}" for period in declared.periods)
        dated = f" WHERE {holds}" if declared.dated else ""
        expected = connection.scalar(text(f'SELECT count(*) FROM map_public."{layer}"{dated}'))
    engine.dispose()
    seen: list[int] = []
    href: str | None = ITEMS.format(layer) + "?limit=5000" + (f"&at={day}" if day else "")
    while href:
        page = client.get(href).json()
        assert page["numberMatched"] == expected
        assert page["numberReturned"] == len(page["features"])
        seen += [feature["id"] for feature in page["features"]]
        href = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == expected > 0


def test_a_box_selects_what_it_touches(client: TestClient):
    everywhere = items(client, "markets", "limit=1000")["features"]
    west, south, east, north = 106.1, 20.3, 106.25, 20.5
    inside = {
        f["id"]
        for f in everywhere
        if west <= f["geometry"]["coordinates"][0] <= east and south <= f["geometry"]["coordinates"][1] <= north
    }
    found = items(client, "markets", f"bbox={west},{south},{east},{north}&limit=1000")
    assert {f["id"] for f in found["features"]} == inside
    assert 0 < found["numberMatched"] == len(inside) < len(everywhere)


def test_a_box_across_the_180th_meridian_is_two(client: TestClient):
    assert items(client, "markets", "bbox=170,-10,-170,10")["numberMatched"] == 0
    assert items(client, "markets", "bbox=105,10,-170,30")["numberMatched"] > 0


def test_a_box_may_be_a_point_or_a_line(client):
    inside = items(client, "communes", "bbox=106.17,20.42,106.17001,20.42001")
    at_point = items(client, "communes", "bbox=106.17,20.42,106.17,20.42")
    assert [each["id"] for each in at_point["features"]] == [each["id"] for each in inside["features"]]
    assert at_point["numberMatched"] == 1
    assert items(client, "communes", "bbox=106.1,20.42,106.3,20.42")["numberMatched"] > 1
    market = items(client, "markets", "limit=1")["features"][0]
    lon, lat = market["geometry"]["coordinates"]
    assert market["id"] in [
        each["id"] for each in items(client, "markets", f"bbox={lon},{lat},{lon},{lat}")["features"]
    ]


def test_fields_are_filters_in_their_own_type(client: TestClient):
    schools = items(client, "schools", "level=primary&limit=3")["features"]
    assert {s["properties"]["level"] for s in schools} == {"primary"}
    assert items(client, "wifi", "mbps_down=80")["numberMatched"] > 0
    assert items(client, "wifi", "free=true")["numberMatched"] > items(client, "wifi", "free=false")["numberMatched"]
    assert items(client, "communes", f"name={quote('Nam Định')}")["features"][0]["properties"]["kind"] == "phường"


def test_the_day_picks_the_world(client: TestClient):
    assert items(client, "communes")["numberMatched"] == 57
    assert items(client, "communes", "at=2025-06-30")["numberMatched"] == 175
    assert items(client, "communes", "datetime=2025-06-30T12:00:00%2B07:00")["numberMatched"] == 175
    assert items(client, "communes", "datetime=2025-06-30/2025-07-01")["numberMatched"] == 175 + 57
    assert items(client, "communes", "datetime=../2000-01-01")["numberMatched"] == 0
    name = items(client, "communes", "code=13777&at=2025-06-30")["features"][0]["properties"]["full_name"]
    assert name == "Xã Thành Lợi"
    assert items(client, "communes", "code=13777")["features"][0]["properties"]["full_name"] == "Phường Trường Thi"


def test_an_answer_says_which_day_it_is_of(client: TestClient):
    for query, said, is_default in (
        ("", today().isoformat(), True),
        ("&at=2025-06-30", "2025-06-30", False),
        ("&datetime=2025-06-30T23:30:00Z", "2025-07-01", False),
        ("&datetime=2025-06-30/2025-07-01", "2025-06-30/2025-07-01", False),
        ("&datetime=../2025-06-30", "../2025-06-30", False),
        ("&datetime=/..", "../..", False),
    ):
        answer = client.get(f"/ogc/collections/communes/items?limit=1{query}")
        document = answer.json()
        assert (document["at"], document["at_is_default"]) == (said, is_default)
        assert answer.headers["wardmap-at"] == said
    undated = client.get("/ogc/collections/schools/items?limit=1&at=2025-06-30")
    assert "at" not in undated.json()
    assert "wardmap-at" not in undated.headers


def test_a_unit_by_its_id_on_a_day(client: TestClient):
    old = items(client, "communes", "code=13777&at=2025-06-30")["features"][0]
    path = f"/ogc/collections/communes/items/{old['id']}"
    answer = client.get(f"{path}?at=2025-06-30")
    document = answer.json()
    assert document["properties"] == old["properties"]
    assert (document["at"], document["at_is_default"]) == ("2025-06-30", False)
    links = {link["rel"]: link["href"] for link in document["links"]}
    assert client.get(links["self"]).json() == document
    for query in ("", "?at=2025-07-01", "?datetime=2025-07-01/.."):
        assert client.get(path + query).status_code == 404


def test_a_collection_says_from_when_to_when_it_knows_anything(client: TestClient):
    listed = {each["id"]: each for each in client.get("/ogc/collections").json()["collections"]}
    known = {"communes": ["2024-09-01T00:00:00+07:00", None], "coverage_units": ["2024-09-01T00:00:00+07:00", None]}
    known["districts"] = ["2024-09-01T00:00:00+07:00", "2025-07-01T00:00:00+07:00"]
    for name, interval in known.items():
        assert listed[name]["extent"]["temporal"]["interval"] == [interval]
        assert client.get(f"/ogc/collections/{name}").json() == listed[name]
    assert "temporal" not in listed["schools"]["extent"]


def licence_of(document: dict) -> str:
    (found,) = (link["href"] for link in document["links"] if link["rel"] == "license")
    return found.removeprefix("http://ward.example")


def test_whose_the_data_is_and_how_it_may_be_used_is_linked(empty_client: TestClient):
    assert licence_of(empty_client.get("/ogc/?lang=en").json()) == "/about-data?lang=en"
    listed = empty_client.get("/ogc/collections?lang=vi").json()
    assert licence_of(listed) == "/about-data?lang=vi"
    told = empty_client.get("/about-data?lang=vi").text
    for each in listed["collections"]:
        address, _, place = licence_of(each).partition("#")
        assert (address, place) == ("/about-data?lang=vi", each["id"])
        assert f'id="{place}"' in told
    for page in ("/ogc/", "/ogc/collections", "/ogc/collections/schools"):
        assert 'rel="license" href="http://ward.example/about-data?lang=vi' in empty_client.get(f"{page}?f=html").text


OF_WIFI = "filter=rule%3D%27wifi.public-place%27"


@pytest.mark.parametrize("query", ["datetime=../..", "datetime=2025-06-30/2025-07-01", "datetime=2025-06-30/.."])
@pytest.mark.parametrize("layer", ["hamlets", "communes", "coverage_units", "coverage_gaps"])
def test_pages_of_an_interval_lose_nothing_and_double_nothing(
    client: TestClient, sample_db: TestDatabase, layer: str, query: str
):
    """Every hamlet has two versions here: each is on one page, once."""
    start, end = query.partition("=")[2].split("/")
    days = f"daterange('{start.strip('.')}', '{end.strip('.')}', '[]')".replace("''", "NULL")
    wanted = " AND ".join(f"{period} && {days}" for period in all_layers()[layer].periods)
    if layer.startswith("coverage"):
        wanted, query = f"{wanted} AND rule = 'wifi.public-place'", f"{query}&{OF_WIFI}"
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        expected = set(connection.scalars(text(f"SELECT id FROM map_public.{layer} WHERE {wanted}")))
    engine.dispose()
    seen, href = [], f"/ogc/collections/{layer}/items?limit=613&{query}"
    while href:
        page = client.get(href).json()
        assert page["numberMatched"] == len(expected)
        seen += [feature["id"] for feature in page["features"]]
        href = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen))
    assert set(seen) == expected


def test_the_pages_of_one_answer_are_of_one_day(client: TestClient):
    page = items(client, "communes", "limit=1")
    (following,) = (link["href"] for link in page["links"] if link["rel"] == "next")
    assert f"at={today().isoformat()}" in following
    assert client.get(following).json()["at"] == page["at"]


def test_coverage_of_a_day_names_its_units(client: TestClient):
    for day, count in (("2025-06-30", 175), ("2025-07-01", 57)):
        units = items(client, "communes", f"at={day}&limit=1000")["features"]
        counted = items(client, "coverage_units", f"at={day}&limit=1000&{OF_WIFI}")["features"]
        assert len(units) == count
        keys = ("unit_id", "name", "full_name", "code")
        assert {tuple(u["properties"][k] for k in keys) for u in units} == {
            tuple(u["properties"][k] for k in keys) for u in counted
        }
        gaps = items(client, "coverage_gaps", f"at={day}&limit=5000&{OF_WIFI}")["features"]
        assert {g["properties"]["unit_id"] for g in gaps} <= {u["id"] for u in units}


def test_one_feature_by_its_id(client: TestClient):
    first = items(client, "schools", "limit=1")["features"][0]
    answer = client.get(f"/ogc/collections/schools/items/{first['id']}")
    alone = answer.json()
    assert alone.pop("links")
    assert alone == first
    again = client.get(answer.url.path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_page_larger_than_we_give_is_as_large_as_we_give(client: TestClient):
    page = items(client, "addresses", "limit=99999")
    assert page["numberReturned"] == min(page["numberMatched"], 10_000)


def test_an_item_at_an_interval_is_its_newest_version(client: TestClient):
    listed = items(client, "hamlets", "datetime=../..&limit=3")["features"]
    for feature in listed:
        alone = client.get(f"/ogc/collections/hamlets/items/{feature['id']}?datetime=../..").json()
        assert alone["properties"] == feature["properties"]


def test_no_dwelling_is_listed_to_the_public(client: TestClient):
    assert items(client, "addresses", "kind=dwelling")["numberMatched"] == 0
    assert items(client, "addresses", "status=draft")["numberMatched"] == 0
    assert items(client, "addresses", "kind=office")["numberMatched"] > 0


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=-1", 400),
        ("limit=0", 400),
        ("limit=abc", 400),
        ("limit=1e3", 400),
        ("limit=٣", 400),
        ("limit=" + "9" * 500, 400),
        ("bbox=nan,1,2,3", 400),
        ("bbox=inf,1,2,3", 400),
        ("bbox=1,2,3", 400),
        ("bbox=106,21,107,20", 400),
        ("bbox=106,20,107,91", 400),
        ("bbox=", 400),
        ("datetime=yesterday", 400),
        ("datetime=2025-02-30", 400),
        ("datetime=2025-07-02/2025-07-01", 400),
        ("datetime=0000-01-01", 400),
        ("datetime=2025-07-01&at=2025-07-01", 400),
        ("cursor=x", 400),
        ("cursor=-1", 400),
        ("f=exe", 400),
        ("nope=1", 400),
        ("note=x", 400),
        ("capacity=many", 400),
        ("smart_school=yes", 400),
        ("name=%00", 400),
        ("name=" + "x" * 1000, 400),
        ("limit=1&limit=2", 400),
    ],
)
def test_a_bad_parameter_is_named(client: TestClient, query: str, status: int):
    answer = client.get(ITEMS.format("schools") + "?" + query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Yêu cầu không hợp lệ"
    english = client.get(ITEMS.format("schools") + "?" + query, headers={"Accept-Language": "en"})
    assert english.json()["title"] == "Bad request"


@pytest.mark.parametrize("item", ["x", "0", "-1", "999999999999", "9" * 40, "1.0", "%C2%B2", "٣"])
def test_an_item_that_is_not_there_is_not_found(client: TestClient, item: str):
    assert client.get(f"/ogc/collections/schools/items/{item}").status_code == 404


def test_a_collection_hidden_from_the_public_is_not_found(client: TestClient):
    for path in ("", "/items", "/items/1"):
        assert client.get(f"/ogc/collections/cameras{path}").json() == client.get(f"/ogc/collections/nope{path}").json()
