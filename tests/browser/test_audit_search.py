"""The page `/admin/audit` in a real browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from geo_api.access import Role
from geo_api.audit import Action, Actor, Event, record
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server, TestDatabase, serving

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            for number in range(60):
                record(connection, Event(Action.SIGN_IN, Actor("lan", 7), f"account/{number}"))
            for subject in ("culture_houses/12", "culture_houses"):
                looked = Event(Action.READ_ITEM, Actor("hoa", 9), subject, {"layer": "culture_houses"})
                record(connection, looked)
            told = {"role": HOSTILE}
            record(
                connection,
                Event(Action.ROLE_GIVEN, Actor("minh", 8, address="203.0.113.9"), "account/7", told, HOSTILE),
            )
        add_account(database, "nga", Role.ADMIN)
        yield database


@pytest.fixture(scope="module")
def base(database: TestDatabase) -> Iterator[str]:
    with serving(database) as address:
        yield address


@pytest.fixture
def desk(visit_to: Callable[..., Visit], base: str, database: TestDatabase) -> Callable[..., Visit]:
    cookies = cookie_of(database, 1)

    def open_it(query: str = "", **options: object) -> Visit:
        visit = visit_to(base, **options)
        visit.page.context.add_cookies([{"name": name, "value": cookies[name], "url": base} for name in cookies])
        visit.page.goto(f"{base}/admin/audit{query}")
        visit.page.wait_for_load_state("networkidle")
        return visit

    return open_it


def test_events_are_searched_opened_and_followed_back(desk: Callable[..., Visit]) -> None:
    visit = desk("?actor=lan")
    page = visit.page
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="Xem cũ hơn").click()
    expect(rows).to_have_count(60)
    expect(page.get_by_role("button", name="Xem cũ hơn")).to_have_count(0)
    page.get_by_label("Ai", exact=True).fill("minh")
    page.get_by_label("Việc", exact=True).select_option(label="Cấp vai trò")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Tìm").click()
    expect(rows).to_have_count(1)
    rows.locator("summary").click()
    expect(rows.locator("dd", has_text=HOSTILE).first).to_be_visible()
    assert page.locator("#view img").count() == 0
    with page.expect_download() as table:
        page.get_by_role("link", name="Tải CSV").click()
    assert "minh" in table.value.path().read_text("utf-8-sig")
    rows.get_by_role("link", name="account/7").click()
    page.wait_for_url("**/admin/accounts?account=7*")
    page.go_back()
    expect(rows).to_have_count(1)
    refused(visit)  # there is no account of that number


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?actor=hoa", ["Nhà văn hóa", "Nhà văn hóa · số 12"]),
        ("?actor=hoa&lang=en", ["Culture houses", "Culture houses · no. 12"]),
    ],
)
def test_layers_have_their_titles_and_their_names_beside_them(
    desk: Callable[..., Visit], query: str, titles: list[str]
) -> None:
    page = desk(query).page
    rows = page.get_by_role("table").locator("tbody tr")
    expect(rows).to_have_count(2)
    for row, title in zip(rows.all(), titles, strict=True):
        expect(row.get_by_text(title, exact=True).first).to_be_visible()
    expect(rows.last.get_by_title("culture_houses/12")).to_have_count(1)
    rows.last.locator("summary").click()
    expect(rows.last.locator("dd").get_by_text("culture_houses/12")).to_be_visible()
    expect(rows.last.locator("dd").get_by_text(titles[0], exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(desk: Callable[..., Visit], size: str, scheme: str) -> None:
    page = desk("?lang=en&actor=minh", **({"size": PHONE} if size == "phone" else {}), color_scheme=scheme).page
    page.get_by_role("table").locator("summary").click()
    assert flaws(page) == []
