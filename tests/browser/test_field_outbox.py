"""Drafts of `/field` on networks that lose requests and answers, over restarts, and against changes elsewhere."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.access.world import made_world
from tests.browser.field_page import (
    HOME,
    Town,
    all_sent,
    collect,
    opened,
    phone,
    photo_of_a_gate,
    restarted,
    stand_at,
    violations,
)
from tests.conftest import Server, serving

DRAFTS = "**/api/v1/addresses/**"
STEP = 0.0002


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[Town]:
    with server.database(template) as database, serving(database) as address:
        yield Town(made_world(database, rows_a_layer=0), address)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(**phone())
    yield made
    made.close()


def losing(route: Route, chance: random.Random) -> None:
    """Half of what is sent is lost: on the way there, or on the way back when it has been done."""
    lot = chance.random()
    try:
        if lot < 0.5:
            route.continue_()
        elif lot < 0.75:
            route.abort("connectionreset")
        else:
            route.fetch()
            route.abort("connectionreset")
    except Error:
        # The page was closed meanwhile.
        return


def hurry(page: Page) -> None:
    """A phone that finds a cell again and again does not wait."""
    for _ in range(400):
        if page.locator("#waiting").inner_text() == "Đã gửi hết":
            return
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_timeout(150)


def test_a_network_that_loses_half_of_everything_leaves_exactly_the_drafts_that_were_made(
    context: BrowserContext, town: Town
) -> None:
    context.add_cookies(town.collector(1))
    page = opened(context, town)
    chance = random.Random(11)
    lost: list[str] = []
    context.on("requestfailed", lambda request: lost.append(request.url))
    context.route(DRAFTS, lambda route: losing(route, chance))
    spots = [(round(HOME[0] + STEP * n, 7), HOME[1]) for n in range(8)]
    for n, (lon, lat) in enumerate(spots):
        stand_at(page, lon, lat, 4 + n % 3)
        collect(page, number=f"{n + 1}")
        if n == 4:
            # The phone is put away in the middle, and what is on it changed before it was sent.
            page.reload()
            change(page, "5A")
    numbers = ["1", "2", "3", "4", "5A", "6", "7", "8"]
    hurry(page)
    page.get_by_role("button", name="Danh sách").click()
    page.get_by_role("button", name="Gửi duyệt 8 địa chỉ đã đủ").click()
    expect(page.locator("#waiting")).not_to_have_text("Đã gửi hết")
    hurry(page)
    all_sent(page)
    kept = town.kept(page)
    assert sorted((row.lon, row.lat, row.number) for row in kept) == [
        (*s, n) for s, n in zip(spots, numbers, strict=True)
    ]
    assert {(row.status, row.submits, row.method) for row in kept} == {("submitted", 1, "gnss")}
    assert {row.version for row in kept if row.number != "5A"} == {2}
    assert len(lost) > 8


def test_a_photo_is_sent_once_small_and_without_what_the_camera_wrote(context: BrowserContext, town: Town) -> None:
    context.add_cookies(town.collector(2))
    page = opened(context, town)
    chance = random.Random(5)
    context.route(DRAFTS, lambda route: losing(route, chance))
    sent: list[bytes] = []
    context.on(
        "request", lambda request: sent.append(request.post_data_buffer or b"") if "/photos/" in request.url else None
    )
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Trụ sở", exact=True).click()
    page.locator(".more summary").click()
    page.locator("#photo").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_gate()})
    expect(page.get_by_alt_text("Ảnh vừa chụp")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("button", name="Thêm địa chỉ ở đây")).to_be_visible()
    hurry(page)
    all_sent(page)
    assert [row.photos for row in town.kept(page)] == [1]
    assert len(set(sent)) == 1
    assert len(sent[0]) <= 1_000_000
    assert b"Exif" not in sent[0]
    # Taken anew it takes the place of the first.
    page.get_by_role("button", name="Danh sách").click()
    page.get_by_role("button", name="Sửa").click()
    expect(page.get_by_text("chụp lại thì ảnh mới thay ảnh cũ")).to_be_visible()
    page.locator("#photo").set_input_files({"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_gate()})
    expect(page.get_by_alt_text("Ảnh vừa chụp")).to_be_visible()
    with page.expect_response(lambda answer: "/photos/" in answer.url and answer.ok):
        page.get_by_role("button", name="Lưu", exact=True).click()
        hurry(page)
    all_sent(page)
    assert [row.photos for row in town.kept(page)] == [1]
    assert len(set(sent)) == 2


def test_a_photo_that_cannot_be_read_is_never_left_out_without_a_word(context: BrowserContext, town: Town) -> None:
    context.add_cookies(town.collector(9))
    page = opened(context, town)
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Trụ sở", exact=True).click()
    page.locator(".more summary").click()
    broken = {"name": "a.heic", "mimeType": "image/heic", "buffer": b"no picture"}
    page.locator("#photo").set_input_files(broken)
    expect(page.get_by_text("Máy không đọc được ảnh này")).to_be_visible()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Chưa lưu: ảnh không đọc được")).to_be_visible()
    expect(page.get_by_role("button", name="Không kèm ảnh này")).to_be_focused()
    violations(page)
    # Another one is as good as leaving it out.
    page.locator("#photo").set_input_files({"name": "b.jpg", "mimeType": "image/jpeg", "buffer": photo_of_a_gate()})
    expect(page.get_by_alt_text("Ảnh vừa chụp")).to_be_visible()
    page.locator("#photo").set_input_files(broken)
    page.get_by_role("button", name="Không kèm ảnh này").click()
    expect(page.get_by_text("Chưa lưu")).to_be_hidden()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("button", name="Thêm địa chỉ ở đây")).to_be_visible()
    all_sent(page)
    assert [row.photos for row in town.kept(page)] == [0]


def test_what_waits_is_there_when_the_browser_is_opened_again(browser: Browser, town: Town, tmp_path: Path) -> None:
    with restarted(browser, tmp_path) as before:
        before.add_cookies(town.collector(3))
        page = opened(before, town)
        before.set_offline(True)
        collect(page, number="12")
        expect(page.locator("#waiting")).to_have_text("1 bản chờ gửi")
        expect(page.locator("#network")).to_have_text("Mất mạng")
        assert town.kept(page) == []
    with restarted(browser, tmp_path) as after:
        after.set_offline(True)
        page = after.pages[0]
        page.goto(town.address + "/field?lang=vi")
        expect(page.locator("#waiting")).to_have_text("1 bản chờ gửi")
        assert violations(page) == []
        # A session is over with its browser here; somebody signs in again.
        after.add_cookies(town.collector(3))
        after.set_offline(False)
        all_sent(page)
        assert [(row.number, row.version) for row in town.kept(page)] == [("12", 1)]


def test_a_change_from_elsewhere_is_shown_beside_ones_own_and_overwritten_by_nobody(
    browser: Browser, context: BrowserContext, town: Town
) -> None:
    context.add_cookies(town.collector(4))
    page = opened(context, town)
    collect(page, number="7")
    all_sent(page)
    other = browser.new_context(**phone())
    other.add_cookies(town.collector(4))
    second = opened(other, town)
    change(second, "7A")
    all_sent(second)
    change(page, "7B")
    expect(page.locator("div.conflict")).to_contain_text("Chưa ghi đè gì")
    expect(page.locator("div.conflict .differs")).to_have_text("Số nhà7B7A")
    assert [row.number for row in town.kept(page)] == ["7A"]
    page.get_by_role("button", name="Giữ bản của tôi thành bản mới").click()
    all_sent(page)
    assert [(row.number, row.version) for row in town.kept(page)] == [("7B", 3)]
    change(second, "7C")
    second.get_by_role("button", name="Lấy bản của hệ thống").click()
    expect(second.locator(".draft-title")).to_have_text("7B")
    assert [(row.number, row.version) for row in town.kept(page)] == [("7B", 3)]
    other.close()


def change(page: Page, number: str) -> None:
    page.get_by_role("button", name="Danh sách").click()
    page.get_by_role("button", name="Sửa", exact=True).first.click()
    page.locator("#number").fill(number)
    page.get_by_role("button", name="Lưu", exact=True).click()


def test_when_the_session_is_over_it_waits_and_says_so(context: BrowserContext, town: Town) -> None:
    cookies = town.collector(5)
    context.add_cookies(cookies)
    page = opened(context, town)
    context.clear_cookies()
    collect(page, number="3")
    expect(page.get_by_role("alert")).to_contain_text("Đăng nhập để gửi")
    expect(page.locator("#waiting")).to_have_text("1 bản chờ gửi")
    context.add_cookies(cookies)
    page.reload()
    all_sent(page)
    assert [row.number for row in town.kept(page)] == ["3"]


def test_nothing_is_handed_in_under_the_name_of_somebody_else(context: BrowserContext, town: Town) -> None:
    context.add_cookies(town.collector(6))
    page = opened(context, town)
    context.clear_cookies()
    context.add_cookies(town.collector(7))
    collect(page, number="9")
    page.locator("#state").click()
    expect(page.locator(".state-view")).to_contain_text("Có tài khoản khác đang đăng nhập")
    assert town.kept(page) == []
    page.goto(town.address + "/field?lang=vi")
    expect(page.locator("#sheet")).to_contain_text("Còn 1 bản chưa gửi của tài khoản khác")
    expect(page.locator("#sheet")).not_to_contain_text("9")
    assert town.kept(page) == []
