"""`/gallery`: examples out of what there is, and of nothing else."""

import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from shapely import box

from geo_api import kept_minute
from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.settings import Settings
from tests.coverage.world import Thing, Unit, World, build
from tests.servers import TestDatabase

WORLD = World(
    units=[Unit("00001", box(106.10, 20.40, 106.20, 20.50))],
    things=[Thing(layer, f"{layer} {n}", 106.15, 20.45) for layer in ("schools", "markets", "cameras") for n in (1, 2)],
)


def cards(page: str) -> Iterator[tuple[str, str, str, str]]:
    """Title, picture, map and builder of each."""
    for card in re.findall(r'<li class="map-card">(.*?)</li>', page, re.DOTALL):
        (picture,) = re.findall(r'src="([^"]+)"', card)
        large, builder = re.findall(r'href="([^"]+)"', card)
        (title,) = re.findall(r"<h3>([^<]+)</h3>", card)
        yield html.unescape(title), *map(html.unescape, (picture, large, builder))


def sentences(page: str) -> list[str]:
    """What is said of each."""
    return [html.unescape(told) for told in re.findall(r"</h3>\s*<p>(.*?)</p>", page, re.DOTALL)]


@pytest.fixture
def small(empty_db: TestDatabase) -> Iterator[TestClient]:
    with owner_connection(empty_db.owner) as connection:
        build(connection, WORLD)
    with TestClient(create_app(Settings(), empty_db.service)) as client:
        yield client


def test_only_open_layers_with_rows_are_shown(small: TestClient) -> None:
    found = list(cards(small.get("/gallery?lang=vi").text))
    assert {title for title, *_ in found} == {"Trường học", "Chợ"}
    for _, picture, large, builder in found:
        assert small.get(picture).headers["content-type"] == "image/png"
        assert small.get(large.partition("#")[0]).status_code == 200
        (what,) = parse_qs(urlsplit(builder).query)["what"]
        assert f'value="{what}"' in small.get(builder).text
        assert large.endswith(f"#layers=communes,commune_labels,{what}")


def test_rules_with_results_a_commune_and_the_day_of_the_change_come_first(client: TestClient) -> None:
    page = client.get("/gallery?lang=en").text
    found = list(cards(page))
    large = [each[2] for each in found]
    assert large[0] == "/?lang=en&rule=wifi.public-place"
    themes = [parse_qs(urlsplit(each).query).get("rule", ["."])[0].partition(".")[0] for each in large[:6]]
    assert len(set(themes)) == 6
    (unit,) = [each for each in large if "#unit=" in each]
    document = client.get(f"/api/v1/units/{unit.partition('#unit=')[2]}").json()
    assert document["unit"]["full_name"] in [title for title, *_ in found]
    assert any(each.endswith("&at=2025-07-01&compare=2025-06-30") for each in large)
    for _, picture, *_ in found[:1] + found[6:8]:
        assert client.get(picture).status_code == 200
    assert 'coverage_map(None, "wifi.public-place")' in html.unescape(page).replace("&#34;", '"')


def test_places_are_promised_only_where_everybody_may_see_them(client: TestClient) -> None:
    found = list(cards(client.get("/gallery?lang=en").text))
    rules = [parse_qs(urlsplit(large).query).get("rule", [""])[0] for _, _, large, _ in found]
    told = dict(zip(rules, sentences(client.get("/gallery?lang=en").text), strict=True))
    del told[""]
    for rule, sentence in told.items():
        gaps = client.get("/ogc/collections/coverage_gaps/items", params={"rule": rule, "outcome": "fail", "limit": 1})
        assert ("where" in sentence or "each on the map" in sentence) == bool(gaps.json()["features"]), rule
    assert len({"where" in sentence for sentence in told.values()}) == 2


def test_the_layer_of_the_notebook_is_one_that_it_takes_whole(client: TestClient) -> None:
    (layer,) = re.findall(r"layer_map\(None, &#34;(\w+)&#34;\)", client.get("/gallery").text)
    assert client.get(f"/ogc/collections/{layer}/items?limit=1").json()["numberMatched"] < 5000


def test_it_is_read_once_a_minute(empty_db: TestDatabase, small: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    before = small.get("/gallery").text
    with owner_connection(empty_db.owner) as connection:
        build(connection, World(things=[Thing("wifi", "Wifi", 106.15, 20.45)]))
    assert small.get("/gallery").text == before
    monkeypatch.setattr(kept_minute, "KEPT_SECONDS", 0)
    assert "/og/wifi.png" in small.get("/gallery").text


def test_an_empty_map_says_so(empty_client: TestClient) -> None:
    page = empty_client.get("/gallery?lang=vi").text
    assert "Chưa có dữ liệu nào để xem." in page
    assert list(cards(page)) == []


def test_it_needs_no_scripts_and_every_page_leads_to_it(client: TestClient) -> None:
    answer = client.get("/gallery?lang=vi")
    assert "<script" not in answer.text
    for path in ("/", "/about-data", "/embed"):
        assert 'href="/gallery?lang=vi"' in client.get(f"{path}?lang=vi", headers={"Accept": "text/html"}).text
    assert client.get("/gallery?lang=fr").status_code == 400
