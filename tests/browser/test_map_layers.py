"""The layers that are shown: how strong each is drawn, and which lies over which."""

import io
import re
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, Visit
from tests.browser.test_finder_use import barriers
from tests.browser.test_map import AXE, COUNT_COLOURS, centre, coverage, legend
from tests.browser.test_map_tools import SAVE, press

LIGHT = """() => {
    let count = 0;
    for (const canvas of document.querySelectorAll("#map canvas.leaflet-tile")) {
        if (canvas.width === 0) continue;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 200 && data[i] > 245 && data[i + 2] > 222) count++;
    }
    return count;
}"""


def opened(page: Page) -> Locator:
    if page.viewport_size == PHONE:
        page.locator("#sheet-handle").click()
    page.get_by_role("tab", name="Lớp bản đồ").click()
    page.locator(".shown > summary").click()
    return page.locator(".shown-layers > li")


def names(page: Page) -> list[str]:
    return page.locator(".shown-layers > li").evaluate_all("(rows) => rows.map((row) => row.dataset.layer)")


def strength(page: Page, layer: str) -> Locator:
    return page.locator(f'[data-layer="{layer}"] input[type=range]')


def coloured(page: Page) -> int:
    """Pixels in the colours of the legend."""
    classes = [each["colour"] for each in legend(page) if each["count"] > 0 and "%" in each["label"]]
    return sum(page.evaluate(COUNT_COLOURS, classes))


def test_a_layer_is_drawn_weaker_on_the_map_in_the_link_and_in_the_picture(visit: Visit) -> None:
    page = visit.open()
    full = coloured(page)
    assert full > 10_000
    opened(page)
    strength(page, "coverage_units").fill("30")
    page.wait_for_url(re.compile("opacity=coverage_units:30"))
    visit.settle()
    visit.until(f"(wanted) => ({COUNT_COLOURS})(wanted).every((count) => count < {full // 20})", colours(page))
    with page.expect_download() as download:
        press(page, SAVE)
    picture = Image.open(io.BytesIO(download.value.path().read_bytes())).convert("RGB")
    # Of the legend below the map, nothing of the map itself.
    counts = {colour: count for count, colour in picture.getcolors(1 << 24) or []}
    assert all(counts.get(tuple(colour), 0) < 5000 for colour in colours(page))
    page.reload()
    visit.settle()
    opened(page)
    expect(strength(page, "coverage_units")).to_have_value("30")
    assert coloured(page) < full // 20
    page.get_by_role("button", name="Độ đậm, thứ tự về mặc định").click()
    visit.until("() => !location.hash.includes('opacity')")
    visit.settle()
    visit.until(f"(wanted) => ({COUNT_COLOURS})(wanted).reduce((a, b) => a + b) > {full * 0.9}", colours(page))


def colours(page: Page) -> list[list[int]]:
    return [each["colour"] for each in legend(page) if each["count"] > 0 and "%" in each["label"]]


def test_order_is_changed_by_key_and_lasts(visit: Visit) -> None:
    unit = next(each for each in coverage(visit.base)["units"] if each["share"] is not None and each["share"] < 0.5)
    lat, lon = centre(visit.base, unit)
    page = visit.open(f"/#map=15/{lat}/{lon}&layers=coverage_units,roads")
    light = page.evaluate(LIGHT)
    assert light > 500
    opened(page)
    assert names(page) == ["roads", "coverage_units"]
    assert "order=" not in page.url
    down = page.get_by_role("button", name="Đưa lớp Đường giao thông xuống dưới")
    down.focus()
    page.keyboard.press("Enter")
    assert names(page) == ["coverage_units", "roads"]
    expect(down).to_be_focused()
    expect(page.locator(".shown > [role=status]")).to_contain_text("lớp thứ 2 từ trên xuống, trong 2")
    page.wait_for_url(re.compile("order=coverage_units,roads"))
    visit.until(f"() => ({LIGHT})() < {light // 10}")
    # At the end of the list: nothing more happens, and the focus stays.
    page.keyboard.press("Enter")
    expect(down).to_be_focused()
    assert names(page) == ["coverage_units", "roads"]
    page.reload()
    visit.settle()
    opened(page)
    assert names(page) == ["coverage_units", "roads"]
    page.get_by_role("button", name="Đưa lớp Đường giao thông lên trên").click()
    # As everybody has it at first: no word of it in the link.
    visit.until("() => !location.hash.includes('order')")


def test_a_layer_that_is_ticked_stands_in_the_list(visit: Visit) -> None:
    page = visit.open()
    rows = opened(page)
    expect(rows).to_have_count(5)
    page.get_by_role("checkbox", name="Trường học").check()
    expect(rows).to_have_count(6)
    assert names(page)[-1] == "coverage_units"
    strength(page, "schools").fill("50")
    page.wait_for_url(re.compile("opacity=schools:50"))
    page.get_by_role("button", name="Về mặc định", exact=True).click()
    expect(rows).to_have_count(5)
    visit.until("() => !location.hash.includes('opacity')")


@pytest.mark.parametrize("broken", ["opacity=roads:0,x:50,roads:999", "order=,,nothing,roads", "opacity=&order="])
def test_a_link_that_makes_no_sense_shows_the_map(visit: Visit, broken: str) -> None:
    page = visit.open(f"/#{broken}")
    opened(page)
    expect(page.locator(".shown-layers > li")).to_have_count(5)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_and_no_small_target_in_the_list(visit_to: Callable[..., Visit], live_url: str, scheme: str) -> None:
    visit = visit_to(live_url, PHONE, color_scheme=scheme)
    page = visit.open()
    rows = opened(page)
    expect(rows).to_have_count(5)
    page.evaluate(AXE.read_text())
    assert barriers(page) == []
    sizes = page.locator(".mover, .strength input, .shown summary").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 43.5
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
