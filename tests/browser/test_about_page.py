"""An agency's own pages in a real browser: nothing in them is a barrier, light and dark, wide and narrow."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo_api.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase, serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
STAR = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#c8102e" d="M1 1h6v6z"/></svg>'
PAGES = ("/about-data", "/about-data?lang=en", "/gallery", "/login", "/dia-chi", "/embed", "/embed/communes?theme=dark")


@pytest.fixture(scope="module")
def agency_url(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    logo = tmp_path_factory.mktemp("logo") / "star.svg"
    logo.write_text(STAR)
    settings = Settings(
        site_title="Bản đồ số phường Thử",
        agency="Ủy ban nhân dân phường Thử",
        agency_address="Số 10 đường Trần Đăng Ninh, phường Thử, tỉnh Ninh Bình",
        agency_hotline="0228 1022",
        agency_email="bando@thu.example.vn",
        agency_licence="Giấy phép số 01/GP-TTĐT ngày 1/7/2025",
        trust_badge_url="https://tinnhiemmang.vn/danh-ba/thu.example.vn",
        logo=logo,
        # As light as can be.
        accent_color="#71706f",
    )
    with serving(sample_db, lambda _: settings) as address:
        yield address


def flaws(page: Page) -> list[str]:
    """What axe finds, and what is wider than the window."""
    page.evaluate(AXE.read_text())
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in results["violations"] for n in v["nodes"]]
    return found + ["wider than the window"] * page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(
    visit_to: Callable[..., Visit], agency_url: str, size: dict[str, int], scheme: str
) -> None:
    visit = visit_to(agency_url, size, color_scheme=scheme)
    found = []
    for path in PAGES:
        visit.page.goto(visit.base + path)
        visit.page.wait_for_load_state("networkidle")
        found += [(path, flaw) for flaw in flaws(visit.page)]
    assert found == []


def test_the_map_tells_who_runs_it_and_how_to_reach_them(visit_to: Callable[..., Visit], agency_url: str) -> None:
    visit = visit_to(agency_url)
    page = visit.open("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bản đồ số phường Thử")
    assert page.locator(".brand img").evaluate("(image) => image.naturalWidth") > 0
    expect(page.get_by_role("link", name="0228 1022")).to_be_hidden()
    page.get_by_text("Liên hệ, giấy phép").click()
    expect(page.get_by_role("link", name="0228 1022")).to_have_attribute("href", "tel:02281022")
    # What follows the contact stays on the page.
    expect(page.get_by_role("link", name="Nguồn dữ liệu")).to_be_in_viewport(ratio=1)
    assert flaws(page) == []
    page.get_by_role("link", name="Nguồn dữ liệu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguồn dữ liệu")
    expect(page.get_by_role("row", name="Trường học")).to_contain_text("Dữ liệu mẫu")
    color = "(element) => getComputedStyle(element).color"
    assert page.get_by_role("link", name="Bản đồ", exact=True).first.evaluate(color) == "rgb(113, 112, 111)"
