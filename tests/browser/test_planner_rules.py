"""Changing a rule on the page `/planner`: the fault is shown where it is, then what would change, then it is saved."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase

RULE = "wifi.public-place"
# Versions are never removed but by the owner who takes the guard off.
FORGET = """
ALTER TABLE coverage_rule DISABLE TRIGGER USER;
DELETE FROM coverage_rule; DELETE FROM account WHERE name LIKE 'sua.%';
ALTER TABLE coverage_rule ENABLE TRIGGER USER;
"""
Opened = Callable[..., Page]


@pytest.fixture
def open_as(sample_db: TestDatabase, visit_to: Callable[..., Visit], live_url: str) -> Iterator[Opened]:
    """Opens the page as somebody who holds a role everywhere; what was written is forgotten afterwards."""

    visits: list[Visit] = []

    def open_it(role: Role, size: dict[str, int] = DESKTOP) -> Page:
        visit = visit_to(live_url, size)
        visits.append(visit)
        cookies = cookie_of(sample_db, add_account(sample_db, f"sua.{role}", role))
        visit.page.context.add_cookies([{"name": k, "value": v, "url": visit.base} for k, v in cookies.items()])
        visit.page.goto(f"{live_url}/planner?rule={RULE}")
        visit.page.wait_for_load_state("networkidle")
        return visit.page

    yield open_it
    for visit in visits:
        refused(visit)
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text(FORGET))


def editor_flaws(page: Page) -> list[str]:
    """Without what is hit by more than is seen of it: the handle of the sheet, a box by its label."""
    return [flaw for flaw in flaws(page) if "sheet-handle" not in flaw and "rule-basis-checked" not in flaw]


def test_a_rule_is_changed_previewed_and_saved(open_as: Opened) -> None:
    page = open_as(Role.RULE_EDITOR)
    page.get_by_role("button", name="Sửa", exact=True).click()
    dialog = page.get_by_role("dialog", name="Sửa tiêu chí")
    whole, said = dialog.get_by_label("Nội dung (YAML)"), dialog.get_by_role("status")
    expect(said).to_have_text("Tiêu chí hợp lệ.")
    good = whole.input_value()
    whole.fill(good.replace("- wifi", "- wify"))
    expect(said).to_contain_text("không có loại “wify”")
    expect(dialog.get_by_role("button", name="Lưu phiên bản mới")).to_be_disabled()
    dialog.get_by_role("button", name="Tới chỗ sai").click()
    chosen = "area => area.value.slice(area.selectionStart, area.selectionEnd)"
    assert whole.evaluate(chosen) == "wify"
    whole.fill(good)
    expect(said).to_have_text("Tiêu chí hợp lệ.")
    # Fields and text are the same rule.
    dialog.get_by_label("Trong bao nhiêu mét").fill("300")
    dialog.get_by_label("Trong bao nhiêu mét").press("Tab")
    expect(whole).to_have_value(re.compile(r"within_m: 300\n"))
    dialog.get_by_role("button", name="Xem sẽ thay đổi gì").press("Enter")
    expect(dialog.get_by_role("heading", name="Sẽ thay đổi")).to_be_visible(timeout=30_000)
    expect(dialog.get_by_role("row", name="Điểm được xét Chưa đạt → Đạt")).to_be_visible()
    dialog.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(dialog.get_by_role("alert")).to_have_text("Xin ghi lý do thay đổi.")
    dialog.get_by_label("Lý do thay đổi").fill("sóng tới 300 m")
    dialog.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(dialog.get_by_text("Đã lưu phiên bản 2")).to_be_visible()
    newest = dialog.get_by_role("listitem").filter(has_text="sóng tới 300 m")
    newest.get_by_text("Khác với phiên bản 1").click()
    expect(newest.locator("ins").filter(has_text="within_m: 300")).to_be_visible()
    dialog.get_by_role("button", name="Đóng").click()
    # The page begins anew with the rule as it is now, and says that its figures are of before.
    expect(page.get_by_text("Số liệu chưa tính theo tiêu chí")).to_be_visible()
    expect(page.get_by_text("chưa đối chiếu văn bản").first).to_be_visible()


def test_conditions_have_the_titles_and_choices_of_their_fields(open_as: Opened) -> None:
    page = open_as(Role.RULE_EDITOR, PHONE)
    page.goto(page.url.replace(RULE, "camera.junction"))
    page.get_by_role("button", name="Sửa", exact=True).click()
    dialog = page.get_by_role("dialog", name="Sửa tiêu chí")
    whole = dialog.get_by_label("Nội dung (YAML)")
    expect(dialog.get_by_role("status")).to_have_text("Tiêu chí hợp lệ.")
    traffic = dialog.get_by_label("Đối tượng xét: Mật độ giao thông")
    expect(traffic).to_have_value("high")
    assert "Lớn" in traffic.locator("option").all_inner_texts()
    traffic.select_option(index=1)
    expect(whole).to_have_value(re.compile(rf"traffic: {traffic.input_value()}\n"))
    purposes = dialog.get_by_role("group", name="Cái được đếm: Mục đích")
    purposes.get_by_role("checkbox", name="Giám sát giao thông").uncheck()
    expect(whole).to_have_value(re.compile(r"value:\n +- security\n(?! +-)"))
    assert [flaw for flaw in editor_flaws(page) if "purpose-value" not in flaw] == []


def test_a_preview_by_cameras_says_that_it_lists_no_place(open_as: Opened) -> None:
    page = open_as(Role.RULE_EDITOR)
    page.goto(page.url.replace(RULE, "camera.junction"))
    page.get_by_role("button", name="Sửa", exact=True).click()
    dialog = page.get_by_role("dialog", name="Sửa tiêu chí")
    expect(dialog.get_by_role("status")).to_have_text("Tiêu chí hợp lệ.")
    dialog.get_by_role("button", name="Xem sẽ thay đổi gì").press("Enter")
    expect(dialog.get_by_text("Để không lộ chỗ của từng nhà, từng camera")).to_be_visible(timeout=30_000)
    expect(dialog.get_by_text("Không có thay đổi nào được nêu.")).to_be_visible()


def test_what_is_typed_last_is_previewed_and_saved_however_slow_the_line(open_as: Opened) -> None:
    page = open_as(Role.RULE_EDITOR)
    page.get_by_role("button", name="Sửa", exact=True).click()
    dialog = page.get_by_role("dialog", name="Sửa tiêu chí")
    expect(dialog.get_by_role("status")).to_have_text("Tiêu chí hợp lệ.")
    asked: list[str] = []

    def slowly(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route("**/coverage/rules/check", slowly)
    page.on("request", lambda request: asked.append(request.post_data or "") if "/preview" in request.url else None)
    look = dialog.get_by_role("button", name="Xem sẽ thay đổi gì")
    dialog.get_by_label("Trong bao nhiêu mét").fill("310")
    look.click()
    expect(dialog.get_by_role("heading", name="Sẽ thay đổi")).to_be_visible(timeout=30_000)
    assert ["within_m: 310" in each for each in asked] == [True]
    # What is no rule is neither previewed nor saved.
    dialog.get_by_label("Trong bao nhiêu mét").fill("-1")
    dialog.get_by_label("Lý do thay đổi").fill("thử")
    dialog.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(dialog.get_by_role("status")).to_contain_text("within_m")
    expect(look).to_be_disabled()
    expect(dialog.get_by_text("Đã lưu")).to_have_count(0)
    assert len(asked) == 1


def test_a_planner_sees_versions_and_no_way_to_change_them(open_as: Opened) -> None:
    page = open_as(Role.PLANNER, PHONE)
    page.get_by_role("button", name="Phiên bản", exact=True).click()
    dialog = page.get_by_role("dialog", name="Các phiên bản")
    expect(dialog.get_by_text("đang dùng")).to_be_visible()
    expect(dialog.get_by_role("textbox")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Bắt đầu từ bản này")).to_have_count(0)


def test_the_editor_on_a_phone_has_no_flaws(open_as: Opened) -> None:
    page = open_as(Role.RULE_EDITOR, PHONE)
    page.get_by_role("button", name="Sửa", exact=True).click()
    expect(page.get_by_text("Tiêu chí hợp lệ.")).to_be_visible()
    assert editor_flaws(page) == []


def colors_of_the_map(page: Page) -> set[str]:
    """Colours of more than a few pixels on the tiles of the map."""
    script = """() => {
        const found = new Map();
        for (const tile of document.querySelectorAll("#map canvas.leaflet-tile")) {
            const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
            for (let at = 0; at < data.length; at += 4) {
                if (data[at + 3] < 255) continue;
                const color = `${data[at]},${data[at + 1]},${data[at + 2]}`;
                found.set(color, (found.get(color) ?? 0) + 1);
            }
        }
        return [...found].filter(([, pixels]) => pixels > 50).map(([color]) => color);
    }"""
    return set(page.evaluate(script))


WORSE = "138,31,17"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_a_new_rule_is_begun_previewed_on_the_map_and_saved(open_as: Opened, size: dict[str, int]) -> None:
    page = open_as(Role.RULE_EDITOR, size)
    page.get_by_role("button", name="Đổi tiêu chí").click()
    page.get_by_role("button", name="Tiêu chí mới").click()
    dialog = page.get_by_role("dialog", name="Tiêu chí mới")
    said, name = dialog.get_by_role("status"), dialog.get_by_label("Mã của tiêu chí")
    expect(said).to_have_text("Tiêu chí hợp lệ.")
    expect(name).to_be_focused()
    name.fill("Nhà văn hóa")
    name.press("Tab")
    expect(said).to_contain_text("$.id")
    expect(dialog.get_by_role("button", name="Lưu phiên bản mới")).to_be_disabled()
    name.fill(RULE)
    name.press("Tab")
    expect(said).to_have_text("Tiêu chí hợp lệ.")
    dialog.get_by_label("Lý do thay đổi").fill("thử")
    dialog.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(dialog.get_by_role("alert")).to_contain_text(f"“{RULE}” đã có phiên bản 1")
    name.fill(f"wifi.nha-van-hoa-{size['width']}")
    name.press("Tab")
    assert WORSE not in colors_of_the_map(page)
    dialog.get_by_role("button", name="Xem sẽ thay đổi gì").click()
    expect(dialog.get_by_role("heading", name="Sẽ thay đổi")).to_be_in_viewport()
    marks = dialog.get_by_role("list", name="Đơn vị thay đổi trên bản đồ")
    expect(marks.get_by_text("Thành chưa đạt")).to_be_visible()
    rows = dialog.get_by_role("row").filter(has=page.get_by_role("button"))
    expect(rows.first).to_contain_text("không xét →")
    assert editor_flaws(page) == []
    # The map is beside the editor, and can be used meanwhile.
    rows.first.get_by_role("button").click()
    page.wait_for_load_state("networkidle")
    assert WORSE in colors_of_the_map(page)
    dialog.get_by_role("button", name="Lưu phiên bản mới").click()
    expect(page.get_by_role("dialog", name="Sửa tiêu chí").get_by_text("Đã lưu phiên bản 1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("rule=wifi.nha-van-hoa"))
    expect(page.get_by_role("heading", name="Wifi miễn phí trong 100 m quanh nhà văn hóa")).to_be_visible()
    expect(page.locator("#figures")).to_contain_text("chưa được tính")
    page.wait_for_load_state("networkidle")
    assert WORSE not in colors_of_the_map(page)


def test_a_link_to_a_unit_that_is_not_there_says_so(open_as: Opened) -> None:
    page = open_as(Role.PLANNER)
    page.goto(f"{page.url}&unit=99999999")
    expect(page.get_by_role("alert")).to_contain_text("Không có đơn vị này")
    expect(page.get_by_role("complementary", name="Chi tiết")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("unit="))
