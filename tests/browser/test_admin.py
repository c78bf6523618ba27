"""The page `/admin` in a real browser: a file is sent, asked about, looked at, loaded; and all that can go wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import PASSWORD, add_account, password_hash
from tests.browser.admin_page import enter, expect_state, faulty_workbook, flaws, refused, send, vn2000_table
from tests.browser.conftest import PHONE, Visit
from tests.conftest import Server
from tests.loads.world import World, world_of

LOADS = "**/api/v1/loads"


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A service without data, and its worker."""
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        add_account(database, "lan", Role.ADMIN, password_hash=password_hash())
        world.start_worker()
        yield world


@pytest.fixture
def admin(visit_to: Callable[..., Visit], world: World) -> Iterator[Visit]:
    """A visit of the service; layers are emptied afterwards."""
    yield visit_to(str(world.client.base_url).rstrip("/"))
    world.execute("DELETE FROM upload")
    world.execute("DELETE FROM feature")


def sign_in(page: Page) -> None:
    page.get_by_label("Tên tài khoản").fill("lan")
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def test_a_table_without_a_coordinate_system_is_asked_about_and_loaded(
    admin: Visit, world: World, tmp_path: Path
) -> None:
    page = admin.page
    page.goto(f"{admin.base}/admin")
    sign_in(page)
    page.wait_for_url(f"{admin.base}/admin")
    expect(page.get_by_role("button", name="Gửi và kiểm tra")).to_have_attribute("aria-disabled", "true")
    send(page, vn2000_table(tmp_path))
    expect_state(page, "Chờ bạn trả lời")
    page.reload()  # what is asked is in the address
    expect(page.get_by_role("heading", name="Tọa độ trong tệp theo hệ nào?")).to_be_visible()
    choices = page.get_by_role("radio", name="EPSG:")
    assert choices.count() > 2
    button = page.get_by_role("button", name="Nạp vào lớp Trường học")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#load-reason")).to_contain_text("hãy trả lời câu hỏi")
    page.get_by_role("button", name="Dùng câu trả lời này").click()
    expect(page.get_by_role("alert").filter(has_text="Hãy chọn một câu trả lời")).to_be_visible()
    right = page.get_by_role("radio", name="EPSG:9209")
    right.focus()
    page.keyboard.press("Space")
    expect(right).to_be_checked()
    expect(page.locator("#said")).to_contain_text("EPSG:9209")
    expect(page.locator(".candidates .leaflet-overlay-pane canvas")).to_be_attached()
    page.get_by_role("button", name="Dùng câu trả lời này").click()
    expect_state(page, "Sẵn sàng nạp")
    card = page.get_by_role("group", name="Giá trị của dòng đang chọn")
    expect(card).to_contain_text("Trường Tiểu học Nguyễn Tất Thành")
    expect(card).to_contain_text("20,36000; 106,05000")
    page.get_by_role("button", name="Dòng sau").click()
    expect(card).to_contain_text("Trường THCS Trần Đăng Ninh")
    expect(page.get_by_role("combobox", name="Cột cho Tên gọi").locator("option:checked")).to_contain_text("Tên trường")
    assert world.count("schools") == 0
    page.get_by_role("button", name="Nạp 5 dòng vào lớp Trường học").click()
    expect_state(page, "Đã nạp")
    expect(page.get_by_role("heading", name="Đã nạp 5 dòng vào lớp Trường học")).to_be_visible()
    assert world.count("schools") == 5
    page.get_by_role("link", name="Tất cả tệp đã gửi").click()
    expect(page.get_by_role("table").first).to_contain_text("truong_hoc_xa.csv")
    page.go_back()
    expect_state(page, "Đã nạp")


def test_a_workbook_with_faulty_rows_is_told_and_loaded_without_them(
    admin: Visit, world: World, tmp_path: Path
) -> None:
    page = enter(admin, world)
    send(page, faulty_workbook(tmp_path))
    expect_state(page, "Không đạt")
    faults = page.get_by_role("region", name="Dòng không đạt")
    expect(faults).to_contain_text("2 dòng không đạt, 2 loại lỗi")
    expect(faults).to_contain_text("“cấp ba rưỡi”")
    expect(page.locator("#load-reason")).to_contain_text("2 dòng không đạt")
    with page.expect_download() as download:
        faults.get_by_role("link", name="Tải báo cáo Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    page.get_by_role("button", name="Bỏ qua 2 dòng này").click()
    expect_state(page, "Sẵn sàng nạp")
    load = page.get_by_role("button", name="Nạp 3 dòng vào lớp Trường học")
    expect(load).not_to_have_attribute("aria-disabled", "true")
    page.get_by_role("radio", name="Cập nhật theo khóa").check()
    expect(load).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#load-reason")).to_contain_text("Kiểm tra lại")
    page.reload()  # what was changed and not checked yet is kept
    expect(page.get_by_role("radio", name="Cập nhật theo khóa")).to_be_checked()
    page.get_by_role("combobox", name="Cột cho Số chỗ học").select_option(label="Không dùng cột nào")
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.locator(".figures")).to_contain_text("4")
    page.get_by_role("button", name="Nạp 4 dòng vào lớp Trường học").click()
    expect_state(page, "Đã nạp")
    assert world.count("schools") == 4


