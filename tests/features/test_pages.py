"""The documents of open data as pages for people."""

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from tests.conftest import TestDatabase, client_of
from tests.features.test_formats import add_markets

DOCUMENTS = ["/ogc/", "/ogc/conformance", "/ogc/collections", "/ogc/collections/wifi", "/ogc/collections/wifi/items"]
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def opened(client: TestClient, address: str, **headers: str) -> str:
    answer = client.get(address, headers={**BROWSER, **headers})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return unescape(answer.text)


@pytest.mark.parametrize("address", DOCUMENTS)
def test_every_document_is_a_page_too(client: TestClient, address: str):
    page = opened(client, address)
    assert '<html lang="vi">' in page
    assert opened(client, f"{address}?lang=en").count('<html lang="en">') == 1
    document = client.get(address).json()
    (alternate,) = (
        link["href"] for link in document["links"] if link["type"] == "text/html" and link["rel"] == "alternate"
    )
    heading = re.search("<h1>.*</h1>", page)
    assert heading
    assert heading[0] in unescape(client.get(alternate).text)
    for script in re.findall(r"<script[^>]*>", page):
        assert "src=" in script or 'type="application/json"' in script
    assert not re.search(r"\son\w+=|style=|javascript:", page)


@pytest.mark.parametrize(
    "address", ["/ogc/", "/ogc/collections/communes", "/ogc/collections/communes/items?limit=3&sortby=-name"]
)
def test_links_of_a_page_lead_somewhere(client: TestClient, address: str):
    for target in set(re.findall(r'(?:href|data-source)="(/[^"]+)"', opened(client, address))):
        assert client.get(target, headers=BROWSER).status_code == 200, target


def test_rows_are_shown_as_people_write_them(client: TestClient):
    page = opened(client, "/ogc/collections/communes/items?limit=3&at=2025-06-30&f=html")
    assert "175 đối tượng · Theo ngày 30/6/2025" in page
    assert re.search(r"\d+,\d\d km²", page)
    assert "1/7/2025" in page
    english = opened(client, "/ogc/collections/communes/items?limit=3&at=2025-06-30&lang=en")
    assert "175 features · As of 30 June 2025" in english
    assert re.search(r"\d+\.\d\d km²", english)


def test_a_column_sorts_and_says_so(client: TestClient):
    page = opened(client, "/ogc/collections/schools/items?sortby=-capacity")
    assert 'aria-sort="descending"' in page
    assert 'sortby=capacity"' in page
    assert 'sortby=-capacity"' in opened(client, "/ogc/collections/schools/items?sortby=capacity")


def test_a_feature_has_a_page(client: TestClient):
    one = client.get("/ogc/collections/communes/items?code=13777").json()["features"][0]
    page = opened(client, f"/ogc/collections/communes/items/{one['id']}")
    assert "<h1>Phường Trường Thi</h1>" in page
    assert opened(client, f"/ogc/collections/communes/items/{one['id']}?lang=en").count("Communes and wards") >= 1
    assert client.get("/ogc/collections/communes/items/0", headers=BROWSER).status_code == 404


def test_text_of_data_stays_text(empty_db: TestDatabase):
    script = "<script>alert(1)</script>\"'"
    add_markets(empty_db, [script])
    with client_of(empty_db) as client:
        for address in (
            "/ogc/collections/markets/items",
            "/ogc/collections/markets/items?filter=name%20%3D%20'%3Cscript%3E'",
        ):
            assert "<script>alert" not in client.get(address, headers=BROWSER).text
        assert script in opened(client, "/ogc/collections/markets/items")


def test_nothing_found_is_said(client: TestClient):
    assert "Không có đối tượng nào phù hợp." in opened(client, "/ogc/collections/markets/items?filter=FALSE")
