"""Data of a layer taken away from the map: what is seen, or all of it, counted before."""

import csv
import json
from pathlib import Path

from playwright.sync_api import Download, Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_map import get
from tests.browser.test_map_layers import opened


def data_of(page: Page, layer: str) -> Locator:
    opened(page)
    row = page.locator(f'.shown-layers > li[data-layer="{layer}"]')
    row.locator(".layer-data summary").click()
    return row


def taken(page: Page, link: Locator) -> Path:
    with page.expect_download() as begun:
        link.click()
    download: Download = begun.value
    return Path(download.path())


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))


def test_what_is_seen_is_counted_and_taken_away(visit: Visit) -> None:
    lon, lat = get(visit.base, "/ogc/collections/schools/items?limit=1")["features"][0]["geometry"]["coordinates"]
    page = visit.open(f"/#map=13/{lat}/{lon}&layers=communes,schools")
    row = data_of(page, "schools")
    said = row.locator(".layer-data-body [role=status]")
    expect(said).to_contain_text("đối tượng")
    shown = int(said.inner_text().split()[0].replace(".", ""))
    whole = get(visit.base, "/ogc/collections/schools/items?limit=1")["numberMatched"]
    assert 0 < shown < whole
    rows = table(taken(page, row.get_by_role("link", name="CSV")))
    assert len(rows) == shown + 1
    document = json.loads(taken(page, row.get_by_role("link", name="GeoJSON")).read_text())
    assert len(document["features"]) == shown
    assert taken(page, row.get_by_role("link", name="FlatGeobuf")).read_bytes()[:3] == b"fgb"
    row.get_by_role("radio", name="Toàn bộ").check()
    expect(said).to_have_text(f"{whole:,} đối tượng".replace(",", "."))
    rows = table(taken(page, row.get_by_role("link", name="CSV")))
    assert len(rows) == whole + 1


def test_the_count_follows_the_map_and_its_day(visit: Visit) -> None:
    page = visit.open("/#at=2025-06-30&layers=communes,roads")
    row = data_of(page, "communes")
    said = row.locator(".layer-data-body [role=status]")
    row.get_by_role("radio", name="Toàn bộ").check()
    expect(said).to_have_text("175 đối tượng · ngày 30/6/2025")
    page.get_by_role("button", name="Về hôm nay").click()
    expect(said).to_have_text("57 đối tượng")
    row.get_by_role("radio", name="Trong khung bản đồ").check()
    expect(said).to_have_text("57 đối tượng")
    for _ in range(4):
        page.get_by_role("button", name="Phóng to").click()
        page.wait_for_timeout(400)
    expect(said).not_to_have_text("57 đối tượng")


def test_results_are_those_of_the_rule_on_the_map(visit: Visit) -> None:
    page = visit.open()
    row = data_of(page, "coverage_gaps")
    row.get_by_role("radio", name="Toàn bộ").check()
    link = row.get_by_role("link", name="GeoJSON")
    document = json.loads(taken(page, link).read_text())
    assert {each["properties"]["rule"] for each in document["features"]} == {"wifi.public-place"}
    assert len(document["features"]) > 100
