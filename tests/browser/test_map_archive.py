"""The public map drawn from a file, while the routes of tiles are not there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_map import COUNT_COLOURS, centre, click_centre, coverage, legend
from tests.conftest import TestDatabase, serving
from tests.tiles.test_export import wardmap

LAYERS = ("coverage_units", "coverage_gaps", "communes", "commune_labels", "roads")
LIVE_TILES = "**/tiles/*/*/*/*.mvt*"
NOTE = "#picture-note"


def export(database: TestDatabase, place: Path, *words: str) -> None:
    wardmap(database, *LAYERS, "--min-zoom", "7", "--max-zoom", "10", "--out", str(place), *words)


@pytest.fixture(scope="module")
def file(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("archive") / "map.pmtiles"
    export(sample_db, place)
    return place


@pytest.fixture(scope="module")
def base(sample_db: TestDatabase, file: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDMAP_TILES_ARCHIVE", str(file))
        with serving(sample_db) as address:
            yield address


def without_live_tiles(page: Page) -> None:
    page.route(LIVE_TILES, lambda route: route.fulfill(status=503))


def asked_live(visit: Visit) -> list[str]:
    return [url for url in visit.requests if ".mvt" in url]


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_map_is_drawn_from_the_file_alone(visit_to: Callable[..., Visit], base: str, size: str) -> None:
    visit = visit_to(base, **({"size": PHONE} if size == "phone" else {}))
    without_live_tiles(visit.page)
    page = visit.open()
    classes = [c for c in legend(page)[:-1] if c["count"] > 0]
    visit.until(f"(colours) => Math.min(...({COUNT_COLOURS})(colours)) > 100", [c["colour"] for c in classes])
    assert len(classes) >= 3
    assert asked_live(visit) == []
    expect(page.locator(NOTE)).to_contain_text("Bản đồ vẽ từ tệp lúc")
    expect(page.locator(NOTE)).to_be_in_viewport(ratio=1)
    expect(page.locator("#boundary-note")).to_have_text("Ranh giới phác họa, không có giá trị pháp lý")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_click_finds_what_the_file_has(visit_to: Callable[..., Visit], base: str) -> None:
    unit = coverage(base)["units"][0]
    visit = visit_to(base)
    without_live_tiles(visit.page)
    lat, lon = centre(base, unit)
    page = visit.open(f"/#map=11/{lat}/{lon}")
    click_centre(page)
    expect(page.locator("#details h2")).to_have_text(unit["full_name"])
    assert asked_live(visit) == []


def test_what_the_file_lacks_comes_live(visit_to: Callable[..., Visit], base: str) -> None:
    visit = visit_to(base)
    page = visit.open("/#map=11/20.30000/106.20000&layers=communes,schools")
    live = asked_live(visit)
    assert live
    assert all("/tiles/schools/" in url for url in live)
    page.goto(f"{base}/#map=13/20.30000/106.20000&layers=communes")
    visit.settle()
    visit.until("() => performance.getEntriesByType('resource').some((e) => e.name.includes('commune_labels/12/'))")


def test_another_day_is_drawn_live_and_the_file_is_not_told_of(visit_to: Callable[..., Visit], base: str) -> None:
    visit = visit_to(base)
    page = visit.open("/#at=2025-06-30&layers=communes")
    visit.settle()
    assert all("at=2025-06-30" in url for url in asked_live(visit))
    assert asked_live(visit)
    expect(page.locator(NOTE)).to_be_hidden()


def test_a_file_of_another_day_is_for_that_day(
    visit_to: Callable[..., Visit], sample_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export(sample_db, tmp_path / "old.pmtiles", "--at", "2025-06-30")
    monkeypatch.setenv("WARDMAP_TILES_ARCHIVE", str(tmp_path / "old.pmtiles"))
    with serving(sample_db) as base:
        visit = visit_to(base)
        page = visit.open("/#layers=communes")
        assert asked_live(visit)
        expect(page.locator(NOTE)).to_be_hidden()
        visit.requests.clear()
        page.goto("about:blank")
        without_live_tiles(page)
        visit.open("/#at=2025-06-30&layers=communes")
        assert asked_live(visit) == []
        expect(page.locator(NOTE)).to_contain_text("Bản đồ theo ngày 30/6/2025, vẽ từ tệp lúc")
        page.goto("about:blank")


def test_an_open_page_goes_on_with_the_next_file(
    visit_to: Callable[..., Visit], sample_db: TestDatabase, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "map.pmtiles"
    place.write_bytes(file.read_bytes())
    monkeypatch.setenv("WARDMAP_TILES_ARCHIVE", str(place))
    with serving(sample_db) as base:
        visit = visit_to(base)
        page = visit.open("/#map=9/20.30000/106.20000&layers=communes,roads")
        wardmap(sample_db, "communes", "commune_labels", "--max-zoom", "10", "--out", str(place))
        page.get_by_role("button", name="Phóng to").click()
        visit.until("() => performance.getEntriesByType('resource').some((e) => e.name.includes('/tiles/roads/'))")
        visit.settle()
        expect(page.locator(NOTE)).to_be_visible()
        assert not [url for url in asked_live(visit) if "communes" in url]
        page.goto("about:blank")
        # The browser itself reports what it asked of the new file by the places of the old one.
        assert all("416" in complaint for complaint in visit.complaints)
        visit.complaints.clear()


def test_without_the_file_everything_comes_live(visit_to: Callable[..., Visit], base: str) -> None:
    visit = visit_to(base)
    visit.page.route("**/archive.pmtiles", lambda route: route.fulfill(status=503))
    page = visit.open()
    assert asked_live(visit)
    expect(page.locator(NOTE)).to_be_hidden()
    expect(page.get_by_role("alert")).to_be_hidden()
    assert any("503" in complaint for complaint in visit.complaints)
    visit.complaints.clear()
