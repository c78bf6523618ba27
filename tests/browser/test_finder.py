"""The page “địa chỉ cũ → địa chỉ mới” as citizens and officials use it, on the sample data."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.browser.conftest import PHONE, Visit
from tests.conftest import TestDatabase, serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LINE = "Số 12, xóm 3, xã Hồng Quang, huyện Nam Trực, tỉnh Nam Định"


def go(visit: Visit, question: str = "", **more: str) -> Page:
    """Open the page by its link and wait for the whole answer."""
    parts = {"q": question, **more} if question else more
    visit.page.goto(f"{visit.base}/dia-chi?" + "&".join(f"{key}={quote(value)}" for key, value in parts.items()))
    visit.page.wait_for_load_state("networkidle")
    return visit.page


def get(base: str, path: str) -> Any:
    with urlopen(base + path) as answer:
        return json.load(answer)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_link_shows_then_now_the_event_the_decree_and_what_else_it_may_be(visit: Visit) -> None:
    page = go(visit, "Trực Hưng")
    card = page.get_by_role("article", name="Xã Trực Hưng")
    expect(card.locator(".unit.old")).to_contain_text(re.compile("đến hết 30/6/2025.*Xã Trực Hưng", re.DOTALL | re.I))
    expect(card.locator(".unit.old")).to_contain_text("huyện Trực Ninh, tỉnh Nam Định")
    expect(card.locator(".passage")).to_contain_text("Sáp nhập, hiệu lực 1/7/2025")
    expect(card.locator(".passage")).to_contain_text("Theo Nghị quyết 1674/NQ-UBTVQH15")
    expect(card.locator(".unit.new h3")).to_have_text("Xã Trực Ninh")
    expect(card.locator(".unit.new")).to_contain_text("tỉnh Ninh Bình")
    expect(card.locator(".unit.new")).to_contain_text("toàn bộ")
    expect(card.locator(".made-of li > span")).to_have_text(["Xã Trực Nội", "Xã Trực Thanh"])
    expect(page.locator(".others .choice strong")).to_have_text(["Xã Trực Hùng"])
    expect(page).to_have_title(re.compile("^Trực Hưng · "))


def test_without_marks_two_communes_fit_and_a_person_chooses(visit: Visit) -> None:
    page = go(visit, "truc hung")
    expect(page.get_by_role("heading", name="2 đơn vị có thể là “truc hung”")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)
    page.get_by_role("link", name="Xã Trực Hùng").click()
    expect(page.get_by_role("article").locator(".unit.new h3")).to_have_text("Xã Ninh Cường")
    expect(page.locator("#answers h2")).to_be_focused()
    assert asked(page)["unit"]
    page.go_back()
    expect(page.locator(".choice")).to_have_count(2)
    page.go_forward()
    page.get_by_role("link", name="Xem cả 2 kết quả").click()
    expect(page.locator(".choice")).to_have_count(2)
    assert "unit" not in asked(page)


def test_two_of_one_name_are_told_apart_by_their_district(visit: Visit) -> None:
    page = go(visit, "Quang Trung")
    choices = page.locator(".choice")
    expect(choices).to_have_count(2)
    expect(choices.filter(has_text="thành phố Nam Định")).to_contain_text("Nay là phường Nam Định")
    expect(choices.filter(has_text="huyện Vụ Bản")).to_contain_text("Nay là xã Hiển Khánh")


def test_an_address_line_is_written_anew_and_copied(visit_to: Callable[..., Visit], live_url: str) -> None:
    visit = visit_to(live_url, permissions=["clipboard-read", "clipboard-write"])
    page = go(visit, LINE)
    line = page.locator(".copy-text")
    expect(line).to_have_text("Số 12, xóm 3, phường Hồng Quang, tỉnh Ninh Bình")
    page.get_by_role("button", name="Sao chép").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    expect(page.locator(".copy-line [role=status]")).to_have_text("Đã sao chép")
    assert page.evaluate("navigator.clipboard.readText()") == line.inner_text()


def test_copying_works_without_a_clipboard_of_https(visit: Visit) -> None:
    visit.page.add_init_script("delete Navigator.prototype.clipboard")
    page = go(visit, LINE)
    page.get_by_role("button", name="Sao chép").click()
    expect(page.get_by_role("button", name="Đã sao chép")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == page.locator(".copy-text").inner_text()


def test_a_code_of_both_worlds_is_followed_in_the_direction_asked(visit: Visit) -> None:
    page = go(visit, "13777")
    expect(page.locator(".unit.old h3")).to_have_text("Xã Thành Lợi")
    expect(page.locator(".unit.new h3")).to_have_text("Phường Trường Thi")
    expect(page.locator(".others .choice strong")).to_have_text(["Phường Trường Thi"])
    page.get_by_role("radio", name="Mới → cũ").check()
    expect(page.locator(".card.back .unit.new h3")).to_have_text("Phường Trường Thi")
    expect(page.locator(".made-of h4")).to_have_text("Gồm 2 đơn vị cũ")
    expect(page.locator(".made-of li")).to_contain_text(["Phường Trường Thi", "Xã Thành Lợi"])
    expect(page.locator(".made-of li small").first).to_have_text("thuộc Nam Định")
    expect(page.locator(".passage")).to_contain_text("Nghị quyết 1674/NQ-UBTVQH15")
    assert asked(page) == {"q": ["13777"], "to": ["old"]}


def test_an_answer_of_the_other_world_says_so(visit: Visit) -> None:
    page = go(visit, "Trực Hưng", to="old")
    expect(page.locator(".note")).to_have_text("Hôm nay không có đơn vị nào như vậy; đây là đơn vị cũ.")
    expect(page.locator(".unit.old h3")).to_have_text("Xã Trực Hưng")


def test_the_map_shows_both_boundaries_by_name_and_their_standing(visit: Visit) -> None:
    page = go(visit, "Trực Hưng")
    region = page.get_by_role("region", name="Bản đồ: Xã Trực Hưng và Xã Trực Ninh")
    expect(region.locator("path.old")).to_have_count(1)
    expect(region.locator("path.new")).to_have_count(1)
    expect(region.locator("path.other")).to_have_count(2)
    expect(region.locator(".boundary-name.old")).to_have_text("Xã Trực Hưng")
    expect(region.locator(".boundary-name.new")).to_have_text("Xã Trực Ninh")
    dash = "(path) => getComputedStyle(path).strokeDasharray"
    assert region.locator("path.old").evaluate(dash) != "none"
    assert region.locator("path.new").evaluate(dash) == "none"
    expect(page.locator(".lines li")).to_have_text(["Ranh giới cũ", "Ranh giới hôm nay", "Đơn vị cũ khác"])
    expect(page.locator(".standing")).to_have_text("Ranh giới phác họa, không có giá trị pháp lý")


def test_names_on_the_map_never_lie_over_each_other(visit: Visit) -> None:
    page = go(visit, "phường Nam Định", to="old")
    expect(page.locator(".boundary-name.old")).to_have_count(8)
    boxes = page.locator(".boundary-name").evaluate_all("""(names) => names
        .filter((name) => getComputedStyle(name).visibility !== "hidden")
        .map((name) => name.getBoundingClientRect()).map((b) => [b.left, b.top, b.right, b.bottom])""")
    assert len(boxes) >= 5
    for index, a in enumerate(boxes):
        assert not [b for b in boxes[index + 1 :] if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_a_unit_without_a_boundary_is_told_in_words(visit: Visit) -> None:
    page = go(visit, "tỉnh Hà Nam")
    expect(page.locator(".unit.new h3")).to_have_text("Tỉnh Ninh Bình")
    expect(page.locator(".side .note").last).to_have_text("Chưa có ranh giới của Tỉnh Hà Nam.")


def test_a_district_is_explained_with_the_law_that_ended_it(visit: Visit) -> None:
    page = go(visit, "huyện Trực Ninh")
    expect(page.locator(".facts .note")).to_contain_text("không còn cấp huyện")
    expect(page.locator(".passage")).to_contain_text("72/2025/QH15")


def test_links_lead_to_both_units_on_the_big_map_each_on_its_day(visit: Visit) -> None:
    page = go(visit, "Trực Hưng")
    links = page.get_by_role("link", name="trên bản đồ lớn")
    today, then = (urlsplit(str(link.get_attribute("href"))).fragment for link in links.all())
    (before,) = get(visit.base, f"/api/v1/units?at=2025-06-30&level=commune&q={quote('xã Trực Hưng')}&limit=1")["units"]
    assert parse_qs(then)["unit"] == [str(before["id"])]
    assert parse_qs(then)["at"] == ["2025-06-30"]
    assert "at" not in parse_qs(today)
    zoom, lat, lon = map(float, parse_qs(then)["map"][0].split("/"))
    west, south, east, north = before["bbox"]
    assert 9 <= zoom <= 15
    assert (west < lon < east, south < lat < north) == (True, True)


def test_history_is_fetched_when_opened(visit: Visit) -> None:
    page = go(visit, "Trực Hưng")
    assert not [url for url in visit.requests if url.endswith("/history")]
    page.get_by_text("Lịch sử của xã Trực Ninh").click()
    event = page.locator(".events li")
    expect(event).to_contain_text("1/7/2025 · Sáp nhập")
    expect(event).to_contain_text("Từ: xã Trực Hưng (toàn bộ), xã Trực Nội (toàn bộ), xã Trực Thanh (toàn bộ)")


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
    page.route(re.compile("resolve.*name=Tr%C6%B0%E1%BB%9Dng"), lambda route: held.append(route))
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


@pytest.fixture
def hostile_url(empty_db: TestDatabase) -> Iterator[str]:
    """A server whose one commune has markup for a name."""
    with owner_connection(empty_db.owner) as connection:
        event = connection.execute(
            text("INSERT INTO unit_event (kind, effective) VALUES ('create', '2025-07-01') RETURNING id")
        ).scalar_one()
        unit = connection.execute(
            text("INSERT INTO unit (level, created_by_event) VALUES ('commune', :event) RETURNING id"), {"event": event}
        ).scalar_one()
        connection.execute(
            text("""INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status, event_id)
                    VALUES (:unit, '[2025-07-01,)', '<img src=x onerror=alert(1)>', 'xã',
                            ST_Multi(ST_MakeEnvelope(106.1, 20.2, 106.2, 20.3, 4326)), 'reference', :event)"""),
            {"unit": unit, "event": event},
        )
    with serving(empty_db) as base:
        yield base


def test_a_script_in_a_name_is_text_on_card_and_map(visit_to: Callable[..., Visit], hostile_url: str) -> None:
    visit = visit_to(hostile_url)
    page = go(visit, "img src=x onerror=alert(1)", to="old")
    name = "Xã <img src=x onerror=alert(1)>"
    expect(page.locator(".unit.new h3")).to_have_text(name)
    expect(page.locator(".boundary-name.new")).to_have_text(name)
    expect(page.locator(".standing")).to_have_text("Ranh giới tham khảo, không có giá trị pháp lý")
    assert page.locator("main img").count() == 0


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
