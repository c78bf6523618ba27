"""Maps for other sites as they are sent: what they are asked, what they tell, and what they refuse."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Role
from geo_api.app import create_app
from geo_api.assets import asset_urls, static_folder
from geo_api.db import owner_connection
from geo_api.embeds.subject import layers_to_embed
from geo_api.embeds.words_builder import BUILDER_WORDS
from geo_api.settings import Settings
from layers.layer import Audience
from layers.registry import all_layers, layers_for
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase

ROOT = Path(__file__).parents[2]
RULE = "/embed/coverage/wifi.public-place"
BROWSER = {"Accept": "text/html"}


def told(client: TestClient, path: str, **headers: str) -> dict[str, Any]:
    """What the scripts of a page know."""
    answer = client.get(path, headers={**BROWSER, **headers})
    assert answer.status_code == 200, answer.text
    found = re.search(r'<script type="application/json" id="catalogue">(.*?)</script>', answer.text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@pytest.fixture(scope="module")
def ward(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/api/v1/units?level=commune&q=Nam Định").json()["units"][0])


def test_each_public_layer_that_stands_alone_is_a_map_and_no_other(client: TestClient):
    public = layers_for(Audience.PUBLIC)
    for name in layers_to_embed():
        catalogue = told(client, f"/embed/{name}")
        assert catalogue["embed"]["names"] == [name]
        assert {layer["name"] for layer in catalogue["layers"]} <= set(public)
    for name in ("cameras", "commune_labels", "indicator_values", "coverage_units", "coverage", "nothing"):
        assert name not in layers_to_embed()
        assert client.get(f"/embed/{name}").status_code == 404


def test_a_rule_is_a_map_of_its_results(client: TestClient):
    catalogue = told(client, RULE)
    assert catalogue["rule"] == "wifi.public-place"
    assert catalogue["embed"]["names"] == ["coverage_units", "coverage_gaps"]
    assert client.get("/embed/coverage/no.rule").status_code == 404


def test_whoever_is_signed_in_sees_what_everybody_sees(client: TestClient, sample_db: TestDatabase):
    account = add_account(sample_db, "embeds", Role.ADMIN)
    try:
        client.cookies.update(cookie_of(sample_db, account))
        signed_in = client.get("/embed/wifi")
        beneath = client.get("/as/admin/embed/wifi")
    finally:
        client.cookies.clear()
        with owner_connection(sample_db.owner) as connection:
            connection.execute(text("DELETE FROM account WHERE id = :id"), {"id": account})
    everybody = client.get("/embed/wifi")
    assert signed_in.content == everybody.content == beneath.content
    assert "set-cookie" not in everybody.headers
    assert told(client, "/embed/wifi")["sendsNoCookies"]
    public = {field.name for field in all_layers()["wifi"].fields_for(Audience.PUBLIC)}
    (wifi,) = [layer for layer in told(client, "/embed/wifi")["layers"] if layer["name"] == "wifi"]
    assert {field["name"] for field in wifi["fields"]} == public


def test_a_unit_is_shown_and_said(client: TestClient, ward: dict[str, Any]):
    page = client.get(f"/embed/wifi?unit={ward['id']}")
    assert f"Điểm phát wifi · {ward['full_name']}" in page.text
    shown = told(client, f"/embed/wifi?unit={ward['id']}")["embed"]
    assert shown["unit"] == ward["id"]
    assert shown["bounds"] == pytest.approx(ward["bbox"], abs=1e-6)


def test_a_unit_that_ended_is_still_shown_where_it_was_and_the_page_says_so(client: TestClient):
    (former,) = client.get("/api/v1/units?level=commune&at=2025-06-30&q=Trường Thi&limit=1").json()["units"]
    assert "không còn vào ngày này" in client.get(f"/embed/wifi?unit={former['id']}").text
    then = client.get(f"/embed/wifi?unit={former['id']}&at=2025-06-30")
    assert "không còn vào ngày này" not in then.text


@pytest.mark.parametrize(
    ("query", "spot", "box"),
    [
        ("z=12.5&lat=20.42&lon=106.17", [12.5, 20.42, 106.17], None),
        ("bbox=106.1,20.3,106.2,20.5", None, [106.1, 20.3, 106.2, 20.5]),
    ],
)
def test_the_view_asked_for_is_the_one_shown(client: TestClient, query: str, spot: object, box: object):
    shown = told(client, f"/embed/wifi?{query}")["embed"]
    assert shown["spot"] == spot
    assert box is None or shown["bounds"] == box


def test_layers_are_as_strong_and_in_the_order_that_is_asked(client: TestClient):
    address = "/embed/wifi?opacity=wifi:60,communes:40&order=communes,wifi&lang=en"
    shown = told(client, address)["embed"]["looks"]
    assert shown == {"strength": [["wifi", 60], ["communes", 40]], "order": ["communes", "wifi"]}
    # The address that is handed on says the same.
    assert "opacity=wifi%3A60%2Ccommunes%3A40&amp;order=communes%2Cwifi" in client.get(address).text
    assert told(client, "/embed/wifi")["embed"]["looks"] == {"strength": [], "order": []}


def test_layers_that_there_are_no_more_are_let_pass_in_links_that_name_them(client: TestClient):
    address = "/embed/wifi?opacity=nothing:50,wifi:60&order=cameras,wifi&lang=en"
    assert told(client, address)["embed"]["looks"] == {"strength": [["wifi", 60]], "order": ["wifi"]}
    assert "opacity=wifi%3A60&amp;order=wifi&amp;" in client.get(address).text


@pytest.mark.parametrize(("tag", "language"), [("vi-VN", "vi"), ("en-US", "en"), ("EN", "en"), ("vi-Latn-VN", "vi")])
def test_a_language_may_be_said_with_its_region(client: TestClient, tag: str, language: str):
    for page in ("/embed/wifi", "/embed", "/", "/ogc/collections/wifi", "/ogc/collections/wifi/items"):
        assert client.get(f"{page}?lang={tag}", headers=BROWSER).headers["content-language"] == language
    assert told(client, f"/embed/wifi?lang={tag}")["language"] == language


def test_legend_title_theme_and_language_are_as_asked(client: TestClient):
    plain = client.get("/embed/wifi").text
    assert 'id="legend"' in plain
    assert 'media="(prefers-color-scheme: dark)"' in plain
    bare = client.get("/embed/wifi?legend=0&title=0&theme=dark&lang=en").text
    assert 'id="legend"' not in bare
    assert '<h1 class="visually-hidden"' in bare
    assert 'media="all"' in bare
    assert '<html lang="en">' in bare


def test_the_day_of_the_results_is_said_and_where_there_are_none(client: TestClient):
    assert told(client, RULE)["embed"]["isCounted"]
    assert not told(client, f"{RULE}?at=1990-01-01")["embed"]["isCounted"]
    assert "Số liệu ngày" in client.get(RULE).text
    assert "Chưa có số liệu cho ngày này" in client.get(f"{RULE}?at=1990-01-01").text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("unit=x", "unit"),
        ("unit=0", "unit"),
        ("unit=99999999", "unit"),
        ("z=12", "z, lat"),
        ("z=40&lat=20&lon=106", "“z”"),
        ("z=12&lat=91&lon=106", "“lat”"),
        ("z=12&lat=20&lon=nan", "“lon”"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=107,20,106,21", "bbox"),
        ("bbox=106,20,107,21&z=12&lat=20&lon=106", "bbox"),
        ("at=2025-02-31", "at"),
        ("legend=2", "legend"),
        ("base=yes", "base"),
        ("title=no", "title"),
        ("theme=pink", "theme"),
        ("opacity=wifi", "opacity"),
        ("opacity=wifi:5", "opacity"),
        ("opacity=nothing:5", "opacity"),
        ("order=wifi,,roads", "order"),
        ("order=wifi%3Croads", "order"),
        ("lang=fr", "lang"),
        ("uint=1", "uint"),
        ("legend=0&legend=1", "legend"),
    ],
)
def test_what_cannot_be_is_refused_by_name_in_both_languages(client: TestClient, query: str, names: str):
    answer = client.get(f"/embed/wifi?{query}", headers=BROWSER)
    assert answer.status_code == 400
    refusal = re.search(r'<main class="embed-refusal">(.*?)</main>', answer.text, re.DOTALL)
    assert refusal
    assert refusal[1].count(names) >= 2
    assert "<script" not in answer.text
    assert client.get(f"/embed/wifi?{query}").headers["content-type"] == "application/problem+json"


def test_what_sites_add_to_links_is_let_pass(client: TestClient):
    assert client.get("/embed/wifi?fbclid=1&utm_source=zalo&zarsrc=30").status_code == 200


def test_the_page_is_the_same_for_a_while_and_then_asked_for_by_its_tag(client: TestClient):
    first = client.get("/embed/wifi")
    again = client.get("/embed/wifi", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_results_are_told_by_commune_whatever_the_level_of_the_rule(client: TestClient):
    for rule in ("hamlet.smart", "wifi.public-place", "board.commune"):
        catalogue = told(client, f"/embed/coverage/{rule}")
        units = {"coverage_units", "coverage_communes"} & set(catalogue["embed"]["names"])
        assert units == ({"coverage_units"} if rule == "wifi.public-place" else {"coverage_communes"})
        assert client.get(f"/api/v1/coverage/{rule}/units?level=commune").json()["units"]


def test_the_large_map_shows_the_results_of_the_same_rule(client: TestClient):
    assert told(client, "/?rule=camera.junction")["rule"] == "camera.junction"
    assert 'href="/?rule=camera.junction&amp;lang=en"' in client.get("/?rule=camera.junction").text
    assert told(client, "/")["rule"] == "wifi.public-place"


def test_the_element_has_one_address_that_other_sites_may_load(client: TestClient):
    answer = client.get("/embed/ward-map.js")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "max-age=3600" in answer.headers["cache-control"]
    again = client.get("/embed/ward-map.js", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/embed/ward-map.js?v=2").status_code == 400


@pytest.mark.parametrize(("file", "budget"), [("embed.js", 65_000), ("ward-map.js", 2_000)])
def test_what_other_sites_load_is_small(file: str, budget: int):
    built = static_folder() / asset_urls(static_folder())[file].rpartition("/")[2]
    assert len(gzip.compress(built.read_bytes())) < budget


def test_the_builder_offers_what_can_be_shown_and_says_who_may_show_it(sample_db: TestDatabase, client: TestClient):
    page = client.get("/embed").text
    assert [name for name in layers_to_embed() if f'value="{name}"' not in page] == []
    assert "cameras" not in page
    assert "WARDMAP_EMBED_ANCESTORS" in page
    for sites, said in (("https://a.example", "https://a.example."), ("*", "Mọi trang web")):
        app = create_app(Settings(embed_ancestors=sites), sample_db.service)
        with TestClient(app) as named:
            assert said in named.get("/embed").text


def test_the_builder_alone_may_show_frames_of_ours_and_stands_in_none(client: TestClient):
    policy = client.get("/embed").headers["content-security-policy"]
    assert "frame-src 'self'" in policy
    assert policy.count("frame-ancestors 'self'") == 1
    assert "frame-src" not in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_word_of_the_builder_is_used_and_there(language: str):
    sources = ["embed-builder.ts", "embed/unit-choice.ts", "finder/copy.ts", "status.ts"]
    scripts = "".join((ROOT / "static" / "src" / name).read_text() for name in sources)
    page = (ROOT / "geo_api" / "embeds" / "templates" / "builder.html").read_text()
    written = set(re.findall(r"words\.(\w+)", page)) | {"theme_auto", "theme_light", "theme_dark"}
    asked = set(re.findall(r'\bt\("(\w+)"', scripts)) - {"error_tiles", "error_offline"}
    lines = set(re.findall(r"\b(lines_\w+)", scripts))
    elsewhere = {
        "error_offline",
        "summary",
        "wide",
        "may_any",
        "may_some",
        "may_none",
        "copied",
        "copy_failed",
        "error_rules",
    }
    told = set(BUILDER_WORDS)
    assert told - written - asked - lines - elsewhere == set()
    assert asked | lines <= told
