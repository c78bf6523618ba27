"""The pages of open data as people meet them."""

import json
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    "/ogc/",
    "/ogc/conformance",
    "/ogc/collections",
    "/ogc/collections/communes",
    "/ogc/collections/schools/items?limit=20",
    "/ogc/collections/communes/items?limit=5&at=2025-06-30&sortby=-name",
]


def go(visit: Visit, path: str) -> Page:
    visit.page.goto(visit.base + path)
    visit.page.wait_for_load_state("networkidle")
    return visit.page


def flaws(page: Page) -> list[str]:
    """What axe finds, and what is wider than the window."""
    page.evaluate(AXE.read_text())
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in results["violations"] for n in v["nodes"]]
    return found + ["wider than the window"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(
    visit_to: Callable[..., Visit], live_url: str, size: dict[str, int], scheme: str
) -> None:
    visit = visit_to(live_url, size, color_scheme=scheme)
    assert [(path, flaw) for path in PAGES for flaw in flaws(go(visit, path))] == []


def test_rows_are_on_the_map_and_a_click_finds_them_in_the_table(visit: Visit) -> None:
    with urlopen(f"{visit.base}/ogc/collections/schools/items?limit=1", timeout=20) as answer:
        school = json.load(answer)["features"][0]
    page = go(visit, "/ogc/collections/schools/items?limit=1")
    map_box = page.locator(".ground-map").bounding_box()
    assert map_box
    # One point lies in the middle.
    page.mouse.click(map_box["x"] + map_box["width"] / 2, map_box["y"] + map_box["height"] / 2)
    expect(page.locator("tr.chosen")).to_have_attribute("id", f"feature-{school['id']}")
    page.locator("tr.chosen th a").click()
    expect(page.locator("h1")).to_have_text(school["properties"]["name"])
    expect(page.locator(".ground-map")).to_be_visible()
    page.wait_for_load_state("networkidle")


def test_nothing_on_the_small_map_covers_anything_else(visit_to: Callable[..., Visit], live_url: str) -> None:
    page = go(visit_to(live_url, PHONE), "/ogc/collections/schools/items?limit=20")
    expect(page.locator(".map-frame .boundary-note")).to_be_visible()
    boxes = page.locator(
        ".leaflet-control-scale-line, .leaflet-control-attribution, .map-frame .boundary-note, .leaflet-bar, .whole"
    ).evaluate_all("(all) => all.map((one) => [one.className, one.getBoundingClientRect().toJSON()])")
    for i, (name, a) in enumerate(boxes):
        for other, b in boxes[i + 1 :]:
            apart = (
                a["right"] <= b["left"] or b["right"] <= a["left"] or a["bottom"] <= b["top"] or b["bottom"] <= a["top"]
            )
            assert apart, (name, other)
