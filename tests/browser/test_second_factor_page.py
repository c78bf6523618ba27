"""The second factor on the page `/login` in a real browser: switched on, asked for, switched off, on a phone, too."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import PASSWORD, add_account, password_hash
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import Server, TestDatabase, serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def base(database: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WARDMAP_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        patch.setenv("WARDMAP_SECOND_FACTOR", "approver")
        with serving(database) as address:
            yield address


@pytest.fixture
def door(visit_to: Callable[..., Visit], base: str, database: TestDatabase) -> Callable[..., Visit]:
    """Makes visits to the page; the role of one of the two accounts needs a second factor."""
    with owner_connection(database.owner) as connection:
        connection.execute(text("DELETE FROM account"))
        connection.execute(text("DELETE FROM sign_in_attempt"))
    add_account(database, "lan", Role.ADMIN, password_hash=password_hash())
    add_account(database, "duyet", Role.APPROVER, password_hash=password_hash())

    def open_it(query: str = "", **options: object) -> Visit:
        visit = visit_to(base, **options)
        visit.page.goto(f"{base}/login{query}")
        visit.page.wait_for_load_state("networkidle")
        return visit

    return open_it


def refused(visit: Visit) -> None:
    """The browser itself writes every refusal to its console: that one was expected."""
    assert [each for each in visit.complaints if "Failed to load resource" not in each] == []
    visit.complaints.clear()


def enter(page: Page, name: str) -> None:
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def switch_on(page: Page) -> tuple[str, str]:
    """From the password to the recovery codes; gives the secret and the first of them."""
    page.locator("#factor-password").fill(PASSWORD)
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.locator("#factor-code")).to_be_focused()
    secret = page.locator("#factor-secret").inner_text().replace(" ", "")
    page.locator("#factor-code").fill(pyotp.TOTP(secret).now())
    page.locator("#factor-confirm button").click()
    expect(page.locator("#recovery-codes li")).to_have_count(10)
    return secret, page.locator("#recovery-codes li").first.inner_text()


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_on_by_choice_asked_for_and_off_again(door: Callable[..., Visit], size: dict[str, int]) -> None:
    visit = door("?next=/login%3F", size=size)
    page = visit.page
    enter(page, "lan")
    page.wait_for_url(f"{visit.base}/")
    page.goto(f"{visit.base}/login")
    page.get_by_text("Xác thực hai bước", exact=True).click()
    assert violations(page) == []
    secret, recovery = switch_on(page)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{visit.base}/login")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.locator("#code-field")).to_be_hidden()
    enter(page, "lan")
    expect(page.locator("#code")).to_be_focused()
    refused(visit)
    assert violations(page) == []
    page.keyboard.type("000000")
    page.keyboard.press("Enter")
    expect(page.locator("#enter .said")).to_contain_text("không đúng")
    expect(page.locator("#code")).to_be_focused()
    refused(visit)
    page.keyboard.type(recovery)  # what was there is selected
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.base}/")
    page.goto(f"{visit.base}/login")
    page.get_by_text("Xác thực hai bước", exact=True).click()
    page.locator("#off-password").fill(PASSWORD)
    # The next code: that of now was used to switch it on.
    page.locator("#off-code").fill(pyotp.TOTP(secret).at(int(time.time()) + 30))
    page.get_by_role("button", name="Tắt xác thực hai bước").click()
    expect(page.locator("#factor-password")).to_be_attached()
    page.get_by_text("Xác thực hai bước", exact=True).click()
    expect(page.locator("#factor-password")).to_be_visible()


def test_a_role_that_needs_it_has_it_set_up_first(door: Callable[..., Visit]) -> None:
    visit = door("?next=/dia-chi")
    page = visit.page
    enter(page, "duyet")
    expect(page.get_by_role("heading", name="Bật xác thực hai bước")).to_be_visible()
    expect(page.locator("#factor-password")).to_be_focused()
    switch_on(page)
    picture = page.locator("#factor-picture")
    assert page.evaluate("(it) => it.naturalWidth > 0", picture.element_handle())
    page.get_by_role("button", name="Tôi đã cất các mã này").click()
    page.wait_for_url(f"{visit.base}/dia-chi")
