"""The map on other days: the timeline, two days compared, and where a unit came from."""

import re
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_map import AXE, COUNT_COLOURS, barriers, click_centre, get

EVE, DAY = "2025-06-30", "2025-07-01"
OLD, NEW = 175, 57
DECREE = "57 sáp nhập · NQ 1674/NQ-UBTVQH15"
AMBER, BLUE = [192, 90, 0], [11, 79, 168]
# All that is drawn in a pane of the map, as one number.
DRAWN = """(pane) => {
    let sum = 0;
    for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas.leaflet-tile`)) {
        if (canvas.width === 0 || getComputedStyle(canvas).visibility === "hidden") continue;
        const data = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
        for (let i = 0; i < data.length; i += 4) sum = (sum * 31 + data[i] + data[i + 3]) % 1000003;
    }
    return sum;
}"""


def chip(page: Page) -> Any:
    return page.locator(".timeline-chip")


def rows(page: Page) -> Any:
    return page.locator("#view-table tbody tr")


def units_at(base: str, point: tuple[float, float], day: str) -> dict[str, Any]:
    """The commune at (latitude, longitude) on a day."""
    found = get(base, f"/api/v1/units?contains={point[1]},{point[0]}&level=commune&at={day}")["units"]
    assert len(found) == 1
    return dict(found[0])


def merged(base: str) -> dict[str, Any]:
    """A commune of the eve that was merged under another name, with what it became."""
    for unit in get(base, f"/api/v1/units?level=commune&at={EVE}&limit=200")["units"]:
        answer = get(base, f"/api/v1/units/{unit['id']}?at={EVE}")
        if answer["successors"][0]["unit"]["name"] != unit["name"]:
            return dict(answer)
    raise AssertionError("every commune kept its name")


def test_the_eve_shows_the_old_world_and_today_is_one_step_back(any_visit: Visit) -> None:
    page = any_visit.open()
    expect(chip(page)).to_contain_text("Hôm nay · ")
    assert not [url for url in any_visit.requests if "at=" in url.split("#")[0]]
    chip(page).click()
    page.get_by_role("button", name="Trước", exact=False).first.click()
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(page.locator(".timeline-what")).to_have_text(f"Ngày cuối trước 1/7/2025 ({DECREE})")
    expect(rows(page)).to_have_count(OLD)
    any_visit.settle()
    tiles = [url for url in any_visit.requests if "/tiles/communes," in url and f"at={EVE}" in url]
    assert tiles
    assert f"at={EVE}" in page.url
    page.get_by_role("button", name="Về hôm nay").click()
    expect(rows(page)).to_have_count(NEW)
    expect(chip(page)).to_be_focused()
    assert "at=" not in page.url


def half_drawn(route: Route) -> None:
    """On the day before the merger 100 communes have no boundary, since then none lacks one."""
    missing = {"none": 100, "sketch": 75} if f"at={EVE}" in route.request.url else {"sketch": 57}
    level = {"level": "commune", "units": sum(missing.values()), "boundaries": missing}
    route.fulfill(json={"at": EVE, "at_is_default": False, "levels": [level]})


def test_a_day_tells_how_many_of_its_communes_nobody_has_drawn(any_visit: Visit) -> None:
    page = any_visit.page
    page.route("**/api/v1/units/counts?*", half_drawn)
    any_visit.open(f"/#at={EVE}")
    undrawn = page.locator(".timeline-undrawn")
    expect(undrawn).to_have_text("175 đơn vị, 100 chưa có ranh giới")
    chip(page).click()
    expect(page.locator(".timeline-panel .timeline-undrawn")).to_be_visible()
    page.get_by_role("button", name="So sánh trước/sau").click()
    expect(page.locator(".side.earlier small")).to_have_text("175 đơn vị, 100 chưa có ranh giới")
    expect(page.locator(".side.later small")).to_be_empty()
    expect(undrawn).to_be_hidden()
    chip(page).click()
    expect(undrawn).to_have_text("30/6/2025: 175 đơn vị, 100 chưa có ranh giới")
    page.get_by_role("button", name="Thôi so sánh").click()
    expect(undrawn).to_be_hidden()


