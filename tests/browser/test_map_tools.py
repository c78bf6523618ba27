"""Beside the map: where one is, how far it is, the view as a picture and on paper."""

import io
import math
import re

import pypdfium2
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_map import legend

MEASURE, LOCATE, SAVE = "Đo khoảng cách, diện tích", "Vị trí của tôi", "Tải ảnh bản đồ (PNG)"
# What lies over the map.
OVER = "#map ~ *, .panel, .hint"
# One pixel of the map in metres, at its middle.
METRES = """() => {
    const [zoom, lat] = new URLSearchParams(location.hash.slice(1)).get("map").split("/").map(Number);
    return 40075016.686 * Math.cos(lat * Math.PI / 180) / 2 ** (zoom + 8);
}"""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def near_the_middle(page: Page, *steps: tuple[int, int]) -> None:
    box = page.locator("#map").bounding_box()
    assert box is not None
    for right, down in steps:
        page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)
        # Two clicks at once would zoom.
        page.wait_for_timeout(400)


def told(page: Page) -> str:
    return page.locator(".tool-told [role=status]").text_content() or ""


def test_a_square_is_as_long_and_as_large_as_the_scale_says(any_visit: Visit) -> None:
    page = any_visit.open()
    metres = page.evaluate(METRES)
    press(page, MEASURE)
    near_the_middle(page, (-50, -50), (50, -50), (50, 50), (-50, 50))
    found = re.fullmatch(r"Dài ([\d,.]+) km · diện tích bên trong ([\d,.]+) km²", told(page))
    assert found is not None, told(page)
    length, area = (float(number.replace(".", "").replace(",", ".")) for number in found.groups())
    assert math.isclose(length, 300 * metres / 1000, rel_tol=0.02)
    assert math.isclose(area, (100 * metres / 1000) ** 2, rel_tol=0.02)
    expect(page.locator("#details")).to_be_hidden()
    press(page, "Bỏ điểm cuối")
    press(page, "Bỏ điểm cuối")
    assert "diện tích" not in told(page)
    press(page, "Thôi đo")
    expect(page.locator(".tool-told")).to_be_hidden()
    near_the_middle(page, (0, 0))
    expect(page.locator("#details")).to_be_visible()


def test_measuring_needs_no_mouse(any_visit: Visit) -> None:
    page = any_visit.open()
    press(page, MEASURE)
    page.locator("#map").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(600)
    page.keyboard.press("Enter")
    assert re.fullmatch(r"Dài [\d,.]+ k?m", told(page)), told(page)
    page.keyboard.press("Backspace")
    assert told(page).startswith("Bấm lên bản đồ")
    page.keyboard.press("Escape")
    expect(page.locator(".tool-told")).to_be_hidden()
    assert page.get_by_role("button", name=MEASURE).get_attribute("aria-pressed") == "false"


def test_where_one_is_with_how_well_that_is_known(any_visit: Visit) -> None:
    page = any_visit.open()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 20.43, "longitude": 106.17, "accuracy": 30})
    press(page, LOCATE)
    expect(page.locator(".tool-told [role=status]")).to_have_text("Vị trí của bạn, sai số khoảng 30 m")
    any_visit.until("""() => {
        const [zoom, lat, lng] = new URLSearchParams(location.hash.slice(1)).get("map").split("/").map(Number);
        return zoom >= 15 && Math.abs(lat - 20.43) < 0.01 && Math.abs(lng - 106.17) < 0.01;
    }""")
    page.context.clear_permissions()


def test_whoever_does_not_say_where_they_are_is_told_what_to_do(any_visit: Visit) -> None:
    page = any_visit.open()
    press(page, LOCATE)
    expect(page.locator(".tool-told [role=status]")).to_contain_text("Cho phép trong cài đặt của trang")
    press(page, "Đóng")
    expect(page.locator(".tool-told")).to_be_hidden()


@pytest.mark.parametrize("shown", ["", "#compare=2025-06-30"], ids=["one day", "two days"])
def test_the_view_is_a_picture_with_its_colours_and_its_legend(any_visit: Visit, shown: str) -> None:
    page = any_visit.open(f"/{shown}")
    with page.expect_download() as download:
        press(page, SAVE)
    assert download.value.suggested_filename == "ban-do.png"
    picture = Image.open(io.BytesIO(download.value.path().read_bytes())).convert("RGB")
    box = page.locator("#map").bounding_box()
    assert box is not None
    assert picture.width == 2 * round(box["width"])
    assert picture.height > 2 * box["height"] + 100
    colours = {colour: count for count, colour in picture.getcolors(1 << 24) or []}
    if not shown:
        for each in legend(page):
            if each["count"] > 0 and "%" in each["label"]:
                assert colours.get(tuple(each["colour"]), 0) > 100, each
    # Not an empty sheet: land, lines and names.
    assert sum(count for colour, count in colours.items() if min(colour) < 200) > 0.03 * picture.width * picture.height
    assert any_visit.foreign == []


def test_paper_has_the_map_first_and_every_commune(any_visit: Visit) -> None:
    page = any_visit.open()
    names = page.locator("#view-table tbody th").all_inner_texts()
    paper = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    text = " ".join(paper[n].get_textpage().get_text_range() for n in range(len(paper)))
    assert len(names) == 57
    assert [name for name in names if " ".join(name.split()) not in " ".join(text.split())] == []
    first = paper[0].render(scale=1).to_pil().convert("RGB")
    drawn = sum(count for count, (red, green, blue) in first.getcolors(1 << 24) or [] if red > blue + 60 and red > 150)
    assert drawn > 0.02 * first.width * first.height
    assert "English" not in text


@pytest.mark.parametrize("across", [False, True], ids=["upright", "across"])
def test_paper_has_all_of_the_map_that_was_on_the_screen(any_visit: Visit, across: bool) -> None:
    page = any_visit.open()
    lay = "(parts, visibility) => parts.forEach((part) => Object.assign(part.style, { visibility }))"
    page.locator(OVER).evaluate_all(lay, "hidden")
    seen = Image.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB")
    page.locator(OVER).evaluate_all(lay, "")
    wide, high = extent_of_land(seen)
    sheet = pypdfium2.PdfDocument(page.pdf(format="A4", landscape=across))[0]
    below = sheet.get_textpage().search("Wifi miễn phí").get_next()
    assert below is not None
    top = sheet.get_height() - sheet.get_textpage().get_charbox(below[0])[3] - 2
    paper = sheet.render(scale=3).to_pil().convert("RGB")
    width, height = extent_of_land(paper.crop((0, 0, paper.width, round(3 * top))))
    assert math.isclose(width / height, wide / high, rel_tol=0.02)
    assert width > 0.2 * paper.width


def extent_of_land(picture: Image.Image) -> tuple[int, int]:
    """Pixels from west to east and from north to south of what has the colours of shares."""
    red, _, blue = picture.split()
    box = ImageChops.subtract(red, blue).point([0] * 60 + [255] * 196).getbbox()
    assert box is not None
    return box[2] - box[0], box[3] - box[1]
