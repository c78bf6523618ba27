"""The page `/field` itself: without a network, for others, with what may not be written down, and for everybody."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.access.world import made_world
from tests.addresses.tools import PATH
from tests.browser.admin_page import flaws
from tests.browser.conftest import DESKTOP, PHONE, WATCH_POLICY
from tests.browser.field_page import HOME, Town, all_sent, collect, opened, phone, save, stand_at, violations
from tests.conftest import Server, serving

IN_STORES = """async () => {
    const open = indexedDB.open("wardmap-field");
    const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
    const count = (name) => new Promise((done) => {
        const asked = db.transaction(name).objectStore(name).count();
        asked.onsuccess = () => done(asked.result);
    });
    const counts = await Promise.all([...db.objectStoreNames].map(count));
    db.close();
    const names = await caches.keys();
    const kept = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
    return [...counts, ...kept].reduce((a, b) => a + b, 0);
}"""


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[Town]:
    with server.database(template) as database, serving(database) as address:
        yield Town(made_world(database, rows_a_layer=0), address)


@pytest.fixture
def visit_field(browser: Browser, town: Town) -> Iterator[Callable[..., Page]]:
    """Opens the page as a collector; at the end nothing has broken its policy or failed in its scripts."""
    pages: list[tuple[Page, list[str]]] = []

    def visit(who: int, size: dict[str, int] = PHONE, path: str = "/field?lang=vi", **options: object) -> Page:
        context: BrowserContext = browser.new_context(**{**phone(size), **options})
        context.add_init_script(WATCH_POLICY)
        context.add_cookies(town.collector(who))
        page, errors = context.new_page(), list[str]()
        page.on("pageerror", lambda error: errors.append(str(error)))
        pages.append((page, errors))
        return opened(context, town, path)

    yield visit
    for page, errors in pages:
        found = violations(page)
        page.context.close()
        assert (found, errors) == ([], [])


def test_it_opens_without_a_network_with_what_was_there(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(20)
    collect(page, number="1")
    all_sent(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#network")).to_have_text("Mất mạng")
    expect(page.locator(".home-view")).to_contain_text("Hôm nay 1 địa chỉ")
    collect(page, number="2", kind="Di tích")
    page.get_by_role("button", name="Tiến độ").click()
    expect(page.get_by_role("table", name="Theo thôn")).to_contain_text("hamlet A1")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Add an address here")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_have_text("All sent")
    assert [row.number for row in town.kept(page)] == ["1", "2"]


def test_whoever_signs_out_leaves_nothing_and_is_told_of_what_would_be_lost(
    visit_field: Callable[..., Page], town: Town
) -> None:
    page = visit_field(21)
    collect(page)
    all_sent(page)
    page.context.route("**/api/v1/addresses/**", lambda route: route.abort())
    collect(page, number="5")
    page.goto(town.address + "/login?lang=vi")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.locator("#trouble")).to_contain_text("còn 1 địa chỉ thu thập chưa gửi")
    assert page.evaluate(IN_STORES) > 0
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    expect(page.get_by_role("button", name="Đăng nhập")).to_be_visible()
    assert page.evaluate(IN_STORES) == 0


def test_another_account_finds_nothing_of_the_first(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(22)
    collect(page, number="77", note="cổng xanh")
    all_sent(page)
    page.context.clear_cookies()
    page.context.add_cookies(town.collector(23, Role.VERIFIER, "hamlet B1"))
    page.goto(town.address + "/field?lang=vi")
    expect(page.locator("#updated")).to_contain_text("Cập nhật")
    page.get_by_role("button", name="Danh sách").click()
    expect(page.get_by_text("Chưa có địa chỉ nào trên máy này.")).to_be_visible()
    assert "77" not in page.locator("#sheet").inner_text()


def test_with_the_role_goes_what_it_let_somebody_take_along(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(29)
    page.context.route("**/api/v1/addresses/**", lambda route: route.abort())
    collect(page, number="4")
    name = page.evaluate("JSON.parse(document.getElementById('catalogue').textContent).own.name")
    end = "DELETE FROM account_role USING account AS a WHERE a.id = account_id AND a.name = :name RETURNING 1"
    with owner_connection(town.world.database.owner) as connection:
        assert connection.execute(text(end), {"name": name}).all()
    page.goto(town.address + "/field?lang=vi")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    # Whose phone it is, and the draft that nobody else has.
    assert page.evaluate(IN_STORES) == 2


@pytest.mark.parametrize(
    ("field", "typed", "kind"),
    [
        ("note", "gọi 0912 345 678 trước khi đến", "số điện thoại"),
        ("street", "ngõ 5, CCCD 036099012345", "số giấy tờ tùy thân"),
        ("number", "036 099 012 345", "số căn cước công dân"),
    ],
)
def test_numbers_of_people_are_refused_before_anything_is_kept(
    visit_field: Callable[..., Page], town: Town, field: str, typed: str, kind: str
) -> None:
    page = visit_field(24)
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Nhà ở", exact=True).click()
    page.locator(".more summary").click()
    page.locator(f"#{field}").fill(typed)
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator(f"#{field}-fault")).to_contain_text(kind)
    assert town.kept(page) == []


def test_where_the_phone_is_not_sure_a_person_shows_the_place(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(25)
    stand_at(page, HOME[0] + 0.002, HOME[1], 35)
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    expect(page.locator(".place-told")).to_contain_text("chỉ chính xác đến 35 m")
    page.locator("#map").press("ArrowRight")
    expect(page.locator(".place-told")).to_contain_text("Chấm trên bản đồ")
    page.get_by_text("Nhà ở", exact=True).click()
    save(page)
    all_sent(page)
    [row] = town.kept(page)
    assert row.method == "drawn"
    assert row.lon > HOME[0] + 0.002


def test_a_place_that_nobody_has_shown_is_not_kept(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(38, permissions=[])
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Nhà ở", exact=True).click()
    page.get_by_role("button", name="Lưu", exact=True).click()
    told = page.locator(".place-told")
    expect(told).to_contain_text("Chưa biết vị trí")
    expect(told).to_be_focused()
    assert town.kept(page) == []
    page.locator("#map").press("ArrowRight")
    expect(told).to_contain_text("Chấm trên bản đồ")
    save(page)
    all_sent(page)
    assert [row.method for row in town.kept(page)] == ["drawn"]


def test_where_the_phone_is_only_told_late_the_address_goes_there(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(39, permissions=[])
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Nhà ở", exact=True).click()
    expect(page.locator(".place-told")).to_contain_text("Chưa biết vị trí")
    page.context.grant_permissions(["geolocation"])
    page.get_by_role("button", name="Đến vị trí của tôi").click()
    expect(page.locator(".place-told")).to_contain_text("Theo định vị, sai số 5 m")
    save(page)
    all_sent(page)
    [row] = town.kept(page)
    assert (row.method, round(row.lon, 4), round(row.lat, 4)) == ("gnss", *HOME)


def test_what_the_police_gave_back_says_why_and_is_put_right(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(26)
    stand_at(page, HOME[0] - 0.001, HOME[1], 6)
    collect(page, number="15")
    all_sent(page)
    page.get_by_role("button", name="Danh sách").click()
    page.get_by_role("button", name="Gửi duyệt", exact=True).click()
    expect(page.get_by_role("heading", name="Đã gửi duyệt (1)")).to_be_visible()
    all_sent(page)
    give_back(page, town)
    page.locator("#state").click()
    page.get_by_role("button", name="Tải lại dữ liệu").click()
    page.get_by_role("button", name="Danh sách").click()
    expect(page.locator(".draft")).to_contain_text("Số nhà chưa đúng: xem lại biển")
    page.get_by_role("button", name="Sửa", exact=True).click()
    page.locator("#number").fill("15A")
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.get_by_role("button", name="Gửi duyệt", exact=True).click()
    expect(page.get_by_role("heading", name="Đã gửi duyệt (1)")).to_be_visible()
    all_sent(page)
    assert [(row.number, row.status, row.submits) for row in town.kept(page)] == [("15A", "submitted", 2)]


def give_back(page: Page, town: Town) -> None:
    """The police of the commune return the one address of this collector."""
    police = page.context.browser.new_context()
    police.add_cookies(town.collector(0, Role.VERIFIER, "commune A"))
    asked = {"headers": {"Origin": town.address}}
    listed = police.request.get(f"{town.address}{PATH}?status=submitted").json()["addresses"]
    [address] = [each for each in listed if each["number"] == "15"]
    said = {"version": address["version"], "reason_code": "wrong_number", "reason": "xem lại biển"}
    answer = police.request.post(f"{town.address}{PATH}/{address['id']}/return", data=said, **asked)
    assert answer.status == 200, answer.text()
    police.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_barrier_that_axe_knows_and_everything_fits(
    visit_field: Callable[..., Page], size: dict[str, int], scheme: str
) -> None:
    page = visit_field(27, size, "/field?lang=en", color_scheme=scheme)
    found = flaws(page)
    for name in ("List", "Progress"):
        page.get_by_role("button", name=name).click()
        found += flaws(page)
    page.locator("#state").click()
    found += flaws(page)
    page.get_by_role("button", name="Map", exact=True).click()
    page.get_by_role("button", name="Add an address here").click()
    page.locator(".more summary").click()
    found += flaws(page)
    assert found == []


def test_it_is_installed_under_a_name_with_icons(visit_field: Callable[..., Page], town: Town) -> None:
    page = visit_field(28)
    manifest = page.request.get(town.address + page.locator("link[rel=manifest]").get_attribute("href")).json()
    assert (manifest["name"], manifest["display"]) == ("Thu thập địa chỉ số", "standalone")
    assert [page.request.get(town.address + icon["src"]).status for icon in manifest["icons"]] == [200, 200]
