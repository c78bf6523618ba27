"""The page `/field/office` in a real browser: what was collected is verified, returned, and given its codes."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.access.world import Held, World, made_world
from tests.accounts.tools import browser
from tests.addresses.tools import Officer, draft
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import Server, serving

REASON = "ở bên kia đường"


def true_flaws(page: Page) -> list[str]:
    """Without what is hit by more than is seen of it: the handle of the sheet, a box by its label."""
    return [
        flaw
        for flaw in flaws(page)
        if not any(name in flaw for name in ("sheet-handle", "number_agrees", "choose-all"))
    ]


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[World]:
    with server.database(template) as database:
        yield made_world(database, rows_a_layer=0)


@pytest.fixture(scope="module")
def town_url(town: World) -> Iterator[str]:
    with serving(town.database) as address:
        yield address


@pytest.fixture
def submitted(town: World) -> Iterator[list[dict[str, object]]]:
    """Three addresses that a collector has handed in, one of them with a house number."""
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        bodies = [draft(street="ngõ 1", number="7"), draft(street="ngõ 2"), draft(street="ngõ 3")]
        yield [collector.take(collector.keep(body), "submit") for body in bodies]


@pytest.fixture
def visit_as(town: World, town_url: str, visit_to: Callable[..., Visit]) -> Callable[..., Visit]:
    def visit_as(role: Role, size: dict[str, int] = DESKTOP) -> Visit:
        visit = visit_to(town_url, size)
        page = visit.page
        name, _, value = town.headers(Held(role, "commune A"))["Cookie"].partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": town_url}])
        page.goto(f"{town_url}/field/office")
        return visit

    return visit_as


@pytest.fixture
def open_as(visit_as: Callable[..., Visit]) -> Callable[..., Page]:
    return lambda *asked: visit_as(*asked).page


def test_verified_returned_and_given_codes(visit_as: Callable[..., Visit], submitted: list[dict[str, object]]):
    visit = visit_as(Role.VERIFIER)
    page = visit.page
    expect(page.get_by_role("tab", name="Chờ xác minh (3)")).to_be_visible()
    page.locator(".addresses").get_by_role("button", name="7, ngõ 1").click()
    assert true_flaws(page) == []
    page.get_by_role("button", name="Xác minh đúng").click()
    page.get_by_label("Số nhà đúng với quyết định").check()
    page.get_by_role("button", name="Thực hiện").click()
    # The next of the list is shown at once.
    expect(page.locator("#details .card-title")).to_have_text("ngõ 2")
    page.get_by_role("button", name="Xác minh đúng").click()
    expect(page.locator("#details .card-title")).to_have_text("ngõ 3")
    page.get_by_role("button", name="Trả lại để sửa").click()
    page.get_by_label("Nói rõ").fill("gọi 0912345678")
    page.get_by_role("button", name="Thực hiện").click()
    # No reason is sent that nobody chose.
    expect(page.get_by_label("Lý do")).to_be_focused()
    page.get_by_label("Lý do").select_option(label="Vị trí chưa đúng")
    page.get_by_role("button", name="Thực hiện").click()
    # What was written is there still, to be put right.
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.get_by_label("Nói rõ")).to_have_value("gọi 0912345678")
    refused(visit)
    page.get_by_label("Nói rõ").fill(REASON)
    assert true_flaws(page) == []
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.get_by_role("tab", name="Đã trả lại (1)")).to_be_visible()
    page = visit_as(Role.APPROVER).page
    page.get_by_role("tab", name="Chờ cấp mã (2)").click()
    page.get_by_label("Chọn tất cả").check()
    page.get_by_role("button", name="Cấp mã cho 2 địa chỉ").click()
    page.get_by_role("tab", name="Đã cấp mã (2)").click()
    expect(page.locator(".addresses li")).to_have_count(2)
    expect(page.locator(".addresses li").first).to_contain_text("ND-")


def test_corrected_words_leave_the_hamlet_as_it_is(open_as: Callable[..., Page], town: World):
    hamlet = town.units["hamlet A1"]
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        sent = collector.take(collector.keep(draft(street="ngõ Cửa Đình", hamlet=hamlet)), "submit")
    page = open_as(Role.VERIFIER)
    page.get_by_label("Thôn, tổ").select_option(str(hamlet))
    expect(page.locator(".addresses li")).to_have_count(1)
    page.locator(".addresses").get_by_role("button", name="ngõ Cửa Đình").click()
    page.get_by_role("button", name="Sửa chữ").click()
    page.get_by_label("Đường, ngõ, ngách").fill("ngõ Đình")
    page.get_by_label("Nói rõ").fill(REASON)
    page.get_by_role("button", name="Thực hiện").click()
    expect(page.locator("#details .card-title")).to_have_text("ngõ Đình")
    found = page.request.get(page.url.partition("/field")[0] + f"/api/v1/addresses/{sent['id']}").json()
    assert (found["street"], found["hamlet"]) == ("ngõ Đình", {"unit_id": hamlet, "name": "Xã hamlet A1"})


def test_on_a_phone_everything_fits(open_as: Callable[..., Page], submitted: list[dict[str, object]]):
    page = open_as(Role.VERIFIER, PHONE)
    page.locator("#sheet-handle").click()
    page.locator(".addresses").get_by_role("button", name="ngõ 2").first.click()
    page.get_by_role("button", name="Dời vị trí").click()
    expect(page.locator("#map .mark.moved")).to_be_visible()
    assert true_flaws(page) == []


@pytest.mark.parametrize(("role", "size"), [(Role.VERIFIER, DESKTOP), (Role.COMMUNE_EDITOR, PHONE)])
def test_a_campaign_is_made_from_what_lacks_and_ended(
    open_as: Callable[..., Page], town: World, role: Role, size: dict[str, int]
):
    page = open_as(role, size)
    if role is Role.VERIFIER:
        page.get_by_role("button", name="Đợt thu thập").click()
    else:
        # The office of the commune reads no addresses.
        expect(page.get_by_role("tab", name="Chờ xác minh")).not_to_be_attached()
        expect(page.locator("a[href^='/field?']")).not_to_be_attached()
        page.locator("#sheet-handle").click()
    page.get_by_role("button", name="Lập đợt thu thập mới").click()
    page.get_by_label("Tên đợt").fill("Đợt xóm A2")
    page.get_by_role("spinbutton", name="hamlet A2").fill("12")
    page.get_by_role("button", name="Lưu đợt thu thập").click()
    expect(page.get_by_role("heading", name="Đợt xóm A2")).to_be_visible()
    by_hamlet = page.get_by_role("table", name="Theo thôn, tổ")
    expect(by_hamlet.get_by_role("row", name="hamlet A2")).to_contain_text("0/12")
    assert true_flaws(page) == []
    page.get_by_role("button", name="Sửa đợt thu thập").click()
    page.get_by_role("spinbutton", name="hamlet A2").fill("15")
    page.get_by_role("spinbutton", name="hamlet A1").fill("3")
    assert true_flaws(page) == []
    page.get_by_role("button", name="Lưu đợt thu thập").click()
    expect(page.locator("#campaigns .figure")).to_contain_text(re.compile(r"/18 · còn thiếu \d"))
    page.get_by_role("button", name="Kết thúc sớm").click()
    page.get_by_role("button", name="Chắc chắn kết thúc?").click()
    expect(page.locator("#campaigns")).to_contain_text("đã kết thúc sớm")
    page.get_by_role("button", name="← Các đợt thu thập").click()
    expect(page.get_by_role("button", name="Đợt xóm A2").first).to_be_visible()


def test_a_number_is_seen_beside_those_of_its_street(open_as: Callable[..., Page], town: World):
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        for number, step in (("1", 0), ("3", 1), ("5", 2), ("7", 3), ("99", 1.5)):
            place = {"lon": 106.108, "lat": round(20.43 + 0.0001 * step, 6), "method": "drawn", "accuracy_m": None}
            collector.take(collector.keep({**draft(), **place, "street": "Phố Bến Ngự", "number": number}), "submit")
    page = open_as(Role.VERIFIER)
    page.get_by_label("Tìm số nhà").fill("99")
    page.get_by_label("Tìm số nhà").press("Enter")
    # Found in whatever state: no tab is the shown one, and the row says which it is in.
    expect(page.locator(".addresses").get_by_role("button", name="99, Phố Bến Ngự")).to_contain_text("chờ xác minh")
    expect(page.get_by_role("tab", selected=True)).to_have_count(0)
    page.locator(".addresses").get_by_role("button", name="99, Phố Bến Ngự").click()
    expect(page.locator("#details")).to_contain_text("Không đúng thứ tự: đứng giữa số 3 và số 5")
    rows = page.get_by_role("table", name="Số nhà bên cạnh").locator("tbody tr td:first-child")
    expect(rows).to_have_text(["1", "3", "99 (địa chỉ này)", "5", "7"])
    expect(page.locator("#map .mark.neighbour")).to_have_text(["1", "3", "5", "7"])
    assert true_flaws(page) == []
    rows.get_by_role("button", name="Mở địa chỉ số 3").click()
    expect(page.locator("#details .card-title")).to_have_text("3, Phố Bến Ngự")
    page.get_by_role("tab", name="Chờ xác minh").click()
    expect(page.get_by_label("Tìm số nhà")).to_have_value("")
    expect(page.get_by_role("tab", selected=True)).to_contain_text("Chờ xác minh")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_what_others_call_it_is_named_and_ended(visit_as: Callable[..., Visit], town: World, size: dict[str, int]):
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        street = f"ngõ Giếng {size['width']}"
        collector.take(collector.keep(draft(street=street)), "submit")
    visit = visit_as(Role.VERIFIER, size)
    page = visit.page
    if size == PHONE:
        page.locator("#sheet-handle").click()
    page.locator(".addresses").get_by_role("button", name=street).click()
    page.locator("summary", has_text="Tên gọi, mã khác").click()
    expect(page.locator(".aliases")).to_contain_text("Chưa ghi tên gọi, mã nào khác.")
    page.get_by_label("Loại").select_option(label="Thửa đất: số tờ/số thửa")
    page.get_by_label("Tên gọi hoặc mã").fill("12-345")
    page.get_by_label("Nguồn").fill("GCN")
    page.get_by_role("button", name="Thêm tên gọi, mã").click()
    alert = page.locator(".aliases").get_by_role("alert")
    expect(alert).to_have_text("“Tên gọi hoặc mã” phải là số tờ/số thửa, như 12/345.")
    refused(visit)
    # What was written stays there to be put right.
    expect(page.get_by_label("Nguồn")).to_have_value("GCN")
    assert true_flaws(page) == []
    page.get_by_label("Tên gọi hoặc mã").fill("12/345")
    page.get_by_role("button", name="Thêm tên gọi, mã").click()
    names = page.get_by_role("list", name="Tên gọi, mã khác").get_by_role("listitem")
    expect(names).to_contain_text(["12/345"])
    expect(names).to_contain_text(["nguồn: GCN"])
    expect(alert).to_have_text("")
    assert true_flaws(page) == []
    names.get_by_role("button", name="Kết thúc 12/345").click()
    names.get_by_role("button", name="Chắc chắn kết thúc 12/345?").click()
    expect(names.get_by_role("button")).to_have_count(0)
    expect(names).to_contain_text(["đến"])


@pytest.mark.parametrize(("size", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")])
def test_every_figure_of_the_unit_leads_to_its_addresses_and_back(
    visit_as: Callable[..., Visit], town: World, size: dict[str, int], scheme: Literal["light", "dark"]
):
    street, hamlet = f"phố Hàng Sắt {scheme}", town.units["hamlet A1"]
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        verifier = Officer(client, town.headers(Held(Role.VERIFIER, "commune A")))
        bodies = [draft(street=street, number=number, hamlet=hamlet) for number in ("1", "3", "7", "4")]
        sent = [collector.take(collector.keep(body), "submit") for body in bodies]
        kept = [verifier.take(one, "verify", number_agrees=True) for one in sent]
        collector.take(collector.keep(draft(street=street, hamlet=hamlet)), "submit")
        report = verifier.get("/quality", unit=str(town.units["commune A"])).json()
    page = visit_as(Role.VERIFIER, size).page
    page.emulate_media(color_scheme=scheme)
    page.get_by_role("button", name="Số liệu").click()
    table = page.get_by_role("table", name="Theo thôn, tổ")
    row = table.get_by_role("row", name="Xã hamlet A1")
    [counted] = [one for one in report["hamlets"] if one["unit_id"] == hamlet]
    figure = row.get_by_role("button", name="Chưa có số nhà")
    expect(figure).to_have_text(str(counted["without_number"]))
    for summary in page.locator("#figures summary").all():
        summary.click()
    assert true_flaws(page) == []
    # By the keyboard: the list has as many as the figure says, and the browser leads back.
    figure.press("Enter")
    expect(page.locator(".wanted")).to_contain_text("Chưa có số nhà")
    expect(page.locator(".addresses li")).to_have_count(counted["without_number"])
    expect(page.get_by_role("tab", selected=True)).to_have_count(0)
    assert true_flaws(page) == []
    page.reload()
    expect(page.locator(".addresses li")).to_have_count(counted["without_number"])
    page.go_back()
    # What lacks between others is told with its street, which leads to the numbers that there are.
    page.get_by_role("button", name="số nhà bị thiếu").first.press("Enter")
    gaps = page.get_by_role("table", name="Dãy số nhà bị thiếu số").get_by_role("row", name=street)
    expect(gaps.get_by_role("cell").last).to_have_text("5")
    gaps.get_by_role("button", name=street).press("Enter")
    expect(page.locator(".addresses li")).to_have_count(5)
    page.get_by_role("button", name="← Số liệu").press("Enter")
    page.locator("summary", has_text="Số duy nhất ở bên chẵn").click()
    lone = page.get_by_role("table", name="Số duy nhất").get_by_role("row", name=street)
    lone.get_by_role("button", name="4: mở số 4").press("Enter")
    expect(page.locator("#details .card-title")).to_have_text(f"4, {street}")
    assert kept[3]["id"] in {one["id"] for one in report["lone_numbers"]}


def test_the_unit_is_taken_away_by_buttons_and_what_happened_is_told(visit_as: Callable[..., Visit], town: World):
    with browser(town.database) as client:
        collector = Officer(client, town.headers(Held(Role.COLLECTOR, "hamlet A1")))
        collector.take(last := collector.keep(draft(street="ngõ Cuối")), "submit")
    page = visit_as(Role.VERIFIER).page
    page.get_by_role("button", name="Số liệu").click()
    with page.expect_download() as figures:
        page.get_by_role("link", name="Tải bảng số liệu").click()
    assert figures.value.suggested_filename == f"quality-{town.units['commune A']}.xlsx"
    page.locator("summary", has_text="Tải dữ liệu của đơn vị").click()
    expect(page.locator(".exports")).to_contain_text("Mỗi lần tải được ghi vào nhật ký")
    for name, form, ending in (
        ("Tải Excel", "xlsx", "xlsx"),
        ("CSV", "openaddresses", "csv"),
        ("GeoJSON", "overture", "geojson"),
    ):
        with page.expect_download() as taken:
            page.get_by_role("link", name=name).click()
        assert taken.value.suggested_filename == f"addresses-{town.units['commune A']}.{ending}"
        with owner_connection(town.database.owner) as connection:
            said = "SELECT details ->> 'form' FROM audit_event WHERE action = 'layer.exported' ORDER BY id DESC LIMIT 1"
            assert connection.scalar(text(said)) == form
    page.locator("summary", has_text="Thay đổi gần đây").click()
    newest = page.get_by_role("table", name="Thay đổi gần đây").get_by_role("row").nth(1)
    expect(newest).to_contain_text("Gửi đi")
    newest.get_by_role("button", name=f"số {last['id']} trong sổ").click()
    expect(page.locator("#details .card-title")).to_have_text("ngõ Cuối")
