"""What the OGC's executable test suite asks of OGC API – Features, beyond what the other files show."""

import pytest
from fastapi.testclient import TestClient
from pyproj import Transformer

from geo_api.features.crs import OFFERED

ITEMS = "/ogc/collections/{}/items"


@pytest.mark.parametrize(
    ("interval", "said"),
    [
        ("2025-06-29/P2D", "2025-06-29/2025-07-01"),
        ("P1M/2025-07-31", "2025-06-30/2025-07-31"),
        ("2025-06-30T20:00:00+07:00/PT12H", "2025-06-30/2025-07-01"),
    ],
)
def test_an_interval_may_end_after_a_duration(client: TestClient, interval: str, said: str):
    answer = client.get(ITEMS.format("communes"), params={"datetime": interval, "limit": 1})
    assert answer.status_code == 200
    assert answer.json()["at"] == said


@pytest.mark.parametrize("interval", ["2025-06-29/P", "P1D/P1D", "../P1D", "2025-06-29/P9999Y", "2025-06-29/PT"])
def test_a_duration_that_leads_nowhere_is_refused(client: TestClient, interval: str):
    assert client.get(ITEMS.format("communes"), params={"datetime": interval}).status_code == 400


@pytest.mark.parametrize("layer", ["police_posts", "one_stop_offices"])
def test_the_extent_is_the_same_box_in_every_system(client: TestClient, layer: str):
    """The OGC's suite carries the corners over into each system, and wants no other features there."""
    document = client.get(f"/ogc/collections/{layer}").json()
    west, south, east, north = document["extent"]["spatial"]["bbox"][0]
    every = {feature["id"] for feature in client.get(ITEMS.format(layer), params={"limit": 1000}).json()["features"]}
    for crs in OFFERED:
        corners = Transformer.from_crs(4326, crs.srid, always_xy=True)
        ends = [corners.transform(west, south), corners.transform(east, north)]
        numbers = [f"{number:.9f}" for x, y in ends for number in ((y, x) if crs.latitude_first else (x, y))]
        box = {"bbox": ",".join(numbers), "bbox-crs": crs.uri, "limit": 1000}
        found = client.get(ITEMS.format(layer), params=box).json()["features"]
        assert {feature["id"] for feature in found} == every, crs


def test_no_address_ignores_a_parameter_that_it_does_not_know(client: TestClient):
    for address in (
        "/openapi.json",
        "/ogc/openapi",
        "/ogc/",
        "/ogc/conformance",
        "/ogc/collections",
        "/ogc/collections/schools",
    ):
        assert client.get(address).status_code == 200
        answer = client.get(address, params={"unknownQueryParameter10001": 1})
        assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json"), address


def test_a_next_link_takes_any_limit_and_leads_to_the_rest(client: TestClient):
    """The suite follows it with the largest limit that the document knows, and adds up."""
    parameters = client.get("/ogc/openapi").json()["paths"]["/collections/{collectionId}/items"]["get"]["parameters"]
    largest = next(each["schema"]["maximum"] for each in parameters if each["name"] == "limit")
    first = client.get(ITEMS.format("schools")).json()
    following = next(link["href"] for link in first["links"] if link["rel"] == "next")
    rest = client.get(f"{following}&limit={largest}").json()
    assert first["numberReturned"] + rest["numberReturned"] == first["numberMatched"]
    assert not any(link["rel"] == "next" for link in rest["links"])


@pytest.mark.parametrize("layer", ["addresses", "communes", "commune_labels", "coverage_gaps", "schools"])
def test_a_box_selects_the_same_as_a_filter_in_every_kind_of_layer(client: TestClient, layer: str):
    whole = client.get(ITEMS.format(layer), params={"limit": 10_000}).json()["numberReturned"]
    box = "106.1,20.3,106.25,20.45"
    selected = client.get(ITEMS.format(layer), params={"bbox": box, "limit": 10_000}).json()["features"]
    condition = f"S_INTERSECTS(geometry, BBOX({box}))"
    filtered = client.get(ITEMS.format(layer), params={"filter": condition, "limit": 10_000}).json()["features"]
    assert [feature["id"] for feature in selected] == [feature["id"] for feature in filtered]
    assert 0 < len(selected) < whole


@pytest.mark.parametrize(
    ("box", "found"),
    [
        ("-180,-90,180,90", True),
        ("0,89.5,1,90", False),
        ("106.1,-90,106.4,90", True),
        ("0,0,0,0", False),
        ("170,-90,-170,90", False),
    ],
)
def test_boxes_at_the_edges_of_the_world_are_boxes(client: TestClient, box: str, found: bool):
    for layer in ("addresses", "communes", "wifi"):
        answer = client.get(ITEMS.format(layer), params={"bbox": box})
        assert answer.status_code == 200
        assert bool(answer.json()["features"]) is found, layer
