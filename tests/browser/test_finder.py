"""Answers of the page “địa chỉ cũ → địa chỉ mới” in a real browser, on the sample data."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.browser.conftest import Visit
from tests.browser.finder_page import LINE, asked, get, go
from tests.conftest import TestDatabase, serving


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
    expect(page.locator(".side .note")).to_have_text("Chưa có ranh giới của: Tỉnh Ninh Bình, Tỉnh Hà Nam.")


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


MADE_HERE = """
    INSERT INTO unit_event (id, kind, effective, document) OVERRIDING SYSTEM VALUE
    VALUES (1, 'create', '2020-01-01', NULL), (2, 'split', '2025-07-01', 'NQ 1/2025');
    INSERT INTO unit (id, level, created_by_event, ended_by_event) OVERRIDING SYSTEM VALUE
    VALUES (1, 'commune', 1, NULL), (2, 'commune', 1, 2), (3, 'commune', 2, NULL), (4, 'commune', 2, NULL);
    INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status, event_id)
    SELECT id, valid::daterange, name, 'xã', ST_Multi(ST_MakeEnvelope(west, 20.2, east, 20.3, 4326)), 'reference', event
      FROM (VALUES (1, '[2020-01-01,)', '<img src=x onerror=alert(1)>', 106.4, 106.5, 1),
                   (2, '[2020-01-01,2025-07-01)', 'Tân Đôi', 106.1, 106.3, 1),
                   (3, '[2025-07-01,)', 'Tây Đôi', 106.1, 106.2, 2),
                   (4, '[2025-07-01,)', 'Đông Đôi', 106.2, 106.3, 2)) AS made(id, valid, name, west, east, event);
    INSERT INTO unit_lineage (event_id, from_unit, to_unit, part, w_area)
    VALUES (2, 2, 3, 'part', 0.6), (2, 2, 4, 'part', NULL)
"""


@pytest.fixture
def made_url(empty_db: TestDatabase) -> Iterator[str]:
    """A server with a commune that has markup for a name, and one that was divided between two."""
    with owner_connection(empty_db.owner) as connection:
        for statement in MADE_HERE.split(";"):
            connection.execute(text(statement))
    with serving(empty_db) as base:
        yield base


def test_a_script_in_a_name_is_text_on_card_and_map(visit_to: Callable[..., Visit], made_url: str) -> None:
    visit = visit_to(made_url)
    page = go(visit, "img src=x onerror=alert(1)", to="old")
    name = "Xã <img src=x onerror=alert(1)>"
    expect(page.locator(".unit.new h3")).to_have_text(name)
    expect(page.locator(".boundary-name.new")).to_have_text(name)
    expect(page.locator(".standing")).to_have_text("Ranh giới tham khảo, không có giá trị pháp lý")
    assert page.locator("main img").count() == 0


def test_of_a_divided_unit_each_part_is_told_and_the_place_decides(
    visit_to: Callable[..., Visit], made_url: str
) -> None:
    here = {"longitude": 106.25, "latitude": 20.25}
    visit = visit_to(made_url, permissions=["geolocation"], geolocation=here)
    page = go(visit, "Số 5, xã Tân Đôi")
    shares = {unit.locator("h3").inner_text(): unit.inner_text() for unit in page.locator(".unit.new").all()}
    assert "một phần: 60% theo diện tích" in shares["Xã Tây Đôi"]
    assert "một phần, chưa rõ bao nhiêu" in shares["Xã Đông Đôi"]
    expect(page.locator(".passage li")).to_have_count(1)
    expect(page.locator(".passage")).to_contain_text("Chia tách, hiệu lực 1/7/2025")
    expect(page.locator(".facts .note")).to_contain_text("được chia cho 2 đơn vị")
    expect(page.locator(".copy-line")).to_have_count(0)
    expect(page.locator("path.new")).to_have_count(2)
    page.get_by_role("button", name="Dùng vị trí của tôi").click()
    expect(page.locator(".facts .note").last).to_have_text("Vị trí đã cho nay thuộc Xã Đông Đôi.")
    expect(page.locator(".copy-text")).to_have_text("Số 5, xã Đông Đôi")
