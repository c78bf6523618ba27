"""From the page of example maps to one of them, and to the lines that embed it, in a real browser."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_an_example_is_opened_and_embedded(visit: Visit) -> None:
    page = visit.page
    page.goto(f"{visit.base}/gallery?lang=vi")
    card = page.locator(".map-card").filter(has_text="Một xã nhìn gần")
    commune = card.locator("h3").inner_text()
    expect(card.locator("img")).to_have_js_property("naturalWidth", 1200)
    card.get_by_role("link", name=f"Nhúng, chép đoạn mã: {commune}").click()
    expect(page.locator("#unit")).to_have_value(commune)
    expect(page.locator("#what")).to_have_value("coverage/wifi.public-place")
    unit = re.search(r"unit=(\d+)", page.url)
    assert unit
    expect(page.locator("#lines")).to_contain_text(f"/embed/coverage/wifi.public-place?unit={unit[1]}")
    expect(page.frame_locator("#preview iframe").locator("h1")).to_contain_text(commune)
    page.go_back()
    card.get_by_role("link", name=f"Mở bản đồ: {commune}").click()
    expect(page.locator("h2").filter(has_text=commune).first).to_be_visible()
