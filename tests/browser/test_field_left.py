"""What is left to collect in a campaign, on the page `/field`: on the map, in words, and without a network."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.access.world import World, made_world
from tests.browser.admin_page import flaws
from tests.browser.field_page import Town, all_sent, collect, opened, phone
from tests.conftest import Server, serving

TARGET = """
WITH made AS (INSERT INTO address_campaign (title, unit_id, valid)
              VALUES ('Đợt 1', :commune, daterange(current_date - 3, current_date + 3)) RETURNING id)
INSERT INTO address_campaign_target (campaign_id, hamlet_id, target) SELECT id, :hamlet, 3 FROM made
"""


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[Town]:
    with server.database(template) as database, serving(database) as address:
        world = made_world(database, rows_a_layer=0)
        _ask_for_three(world)
        yield Town(world, address)


def _ask_for_three(world: World) -> None:
    with owner_connection(world.database.owner) as connection:
        values = {"commune": world.units["commune A"], "hamlet": world.units["hamlet A1"]}
        connection.execute(text(TARGET), values)


@pytest.fixture
def page(browser: Browser, town: Town) -> Iterator[Page]:
    context = browser.new_context(**phone())
    context.add_cookies(town.collector())
    yield opened(context, town)
    context.close()


def test_what_is_left_is_on_the_map_and_in_words_also_without_a_network(page: Page) -> None:
    expect(page.locator(".home-view")).to_contain_text("Còn thiếu 3 địa chỉ ở 1 thôn, tổ")
    expect(page.locator(".map-name").filter(has_text=re.compile("hamlet A1 · còn 3"))).to_be_attached()
    page.context.set_offline(True)
    page.reload()
    collect(page)
    expect(page.locator(".home-view")).to_contain_text("Còn thiếu 2 địa chỉ ở 1 thôn, tổ")
    page.get_by_role("button", name="Tiến độ").click()
    row = page.get_by_role("table", name="Theo thôn").get_by_role("row", name=re.compile("hamlet A1"))
    expect(row).to_contain_text("1/3còn 2")
    assert flaws(page) == []
    page.get_by_role("button", name="Bản đồ", exact=True).click()
    expect(page.locator(".map-name").filter(has_text=re.compile("hamlet A1 · còn 2"))).to_be_attached()
    page.context.set_offline(False)
    all_sent(page)
    # Sent, and not yet among what the register told: it is not missing again.
    expect(page.locator(".home-view")).to_contain_text("Còn thiếu 2 địa chỉ ở 1 thôn, tổ")
