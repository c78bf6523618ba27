"""The page `/admin/accounts` in a real browser: an account from its making to its end, by keyboard and on a phone."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.office import Units, made_units
from tests.accounts.tools import PASSWORD, add_account, cookie_of, password_hash
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server, TestDatabase, serving


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def base(database: TestDatabase) -> Iterator[str]:
    with serving(database) as address:
        yield address


@pytest.fixture(scope="module")
def units(database: TestDatabase) -> Units:
    with owner_connection(database.owner) as connection:
        return made_units(connection)


@pytest.fixture
def desk(visit_to: Callable[..., Visit], base: str, database: TestDatabase, units: Units) -> Callable[..., Visit]:
    """Makes visits of the administrator `nga`; `lan` holds a role for a unit that has ended."""
    with owner_connection(database.owner) as connection:
        connection.execute(text("DELETE FROM account"))
    nga = add_account(database, "nga", Role.ADMIN, password_hash=password_hash())
    lan = add_account(database, "lan", Role.VERIFIER)
    with owner_connection(database.owner) as connection:
        connection.execute(
            text("UPDATE account_role SET unit_id = :unit WHERE account_id = :lan"), {"unit": units.divided, "lan": lan}
        )

    def open_it(query: str = "", **options: object) -> Visit:
        visit = visit_to(base, **options)
        cookies = cookie_of(database, nga)
        visit.page.context.add_cookies([{"name": name, "value": cookies[name], "url": base} for name in cookies])
        visit.page.goto(f"{base}/admin/accounts{query}")
        visit.page.wait_for_load_state("networkidle")
        return visit

    return open_it


def choose_unit(page: Page, words: str, found: str) -> None:
    page.get_by_label("Tìm đơn vị theo tên hoặc mã").press_sequentially(words)
    page.get_by_role("option", name=found).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_an_account_is_made_given_roles_and_disabled(desk: Callable[..., Visit]) -> None:
    page = desk().page
    page.get_by_role("link", name="Thêm tài khoản").click()
    page.get_by_label("Tên tài khoản").fill("ca.hồng")
    page.locator("#role").select_option(label="Người xác minh")
    expect(page.get_by_text("Xem bản đồ như: Công an xã, phường.")).to_be_visible()
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_role("alert").filter(has_text="chọn đơn vị")).to_be_visible()
    choose_unit(page, "hong quang", "Xã Hồng Quang")
    page.get_by_role("button", name="Tạo tài khoản").click()
    expect(page.get_by_role("heading", name="Mật khẩu lần đầu của ca.hồng")).to_be_focused()
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", page.locator(".secret code").inner_text())
    roles = page.get_by_role("table").first
    expect(roles.get_by_role("row", name="Người xác minh")).to_contain_text("Xã Hồng Quang, tỉnh Ninh Bình")

    page.get_by_text("Cấp vai trò", exact=True).first.click()
    page.locator("#role").select_option(label="Quản trị viên")
    expect(page.get_by_label("Một đơn vị")).to_be_disabled()
    page.get_by_role("button", name="Cấp vai trò").click()
    expect(roles.get_by_role("row", name="Quản trị viên")).to_contain_text("Mọi nơi")
    page.get_by_role("button", name="Kết thúc vai trò Quản trị viên, Mọi nơi").click()
    page.get_by_role("dialog").get_by_role("button", name="Kết thúc").click()
    expect(roles.get_by_role("row", name="Quản trị viên")).to_have_count(0)

    page.get_by_role("button", name="Khóa tài khoản").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Khóa tài khoản")).to_be_visible()
    page.get_by_role("button", name="Khóa tài khoản").click()
    page.get_by_role("dialog").get_by_role("button", name="Khóa tài khoản").click()
    expect(page.locator(".badge", has_text="Đã khóa")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Mở lại tài khoản")).to_be_visible()
    assert page.locator(".secret").count() == 0


def test_the_password_is_asked_for_again_and_the_work_goes_on(
    desk: Callable[..., Visit], database: TestDatabase
) -> None:
    visit = desk("?q=lan")
    page = visit.page
    page.get_by_role("link", name="lan").click()
    with owner_connection(database.owner) as connection:
        connection.execute(text("UPDATE account_session SET created_at = now() - interval '1 hour'"))
    page.get_by_role("button", name="Cấp mật khẩu mới").click()
    page.get_by_role("dialog").get_by_role("button", name="Cấp mật khẩu mới").click()
    again = page.get_by_label("Mật khẩu của nga")
    expect(again).to_be_focused()
    page.keyboard.type("not-this-one")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_have_text("Tên hoặc mật khẩu không đúng.")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Mật khẩu lần đầu của lan")).to_be_visible()
    refused(visit)


def test_the_last_administrator_is_told_so(desk: Callable[..., Visit]) -> None:
    visit = desk("?role=admin")
    page = visit.page
    page.get_by_role("link", name="nga").last.click()
    page.get_by_role("button", name="Khóa tài khoản").click()
    page.get_by_role("dialog").get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_role("alert").filter(has_text="quản trị viên cuối cùng")).to_be_visible()
    refused(visit)


def test_a_role_for_a_unit_that_ended_leads_to_what_it_became(desk: Callable[..., Visit]) -> None:
    page = desk().page
    expect(page.locator(".notice")).to_contain_text("1 vai trò gắn với đơn vị đã kết thúc")
    page.get_by_role("link", name="Xem lại").click()
    row = page.get_by_role("row", name="lan")
    expect(row).to_contain_text("Xã Xuân Trường")
    row.get_by_role("link", name="lan").click()
    page.get_by_text("Cấp vai trò", exact=True).first.click()
    page.locator("#role").select_option(label="Người xác minh")
    choose_unit(page, "Trực Hưng", "Xã Trực Hưng")
    page.get_by_role("button", name="Xã Xuân Trường").click()
    page.get_by_role("button", name="Cấp vai trò").click()
    expect(page.get_by_role("table").first).to_contain_text("Xã Xuân Trường, tỉnh Ninh Bình")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(desk: Callable[..., Visit], size: str, scheme: str) -> None:
    page = desk("?lang=en", **({"size": PHONE} if size == "phone" else {}), color_scheme=scheme).page
    found = flaws(page)
    page.get_by_role("link", name="lan").click()
    page.get_by_text("Give a role", exact=True).first.click()
    found += flaws(page)
    page.get_by_role("button", name="Disable the account").click()
    found += flaws(page)
    page.keyboard.press("Escape")
    page.get_by_role("link", name="All accounts").click()
    page.get_by_role("link", name="Add an account").click()
    found += flaws(page)
    assert found == []
