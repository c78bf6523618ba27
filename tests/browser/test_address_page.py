"""The page `/d/{code}` in a real browser, on the sample data."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from geo_api.db import owner_connection
from layers.codes import printed
from tests.browser.conftest import PHONE, Visit
from tests.browser.test_map import click_centre
from tests.conftest import TestDatabase

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# A number is needed that a phone makes another letter of.
DWELLING = """
SELECT c.code FROM address_code AS c JOIN addressable AS a ON a.id = c.addressable_id AND a.status = 'assigned'
  JOIN address_text AS t ON t.addressable_id = a.id AND t.number IS NOT NULL
 WHERE a.kind = 'dwelling' AND substr(c.code, 3) ~ '^[^8]*8[^8]*$' ORDER BY c.code LIMIT 1
"""
# Of offices at one spot the map shows one.
OFFICE = """
SELECT a.code, ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat FROM map_public.addresses AS a WHERE a.kind = 'office'
   AND NOT EXISTS (SELECT FROM map_public.addresses AS b WHERE b.id <> a.id AND b.geom && ST_Expand(a.geom, 0.001))
 ORDER BY a.code LIMIT 1
"""


@pytest.fixture(scope="module")
def code(sample_db: TestDatabase) -> str:
    with owner_connection(sample_db.owner) as connection:
        return str(connection.scalar(text(DWELLING)))


def test_the_point_is_on_the_map_and_the_page_fits(any_visit: Visit, code: str) -> None:
    page = any_visit.page
    page.goto(f"{any_visit.base}/d/{code}?lang=vi")
    expect(page.get_by_role("heading", name=printed(code))).to_be_visible()
    expect(page.get_by_text("Đang sử dụng")).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("^Bản đồ nơi có mã ND-"))).to_be_visible()
    expect(page.locator("#spot-map path")).to_have_count(1)
    page.wait_for_selector("#spot-map .leaflet-tile-loaded", state="attached")
    any_visit.until("() => document.querySelector('.ground-map').getAttribute('aria-busy') === 'false'")
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []


def test_what_is_wrong_is_said_while_typing(visit: Visit, code: str) -> None:
    page = visit.page
    page.goto(f"{visit.base}/d?lang=vi")
    box, said = page.get_by_role("textbox", name="Nhập mã trên biển"), page.locator("#ask-said")
    box.press_sequentially("nd-x")
    expect(said).to_have_text("")
    box.press_sequentially("o")
    expect(said).to_contain_text("Ký tự “O” ở vị trí 4")
    expect(box).to_have_attribute("aria-invalid", "true")
    box.fill("ND-XT4-32J")
    expect(said).to_have_text("")
    page.keyboard.press("Enter")
    expect(said).to_contain_text("Sau ND phải có đúng 7 ký tự")
    expect(box).to_be_focused()
    # An eight that was taken for a letter.
    box.fill(printed(code).replace("8", "b").lower())
    expect(said).to_have_text(f"Mã {printed(code)}. Đã đọc “B” là “8”")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/d/{code}?lang=vi")
    expect(page.get_by_role("heading", name=printed(code))).to_be_visible()


def test_all_but_the_map_is_there_without_scripts(visit_to: Callable[..., Visit], live_url: str, code: str) -> None:
    visit = visit_to(live_url, PHONE)
    context = visit.page.context.browser.new_context(java_script_enabled=False, viewport=PHONE, locale="en-GB")
    page = context.new_page()
    page.goto(f"{live_url}/d?lang=en")
    page.get_by_role("textbox", name="The code on the plate").fill(f" {printed(code).lower()} ")
    page.get_by_role("button", name="Look up").click()
    expect(page).to_have_url(f"{live_url}/d/{code}?lang=en")
    expect(page.get_by_role("heading", name=printed(code))).to_be_visible()
    expect(page.get_by_text("In use", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Open in a maps app")).to_have_attribute("href", re.compile("^geo:20"))
    context.close()


def test_the_finder_of_old_addresses_knows_a_code_when_it_sees_one(visit: Visit, code: str) -> None:
    visit.page.goto(f"{visit.base}/dia-chi?q={printed(code)}&lang=vi")
    link = visit.page.get_by_role("link", name=f"Đây là mã địa chỉ số: tra mã {printed(code)}")
    expect(link).to_have_attribute("href", f"/d/{code}?lang=vi")


def test_the_code_of_a_place_on_the_map_leads_to_its_page(visit: Visit, sample_db: TestDatabase) -> None:
    with owner_connection(sample_db.owner) as connection:
        place = connection.execute(text(OFFICE)).one()
    page = visit.open(f"/?lang=vi#map=19/{place.lat}/{place.lon}&layers=addresses")
    click_centre(page)
    page.locator("#details").get_by_role("link", name=place.code).click()
    page.wait_for_url(f"**/d/{place.code}?lang=vi")
    expect(page.get_by_role("heading", name=printed(place.code))).to_be_visible()
