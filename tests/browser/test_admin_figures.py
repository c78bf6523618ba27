"""The page `/admin`: a table of figures, understood, corrected, written, and taken back."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from geo_api.db import owner_connection
from tests.browser.admin_page import choose, enter, expect_state, flaws
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import Server
from tests.indicators.world import Units, make_units, table
from tests.loads.world import World, world_of

TARGET = "Chỉ số theo đơn vị và kỳ"


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with server.database(template) as database, world_of(database, tmp_path_factory.mktemp("data")) as world:
        world.start_worker()
        yield world


@pytest.fixture(scope="module")
def units(world: World) -> Units:
    with owner_connection(world.database.owner) as connection:
        return make_units(connection)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_figures_are_understood_written_and_taken_back(
    visit_to: Callable[..., Visit], world: World, units: Units, tmp_path: Path, size: dict[str, int]
) -> None:
    path = table(tmp_path, "Nơi,Dân số,Cáp quang (%),ntm_8_4", 'Xã Hòa Bắc,"1.200","85,5",có', "Phường Nam,8.000,,")
    page = enter(visit_to(str(world.client.base_url).rstrip("/"), size=size), world)
    expect(page.get_by_label("Kỳ số liệu")).to_be_hidden()
    choose(page, path, TARGET)
    page.get_by_label("Kỳ số liệu").fill("2025")
    page.get_by_label("Nguồn số liệu").fill("Niên giám 2025")
    assert flaws(page) == []
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect_state(page, "Chờ bạn trả lời")
    expect(page.get_by_role("heading", name="Cột nào là “Đơn vị”?")).to_be_visible()
    page.get_by_role("radio", name="Nơi").check()
    page.get_by_role("button", name="Dùng câu trả lời này và kiểm tra lại").click()
    expect_state(page, "Sẵn sàng nạp")
    page.get_by_text("trường chưa có cột").click()
    page.get_by_role("combobox", name="Cột cho Hộ có cáp quang").select_option("Cáp quang (%)")
    page.get_by_role("button", name="Kiểm tra lại", exact=True).click()
    figures = page.get_by_role("region", name="Các giá trị đã hiểu")
    expect(figures).to_contain_text("Cả 4 giá trị đọc được")
    expect(figures.get_by_role("row").filter(has_text="Hộ có cáp quang")).to_contain_text("Xã Hòa BắcTỉnh Tỉnh Thử")
    expect(figures.get_by_role("row").filter(has_text="Hộ có cáp quang")).to_contain_text("85,5")
    expect(figures.get_by_role("row").filter(has_text="Phường Nam")).to_contain_text("8.000—2025Niên giám 2025")
    assert flaws(page) == []
    page.get_by_role("button", name="Ghi 4 giá trị").click()
    expect(page.get_by_role("heading", name="Đã ghi 4 giá trị")).to_be_visible()
    assert flaws(page) == []
    assert world.value("SELECT count(*) FROM indicator") == 4
    page.get_by_role("link", name="Thu hồi lần nạp số").click()
    expect(page.get_by_role("region", name="Thu hồi thì sẽ thế này")).to_contain_text("4 giá trị do lần nạp này ghi")
    page.get_by_role("button", name="ngay").click()
    expect(page.get_by_role("region", name="thu hồi bởi lần")).to_contain_text("4 giá trị đã xóa")
    assert world.value("SELECT count(*) FROM indicator") == 0
    page.get_by_role("link", name="Xem các giá trị").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chỉ số theo đơn vị")


def test_a_table_of_a_period_on_record_says_what_to_choose(
    visit_to: Callable[..., Visit], world: World, units: Units, tmp_path: Path
) -> None:
    path = table(tmp_path, "Xã,population", "Xã Hòa Bắc,10")
    upload = world.sent(path, layer="indicators", period="2025")
    world.commit(upload, world.settled(upload)["revision"])
    world.settled(upload)
    again = world.sent(table(tmp_path, "Xã,population", "Xã Hòa Bắc,11"), layer="indicators", period="2025")
    world.settled(again)
    page = enter(visit_to(str(world.client.base_url).rstrip("/"), size=PHONE), world, f"?upload={again}")
    faults = page.get_by_role("region", name="Dòng không đạt")
    expect(faults).to_contain_text("muốn thay, hãy thêm “Thay giá trị cùng kỳ”")
    assert "--" not in faults.inner_text()
    page.get_by_role("radio", name="Thay giá trị cùng kỳ").check()
    page.get_by_role("button", name="Kiểm tra lại", exact=True).click()
    expect_state(page, "Sẵn sàng nạp")
    expect(page.get_by_role("region", name="Các giá trị đã hiểu")).to_contain_text("10cùng kỳ, đang có")
    expect(page.locator("#load-reason")).to_contain_text("1 giá trị cùng kỳ đang có bị thay")
    assert flaws(page) == []
