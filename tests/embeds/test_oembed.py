"""What other sites are told about a link to one of our maps."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from geo_api.app import create_app
from geo_api.settings import Settings
from tests.conftest import TestDatabase

SITE = "http://ward.example"


def told(client: TestClient, url: str, **others: str) -> dict[str, Any]:
    answer = client.get("/oembed", params={"url": url, **others})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def framed(document: dict[str, Any]) -> str:
    """The address in the frame of a document."""
    found = re.search(r'<iframe src="([^"]+)"', document["html"])
    assert found
    return unescape(found[1])


def test_a_link_to_a_map_becomes_a_frame_that_shows_it(client: TestClient):
    document = told(client, f"{SITE}/embed/wifi?z=12&lat=20.4&lon=106.1&theme=dark")
    assert {name: document[name] for name in ("version", "type", "title")} == {
        "version": "1.0",
        "type": "rich",
        "title": "Điểm phát wifi",
    }
    shown = urlsplit(framed(document))
    assert shown.path == "/embed/wifi"
    assert parse_qs(shown.query) == {
        "z": ["12"],
        "lat": ["20.40000"],
        "lon": ["106.10000"],
        "theme": ["dark"],
        "lang": ["vi"],
    }
    assert client.get(f"{shown.path}?{shown.query}").status_code == 200
    thumbnail = urlsplit(document["thumbnail_url"])
    assert client.get(f"{thumbnail.path}?{thumbnail.query}").headers["content-type"] == "image/png"


def test_the_large_map_is_embedded_with_the_view_behind_its_hash(client: TestClient):
    unit = client.get("/api/v1/units?level=commune&limit=1").json()["units"][0]["id"]
    url = f"{SITE}/?lang=en&rule=camera.junction#map=11.5/20.4/106.1&at=2025-12-01&unit={unit}"
    shown = urlsplit(framed(told(client, url)))
    assert shown.path == "/embed/coverage/camera.junction"
    expected = {"z": ["11.5"], "at": ["2025-12-01"], "unit": [str(unit)], "lang": ["en"]}
    assert expected.items() <= parse_qs(shown.query).items()
    assert urlsplit(framed(told(client, f"{SITE}/"))).path == "/embed/coverage/wifi.public-place"


@pytest.mark.parametrize(
    ("shown", "path"),
    [
        ("layers=communes,commune_labels,wifi,roads", "/embed/wifi"),
        ("layers=coverage_units,coverage_gaps,communes,wifi", "/embed/wifi"),
        ("layers=wifi,schools", "/embed/schools"),
        ("layers=wifi,schools&order=communes,wifi,schools", "/embed/wifi"),
        ("layers=wifi&order=schools,communes", "/embed/wifi"),
        ("layers=communes,commune_labels", "/embed/communes"),
        ("layers=nothing,wifi,cameras", "/embed/wifi"),
        ("layers=coverage_units,communes,roads", "/embed/coverage/camera.junction"),
        ("layers=commune_labels", "/embed/coverage/camera.junction"),
        ("layers=", "/embed/coverage/camera.junction"),
    ],
)
def test_of_the_layers_of_the_large_map_the_topmost_is_embedded(client: TestClient, shown: str, path: str):
    document = told(client, f"{SITE}/?rule=camera.junction#map=11.5/20.4/106.1&{shown}")
    address = urlsplit(framed(document))
    assert address.path == path
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_a_link_may_say_its_language_with_the_region_and_what_sites_add(client: TestClient):
    shown = urlsplit(framed(told(client, f"{SITE}/embed/wifi?lang=en-GB&opacity=gone:50&utm_source=zalo")))
    assert parse_qs(shown.query) == {"lang": ["en"]}


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (640, 480)),
        ({"maxwidth": "400"}, (400, 300)),
        ({"maxheight": "200"}, (640, 200)),
        ({"maxwidth": "5000", "maxheight": "5000"}, (640, 480)),
    ],
)
def test_it_is_no_larger_than_allowed(client: TestClient, asked: dict[str, str], size: tuple[int, int]):
    document = told(client, f"{SITE}/embed/wifi", **asked, dnt="1")
    assert (document["width"], document["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in document["html"]


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/embed/wifi",
        "http://ward.example.elsewhere.example/embed/wifi",
        "http://ward.example@elsewhere.example/embed/wifi",
        "https://ward.example/embed/wifi",
        "javascript:alert(1)",
        "/embed/wifi",
        "",
        f"{SITE}/embed",
        f"{SITE}/embed/",
        f"{SITE}/embed/cameras",
        f"{SITE}/embed/wifi/more",
        f"{SITE}/embed/coverage/no.rule",
        f"{SITE}/embed/wifi?unit=x",
        f"{SITE}/embed/wifi?unit=99999999",
        f"{SITE}/embed/wifi?lang=fr",
        f"{SITE}/embed/wifi?theme=pink",
        f"{SITE}/embed/wifi?at=2025-02-31",
        f"{SITE}/embed/wifi?datetime=2025-01-01/2025-02-01",
        f"{SITE}/embed/wifi?datetime=../2025-02-01",
        f"{SITE}/embed/wifi?uint=1",
        f"{SITE}/embed/wifi?legend=0&legend=1",
        f"{SITE}/admin",
        f"{SITE}/as/admin/embed/wifi",
        "http://[/embed/wifi",
    ],
)
def test_links_of_others_and_links_to_no_map_are_not_found(client: TestClient, url: str):
    assert client.get("/oembed", params={"url": url}).status_code == 404


def test_xml_is_not_offered_and_bad_sizes_are_refused(client: TestClient):
    url = f"{SITE}/embed/wifi"
    assert client.get("/oembed", params={"url": url, "format": "xml"}).status_code == 501
    assert client.get("/oembed", params={"url": url, "maxwidth": "-1"}).status_code == 400
    assert client.get("/oembed").status_code == 400


def test_pages_of_any_site_may_ask(client: TestClient):
    answer = client.get("/oembed", params={"url": f"{SITE}/embed/wifi"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/embed/wifi?lang=en", "/embed/coverage/wifi.public-place"])
def test_pages_say_where_it_is_and_how_a_link_to_them_looks(client: TestClient, path: str):
    page = client.get(path).text
    link = re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', page)
    assert link
    discovered = client.get(unescape(link[1]))
    assert discovered.status_code == 200
    for name in ("og:title", "og:description", "og:url", "og:image", "og:locale"):
        assert re.search(rf'<meta property="{name}" content="[^"]+">', page), name
    picture = re.search(r'property="og:image" content="([^"]+)"', page)
    assert picture
    assert client.get(unescape(picture[1])).status_code == 200


def test_all_addresses_are_those_that_the_world_knows(sample_db: TestDatabase):
    settings = Settings(public_url="https://bando.example.vn/xa")
    with TestClient(create_app(settings, sample_db.service)) as client:
        document = told(client, "https://bando.example.vn/xa/embed/wifi")
        assert framed(document).startswith("https://bando.example.vn/xa/embed/wifi?")
        assert document["provider_url"] == "https://bando.example.vn/xa/"
        page = client.get("/embed/wifi", headers={"Host": "evil.example"}).text
        assert "evil.example" not in page
        assert 'content="https://bando.example.vn/xa/og/wifi.png' in page
