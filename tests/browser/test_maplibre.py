"""MapLibre GL, on a page of another site, draws our styles and tiles as they are meant."""

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PATIENCE_SECONDS

MAPLIBRE = Path(__file__).parents[2] / "node_modules" / "maplibre-gl" / "dist"
RULE = "wifi.public-place"
NOT_KNOWN = "not known"
PAGE = """<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/maplibre-gl.css">
<div id="map" style="position: absolute; inset: 0"></div>
<script type="module">
import { Map } from "/maplibre-gl.mjs";
window.faults = [];
window.map = new Map({ container: "map", style: new URLSearchParams(location.search).get("style") });
map.on("error", ({ error }) => faults.push(String(error)));
map.once("idle", () => (window.isDrawn = true));
</script>"""
DRAWN = "() => [...new Set(map.queryRenderedFeatures().map((found) => found.layer.id))]"
FILLS = """() => map.queryRenderedFeatures({ layers: ["coverage_units-fill"] }).map(({ properties, layer }) => {
    const color = layer.paint["fill-color"];
    const hex = (part) => Math.round((255 * part) / color.a).toString(16).padStart(2, "0");
    return [properties, "#" + hex(color.r) + hex(color.g) + hex(color.b)];
})"""


class _Site(SimpleHTTPRequestHandler):
    """A site of somebody else, with MapLibre's files on it."""

    extensions_map: ClassVar[dict[str, str]] = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def do_GET(self) -> None:  # the library names it so
        if not self.path.startswith("/?"):
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    if not MAPLIBRE.is_dir() or shutil.which("node") is None:
        pytest.skip("MapLibre is not here: npm ci")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(MAPLIBRE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser, live_url: str, site: str) -> Iterator[Page]:
    """A map of the whole province by the style of one rule, drawn to its end."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(f"{site}/?style={live_url}/styles/wardmap.json?rule={RULE}")
    page.wait_for_function("window.isDrawn", timeout=PATIENCE_SECONDS * 1000)
    yield page
    context.close()


def test_maplibre_draws_areas_lines_points_and_names_without_a_complaint(page: Page):
    assert page.evaluate("faults") == []
    parts = {"coverage_units-fill", "communes-line", "roads-line", "coverage_gaps-circle", "commune_labels-name"}
    assert parts <= set(page.evaluate(DRAWN))


def test_each_commune_has_the_colour_that_its_figures_ask_for(page: Page, live_url: str):
    answer = page.request.get(f"{live_url}/api/v1/coverage/{RULE}/units").json()
    wanted = {unit["unit_id"]: color_of(unit, answer["classes"]) for unit in answer["units"]}
    drawn = {properties["unit_id"]: color for properties, color in page.evaluate(FILLS)}
    known = {unit: color for unit, color in wanted.items() if color != NOT_KNOWN}
    assert len(known) > 50
    assert {unit: drawn.get(unit) for unit in known} == known
    assert {drawn[unit] for unit in wanted.keys() - known.keys()}.isdisjoint(known.values())


def color_of(unit: dict[str, Any], classes: list[dict[str, Any]]) -> str:
    """Of the last class that begins at the share or before it."""
    if unit["outcome"] not in ("pass", "fail"):
        return NOT_KNOWN
    return next(each["color"] for each in reversed(classes) if each["first"] <= unit["share"])
