"""`/about-data` for programs: a DCAT-AP catalogue as JSON-LD, held to the properties that DCAT-AP asks for."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import text

from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.settings import Settings
from layers.layer import Audience
from layers.registry import layers_for
from tests.coverage.world import Thing, Unit, World, build
from tests.servers import TestDatabase

SITE = "http://testserver"
WORLD = World(
    units=[
        Unit("00001", box(106.10, 20.40, 106.20, 20.50)),
        Unit("00002", box(106.10, 20.40, 106.15, 20.50), valid="[2024-09-01,2025-07-01)"),
    ],
    things=[
        Thing(layer, f"{layer} {n}", 106.15 + n / 100, 20.45) for layer in ("schools", "markets") for n in range(2)
    ],
)
SAID = """
UPDATE load SET file_name = :name, data_source = :source, data_licence = :licence, data_date = :day WHERE layer = :layer
"""
SCHOOLS = {"layer": "schools", "name": "a.xlsx", "source": "Sở Giáo dục", "licence": "CC BY 4.0", "day": "2026-01-31"}
MARKETS = {"layer": "markets", "name": "b.xlsx", "source": None, "licence": None, "day": None}


@pytest.fixture
def client(empty_db: TestDatabase) -> Iterator[TestClient]:
    with owner_connection(empty_db.owner) as connection:
        build(connection, WORLD)
        for said in (SCHOOLS, MARKETS):
            connection.execute(text(SAID), said)
    settings = Settings(agency="UBND xã Thử", agency_email="xa@thu.gov.vn", agency_hotline="1022")
    with TestClient(create_app(settings, empty_db.service)) as client:
        yield client


@pytest.fixture
def catalogue(client: TestClient) -> dict[str, Any]:
    answer = client.get("/about-data", headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    found: dict[str, Any] = answer.json()
    return found


def dataset(catalogue: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in catalogue["dcat:dataset"] if each["dct:identifier"] == name)
    return found


def all_nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for each in value if isinstance(value, list) else ():
        yield from all_nodes(each)


def test_every_open_layer_is_a_dataset_with_what_dcat_ap_asks_for(catalogue: dict[str, Any]) -> None:
    mandatory = {
        "dcat:Catalog": {"dct:title", "dct:description", "dct:publisher", "dcat:dataset"},
        "dcat:Dataset": {"dct:title", "dct:description", "dct:publisher", "dcat:distribution"},
        "dcat:Distribution": {"dcat:accessURL", "dcat:mediaType"},
        "dcat:DataService": {"dct:title", "dcat:endpointURL"},
        "foaf:Organization": {"foaf:name"},
    }
    nodes = list(all_nodes({key: value for key, value in catalogue.items() if key != "@context"}))
    assert {kind for kind in mandatory if any(node.get("@type") == kind for node in nodes)} == set(mandatory)
    assert [node for node in nodes if not mandatory.get(str(node.get("@type")), set()) <= set(node)] == []
    assert {each["dct:identifier"] for each in catalogue["dcat:dataset"]} == set(layers_for(Audience.PUBLIC))
    # Every prefix is declared, and who is pointed at is there.
    prefixes = {key.partition(":")[0] for node in nodes for key in node if not key.startswith("@")}
    assert prefixes <= set(catalogue["@context"])
    assert dataset(catalogue, "schools")["dct:publisher"] == {"@id": catalogue["dct:publisher"]["@id"]}


def test_a_dataset_tells_who_made_it_how_it_may_be_used_where_and_of_when_it_is(catalogue: dict[str, Any]) -> None:
    schools = dataset(catalogue, "schools")
    assert schools["dct:provenance"]["rdfs:label"][0]["@value"] == "Sở Giáo dục (dữ liệu ngày 31/1/2026)"
    licence = {"@id": "https://creativecommons.org/licenses/by/4.0/", "rdfs:label": "CC BY 4.0"}
    assert [licence.items() <= each["dct:license"].items() for each in schools["dcat:distribution"]] == [True] * 5
    assert "106.15 20.45" in schools["dct:spatial"]["dcat:bbox"]["@value"]
    assert schools["dct:temporal"]["dcat:startDate"] == {"@type": "xsd:date", "@value": "2026-01-31"}
    assert schools["dcat:contactPoint"]["vcard:hasTelephone"] == {"@id": "tel:1022"}
    assert catalogue["dct:publisher"]["foaf:name"][0] == {"@language": "vi", "@value": "UBND xã Thử"}
    assert "dcat:startDate" in dataset(catalogue, "communes")["dct:temporal"]


def test_of_what_nobody_licensed_no_licence_is_named(catalogue: dict[str, Any]) -> None:
    assert ["dct:license" in each for each in dataset(catalogue, "markets")["dcat:distribution"]] == [False] * 5


def test_every_address_leads_to_what_it_says(client: TestClient, catalogue: dict[str, Any]) -> None:
    for name in ("schools", "communes", "coverage_gaps"):
        for each in dataset(catalogue, name)["dcat:distribution"]:
            answer = client.get(each["dcat:accessURL"]["@id"].removeprefix(SITE))
            media_type = answer.headers["content-type"].partition(";")[0]
            assert (answer.status_code, each["dcat:mediaType"]["@id"].endswith(media_type)) == (200, True), each


def test_a_file_of_units_has_those_of_all_days_that_the_catalogue_speaks_of(
    client: TestClient, catalogue: dict[str, Any]
) -> None:
    files = [
        each["dcat:downloadURL"]
        for each in dataset(catalogue, "communes")["dcat:distribution"]
        if "dcat:downloadURL" in each
    ]
    whole = client.get(files[0]["@id"].removeprefix(SITE)).json()["features"]
    today = client.get("/ogc/collections/communes/items?limit=10000").json()["features"]
    days = dataset(catalogue, "communes")["dct:temporal"]
    assert len(whole) > len(today)
    assert min(each["properties"]["valid_from"] for each in whole) == days["dcat:startDate"]["@value"]


def test_the_page_leads_to_it_and_stays_the_page_for_everybody_else(client: TestClient) -> None:
    page = client.get("/about-data", headers={"Accept": "text/html,*/*;q=0.8"})
    assert '<link rel="alternate" type="application/ld+json" href="/about-data?f=jsonld"' in page.text
    assert "Accept" in page.headers["vary"]
    assert client.get("/about-data").headers["content-type"].startswith("text/html")
    assert client.get("/about-data?f=jsonld").json()["@type"] == "dcat:Catalog"
    assert client.get("/about-data?f=rdf").status_code == 400