def test_where_every_commune_is_drawn_nothing_is_said(visit: Visit) -> None:
    page = visit.open(f"/#at={EVE}")
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(page.locator(".timeline-undrawn")).to_be_hidden()


def test_nobody_asks_for_figures_where_none_were_ever_calculated(visit: Visit, live_url: str) -> None:
    described = {**get(live_url, "/tiles/coverage_units.json"), "valid": [None, None]}
    visit.page.route("**/tiles/coverage_units.json", lambda route: route.fulfill(json=described))
    page = visit.open()
    expect(rows(page)).to_have_count(NEW)
    expect(page.locator("#rule-title")).to_have_text("Chưa có số liệu phủ")
    assert not [url for url in visit.requests if "/api/v1/coverage/" in url]


def test_the_slider_stops_where_units_changed(visit: Visit) -> None:
    page = visit.open()
    chip(page).click()
    slider = page.get_by_role("slider", name="Những ngày đơn vị hành chính thay đổi")
    expect(slider).to_have_attribute("aria-valuetext", f"Hôm nay. Từ 1/7/2025: {DECREE}")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(chip(page)).to_have_text("Bản đồ ngày 1/7/2025")
    expect(slider).to_have_attribute("aria-valuetext", f"1/7/2025. 1/7/2025: {DECREE}")
    page.keyboard.press("Home")
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(slider).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#timeline-panel")).to_be_hidden()
    expect(chip(page)).to_be_focused()


def test_the_address_keeps_the_day_and_the_back_button_leaves_it(visit: Visit) -> None:
    page = visit.open(f"/#map=11/20.3/106.2&at={EVE}")
    expect(rows(page)).to_have_count(OLD)
    chip(page).click()
    page.locator("#timeline-date").fill("2025-07-15")
    page.locator("#timeline-date").blur()
    expect(chip(page)).to_have_text("Bản đồ ngày 15/7/2025")
    expect(rows(page)).to_have_count(NEW)
    page.reload()
    expect(chip(page)).to_have_text("Bản đồ ngày 15/7/2025")
    page.go_back()
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(rows(page)).to_have_count(OLD)
    page.go_forward()
    expect(chip(page)).to_have_text("Bản đồ ngày 15/7/2025")
    visit.settle()


def test_a_day_can_be_typed(visit: Visit) -> None:
    page = visit.open()
    chip(page).click()
    page.locator("#timeline-date").focus()
    # Day and month alike, for the order in which a browser takes them is that of its own language.
    page.keyboard.type("07072025", delay=30)
    expect(chip(page)).to_have_text("Bản đồ ngày 7/7/2025")
    expect(page.locator("#timeline-date")).to_be_focused()
    # What is typed now goes into the year: nobody is sent to 1066.
    page.keyboard.type("06061066", delay=30)
    expect(chip(page)).to_have_text("Bản đồ ngày 7/7/2025")
    chip(page).focus()
    expect(page.locator("#timeline-date")).to_have_value("2025-07-07")
    visit.settle()


def test_a_day_that_does_not_exist_is_today(visit: Visit) -> None:
    page = visit.open(f"/#at=2025-02-30&compare={EVE[:-1]}")
    for day in ("2025-6-30", "yesterday", "0000-00-00", "99999-01-01", "2025-02-30"):
        expect(chip(page)).to_contain_text("Hôm nay · ")
        expect(rows(page)).to_have_count(NEW)
        assert "at=" not in page.url
        assert page.locator("#compare").is_hidden()
        page.evaluate(f"location.hash = '#map=11/20.3/106.2&at={day}&compare={day}'")
        page.wait_for_url(re.compile("#map=11/20.30000/106.20000$"))
    visit.settle()


