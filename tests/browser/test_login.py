"""The page `/login` in a real browser: signing in and out, a first password, by keyboard and on a phone."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import PASSWORD, add_account, password_hash
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server, TestDatabase, serving

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
NEW = "bon-tu-bat-ky-4821"


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def base(database: TestDatabase) -> Iterator[str]:
    with serving(database) as address:
        yield address


@pytest.fixture
def door(visit_to: Callable[..., Visit], base: str, database: TestDatabase) -> Callable[..., Visit]:
    """Makes visits to the page; there are two accounts, one with its first password."""
    with owner_connection(database.owner) as connection:
        connection.execute(text("DELETE FROM account"))
        connection.execute(text("DELETE FROM sign_in_attempt"))
    add_account(database, "lan", Role.ADMIN, password_hash=password_hash())
    add_account(database, "moi", Role.ADMIN, password_hash=password_hash(), first=True)

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


def fill(page: Page, name: str, password: str) -> None:
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu", exact=True).fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


def test_signing_in_by_keyboard_leads_to_where_one_wanted_to_go(door: Callable[..., Visit]) -> None:
    visit = door("?next=/dia-chi%3Fq%3Dtruc%2520hung")
    page = visit.page
    expect(page.get_by_label("Tên tài khoản")).to_be_focused()
    page.keyboard.type("lan")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong-password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="không đúng")).to_have_text("Tên hoặc mật khẩu không đúng.")
    refused(visit)
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_focused()
    page.keyboard.type(PASSWORD)  # what was there is selected
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.base}/dia-chi?q=truc%20hung")
    assert page.evaluate("document.cookie") == ""
    page.goto(f"{visit.base}/login")
    expect(page.get_by_role("heading")).to_have_text("Bạn đang đăng nhập với tên lan")
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên tài khoản")).to_be_visible()


def test_a_first_password_is_changed_before_anything_else(door: Callable[..., Visit]) -> None:
    visit = door("?next=/dia-chi")
    page = visit.page
    fill(page, "moi", PASSWORD)
    expect(page.get_by_role("heading")).to_have_text("Đặt mật khẩu của riêng bạn")
    current, new, again = (
        page.get_by_label(label, exact=True) for label in ("Mật khẩu hiện tại", "Mật khẩu mới", "Nhập lại mật khẩu mới")
    )
    expect(current).to_be_focused()
    save = page.get_by_role("button", name="Lưu mật khẩu mới")
    said = page.locator("#change .said")
    for values, words in [
        ((PASSWORD, NEW, NEW + "x"), "không giống nhau"),
        ((PASSWORD, "matkhau123456", "matkhau123456"), "dễ đoán"),
        (("wrong", NEW, NEW), "không đúng"),
    ]:
        for box, value in zip((current, new, again), values, strict=True):
            box.fill(value)
        save.click()
        expect(said).to_contain_text(words)
    refused(visit)
    current.fill(PASSWORD)
    save.click()
    page.wait_for_url(f"{visit.base}/dia-chi")


def test_a_password_can_be_looked_at(door: Callable[..., Visit]) -> None:
    page = door().page
    page.get_by_label("Mật khẩu", exact=True).fill("sông dài")
    box = page.locator("#password")
    page.get_by_role("button", name="Hiện: Mật khẩu").click()
    expect(box).to_have_attribute("type", "text")
    page.get_by_role("button", name="Ẩn: Mật khẩu").click()
    expect(box).to_have_attribute("type", "password")


def test_a_lost_connection_is_said(door: Callable[..., Visit]) -> None:
    visit = door()
    visit.page.route("**/api/v1/session", lambda route: route.abort())
    fill(visit.page, "lan", PASSWORD)
    expect(visit.page.locator("#enter .said")).to_contain_text("Không gửi được")
    refused(visit)
    visit.page.unroute("**/api/v1/session")
    visit.page.get_by_role("button", name="Đăng nhập").click()
    visit.page.wait_for_url(f"{visit.base}/")
    visit.page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(door: Callable[..., Visit], size: str, scheme: str) -> None:
    visit = door(**({"size": PHONE} if size == "phone" else {}), color_scheme=scheme)
    page = visit.page
    fill(page, "moi", "wrong")
    expect(page.locator("#enter .said")).to_be_visible()
    refused(visit)
    found = flaws(page)
    fill(page, "moi", PASSWORD)
    expect(page.get_by_role("heading")).to_have_text("Đặt mật khẩu của riêng bạn")
    found += flaws(page)
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên tài khoản")).to_be_visible()
    fill(page, "lan", PASSWORD)
    page.wait_for_url(f"{visit.base}/")
    page.goto(f"{visit.base}/login?lang=en")
    page.get_by_text("Change password").click()
    page.get_by_text("Tokens for programs").click()
    page.get_by_text("Signed in elsewhere").click()
    expect(page.get_by_text("There is none.")).to_be_visible()
    found += flaws(page)
    assert found == []


def flaws(page: Page) -> list[str]:
    """What axe finds, what is wider than the window, what a finger cannot hit."""
    page.evaluate(AXE.read_text())
    results = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    found = [f"{v['id']}: {n['html'][:120]} {n['failureSummary']}" for v in results["violations"] for n in v["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("wider than the window")
    found += page.locator("a, button, summary, input:not([aria-hidden])").evaluate_all("""(targets) => targets
        .filter((t) => t.checkVisibility()).map((t) => [t.outerHTML.slice(0, 80), t.getBoundingClientRect()])
        .filter(([, box]) => box.height < 43.5 || box.width < 28).map(([html, box]) => `${html} ${box.height}`)""")
    return found


def test_a_token_is_made_shown_once_and_revoked(door: Callable[..., Visit]) -> None:
    visit = door()
    page = visit.page
    fill(page, "lan", PASSWORD)
    page.wait_for_url("**/")
    page.goto(f"{visit.base}/login")
    page.get_by_text("Mã truy cập cho phần mềm").click()
    expect(page.get_by_text("Chưa có mã nào.")).to_be_visible()
    page.get_by_label("Dùng cho việc gì").fill("QGIS ở ủy ban")
    page.get_by_role("button", name="Tạo mã").click()
    expect(page.get_by_text("Hãy chọn ít nhất một vai trò.")).to_be_visible()
    page.get_by_label("Quản trị").check()
    page.get_by_role("button", name="Tạo mã").click()
    expect(page.get_by_role("heading", name="Hãy chép mã này ngay")).to_be_focused()
    token = page.locator("#token-value").inner_text()
    headers = {"Authorization": f"Bearer {token}"}
    session = page.request.get(f"{visit.base}/as/admin/ogc/collections", headers=headers)
    assert session.ok
    revoke = page.get_by_role("button", name="Thu hồi mã QGIS ở ủy ban")
    revoke.click()
    page.get_by_role("button", name="Bấm lần nữa để thu hồi").click()
    expect(page.get_by_text("Chưa có mã nào.")).to_be_visible()
    assert page.request.get(f"{visit.base}/as/admin/ogc/collections", headers=headers).status == 401


def test_one_sees_where_else_one_is_signed_in_and_ends_it(door: Callable[..., Visit]) -> None:
    elsewhere, here = door(), door()
    for visit in (elsewhere, here):
        fill(visit.page, "lan", PASSWORD)
        visit.page.wait_for_url("**/")
    here.page.goto(f"{here.base}/login")
    here.page.get_by_text("Đang đăng nhập ở nơi khác").click()
    expect(here.page.locator("#others-list li")).to_have_count(1)
    here.page.get_by_role("button", name="Đăng xuất mọi nơi khác").click()
    expect(here.page.get_by_text("Không có nơi nào khác.")).to_be_visible()
    elsewhere.page.goto(f"{here.base}/login")
    expect(elsewhere.page.get_by_label("Tên tài khoản")).to_be_visible()


@pytest.mark.parametrize(("language", "words"), [("vi", "Hãy điền ô này."), ("en", "Please fill in this field.")])
def test_a_field_left_empty_is_told_in_the_language_of_the_page(
    door: Callable[..., Visit], language: str, words: str
) -> None:
    """Not in that of the browser, which is often another."""
    page = door(f"?lang={language}", locale="vi-VN" if language == "en" else "en-GB").page
    page.locator("#enter button[type=submit], #enter button:not([type])").first.click()
    name = page.locator("#name")
    expect(name).to_be_focused()
    assert name.evaluate("(field) => field.validationMessage") == words
    name.fill("lan")
    assert name.evaluate("(field) => field.validity.valid")
