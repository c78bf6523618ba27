"""Links to the map that lead to what is gone, or say what cannot be read; and trouble that can be got at."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit


@pytest.mark.parametrize("link", ["unit=99999999", "place=wifi/99999999"])
@pytest.mark.parametrize(
    ("language", "title", "words", "way"),
    [("vi", "Không tìm thấy", "liên kết đã cũ", "Xem bản đồ"), ("en", "Not found", "an old one", "See the map")],
)
def test_what_is_gone_is_told_and_the_map_is_there(
    visit: Visit, link: str, language: str, title: str, words: str, way: str
) -> None:
    page = visit.open(f"/?lang={language}#{link}")
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text(title)
    expect(card).to_contain_text(words)
    expect(card.locator(".in-trouble")).to_have_count(0)
    visit.until("([link]) => !location.hash.includes(link)", [link])
    card.get_by_role("button", name=way).click()
    expect(card).to_be_hidden()
    assert any("404" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


@pytest.mark.parametrize(
    "broken", ["map=//", "map=13//", "map=13/20.4/106.2/1", "map=x/y/z", "point=,", "map=9/95/106"]
)
def test_a_place_that_cannot_be_read_is_none(visit: Visit, broken: str) -> None:
    page = visit.open()
    opened_at = visit.page.url.rpartition("#")[2]
    page.goto("about:blank")
    page = visit.open(f"/#{broken}")
    assert page.url.rpartition("#")[2] == opened_at
    expect(page.locator("#details")).to_be_hidden()


@pytest.mark.parametrize(
    "broken",
    ["order=%", "order=%E0%A4%A", "order=roads%26unit%3D5", "layers=%25,roads%26at%3D2001-01-01", "%=%&order=a%2"],
)
def test_signs_that_nobody_escaped_break_nothing_and_add_nothing(visit: Visit, broken: str) -> None:
    page = visit.open(f"/#{broken}")
    expect(page.locator(".layers-top")).to_have_count(1)
    visit.until("() => /map=[0-9.]+/.test(location.hash)")
    assert not re.search(r"%|unit=|at=|[&=]a\b", page.url.rpartition("#")[2])
    href = page.locator("#other-language").get_attribute("href") or ""
    assert href.partition("#")[2] == page.url.rpartition("#")[2]


def test_the_way_to_try_again_lies_over_an_open_card(visit: Visit) -> None:
    """On a screen of 1280 × 800."""
    page = visit.open()
    page.locator("#view-table tbody button").first.click()
    expect(page.locator("#details .gaps, #details .all-well, #details .data-link").first).to_be_visible()
    page.route("**/tiles/*/*/*/*.mvt*", lambda route: route.fulfill(status=500))
    page.locator("#map").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    # Tiles beside the map may be there already, those of another zoom are not.
    page.keyboard.press("+")
    expect(page.locator("#trouble")).to_be_visible()
    page.unroute("**/tiles/*/*/*/*.mvt*")
    # A click that something else would get waits in vain.
    page.locator("#trouble button").click(timeout=15_000)
    expect(page.locator("#trouble")).to_be_hidden()
    visit.complaints.clear()


def test_rows_of_an_embedded_map_that_do_not_come_are_told(visit_to: Callable[..., Visit], live_url: str) -> None:
    visit = visit_to(live_url)
    page = visit.open("/embed/schools")
    page.get_by_role("button", name="Xem dạng bảng").click()
    again = page.get_by_role("button", name="Lấy lại theo khung nhìn")
    expect(again).to_be_visible()
    page.route("**/ogc/collections/schools/items?*", lambda route: route.fulfill(status=500))
    again.click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa tải được bảng.")
    page.unroute("**/ogc/collections/schools/items?*")
    page.get_by_role("alert").get_by_role("button", name="Thử lại").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(again).to_be_visible()
    assert any("500" in complaint for complaint in visit.complaints)
    visit.complaints.clear()