def test_a_day_before_all_figures_lists_its_units(visit: Visit) -> None:
    described = get(visit.base, "/tiles/coverage_units.json")
    visit.page.route(
        "**/tiles/coverage_units.json", lambda route: route.fulfill(json={**described, "valid": [DAY, None]})
    )
    page = visit.open(f"/#at={EVE}")
    expect(page.locator("#rule-title")).to_have_text("Chưa có số liệu phủ cho ngày 30/6/2025")
    begin = "Số liệu có từ 1/7/2025: xem ngày đó"
    expect(page.locator("#as-of")).to_have_text(f"175 xã, phường, thị trấn của ngày này {begin}")
    expect(rows(page)).to_have_count(OLD)
    expect(page.locator("#legend-classes")).to_be_hidden()
    first = rows(page).first.get_by_role("button")
    name = first.inner_text()
    first.click()
    expect(page.locator("#details h2")).to_have_text(name)
    expect(page.locator("#details")).to_contain_text("Hiện nay")
    expect(rows(page).first).to_have_class(re.compile("chosen"))
    page.evaluate("location.hash = '#at=1950-01-01'")
    nothing = "Chưa ghi nhận xã, phường nào cho ngày này."
    expect(page.locator("#as-of")).to_have_text(f"{nothing} {begin}")
    expect(rows(page)).to_have_count(0)
    expect(page.locator("#view-table")).to_have_text(nothing)
    page.evaluate(AXE.read_text())
    assert barriers(page) == []
    page.get_by_role("button", name=begin).click()
    expect(chip(page)).to_have_text("Bản đồ ngày 1/7/2025")
    expect(page.locator("#as-of")).to_contain_text("Số liệu")
    expect(rows(page)).to_have_count(NEW)
    visit.settle()