def test_a_file_that_is_none_is_refused_in_words(admin: Visit, world: World, tmp_path: Path) -> None:
    (tmp_path / "quyet_dinh.pdf").write_bytes(b"%PDF-1.7 nothing to see")
    page = enter(admin, world)
    send(page, tmp_path / "quyet_dinh.pdf")
    expect_state(page, "Không đạt")
    expect(page.locator(".verdict")).not_to_be_empty()
    assert "--" not in page.locator(".verdict").inner_text()
    expect(page.locator("#load-reason")).to_contain_text("tệp bị từ chối")
    cancel = page.get_by_role("button", name="Hủy, xóa tệp đã gửi")
    cancel.click()
    page.get_by_role("button", name="Chắc chắn hủy?").click()
    expect_state(page, "Đã hủy")


def test_what_cannot_be_sent_is_said_before_it_is_sent(admin: Visit, world: World, tmp_path: Path) -> None:
    for name in ("a.shp", "b.csv", "c.csv", "empty.csv"):
        (tmp_path / name).write_text("" if name.startswith("empty") else "x")
    page = enter(admin, world)
    chooser = page.locator("#file")
    for names, words in [
        (["a.shp"], "Thiếu tệp a.dbf"),
        (["b.csv", "c.csv"], "Mỗi lần gửi một tệp"),
        (["empty.csv"], "rỗng"),
    ]:
        chooser.set_input_files([tmp_path / name for name in names])
        expect(page.locator("#file-said")).to_contain_text(words)
        expect(page.get_by_role("button", name="Gửi và kiểm tra")).to_have_attribute("aria-disabled", "true")


def test_a_lost_connection_is_said_and_gone_on_from(admin: Visit, world: World, tmp_path: Path) -> None:
    page = enter(admin, world)
    page.route(LOADS, lambda route: route.abort())
    send(page, faulty_workbook(tmp_path))
    expect(page.locator("#view").get_by_text("Mất kết nối khi đang gửi")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi lại")).to_be_focused()
    page.unroute(LOADS)
    page.get_by_role("button", name="Gửi lại").click()
    expect_state(page, "Không đạt")
    page.route("**/api/v1/loads/*", lambda route: route.abort())
    page.reload()
    expect(page.get_by_role("alert").filter(has_text="Mất kết nối với máy chủ")).to_be_visible()
    page.unroute("**/api/v1/loads/*")
    expect_state(page, "Không đạt")
    expect(page.locator("#trouble")).to_be_hidden()
    refused(admin)


def test_sending_can_be_stopped(admin: Visit, world: World, tmp_path: Path) -> None:
    held: list[Route] = []
    page = enter(admin, world)
    page.route(LOADS, lambda route: held.append(route))  # noqa: PLW0108  # a builtin cannot be marked
    send(page, faulty_workbook(tmp_path))
    expect(page.get_by_role("progressbar", name="Đang gửi truong_hoc.xlsx")).to_be_visible()
    page.get_by_role("button", name="Thôi gửi").click()
    expect(page.locator("#view").get_by_text("Đã thôi gửi")).to_be_visible()
    assert world.value("SELECT count(*) FROM upload") == 0
    refused(admin)


def test_a_session_that_ended_leads_back_to_the_same_file(admin: Visit, world: World, tmp_path: Path) -> None:
    page = admin.page
    page.goto(f"{admin.base}/admin")
    sign_in(page)
    page.wait_for_url(f"{admin.base}/admin")
    send(page, faulty_workbook(tmp_path))
    expect_state(page, "Không đạt")
    address = page.url
    with owner_connection(world.database.owner) as connection:
        connection.execute(
            text("DELETE FROM account_session USING account WHERE name = 'lan' AND account.id = account_id")
        )
    page.get_by_role("button", name="Bỏ qua 2 dòng này").click()
    expect(page.get_by_role("alert").filter(has_text="Phiên đăng nhập đã kết thúc")).to_be_visible()
    page.get_by_role("link", name="Đăng nhập lại").click()
    sign_in(page)
    page.wait_for_url(address)
    expect_state(page, "Không đạt")
    refused(admin)


@pytest.fixture(scope="module")
def states(world: World, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Addresses of the page in each of its states."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    table, book = vn2000_table(folder), faulty_workbook(folder)
    asks, refused_rows, refused_file = world.sent(table), world.sent(book), world.sent(folder / "a.pdf")
    ready, done = world.sent(table, crs="EPSG:9209"), world.sent(book, layer="markets", on_error="skip")
    for upload in (asks, refused_rows, refused_file, ready, done):
        world.settled(upload)
    world.commit(done)
    world.settled(done)
    return ["", *(f"&upload={upload}" for upload in (asks, refused_rows, refused_file, ready, done))]


@pytest.mark.parametrize(
    ("size", "scheme", "language"), [("desktop", "light", "vi"), ("phone", "dark", "vi"), ("phone", "light", "en")]
)
def test_no_barrier_that_axe_knows_and_everything_fits(
    visit_to: Callable[..., Visit], world: World, states: list[str], size: str, scheme: str, language: str
) -> None:
    phone = {"size": PHONE} if size == "phone" else {}
    visit = visit_to(str(world.client.base_url).rstrip("/"), **phone, color_scheme=scheme)
    found = []
    for query in states:
        page = enter(visit, world, f"?lang={language}{query}")
        page.locator("details").evaluate_all("(all) => all.forEach((each) => { each.open = true; })")
        found += [f"{query}: {flaw}" for flaw in flaws(page)]
    assert found == []
