"""The page `/field/plates`, and plates on a phone before the gate: ordered, printed, hung up with a photo."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from geo_api.account import Role
from geo_api.settings import Settings
from tests.access.world import Held, World, made_world
from tests.accounts.tools import browser as client_of
from tests.addresses.tools import Officer, draft
from tests.browser.admin_page import flaws, refused
from tests.browser.conftest import DESKTOP, PHONE, WATCH_POLICY, Visit
from tests.browser.field_page import Town, phone, photo_of_a_gate, violations
from tests.conftest import Server, serving

PUBLIC = "http://bando.example.vn"
PHOTO = {"name": "bien.jpg", "mimeType": "image/jpeg"}
Opens = Callable[..., Visit]
Makes = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[World]:
    with server.database(template) as database:
        yield made_world(database, rows_a_layer=0)


@pytest.fixture(scope="module")
def town_url(town: World) -> Iterator[str]:
    with serving(town.database, lambda _: Settings(public_url=PUBLIC)) as address:
        yield address


@pytest.fixture(scope="module")
def make_address(town: World) -> Iterator[Callable[..., dict[str, Any]]]:
    """An address with its code."""
    with client_of(town.database) as client:
        collector, verifier, approver = (
            Officer(client, town.headers(Held(role, unit)))
            for role, unit in (
                (Role.COLLECTOR, "hamlet A1"),
                (Role.VERIFIER, "commune A"),
                (Role.APPROVER, "commune A"),
            )
        )

        def make(**content: Any) -> dict[str, Any]:
            body = draft(**{"hamlet": town.units["hamlet A1"], "number_decision": "QĐ 15/2026", **content})
            sent = collector.take(collector.keep(body), "submit")
            return approver.take(verifier.take(sent, "verify", number_agrees=True), "assign")

        yield make


@pytest.fixture
def open_as(town: World, town_url: str, visit_to: Callable[..., Visit]) -> Opens:
    def open_as(role: Role, size: dict[str, int] = DESKTOP, query: str = "") -> Visit:
        visit = visit_to(town_url, size)
        page = visit.page
        name, _, value = town.headers(Held(role, "commune A"))["Cookie"].partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": town_url}])
        page.goto(f"{town_url}/field/plates?{query}")
        return visit

    return open_as


def code_of(address: dict[str, Any]) -> str:
    code = address["code"]
    return f"{code[:2]}-{code[2:5]}-{code[5:]}"


def test_chosen_seen_ordered_printed_and_hung_up(open_as: Opens, make_address: Makes):
    # The number of one is not decided yet: it stands beside its neighbour all the same.
    last = make_address(number="10", street="ngõ 1", number_decision=None)
    first = make_address(number="9", street="ngõ 1")
    # The office of the commune: no officer of the register.
    page = open_as(Role.COMMUNE_EDITOR).page
    expect(page.get_by_role("link", name="Đợt thu thập")).to_have_attribute("href", "/field/office?lang=vi")
    rows = page.get_by_role("list", name="Địa chỉ chưa có biển").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(code_of(first))
    page.get_by_label("Chọn tất cả 2 địa chỉ").check()
    picture = page.get_by_role("img", name=f"Xem trước biển {code_of(first)}")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 600
    assert flaws(page) == []
    page.get_by_role("button", name="Đặt in 2 biển").click()
    expect(page.get_by_text("2 biển trên các tờ in.")).to_be_visible()
    plates = page.get_by_role("list", name="Biển").get_by_role("listitem")
    expect(plates.first).to_contain_text(code_of(first))
    with page.expect_download() as download:
        page.get_by_role("link", name="Tờ in PDF").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")
    # One by itself, then what is left.
    page.get_by_role("button", name=f"Đã in: {code_of(last)}").click()
    expect(page.get_by_text("1 đang đặt in")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Bảng CSV cho nhà in").click()
    assert last["code"] in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="Đã in cả đợt").click()
    page.get_by_role("button", name="Bấm lần nữa: 1 biển đã in").click()
    expect(page.get_by_text("2 đã in")).to_be_visible()
    page.get_by_role("button", name=f"Đã gắn biển: {code_of(first)}").click()
    page.get_by_label("Ảnh biển đã gắn").set_input_files({**PHOTO, "buffer": b"no picture"})
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.get_by_text("Không đọc được ảnh này")).to_be_visible()
    page.get_by_label("Ảnh biển đã gắn").set_input_files({**PHOTO, "buffer": photo_of_a_gate()})
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.locator(".plate", has_text=code_of(first)).get_by_text("Đã gắn", exact=True)).to_be_visible()
    expect(page.get_by_text("Không đọc được ảnh này")).to_be_hidden()
    assert flaws(page) == []
    page.get_by_text("Xem ảnh").click()
    shown = page.get_by_role("img", name=f"Biển {code_of(first)} khi gắn")
    assert shown.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 600
    # What is not there any more when the page comes back is not lost: its address says which order it is.
    page.reload()
    expect(plates.first).to_contain_text("Đã gắn")
    page.get_by_role("tab", name="Chưa có biển").click()
    expect(page.get_by_text("Mọi địa chỉ đã có mã ở đây đều có biển")).to_be_visible()


def hang(page: Page, code: str) -> None:
    page.get_by_role("button", name=f"Đã gắn biển: {code}").click()
    page.get_by_label("Ảnh biển đã gắn").set_input_files({**PHOTO, "buffer": photo_of_a_gate()})
    page.get_by_role("button", name="Ghi nhận").click()
    expect(page.locator(".plate", has_text=code).get_by_text("Đã gắn", exact=True)).to_be_visible()


def test_by_keyboard_on_a_phone_and_what_is_refused_is_told(open_as: Opens, make_address: Makes):
    address = make_address(number="21", street="ngõ 2")
    page, behind = open_as(Role.VERIFIER, PHONE, "lang=vi").page, open_as(Role.VERIFIER, DESKTOP, "lang=en")
    other = behind.page
    for one in (page, other):
        one.get_by_role("checkbox", name=code_of(address)).focus()
        one.keyboard.press("Space")
    assert flaws(page) == []
    page.get_by_role("button", name="Đặt in 1 biển").press("Enter")
    expect(page.get_by_role("heading", name="Đợt")).to_be_focused()
    # Ordered meanwhile by somebody else.
    other.get_by_role("button", name="Order 1 plates").click()
    expect(other.get_by_role("alert")).to_contain_text("has plate")
    refused(behind)
    page.get_by_role("tab", name="Đợt đặt in").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Theo dõi biển")).to_be_focused()
    page.get_by_label("Trạng thái").select_option("ordered")
    plate = page.locator(".followed .plate", has_text=code_of(address))
    plate.get_by_role("button", name="Đã gỡ, hoặc bỏ").click()
    page.get_by_label("Lý do").fill("đặt nhầm")
    assert flaws(page) == []
    page.get_by_role("button", name="Ghi nhận").click()
    expect(plate).to_contain_text("Đã gỡ")


def test_without_an_address_of_its_own_it_says_why_nothing_is_printed(
    town: World, visit_to: Callable[..., Visit], make_address: Makes
):
    address = make_address(number="31", street="ngõ 3")
    with serving(town.database) as url:
        visit = visit_to(url)
        name, _, value = town.headers(Held(Role.APPROVER, "commune A"))["Cookie"].partition("=")
        visit.page.context.add_cookies([{"name": name, "value": value, "url": url}])
        visit.page.goto(f"{url}/field/office?lang=vi")
        visit.page.get_by_role("link", name="Biển").click()
        visit.page.get_by_role("checkbox", name=code_of(address)).check()
        expect(visit.page.get_by_text("WARDMAP_PUBLIC_URL chưa đặt")).to_be_visible()
        assert flaws(visit.page) == []
        expect(visit.page.get_by_role("button", name="Đặt in 1 biển")).to_be_disabled()
        visit.page.goto(f"{url}/login?lang=vi")
        expect(visit.page.get_by_role("link", name="Biển số nhà")).to_be_visible()


def test_hung_up_by_whoever_stands_before_the_gate(browser: Browser, town: World, town_url: str, make_address: Makes):
    address = make_address(number="41", street="ngõ 4", lon=106.1050, lat=20.4200)
    with client_of(town.database, public_url=PUBLIC) as client:
        headers = town.headers(Held(Role.VERIFIER, "commune A"))
        body = {"addresses": [address["id"]], "template": "small"}
        order = client.post("/api/v1/plates", json=body, headers=headers).json()["order"]
        assert client.post(f"/api/v1/plates/orders/{order}/printed", headers=headers).status_code == 200
    context = browser.new_context(**phone())
    context.add_init_script(WATCH_POLICY)
    context.add_cookies(Town(town, town_url).collector(0, Role.VERIFIER, "commune A"))
    page = context.new_page()
    page.goto(f"{town_url}/field?lang=vi")
    page.get_by_role("button", name="Xã hamlet A1 Xã commune A").click()
    expect(page.locator("#updated")).to_contain_text("Cập nhật")
    page.locator("#locate").click()
    middle = page.locator("#map").bounding_box()
    assert middle
    page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    expect(page.get_by_role("heading", name="Biển số nhà")).to_be_visible()
    hang(page, code_of(address))
    assert flaws(page) == []
    # Without a network it is said, and nothing pretends to be recorded.
    page.get_by_role("button", name="Đóng").click()
    context.set_offline(True)
    page.mouse.click(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    expect(page.get_by_text("Ghi nhận biển cần có mạng")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="Thử lại").click()
    expect(page.locator(".plate", has_text=code_of(address)).get_by_text("Đã gắn", exact=True)).to_be_visible()
    found = violations(page)
    context.close()
    assert found == []