def test_a_late_answer_paints_nothing(visit: Visit) -> None:
    page = visit.open("/#map=11/20.3/106.2&layers=communes")
    before = page.evaluate(DRAWN, "tile")
    released, held = Event(), []

    def hold(route: Route) -> None:
        if released.is_set():
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/tiles/*/*/*/*.mvt?*at={EVE}*", hold)
    chip(page).click()
    page.get_by_role("button", name="Trước", exact=False).first.click()
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    visit.until("() => document.querySelectorAll('.leaflet-tile-pane .leaflet-layer').length === 2")
    page.get_by_role("button", name="Về hôm nay").click()
    released.set()
    for route in held:
        route.continue_()
    visit.settle()
    visit.until("() => document.querySelectorAll('.leaflet-tile-pane .leaflet-layer').length === 1")
    assert held
    visit.until(f"(before) => ({DRAWN})('tile') === before", before)


def test_two_days_side_by_side_with_a_line_between(any_visit: Visit) -> None:
    page = any_visit.open()
    chip(page).click()
    page.get_by_role("button", name="So sánh trước/sau").click()
    line = page.get_by_role("slider", name="Vạch chia bản đồ hai ngày")
    expect(line).to_be_focused()
    expect(chip(page)).to_have_text("So sánh 30/6/2025 và hôm nay")
    expect(page.locator(".side.earlier")).to_have_text("30/6/2025")
    expect(page.locator(".side.later")).to_have_text("Hôm nay")
    any_visit.settle()
    counted = COUNT_COLOURS.replace("#map canvas", ".leaflet-earlier-pane canvas")
    any_visit.until(
        f"([amber, blue]) => {{ const [a, b] = ({counted})([amber, blue]); return a > 500 && b === 0; }}", [AMBER, BLUE]
    )
    counted = COUNT_COLOURS.replace("#map canvas", ".leaflet-later-pane canvas")
    any_visit.until(
        f"([amber, blue]) => {{ const [a, b] = ({counted})([amber, blue]); return a === 0 && b > 500; }}", [AMBER, BLUE]
    )
    expect(line).to_have_attribute("aria-valuenow", "50")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("PageUp")
    expect(line).to_have_attribute("aria-valuenow", "62")
    expect(line).to_have_attribute("aria-valuetext", "62% bản đồ là 30/6/2025, phần còn lại là Hôm nay")
    assert f"compare={EVE}" in page.url
    page.get_by_role("button", name="Thôi so sánh").click()
    expect(line).to_be_hidden()
    any_visit.until("() => document.querySelectorAll('.leaflet-earlier-pane canvas').length === 0")


def test_the_line_follows_the_hand_and_the_cut_follows_the_line(visit: Visit) -> None:
    page = visit.open(f"/#map=11/20.3/106.2&at={DAY}&compare={EVE}")
    area = page.locator("#map").bounding_box()
    handle = page.locator(".handle").bounding_box()
    assert area is not None
    assert handle is not None
    assert (handle["width"], handle["height"]) == (44, 44)
    page.mouse.move(handle["x"] + 22, handle["y"] + 22)
    page.mouse.down()
    page.mouse.move(area["x"] + area["width"] / 4, area["y"] + 300, steps=4)
    page.mouse.up()
    line = page.locator(".divider")
    expect(line).to_have_attribute("aria-valuenow", "25")
    cut = """() => {
        const pane = document.querySelector(".leaflet-later-pane");
        const left = Number(/polygon\\((-?[\\d.]+)px/.exec(pane.style.clipPath)[1]);
        const map = document.getElementById("map").getBoundingClientRect();
        return (pane.getBoundingClientRect().left + left - map.left) / map.width;
    }"""
    assert page.evaluate(cut) == pytest.approx(0.25, abs=0.002)
    page.mouse.move(area["x"] + 600, area["y"] + 500)
    page.mouse.down()
    page.mouse.move(area["x"] + 500, area["y"] + 450, steps=4)
    page.mouse.up()
    assert page.evaluate(cut) == pytest.approx(0.25, abs=0.002)
    page.set_viewport_size({"width": 1000, "height": 700})
    visit.until(f"() => Math.abs(({cut})() - 0.25) < 0.002")
    visit.settle()


def test_one_day_fades_into_the_other(visit: Visit) -> None:
    page = visit.open(f"/#map=11/20.3/106.2&at={DAY}&compare={EVE}&mode=fade")
    fade = page.get_by_role("slider", name="Mờ dần từ ngày trước sang ngày sau")
    fade.fill("0")
    opacity = "(pane) => Number(getComputedStyle(document.querySelector(`.leaflet-${pane}-pane`)).opacity)"
    assert (page.evaluate(opacity, "earlier"), page.evaluate(opacity, "later")) == (1, 0)
    fade.fill("75")
    assert (page.evaluate(opacity, "earlier"), page.evaluate(opacity, "later")) == (0.5, 1)
    page.get_by_text("Vạch kéo").click()
    expect(page.locator(".divider")).to_be_visible()
    assert (page.evaluate(opacity, "earlier"), page.evaluate(opacity, "later")) == (1, 1)
    assert "mode=fade" not in page.url
    visit.settle()


def test_a_click_while_comparing_shows_both_units(any_visit: Visit) -> None:
    base = any_visit.base
    old = merged(base)["unit"]
    point = centre_on(base, old)
    new = units_at(base, point, DAY)
    page = any_visit.open(f"/#map=12/{point[0]}/{point[1]}&at={DAY}&compare={EVE}&mode=fade")
    click_centre(page)
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text(f"{old['full_name']} → {new['full_name']}")
    expect(card).to_contain_text("sáp nhập 1/7/2025 · NQ 1674/NQ-UBTVQH15")
    card.locator(".pair").get_by_role("button", name=old["full_name"]).click()
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(card.locator("h2")).to_have_text(old["full_name"])
    expect(page.locator("#compare")).to_be_hidden()
    any_visit.settle()


def centre_on(base: str, unit: dict[str, Any]) -> tuple[float, float]:
    """A point inside a former unit: latitude, longitude."""
    return unit["label_point"][1], unit["label_point"][0]


def test_lineage_leads_to_the_units_of_both_worlds(visit: Visit) -> None:
    base = visit.base
    answer = merged(base)
    old, new = answer["unit"], answer["successors"][0]["unit"]
    page = visit.open(f"/#unit={old['id']}&at={EVE}")
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text(old["full_name"])
    expect(card).to_contain_text("đến hết 30/6/2025")
    now = card.locator(".lineage")
    expect(now).to_contain_text("Hiện nay sáp nhập 1/7/2025 · NQ 1674/NQ-UBTVQH15")
    now.get_by_role("button", name=new["full_name"]).click()
    visit.settle()
    expect(chip(page)).to_contain_text("Hôm nay · ")
    expect(card.locator("h2")).to_have_text(new["full_name"])
    expect(page.locator("#view-table [aria-current=true]")).to_have_text(new["full_name"])
    before = get(base, f"/api/v1/units/{new['id']}")["predecessors"]
    expect(card.locator(".lineage dd button")).to_have_count(len(before))
    names = card.locator(".lineage dd button > span:first-child").evaluate_all(
        "(spans) => spans.map((span) => span.firstChild.textContent)"
    )
    assert names == [link["unit"]["full_name"] for link in before]
    card.get_by_text("Lịch sử").click()
    expect(card.locator(".history li")).to_have_count(1)
    expect(card.get_by_role("link", name="Tra địa chỉ cũ, mới")).to_have_attribute("href", re.compile("^/dia-chi[?]q="))
    page.go_back()
    visit.settle()
    expect(chip(page)).to_have_text("Bản đồ ngày 30/6/2025")
    expect(card.locator("h2")).to_have_text(old["full_name"])
    visit.settle()


def test_a_unit_is_followed_through_time(visit: Visit) -> None:
    old = merged(visit.base)["unit"]
    page = visit.open(f"/#unit={old['id']}&at={EVE}")
    card = page.locator("#details")
    expect(card.locator("h2")).to_have_text(old["full_name"])
    chip(page).click()
    page.get_by_role("button", name="Sau", exact=False).first.click()
    expect(card.locator(".ended")).to_contain_text("Không có vào ngày đang xem")
    expect(card.locator("h2")).to_have_text(old["full_name"])
    visit.settle()


def test_english_page_speaks_of_days_in_english(visit: Visit) -> None:
    page = visit.open(f"/?lang=en#at={EVE}")
    expect(chip(page)).to_have_text("Map of 30 June 2025")
    chip(page).click()
    expect(page.locator(".timeline-what")).to_contain_text("The last day before 1 July 2025 (57 mergers")


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_no_barrier_that_axe_knows_on_other_days(
    visit_to: Callable[..., Visit], live_url: str, size: str, scheme: str
) -> None:
    old = merged(live_url)["unit"]
    visit = visit_to(
        live_url, **({"size": PHONE} if size == "phone" else {}), color_scheme=scheme, reduced_motion="reduce"
    )
    page = visit.open(f"/#at={EVE}")
    page.evaluate(AXE.read_text())
    chip(page).click()
    found = barriers(page)
    page.get_by_role("button", name="So sánh trước/sau").click()
    chip(page).click()
    visit.settle()
    found += barriers(page)
    page.get_by_text("Mờ dần").click()
    page.evaluate(f"location.hash = '#at={EVE}&unit={old['id']}'")
    expect(page.locator("#details h2")).to_have_text(old["full_name"])
    page.locator("#details .history summary").click()
    visit.settle()
    found += barriers(page)
    assert found == []


def test_what_a_finger_must_hit_in_the_timeline_is_large_enough(visit_to: Callable[..., Visit], live_url: str) -> None:
    page = visit_to(live_url, PHONE).open(f"/#at={DAY}&compare={EVE}&mode=fade")
    chip(page).click()
    small = page.locator(
        "#timeline button, #timeline input, #compare label, #compare > .compare-bar > input"
    ).evaluate_all(
        """(targets) => targets.filter((t) => t.checkVisibility())
        .map((t) => [t.outerHTML.slice(0, 80), t.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 44)
        .map(([html, box]) => `${html} ${box.width}×${box.height}`)"""
    )
    assert small == []
    panel = page.locator("#timeline-panel").bounding_box()
    sheet = page.locator("#panel").bounding_box()
    zoom = page.locator(".leaflet-control-zoom").bounding_box()
    assert panel is not None
    assert sheet is not None
    assert zoom is not None
    assert panel["y"] + panel["height"] < sheet["y"]
    assert panel["x"] + panel["width"] <= zoom["x"]
