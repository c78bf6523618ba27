"""The page `/planner`: two communes, or one commune on two days, side by side; the figures are those of the API."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase

RULE = "wifi.public-place"
NAME = "lan.so.sanh"
Opened = Callable[..., Page]


@pytest.fixture
def open_page(sample_db: TestDatabase, visit_to: Callable[..., Visit], live_url: str) -> Iterator[Opened]:
    """Opens a page as a planner."""
    cookies = cookie_of(sample_db, add_account(sample_db, NAME, Role.PLANNER))

    def open_it(path: str, size: dict[str, int] = DESKTOP) -> Page:
        page = visit_to(live_url, size).page
        page.context.add_cookies([{"name": k, "value": v, "url": live_url} for k, v in cookies.items()])
        page.goto(live_url + path)
        return page

    yield open_it
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE name = :name"), {"name": NAME})


def answered(page: Page, path: str) -> Any:
    """What the API answers to the same planner."""
    answer = page.request.get(page.url.split("/planner")[0] + path)
    assert answer.ok, path
    return answer.json()


def tenths(share: float) -> float:
    return int(share * 1000 + 1e-9) / 10


def shown(share: float) -> str:
    """As the page writes it."""
    return re.sub(r"\.0$", "", f"{tenths(share):.1f}").replace(".", ",") + "%"


def row_of(dialog: Locator, name: str) -> Locator:
    return dialog.get_by_role("row", name=re.compile(f"^{re.escape(name)}")).first


def cells(row: Locator) -> list[str]:
    """The first line of each."""
    return [words.splitlines()[0] if words else "" for words in row.locator("td").all_inner_texts()]


def test_two_communes_stand_side_by_side_as_the_api_has_them(open_page: Opened, live_url: str) -> None:
    page = open_page("/planner?rule=" + RULE)
    units = answered(page, f"/api/v1/coverage/{RULE}/units")["units"]
    known = sorted((each for each in units if each["share"] is not None), key=lambda each: float(each["share"]))
    worst, best = known[0], known[-1]
    assert worst["share"] < best["share"]
    page.goto(f"{live_url}/planner?rule={RULE}&unit={worst['unit_id']}")
    page.get_by_role("button", name="So sánh", exact=True).click()
    dialog = page.get_by_role("dialog", name=f"So sánh: {worst['full_name']}")
    dialog.get_by_label("Với đơn vị").select_option(str(best["unit_id"]))
    share = row_of(dialog, "Tỷ lệ đạt")
    expect(share.locator("td").nth(1)).to_have_class("better")
    gap = tenths(worst["share"]) - tenths(best["share"])
    assert cells(share)[:2] == [shown(worst["share"]), shown(best["share"])]
    assert cells(share)[2] == re.sub(r",0 ", " ", f"{gap:.1f} điểm %".replace(".", ","))
    expect(share).to_contain_text(f"{best['name']} tốt hơn")
    assert cells(row_of(dialog, "Số chưa đạt"))[:2] == [str(worst["failed"]), str(best["failed"])]
    people = [
        answered(page, f"/api/v1/indicators/population?level=commune&unit={each['unit_id']}")["units"][0]["value"]
        for each in (worst, best)
    ]
    assert cells(row_of(dialog, "Dân số"))[:2] == [f"{count:,.0f}".replace(",", ".") for count in people]
    # Every rule that says something of either is there, and every criterion of the set.
    speakers = answered(page, "/api/v1/coverage/speaker.hamlet/units")["units"]
    told = {each["unit_id"]: each["share"] for each in speakers}
    assert cells(row_of(dialog, "Mỗi thôn có cụm loa"))[:2] == [shown(told[each["unit_id"]]) for each in (worst, best)]
    for criterion in answered(page, f"/api/v1/scorecards/{best['unit_id']}")["set"]["criteria"]:
        expect(row_of(dialog, f"{criterion['code']} {criterion['title']['vi']}")).to_be_visible()


def test_two_days_stand_in_the_address_and_the_way_back_leads_to_two_communes(open_page: Opened, live_url: str) -> None:
    page = open_page("/planner?rule=" + RULE)
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][0]
    first = answered(page, f"/api/v1/coverage/{RULE}/trend?unit={unit['unit_id']}")["trend"][0]
    page.goto(f"{live_url}/planner?rule={RULE}&unit={unit['unit_id']}&table=compare")
    dialog = page.get_by_role("dialog", name=f"So sánh: {unit['full_name']}")
    expect(row_of(dialog, "Tỷ lệ đạt")).to_be_visible()
    days = dialog.get_by_role("button", name="Hai ngày")
    days.focus()
    page.keyboard.press("Enter")
    expect(days).to_have_attribute("aria-pressed", "true")
    dialog.get_by_label("Với ngày").fill(first["calculated_for"])
    expect(page).to_have_url(re.compile(f"then={first['calculated_for']}"))
    share = row_of(dialog, "Tỷ lệ đạt")
    expect(share.locator("td").first).to_contain_text(shown(first["share"]))
    assert cells(share)[1] == shown(unit["share"])
    page.reload()
    expect(share.locator("td").first).to_contain_text(shown(first["share"]))
    # A day before the commune was: nothing is made up.
    dialog.get_by_label("Với ngày").fill("2001-01-01")
    expect(share.locator("td").first).to_have_text("chưa tính")
    page.go_back()
    expect(share.locator("td").first).to_contain_text(shown(first["share"]))
    dialog.get_by_role("button", name="Hai đơn vị").click()
    expect(dialog.get_by_label("Với đơn vị")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert "table=" not in page.url


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_comparison_has_no_barrier_that_axe_knows(open_page: Opened, size: dict[str, int]) -> None:
    page = open_page("/planner?lang=en&rule=" + RULE, size)
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][1]
    page.goto(f"{page.url.split('?')[0]}?lang=en&rule={RULE}&unit={unit['unit_id']}&table=compare")
    expect(page.get_by_role("dialog").get_by_role("row").nth(8)).to_be_visible()
    # The handle of the sheet is hit by more than is seen of it.
    assert [flaw for flaw in flaws(page) if "sheet-handle" not in flaw] == []
