"""The search field of the map: units of any time, places, codes of addresses, coordinates."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_finder_use import barriers
from tests.browser.test_map import AXE, get


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Tìm xã, phường cũ và mới")


def options(page: Page) -> Locator:
    return page.get_by_role("option")


def position(page: Page) -> tuple[float, float, float]:
    zoom, lat, lon = (float(part) for part in re.findall(r"map=([\d.]+)/([\d.]+)/([\d.]+)", page.url)[0])
    return zoom, lat, lon


def test_a_commune_by_a_slash_and_keys_and_back_again(visit: Visit) -> None:
    page = visit.open()
    before = page.url
    page.locator("#map").focus()
    page.keyboard.press("/")
    expect(field(page)).to_be_focused()
    page.keyboard.type("truc ninh")
    expect(options(page).first).to_contain_text("Xã Trực Ninh")
    expect(page.locator("#search-said")).to_contain_text(re.compile(r"\d kết quả"))
    page.keyboard.press("ArrowDown")
    expect(field(page)).to_have_attribute("aria-activedescendant", "suggestion-0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text("Xã Trực Ninh")
    expect(card).to_be_focused()
    page.wait_for_url(re.compile(r"#map=1[1-5]/.*unit=\d+$"))
    page.go_back()
    expect(card).to_be_hidden()
    visit.settle()
    assert "unit=" not in page.url
    assert abs(position(page)[0] - float(re.findall(r"map=([\d.]+)", before)[0])) < 0.05


def test_an_old_commune_says_what_it_is_today_and_leads_to_its_day(any_visit: Visit) -> None:
    page = any_visit.open()
    field(page).fill("truc hung")
    old = options(page).filter(has_text=re.compile("^Xã Trực Hùng"))
    expect(old).to_contain_text("nay: Xã Ninh Cường")
    expect(old).to_contain_text("đến hết 30/6/2025")
    old.click()
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text("Xã Trực Hùng")
    expect(card).to_contain_text("Xã Ninh Cường")
    card.get_by_role("button", name="Xem bản đồ ngày 30/6/2025").click()
    page.wait_for_url(re.compile("at=2025-06-30&unit="))
    expect(card.locator("h2")).to_have_text("Xã Trực Hùng")
    expect(card.get_by_role("button", name="Xem bản đồ ngày")).to_have_count(0)
    # Of that day it is no old one.
    field(page).fill("truc hung")
    expect(options(page).filter(has_text=re.compile("^Xã Trực Hùng"))).not_to_contain_text("nay:")


def test_a_place_is_ringed_and_in_the_address(any_visit: Visit) -> None:
    found = get(any_visit.base, "/api/v1/search?q=tram+y+te&limit=1")["results"][0]
    page = any_visit.open()
    field(page).fill("tram y te")
    expect(options(page).first).to_contain_text(found["title"])
    expect(options(page).first).to_contain_text("Trạm y tế")
    page.keyboard.press("Enter")
    expect(page.locator("#details h2")).to_have_text(found["title"])
    expect(page.locator("#map .leaflet-overlay-pane path")).to_be_visible()
    page.wait_for_url(re.compile(f"place={found['layer']}/{found['id']}$"))
    # What was found is seen: its layer, which nobody had asked for, is ticked.
    assert re.search(rf"layers=[\w,]*\b{found['layer']}\b", page.url)
    expect(page.locator(f"#view-layers input[name='{found['layer']}']")).to_be_checked()
    any_visit.settle()
    zoom, lat, lon = position(page)
    assert zoom >= 16
    assert abs(lat - found["lat"]) + abs(lon - found["lon"]) < 0.02
    page.reload()
    expect(page.locator("#details h2")).to_have_text(found["title"])
    page.locator("#details").get_by_role("button", name="Đóng").click()
    assert "place=" not in page.url


@pytest.mark.parametrize(
    "typed",
    [
        "20.42, 106.17",
        "20,42, 106,17",
        "106.17 20.42",
        "20.42N 106.17E",
        "E 106.17; N 20.42",
        "20°25'12\"B 106°10'12\"Đ",
        "(20.42,106.17)",
        "7PG8C5CC+22",
    ],
)
def test_coordinates_as_people_write_them(place_named: Callable[[str], str], typed: str) -> None:
    lat, lon = (float(number) for number in place_named(typed).split(", "))
    assert abs(lat - 20.42) < 0.0002, typed
    assert abs(lon - 106.17) < 0.0002, typed


@pytest.fixture(scope="module")
def place_named(browser: object, live_url: str) -> Callable[[str], str]:
    """The first suggestion for what is typed; one page for all."""
    page = browser.new_context(locale="vi-VN").new_page()  # type: ignore[attr-defined]
    page.goto(live_url)

    def named(typed: str) -> str:
        field(page).fill(typed)
        first = options(page).filter(has_text="Tọa độ").first.locator("strong")
        return str(first.inner_text())

    return named


def test_a_point_says_in_which_commune_it_lies(visit: Visit) -> None:
    page = visit.open()
    field(page).fill("20.42, 106.17")
    page.keyboard.press("Enter")
    commune = get(visit.base, "/ogc/collections/communes/items?bbox=106.17,20.42,106.17,20.42")["features"][0]
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text("20.42000, 106.17000")
    page.wait_for_url(re.compile(r"point=20\.42000,106\.17000$"))
    expect(page.locator("#map .leaflet-overlay-pane path")).to_be_visible()
    card.get_by_role("button", name=commune["properties"]["full_name"]).click()
    page.wait_for_url(re.compile(f"unit={commune['id']}$"))


def test_a_code_leads_to_its_page(visit: Visit) -> None:
    page = visit.open()
    field(page).fill("nd-xt4-32jp")
    expect(page.get_by_role("listbox")).to_be_hidden()
    code = page.evaluate("JSON.parse(document.getElementById('catalogue').textContent).prefix") + "XT432J"
    signs = "23456789CDFHJKLMNPRTVWX"
    product = 0
    for sign in code:
        product = (product + signs.index(sign)) * 5 % 23
    code += signs[(1 - product) % 23]
    field(page).fill(code.lower())
    expect(options(page).first).to_contain_text("Mã địa chỉ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/d/{code}"))
    visit.complaints.clear()


def test_nothing_found_says_what_can_be_searched(visit: Visit) -> None:
    page = visit.open()
    field(page).fill("Xyzzy <b>")
    note = page.locator(".no-suggestions")
    expect(note).to_contain_text("Không tìm thấy “Xyzzy <b>”")
    expect(note).to_contain_text("tọa độ như 20.42, 106.17")
    expect(page.locator("#search-said")).to_contain_text("Không tìm thấy")
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()
    expect(field(page)).to_have_value("Xyzzy <b>")


def test_a_dropped_connection_is_told_and_tried_again(visit: Visit) -> None:
    page = visit.open()
    page.route("**/api/v1/search*", lambda route: route.abort())
    field(page).fill("truc ninh")
    expect(page.locator(".no-suggestions")).to_contain_text("Chưa tìm được")
    page.unroute("**/api/v1/search*")
    page.locator(".no-suggestions").get_by_role("button", name="Thử lại").click()
    expect(options(page).first).to_contain_text("Xã Trực Ninh")
    visit.complaints.clear()


# Letter after letter, faster than any hand: a machine that is busy could not be told to type so.
TYPE = """(text) => {
    const input = document.getElementById("search-input");
    for (let end = input.value.length + 1; end <= text.length; end++) {
        input.value = text.slice(0, end);
        input.dispatchEvent(new Event("input", { bubbles: true }));
    }
}"""


def test_nobody_asks_more_than_is_needed(visit: Visit) -> None:
    page = visit.open()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("search.*q=truc&"), hold)
    field(page).click()
    page.evaluate(TYPE, "truc")
    expect(page.locator(".no-suggestions")).to_have_text("Đang tìm…")
    page.evaluate(TYPE, "truc ninh")
    expect(options(page).first).to_contain_text("Xã Trực Ninh")
    asked = [url for url in visit.requests if "/api/v1/search" in url]
    assert len(asked) == 2, asked
    # The first was given up: its answer can come no more.
    assert held[0].request.failure == "net::ERR_ABORTED"
    field(page).fill("truc ninh x")
    page.locator(".no-suggestions").wait_for()
    field(page).fill("truc ninh")
    expect(options(page).first).to_contain_text("Xã Trực Ninh")
    assert len([url for url in visit.requests if "/api/v1/search" in url]) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_that_axe_knows_in_the_list(
    visit_to: Callable[..., Visit], live_url: str, size: str, scheme: str
) -> None:
    visit = visit_to(live_url, **({"size": PHONE} if size == "phone" else {}), color_scheme=scheme)
    page = visit.open()
    page.evaluate(AXE.read_text())
    found = barriers(page)
    for typed in ("truc hung", "tram y te", "xyzzy"):
        field(page).fill(typed)
        page.locator(".suggestions:visible").wait_for()
        found += barriers(page)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") == page.evaluate("innerWidth")


def test_english_searches_the_same(visit: Visit) -> None:
    page = visit.open("/?lang=en")
    box = page.get_by_role("combobox", name="Search communes old and new")
    box.fill("truc hung")
    expect(options(page).filter(has_text=re.compile("^Xã Trực Hùng"))).to_contain_text("now: Xã Ninh Cường")
