"""MapLibre styles as MapLibre's own validator, a browser's cache and a reader of the other language see them."""

import json
import shutil
import subprocess
from pathlib import Path

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from geo_api.tiles.styles import Source, map_style
from layers.layer import Audience, Geometry, Layer
from layers.registry import all_layers, layers_for
from tests.tiles.test_tiles import CITY

ROOT = Path(__file__).parents[2]
VALIDATE = """
import { readFileSync } from "node:fs";
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
const styles = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(styles.map((style) => validateStyleMin(style).map((error) => error.message))));
"""


def complaints(*styles: dict) -> list[list[str]]:
    """What MapLibre's validator says of each style."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "@maplibre").is_dir():
        pytest.skip("MapLibre's validator is not here: npm ci")
    done = subprocess.run(
        [node, "--input-type=module", "-e", VALIDATE],
        input=json.dumps(styles),
        check=False,
        text=True,
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def style_of(client: TestClient, name: str, query: str = "", **headers: str) -> dict:
    answer = client.get(f"/styles/{name}.json{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_validator_of_maplibre_finds_nothing_wrong(client: TestClient):
    names = [*layers_for(Audience.PUBLIC), "wardmap"]
    styles = [style_of(client, name) for name in names] + [style_of(client, "wardmap", "?rule=wifi.public-place")]
    styles[0]["layers"][0]["paint"]["background-color"] = "no colour"
    first, *others = complaints(*styles)
    assert first
    assert others == [[]] * len(others)


def test_the_whole_map_has_every_layer_that_the_public_may_see(client: TestClient):
    style = style_of(client, "wardmap", "?rule=wifi.public-place")
    # Figures lie one over the other until one is picked.
    assert set(style["sources"]) == set(layers_for(Audience.PUBLIC)) - {"indicator_values"}
    drawn = {part.get("source") for part in style["layers"]}
    assert drawn == {None, *style["sources"]}


def test_results_of_several_rules_are_not_drawn_over_each_other(client: TestClient):
    assert "coverage_units" not in style_of(client, "wardmap")["sources"]
    parts = style_of(client, "wardmap", "?rule=wifi.public-place")["layers"]
    filters = [part["filter"] for part in parts if part.get("source", "").startswith("coverage_")]
    assert filters
    assert all("wifi.public-place" in json.dumps(each) for each in filters)


def test_units_are_filled_by_the_classes_of_the_rule_and_what_is_planned_is_a_ring(client: TestClient):
    classes = client.get("/api/v1/coverage/wifi.public-place/units").json()["classes"]
    (fill,) = (
        part
        for part in style_of(client, "coverage_units", "?rule=wifi.public-place")["layers"]
        if part["type"] == "fill"
    )
    said = json.dumps(fill["paint"]["fill-color"])
    assert len(classes) >= 2
    assert all(each["color"] in said for each in classes)
    assert [each["first"] for each in classes[1:]] == [
        part for part in fill["paint"]["fill-color"][-1][2] if isinstance(part, float)
    ]
    by_outcome = style_of(client, "coverage_units", "?rule=commune.model")["layers"]
    assert '"pass", "#4a92c4", "fail", "#d67a2c"' in json.dumps(by_outcome)
    rings = [part["paint"] for part in style_of(client, "wifi")["layers"] if part["id"] == "wifi-circle"]
    color = all_layers()["wifi"].style.color
    assert rings[0]["circle-color"] == ["case", ["==", ["get", "status"], "planned"], "#ffffff", color]


def test_sources_lead_to_tiles_with_what_the_style_speaks_of(client: TestClient):
    style = style_of(client, "communes", "?at=2025-06-30")
    url = style["sources"]["communes"]["url"]
    tiles = client.get(url).json()["tiles"][0].replace("{z}/{x}/{y}", CITY)
    (drawn,) = (part for part in style["layers"] if part.get("source"))
    assert drawn["source-layer"] in mapbox_vector_tile.decode(client.get(tiles).content)
    assert "at=2025-06-30" in tiles


def test_names_lie_above_everything_and_land_below(client: TestClient):
    types = [part["type"] for part in style_of(client, "wardmap", "?rule=x")["layers"]]
    order = ["background", "fill", "line", "circle", "symbol"]
    assert types == sorted(types, key=order.index)
    assert set(types) == set(order)


@pytest.mark.parametrize("layer", layers_for(Audience.PUBLIC).values(), ids=lambda layer: layer.name)
def test_a_layer_is_drawn_as_it_is_declared(client: TestClient, layer: Layer):
    parts = [part for part in style_of(client, layer.name)["layers"] if part.get("source")]
    assert all(part["source-layer"] == layer.name and part["minzoom"] >= layer.min_zoom for part in parts)
    types = {part["type"] for part in parts}
    assert {Geometry.AREA: "line", Geometry.LINE: "line", Geometry.POINT: "symbol"}[layer.geometry] in types


def test_nothing_comes_from_another_host(client: TestClient):
    style = style_of(client, "wardmap")
    assert not {"glyphs", "sprite"} & set(style)
    assert all(source["url"].startswith("http://ward.example/") for source in style["sources"].values())


def test_it_speaks_two_languages_and_is_kept_by_caches(client: TestClient):
    titles = {
        language: style_of(client, "schools", **{"Accept-Language": language})["layers"][1]["metadata"]["wardmap:title"]
        for language in ("vi", "en")
    }
    assert titles == {"vi": all_layers()["schools"].title.vi, "en": all_layers()["schools"].title.en}
    answer = client.get("/styles/schools.json")
    assert "Accept-Language" in answer.headers["vary"]
    assert "public" in answer.headers["cache-control"]
    again = client.get("/styles/schools.json", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_layer_that_is_hidden_is_as_one_that_is_not(client: TestClient):
    hidden = set(layers_for(Audience.STAFF)) - set(layers_for(Audience.PUBLIC))
    whole = style_of(client, "wardmap", "?rule=x")
    for name in (*hidden, "nothing"):
        assert client.get(f"/styles/{name}.json").status_code == 404
        assert name not in whole["sources"]
    assert client.get("/styles/wardmap.json?colour=red").status_code == 400


def test_a_layer_coloured_by_a_value_has_its_steps_in_the_style():
    layer = all_layers()["nearest_distances"]
    style = map_style("x", [layer], {layer.name: Source("wardmap", "u")}, "vi")
    circle = next(part for part in style["layers"] if part["id"] == "nearest_distances-circle")
    _, has, steps, otherwise = circle["paint"]["circle-color"]
    assert (has, otherwise) == (["has", "distance_m"], layer.style.color)
    assert steps[:5] == ["step", ["get", "distance_m"], "#fde3ab", 100, "#f7ab62"]
