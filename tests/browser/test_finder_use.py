"""Using the page “địa chỉ cũ → địa chỉ mới”: typing, keyboard, a bad line, a phone, no scripts, both languages."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.finder_page import LINE, asked, get, go

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def test_suggestions_while_typing_and_all_by_keyboard(visit: Visit) -> None:
    page = go(visit)
    box = page.get_by_role("combobox", name="Xã, phường hoặc địa chỉ cũ")
    for _ in range(20):
        page.keyboard.press("Tab")
        if box.evaluate("(input) => input === document.activeElement"):
            break
    page.keyboard.type("hong q")
    options = page.get_by_role("option")
    expect(options.filter(has_text="Xã Hồng Quang")).to_have_count(2)
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("#said")).to_contain_text(re.compile(r"\d gợi ý"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.get_by_role("option", selected=True)
    expect(second).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", str(second.get_attribute("id")))
    district = re.search(r"huyện (Ý Yên|Nam Trực)", second.inner_text())
    assert district is not None
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("article").locator(".unit.old")).to_contain_text(district[0])
    expect(box).to_have_value(re.compile(f"^Xã Hồng Quang, {district[0]}, tỉnh Nam Định$"))


def test_escape_puts_suggestions_away_and_enter_asks_what_was_typed(visit: Visit) -> None:
    page = go(visit)
    page.locator("#q").fill("truc hung")
    expect(page.get_by_role("option")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("truc hung")
    page.keyboard.press("Enter")
    expect(page.locator(".choice")).to_have_count(2)
    assert asked(page) == {"q": ["truc hung"]}


def test_a_slow_answer_never_takes_the_place_of_a_newer_one(visit: Visit) -> None:
    page = go(visit)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile("resolve.*name=Tr%C6%B0%E1%BB%9Dng"), hold)
    page.locator("#q").fill("Trường Thi")
    page.keyboard.press("Enter")
    visit.until("() => document.querySelector('#answers').textContent.includes('Đang tải')")
    page.locator("#q").fill("Trực Hưng")
    page.keyboard.press("Enter")
    expect(page.locator(".unit.new h3")).to_have_text("Xã Trực Ninh")
    assert held
    for route in held:
        route.continue_()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    expect(page.locator(".unit.new h3")).to_have_text("Xã Trực Ninh")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_dropped_connection_is_told_and_tried_again(visit: Visit) -> None:
    page = go(visit)
    page.route("**/units/resolve?*", lambda route: route.abort())
    page.locator("#q").fill("Trực Hưng")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Kiểm tra kết nối mạng")
    expect(page.locator("#q")).to_have_value("Trực Hưng")
    page.unroute("**/units/resolve?*")
    page.route("**/ogc/collections/**", lambda route: route.abort())
    page.get_by_role("button", name="Thử lại").click()
    expect(page.get_by_role("alert")).to_contain_text("Chưa tải được đầy đủ thông tin.")
    expect(page.locator("#answers h2")).to_be_focused()
    expect(page.locator(".unit.new")).to_contain_text("tỉnh Ninh Bình")
    page.unroute("**/ogc/collections/**")
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator("path.old")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)
    assert all("ERR_FAILED" in complaint for complaint in visit.complaints)
    visit.complaints.clear()


def test_nothing_found_helps_on(visit: Visit) -> None:
    for question in ("Xyzzy Qwfp", "???"):
        page = go(visit, question)
        expect(page.get_by_role("heading", name=f"Không tìm thấy “{question}”")).to_be_visible()
    # The browser reports the refusal of what is no name itself.
    assert [c for c in visit.complaints if "400" not in c] == []
    visit.complaints.clear()
    page.get_by_role("link", name="Thử chiều ngược lại: Mới → cũ").click()
    page.wait_for_url(re.compile("to=old"))
    visit.complaints.clear()


def test_what_was_typed_is_text(visit: Visit) -> None:
    hostile = "<img src=x onerror=alert(1)>Trực Hưng"
    page = go(visit, hostile)
    expect(page.locator("#answers h2")).to_contain_text(hostile)
    assert page.locator("#answers img").count() == 0


def test_my_position_puts_the_near_one_first_and_stays_out_of_the_address(
    visit_to: Callable[..., Visit], live_url: str
) -> None:
    south = get(live_url, f"/api/v1/units?at=2025-06-30&level=commune&q={quote('xã Trực Hùng')}")["units"]
    (unit,) = [u for u in south if u["name"] == "Trực Hùng"]
    lon, lat = unit["label_point"]
    visit = visit_to(live_url, permissions=["geolocation"], geolocation={"longitude": lon, "latitude": lat})
    page = go(visit, "truc hung")
    expect(page.locator(".choice strong")).to_have_text(["Xã Trực Hưng", "Xã Trực Hùng"])
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator("h3, .choice strong").first).to_have_text("Xã Trực Hùng")
    (near,) = [parse_qs(urlsplit(url).query)["near"][0] for url in visit.requests if "near=" in url]
    assert near == f"{lon:.3f},{lat:.3f}"
    assert "near" not in page.url


def test_a_refused_position_is_told(visit: Visit) -> None:
    page = go(visit, "truc hung")
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (_, fail) => fail(new Error('denied')); }")
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator("#said")).to_have_text("Không xác định được vị trí. Hãy chọn trong danh sách.")
    expect(page.locator(".locate")).to_contain_text("Không xác định được vị trí.")


def test_english_asks_the_same(visit: Visit) -> None:
    page = go(visit, "Trực Hưng")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".passage")).to_contain_text("Merged, in force 1 July 2025")
    expect(page.locator(".unit.old")).to_contain_text(re.compile("until 30 June 2025", re.I))
    assert asked(page) == {"lang": ["en"], "q": ["Trực Hưng"]}
    page.locator("#q").fill("Quang Trung")
    page.keyboard.press("Enter")
    expect(page.locator(".choice")).to_have_count(2)
    assert asked(page) == {"lang": ["en"], "q": ["Quang Trung"]}


def test_without_scripts_the_question_is_kept_and_the_data_is_there(
    visit_to: Callable[..., Visit], live_url: str
) -> None:
    visit = visit_to(live_url, java_script_enabled=False)
    page = go(visit)
    page.locator("#q").fill("Trực Hưng")
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.locator("#q")).to_have_value("Trực Hưng")
    data = page.get_by_role("link", name="/api/v1/units/resolve").get_attribute("href")
    assert [c["unit"]["name"] for c in get(live_url, str(data))["candidates"]] == ["Trực Hưng", "Trực Hùng"]


def test_the_map_page_leads_here(visit: Visit) -> None:
    page = visit.open()
    page.get_by_role("link", name="Tra địa chỉ cũ, mới").click()
    expect(page.get_by_role("combobox")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_that_axe_knows(visit_to: Callable[..., Visit], live_url: str, size: str, scheme: str) -> None:
    visit = visit_to(live_url, **({"size": PHONE} if size == "phone" else {}), color_scheme=scheme)
    found = []
    for question, way in [
        ("", "new"),
        ("truc hung", "new"),
        ("Trực Hưng", "new"),
        ("Nam Định", "old"),
        ("Xyzzy", "new"),
    ]:
        page = go(visit, question, to=way)
        page.evaluate(AXE.read_text())
        found += barriers(page)
    page.locator("#q").fill("truc hung")
    expect(page.get_by_role("option")).to_have_count(2)
    found += barriers(page)
    assert found == []


def barriers(page: Page) -> list[str]:
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in results["violations"] for n in v["nodes"]]


def test_on_a_phone_everything_fits_and_a_finger_hits_it(visit_to: Callable[..., Visit], live_url: str) -> None:
    visit = visit_to(live_url, PHONE)
    for question in ("", "truc hung", LINE):
        page = go(visit, question)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.locator(".brand-name").evaluate("(name) => name.scrollWidth <= name.clientWidth")
        small = page.locator("a, button, summary, .way, input[type=text]").evaluate_all("""(targets) => targets
            .filter((t) => t.checkVisibility() && !t.matches(".skip"))
            .map((t) => [t.outerHTML.slice(0, 80), t.getBoundingClientRect()])
            .filter(([, box]) => box.height < 43.5 || box.width < 28)
            .map(([html, box]) => `${html} ${box.width}×${box.height}`)""")
        assert small == []
    page.locator("#q").fill("truc hung")
    page.get_by_role("option", name="Xã Trực Hùng").tap()
    expect(page.locator("#answers h2")).to_be_in_viewport()
    expect(page.locator(".unit.new h3")).to_have_text("Xã Ninh Cường")
