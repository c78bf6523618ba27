"""What a first visitor is told: once, out of the way, and never again."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_finder_use import barriers
from tests.browser.test_map import AXE, click_centre

DENIED = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"


def hint(page: Page) -> Locator:
    return page.get_by_role("region", name="Gợi ý cho lần đầu")


def test_three_hints_by_key_and_never_again(visit: Visit) -> None:
    page = visit.open()
    expect(hint(page)).to_contain_text("Tìm xã cũ")
    expect(hint(page)).to_contain_text(re.compile(r"phím\s/"))
    expect(hint(page)).to_contain_text("1/3")
    # Nobody is taken away from where they are.
    assert page.evaluate("document.activeElement === document.body")
    hint(page).get_by_role("button", name="Tiếp").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(hint(page)).to_contain_text("3/3")
    expect(hint(page).get_by_role("button", name="Đã hiểu")).to_be_focused()
    page.evaluate(AXE.read_text())
    assert barriers(page) == []
    page.keyboard.press("Enter")
    expect(hint(page)).to_have_count(0)
    page.reload()
    visit.settle()
    expect(hint(page)).to_have_count(0)


def test_hints_make_room_for_what_is_in_use(visit_to: Callable[..., Visit], live_url: str) -> None:
    visit = visit_to(live_url, PHONE)
    page = visit.open()
    expect(hint(page)).to_be_visible()
    box, note = hint(page).bounding_box(), page.locator("#boundary-note").bounding_box()
    assert box is not None
    assert note is not None
    assert box["y"] >= note["y"] + note["height"]
    # A finger has no keys, and the buttons of the map stay free.
    expect(hint(page)).not_to_contain_text("phím")
    lowest = page.locator(".leaflet-top.leaflet-right").bounding_box()
    assert lowest is not None
    assert box["y"] >= lowest["y"] + lowest["height"]
    click_centre(page)
    expect(page.locator("#details")).to_be_visible()
    expect(hint(page)).to_be_hidden()
    page.locator("#details").get_by_role("button", name="Đóng").click()
    expect(hint(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(hint(page)).to_be_hidden()


def test_where_nothing_may_be_kept_hints_go_for_this_visit(visit: Visit) -> None:
    visit.page.add_init_script(DENIED)
    page = visit.open()
    hint(page).get_by_role("button", name="Đã hiểu").click()
    expect(hint(page)).to_have_count(0)


def test_a_map_on_another_site_has_none(visit: Visit) -> None:
    page = visit.open("/embed/communes?lang=vi")
    expect(hint(page)).to_have_count(0)
