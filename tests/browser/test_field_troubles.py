"""`/field` on a phone that is full, on a network that is too slow, and after a clock that was wrong."""

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.access.world import made_world
from tests.browser.field_page import Town, all_sent, collect, opened, phone
from tests.browser.test_field_outbox import hurry
from tests.conftest import Server, serving

FULL = """() => {
    window.room = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };
}"""
ROOM = "() => { IDBObjectStore.prototype.put = window.room; }"
NEXT = itertools.count()
AHEAD = """() => new Promise((done, failed) => {
    const opening = indexedDB.open("wardmap-field");
    opening.onerror = failed;
    opening.onsuccess = () => {
        const writing = opening.result.transaction("about", "readwrite");
        writing.objectStore("about").put("2060-01-01T00:00:00Z", "updated");
        writing.oncomplete = () => { opening.result.close(); done(true); };
    };
})"""


@pytest.fixture(scope="module")
def town(server: Server, template: str) -> Iterator[Town]:
    with server.database(template) as database, serving(database) as address:
        yield Town(made_world(database, rows_a_layer=0), address)


@pytest.fixture
def page(browser: Browser, town: Town) -> Iterator[Page]:
    """Of a collector who has sent nothing yet."""
    context = browser.new_context(**phone())
    context.add_cookies(town.collector(next(NEXT)))
    yield opened(context, town)
    context.close()


def test_on_a_phone_that_is_full_what_was_written_stays_until_there_is_room(page: Page, town: Town) -> None:
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click()
    page.get_by_text("Nhà ở", exact=True).click()
    page.locator(".more summary").click()
    page.locator("#number").fill("12")
    page.evaluate(FULL)
    save = page.get_by_role("button", name="Lưu", exact=True)
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("máy đã hết chỗ")
    expect(page.locator("#number")).to_have_value("12")
    page.evaluate(ROOM)
    save.click()
    expect(page.get_by_role("button", name="Thêm địa chỉ ở đây")).to_be_visible()
    all_sent(page)
    assert [row.number for row in town.kept(page)] == ["12"]


def test_what_could_not_be_noted_on_a_full_phone_is_sent_when_there_is_room(page: Page, town: Town) -> None:
    page.context.set_offline(True)
    collect(page, number="7")
    page.evaluate(FULL)
    with page.expect_event("pageerror"):
        page.context.set_offline(False)
    assert town.kept(page) == []
    page.evaluate(ROOM)
    hurry(page)
    all_sent(page)
    assert [row.number for row in town.kept(page)] == ["7"]


def test_what_came_too_slowly_is_sent_again_by_itself(page: Page, town: Town) -> None:
    slow = {"type": "about:blank", "title": "Quá chậm", "status": 408, "detail": "Dữ liệu gửi lên đến quá chậm."}
    answers = [408, 408]

    def answer(route: Route) -> None:
        if answers and route.request.method == "PUT":
            route.fulfill(status=answers.pop(), json=slow)
        else:
            route.continue_()

    page.context.route("**/api/v1/addresses/drafts/**", answer)
    collect(page, number="8")
    hurry(page)
    all_sent(page)
    assert (answers, [row.number for row in town.kept(page)]) == ([], ["8"])


def test_what_was_brought_while_the_clock_was_ahead_is_brought_again(page: Page) -> None:
    assert page.evaluate(AHEAD)
    with page.expect_request(lambda request: "/api/v1/addresses?" in request.url):
        page.reload()
    expect(page.locator("#updated")).not_to_contain_text("2060")
