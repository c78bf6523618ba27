"""The page of the map as it is sent, and the files it is made of."""

import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_api.assets import asset_urls, static_folder
from geo_api.errors import Unavailable
from geo_api.map_frame import GROUPS, SHOWN_AT_FIRST
from geo_api.maps.page import render_map
from geo_api.maps.words import WORDS
from geo_api.pages import Frame
from layers.layer import Audience, Text
from layers.registry import all_layers, layers_for

SOURCES = Path(__file__).parents[2] / "static" / "src"
API = Path(__file__).parents[2] / "geo_api"
TEMPLATES = (API / "maps" / "templates" / "map.html", API / "templates" / "map_page.html")
# Scripts of other pages.
OTHERS = re.compile(
    r"finder|login|admin|account|audit|desk|second-factor|planner|wall|offline|own-access|address\.ts|office|plates|field|embed|ward-map"
)
BUDGET_BYTES = 150_000


def catalogue_in(html: str) -> dict:
    found = re.search(r'<script type="application/json" id="catalogue">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return json.loads(found[1])


def test_vietnamese_unless_english_is_asked_for(empty_client: TestClient) -> None:
    for headers, query, language in [
        ({}, "", "vi"),
        ({"Accept-Language": "en-GB,en;q=0.9,vi;q=0.1"}, "", "en"),
        ({"Accept-Language": "en"}, "?lang=vi", "vi"),
        ({"Accept-Language": "fr"}, "", "vi"),
    ]:
        answer = empty_client.get(f"/{query}", headers=headers)
        assert answer.headers["content-language"] == language
        assert f'<html lang="{language}">' in answer.text
        assert "Accept-Language" in answer.headers["vary"]


def test_an_unknown_language_is_refused_and_what_sites_add_to_links_is_not(empty_client: TestClient) -> None:
    assert empty_client.get("/?lang=xx").status_code == 400
    assert empty_client.get("/?fbclid=1&utm_source=zalo").status_code == 200


def test_page_tells_of_public_layers_and_fields_only(empty_client: TestClient) -> None:
    told = {layer["name"]: layer for layer in catalogue_in(empty_client.get("/").text)["layers"]}
    assert set(told) == set(layers_for(Audience.PUBLIC)) - {"indicator_values"}
    assert set(told) < set(all_layers())
    for name, layer in told.items():
        public = {field.name for field in all_layers()[name].fields_for(Audience.PUBLIC)}
        assert {field["name"] for field in layer["fields"]} == public


def test_page_runs_nothing_that_stands_in_it(empty_client: TestClient) -> None:
    html = empty_client.get("/").text
    assert re.findall(r"<script(?![^>]*(src=|application/json))", html) == []
    assert re.findall(r"\sstyle=|\son\w+=|<style|javascript:", html) == []
    assert re.findall(r'(?:src|href)="(?!/|#|http://ward\.example/)', html) == []


def test_words_of_a_declaration_cannot_leave_their_block() -> None:
    hostile = "</script><script>alert(1)</script><!-- & '\""
    layer = replace(all_layers()["wifi"], title=Text(hostile, hostile))
    html = render_map("vi", [layer], Frame({"map.js": "</script>", "map.css": '"', "icon.svg": ""}))
    assert 'src="&lt;/script&gt;"' in html
    assert (html.count("<script"), html.count("</script>"), html.count("<!--")) == (2, 2, 0)
    assert catalogue_in(html)["layers"][0]["title"] == hostile


def test_built_files_may_be_kept_for_good(empty_client: TestClient) -> None:
    for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', empty_client.get("/").text):
        answer = empty_client.get(name)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert re.search(r"-[A-Z0-9]{8}\.(js|css|svg)$", name)


@pytest.mark.parametrize(
    "path", ["/static/none.js", "/static/../pyproject.toml", "/static/%2e%2e/package.json", "/static/"]
)
def test_nothing_else_is_served(empty_client: TestClient, path: str) -> None:
    answer = empty_client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert "immutable" not in answer.headers["cache-control"]


def test_scripts_stay_within_their_budget() -> None:
    scripts = list(static_folder().glob("*.js"))
    assert {script.name.partition("-")[0] for script in scripts} >= {"map", "finder", "login"}
    for script in scripts:
        assert len(gzip.compress(script.read_bytes())) < BUDGET_BYTES, script.name


def test_a_checkout_that_was_never_built_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="npm run build"):
        asset_urls(tmp_path)


def test_a_new_build_is_served_without_a_restart(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"map.js": "map-A.js"}')
    assert asset_urls(tmp_path)["map.js"] == "/static/map-A.js"
    manifest.write_text('{"map.js": "map-B.js"}')
    assert asset_urls(tmp_path)["map.js"] == "/static/map-B.js"


def test_every_word_is_used_and_every_used_word_is_there() -> None:
    scripts = "\n".join(
        path.read_text() for path in SOURCES.rglob("*.ts") if not OTHERS.search(str(path.relative_to(SOURCES)))
    )
    quoted = set(re.findall(r'"(\w+)"', scripts)) | {f"col_{key}" for key in re.findall(r'"(\w+)"', scripts)}
    written = {word for page in TEMPLATES for word in re.findall(r"words\.(\w+)", page.read_text())}
    used = {key for key in WORDS if key in quoted} | written
    asked = set(re.findall(r'\bt\("(\w+)"', scripts)) | written
    assert asked <= set(WORDS)
    assert set(WORDS) - used == set()


def test_every_public_layer_has_a_titled_group() -> None:
    assert {layer.group for layer in layers_for(Audience.PUBLIC).values()} <= set(GROUPS)
    assert set(SHOWN_AT_FIRST) <= set(layers_for(Audience.PUBLIC))
