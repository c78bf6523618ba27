"""The map as an official sees it: the own unit in full, and the page says as whom one reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase

NAME = "ca.phuong"
MOST_CAMERAS = """
SELECT u.unit_id, ST_X(p) AS x, ST_Y(p) AS y
  FROM layer.communes AS u, LATERAL ST_Transform(u.label_point, 4326) AS p
 WHERE u.valid @> current_date
 ORDER BY (SELECT count(*) FROM feature_cameras AS f WHERE ST_Intersects(f.geom, u.geom)) DESC LIMIT 1
"""
GRANT = "INSERT INTO account_role (account_id, role, unit_id, valid) VALUES (:a, :r, :u, '[2020-01-01,)')"


@dataclass
class Officer:
    """Police of one commune. place: zoom, latitude and longitude of it, as the map's address has them."""

    cookies: dict[str, str]
    place: str

    def enter(self, visit: Visit) -> None:
        visit.page.context.add_cookies([{"name": k, "value": v, "url": visit.base} for k, v in self.cookies.items()])


@pytest.fixture
def officer(sample_db: TestDatabase) -> Iterator[Officer]:
    account = add_account(sample_db, NAME)
    with owner_connection(sample_db.owner) as connection:
        unit, x, y = connection.execute(text(MOST_CAMERAS)).one()
        connection.execute(text(GRANT), {"a": account, "r": Role.VERIFIER, "u": unit})
    yield Officer(cookie_of(sample_db, account), f"13/{y:.4f}/{x:.4f}")
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE name = :name"), {"name": NAME})


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_an_officer_is_led_to_the_map_of_the_own_office(
    visit_to: Callable[..., Visit], live_url: str, officer: Officer, size: dict[str, int]
):
    visit = visit_to(live_url, size)
    officer.enter(visit)
    visit.page.goto(f"{live_url}/login")
    visit.page.get_by_role("link", name="Bản đồ: Công an xã, phường").click()
    expect(visit.page.locator(".kind")).to_contain_text("Công an xã, phường")
    # The head is no more than two rows of what a finger hits.
    head = visit.page.locator(".top").bounding_box()
    assert head is not None
    assert head["height"] < 110
    visit.page.goto(f"{live_url}/as/police/#map={officer.place}&layers=communes,cameras")
    visit.page.reload()
    visit.settle()
    asked = [url for url in visit.requests if "/tiles/cameras/" in url]
    assert asked
    assert all(url.startswith(f"{live_url}/as/police/tiles/cameras/") for url in asked)
    # Some of what the panel has is small on the public map, too.
    assert [flaw for flaw in flaws(visit.page) if not flaw.startswith("<") or "công khai" in flaw] == []


def test_the_way_back_leads_to_what_everybody_sees(visit_to: Callable[..., Visit], live_url: str, officer: Officer):
    visit = visit_to(live_url)
    officer.enter(visit)
    visit.open("/as/police/")
    visit.page.locator(".kind a").click()
    visit.page.wait_for_url(f"{live_url}/?lang=vi**")
    visit.settle()
    expect(visit.page.locator(".kind")).to_have_count(0)
    assert not any("/as/" in url for url in visit.requests[-10:])
