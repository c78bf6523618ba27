"""The page `/planner`: two communes, or one commune on two days, side by side; the figures are those of the API."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect
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
def visits() -> list[Visit]:
    """What the pages did that were opened."""
    return []


@pytest.fixture
def signed_in(sample_db: TestDatabase) -> Iterator[dict[str, str]]:
    """The cookies of a planner, whose account outlives the page."""
    yield cookie_of(sample_db, add_account(sample_db, NAME, Role.PLANNER))
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE name = :name"), {"name": NAME})


@pytest.fixture
def open_page(signed_in: dict[str, str], visit_to: Callable[..., Visit], live_url: str, visits: list[Visit]) -> Opened:
    """Opens a page as a planner."""

    def open_it(path: str, size: dict[str, int] = DESKTOP) -> Page:
        visits.append(visit_to(live_url, size))
        page = visits[-1].page
        page.context.add_cookies([{"name": k, "value": v, "url": live_url} for k, v in signed_in.items()])
        page.goto(live_url + path)
        return page

    return open_it


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
    expect(page).not_to_have_url(re.compile("table="))


def test_a_lost_connection_leaves_what_is_shown_and_is_tried_again(open_page: Opened, visits: list[Visit]) -> None:
    page = open_page(f"/planner?lang=en&rule={RULE}")
    unit, other, *_ = answered(page, f"/api/v1/coverage/{RULE}/units")["units"]
    page.goto(
        f"{page.url.split('?')[0]}?lang=en&rule={RULE}&unit={unit['unit_id']}&table=compare&with={other['unit_id']}"
    )
    dialog = page.get_by_role("dialog")
    share = row_of(dialog, "Share")
    expect(share).to_be_visible()
    before = cells(share)
    page.route("**/api/v1/units/*", lambda route: route.abort())
    dialog.get_by_role("button", name="Two days").click()
    expect(dialog.get_by_role("alert")).to_contain_text("The connection to the server is lost.")
    assert cells(share) == before
    assert "table=compare" in page.url
    assert "then=" in page.url
    page.unroute("**/api/v1/units/*")
    dialog.get_by_role("button", name="Try now").click()
    expect(dialog.get_by_role("columnheader", name="Change")).to_be_visible()
    expect(dialog.get_by_role("alert")).to_be_hidden()
    assert any("ERR_FAILED" in complaint for complaint in visits[0].complaints)
    visits[0].complaints.clear()


@pytest.mark.parametrize("table", ["matrix", "scorecard"])
def test_other_tables_stay_and_try_again_as_well(open_page: Opened, visits: list[Visit], table: str) -> None:
    page = open_page(f"/planner?rule={RULE}")
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][0]
    asked = re.compile(f"/api/v1/(coverage/matrix|scorecards/{unit['unit_id']})")
    page.route(asked, lambda route: route.abort())
    page.goto(f"{page.url.split('?')[0]}?rule={RULE}&unit={unit['unit_id']}&table={table}")
    dialog = page.get_by_role("dialog", name=unit["full_name"])
    expect(dialog.get_by_role("alert")).to_contain_text("Mất kết nối với máy chủ.")
    page.unroute(asked)
    dialog.get_by_role("button", name="Thử ngay").click()
    expect(dialog.get_by_role("row").nth(2)).to_be_visible()
    assert f"table={table}" in page.url
    assert visits[0].complaints
    visits[0].complaints.clear()


def test_after_another_calculation_its_figures_are_compared(open_page: Opened) -> None:
    page = open_page(f"/planner?rule={RULE}")
    unit, other, *_ = (each for each in answered(page, f"/api/v1/coverage/{RULE}/units")["units"] if each["share"])
    asked = re.compile(f"/api/v1/coverage/{re.escape(RULE)}/units")
    is_new = False

    def calculated(route: Route) -> None:
        answer = route.fetch()
        document = answer.json()
        document["is_current"] = is_new
        document["computed_at"] = "2026-01-01T00:00:00Z" if is_new else "2025-12-31T00:00:00Z"
        for each in document["units"]:
            if each["unit_id"] == unit["unit_id"]:
                each["share"] = 0.125 if is_new else 0.5
        route.fulfill(response=answer, body=json.dumps(document))

    page.route(asked, calculated)
    page.goto(f"{page.url.split('?')[0]}?rule={RULE}&unit={unit['unit_id']}&table=compare&with={other['unit_id']}")
    share = row_of(page.get_by_role("dialog"), "Tỷ lệ đạt")
    expect(share.locator("td").first).to_contain_text("50%")
    is_new = True
    expect(share.locator("td").first).to_contain_text("12,5%")
    page.unroute(asked)


def test_the_way_back_to_another_day_compares_by_the_results_of_that_day(open_page: Opened) -> None:
    """The first comparison is with the commune that does best on its day."""
    page = open_page(f"/planner?rule={RULE}")
    units = answered(page, f"/api/v1/coverage/{RULE}/units")["units"]
    unit = units[0]
    best = max((each for each in units[1:] if each["share"] is not None), key=lambda each: float(each["share"]))
    earlier = answered(page, f"/api/v1/coverage/{RULE}/trend?unit={unit['unit_id']}")["trend"][0]["calculated_for"]
    page.goto(f"{page.url.split('?')[0]}?rule={RULE}&unit={unit['unit_id']}&table=compare")
    link = page.url
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Với đơn vị")).to_have_value(str(best["unit_id"]))

    def other_best(route: Route) -> None:
        answer = route.fetch()
        document = answer.json()
        for each in document["units"]:
            each["share"] = 0 if each["unit_id"] == best["unit_id"] else each["share"]
        route.fulfill(response=answer, body=json.dumps(document))

    page.route(re.compile(f"{re.escape(RULE)}/units.*at="), other_best)
    page.evaluate(
        "([to]) => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')) }",
        [f"{link}&at={earlier}"],
    )
    expect(dialog.get_by_label("Với đơn vị")).not_to_have_value(str(best["unit_id"]))
    page.go_back()
    expect(dialog.get_by_label("Với đơn vị")).to_have_value(str(best["unit_id"]))


@pytest.mark.parametrize(
    ("language", "words", "none"),
    [
        ("vi", "khác bộ, không so từng tiêu chí", "không có trong bộ tiêu chí của ngày này"),
        ("en", "other sets: criteria cannot be compared", "not in the set of this day"),
    ],
)
def test_criteria_of_another_set_are_told_as_such(open_page: Opened, language: str, words: str, none: str) -> None:
    page = open_page(f"/planner?rule={RULE}")
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][0]["unit_id"]
    then = "2026-02-14"
    left = answered(page, f"/api/v1/scorecards/{unit}?at={then}")["set"]
    right = answered(page, f"/api/v1/scorecards/{unit}")["set"]
    assert left["id"] != right["id"]
    page.goto(f"{page.url.split('?')[0]}?lang={language}&rule={RULE}&unit={unit}&table=compare&then={then}")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("row", name=words)).to_contain_text(left["title"][language])
    expect(dialog.get_by_role("row", name=words)).to_contain_text(right["title"][language])
    for side, each in enumerate((left, right)):
        for criterion in each["criteria"]:
            row = row_of(dialog, f"{criterion['code']} {criterion['title'][language]}")
            expect(row.locator("td").nth(1 - side)).to_have_text(none)
            expect(row.locator("td").nth(side).locator(".outcome")).to_be_visible()
            expect(row.locator(".lead")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "không sớm hơn ngày đang xem"), ("en", "is not before the day that is shown")]
)
def test_an_earlier_day_that_is_later_is_told(open_page: Opened, language: str, words: str) -> None:
    page = open_page(f"/planner?rule={RULE}")
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][0]["unit_id"]
    page.goto(f"{page.url.split('?')[0]}?lang={language}&rule={RULE}&unit={unit}&table=compare&then=2099-01-01")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(words)
    expect(dialog.get_by_role("table")).to_have_count(0)


def test_changing_to_two_days_is_no_step_of_the_history(open_page: Opened) -> None:
    page = open_page(f"/planner?rule={RULE}")
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][0]["unit_id"]
    page.goto(f"{page.url.split('?')[0]}?rule={RULE}&unit={unit}&table=compare")
    dialog = page.get_by_role("dialog")
    expect(row_of(dialog, "Tỷ lệ đạt")).to_be_visible()
    entries = page.evaluate("history.length")
    for name in ("Hai ngày", "Hai ngày", "Hai đơn vị", "Hai ngày"):
        dialog.get_by_role("button", name=name).click()
        expect(dialog.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("then="))
    assert page.evaluate("history.length") == entries


def test_the_page_in_english_has_an_english_title(open_page: Opened) -> None:
    page = open_page(f"/planner?lang=en&rule={RULE}")
    rules = answered(page, "/api/v1/coverage/rules")["rules"]
    title = next(each["title"]["en"] for each in rules if each["id"] == RULE)
    expect(page).to_have_title(f"{title} · Coverage planning")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_comparison_has_no_barrier_that_axe_knows(open_page: Opened, size: dict[str, int]) -> None:
    page = open_page("/planner?lang=en&rule=" + RULE, size)
    unit = answered(page, f"/api/v1/coverage/{RULE}/units")["units"][1]
    page.goto(f"{page.url.split('?')[0]}?lang=en&rule={RULE}&unit={unit['unit_id']}&table=compare")
    expect(page.get_by_role("dialog").get_by_role("row").nth(8)).to_be_visible()
    # The handle of the sheet is hit by more than is seen of it.
    assert [flaw for flaw in flaws(page) if "sheet-handle" not in flaw] == []
