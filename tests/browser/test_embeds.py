"""Maps within the page of another site, in a real browser: seen, talked with, and nothing for those who may not."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.browser.admin_page import flaws
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.conftest import TestDatabase, serving

RULE = "/embed/coverage/wifi.public-place"
SMALL = {"width": 320, "height": 240}
SIZES = {"desktop": DESKTOP, "phone": PHONE, "small": SMALL}
PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Phường</title>
<h1>Trang của phường</h1><script>
window.heard = []; window.events = [];
addEventListener("message", (e) => heard.push([e.origin, e.data]));
for (const name of ["ready", "select", "refused"])
  addEventListener("wardmap-" + name, (e) => events.push([name, e.detail]));
</script>%s</html>"""


@dataclass
class Elsewhere:
    """The page of another site, what is in it, and what the browser did with it. ours: the service's origin."""

    page: Page
    address: str
    ours: str
    body: list[str]
    sent: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def show(self, body: str) -> None:
        self.body[:] = [PAGE % body]
        self.page.goto(self.address)

    @property
    def frame(self) -> Frame:
        return self.page.frames[1]

    def until(self, condition: str) -> Any:
        """What a script of the page gives, as soon as that is something."""
        self.page.wait_for_function(condition)
        return self.page.evaluate(condition)

    def send(self, message: dict[str, Any]) -> None:
        self.page.evaluate("(m) => document.querySelector('iframe').contentWindow.postMessage(m, '*')", message)


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of another site, and what it answers."""
    body = [""]

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the library names it so
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body[0].encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}", body
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def ours(sample_db: TestDatabase, site: tuple[str, list[str]]) -> Iterator[str]:
    """The address of a service whose maps that site may show."""
    with serving(sample_db, lambda _: Settings(embed_ancestors=site[0])) as address:
        yield address


@pytest.fixture(scope="module")
def cookie(sample_db: TestDatabase) -> Iterator[dict[str, str]]:
    """The session of an administrator."""
    account = add_account(sample_db, "framed", Role.ADMIN)
    yield cookie_of(sample_db, account)
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE id = :id"), {"id": account})


@pytest.fixture
def elsewhere(browser: Browser, ours: str, site: tuple[str, list[str]], cookie: dict[str, str]) -> Iterator[Elsewhere]:
    """A browser that is signed in here, on the page of that site."""
    context = browser.new_context(viewport={"width": 900, "height": 700}, locale="vi-VN")
    context.add_cookies(
        [{"name": n, "value": v, "url": ours, "sameSite": "Lax", "httpOnly": True} for n, v in cookie.items()]
    )
    visit = Elsewhere(context.new_page(), site[0], ours, site[1])

    def request_sent(request: Any) -> None:
        visit.asked.append(request.url)
        visit.sent.append(request.all_headers())

    visit.page.on("requestfinished", request_sent)
    visit.page.on("console", lambda m: visit.complaints.append(m.text) if m.type == "error" else None)
    visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    yield visit
    context.close()


def ward(ours: str, page: Page, name: str) -> int:
    answer = page.request.get(f"{ours}/api/v1/units", params={"level": "commune", "q": name, "limit": "1"})
    return int(answer.json()["units"][0]["id"])


def iframe(ours: str, path: str) -> str:
    return f'<iframe src="{ours}{path}" title="Wifi" width="600" height="450"></iframe>'


def test_the_map_is_seen_and_sends_no_cookie_and_asks_nobody_else(elsewhere: Elsewhere):
    elsewhere.show(iframe(elsewhere.ours, RULE))
    elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:ready')")
    elsewhere.frame.wait_for_selector("#map .leaflet-tile-loaded", state="attached")
    elsewhere.page.wait_for_load_state("networkidle")
    assert any(".mvt" in url for url in elsewhere.asked)
    assert any("/api/v1/coverage/" in url for url in elsewhere.asked)
    assert [headers for headers in elsewhere.sent if "cookie" in headers] == []
    known = (elsewhere.address, elsewhere.ours, "data:", "blob:")
    assert [url for url in elsewhere.asked if not url.startswith(known)] == []
    assert elsewhere.complaints == []
    expect(elsewhere.frame.locator("#legend-classes li").first).to_be_visible()


def test_page_and_map_talk(elsewhere: Elsewhere):
    elsewhere.show(iframe(elsewhere.ours, "/embed/communes?lang=vi"))
    origin, ready = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:ready')")
    assert origin == elsewhere.ours
    assert (ready["path"], ready["version"]) == ("communes", 1)
    there = ward(elsewhere.ours, elsewhere.page, "Hải Hậu")
    elsewhere.page.evaluate("heard.length = 0")
    elsewhere.send({"type": "wardmap:fly", "unit": there})
    _, view = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:view' && told.z > 10)")
    assert view["bbox"][0] < view["lon"] < view["bbox"][2]
    # What is picked is what the tiles say that are here.
    for _ in range(60):
        elsewhere.frame.locator("#map").press("Enter")
        elsewhere.page.wait_for_timeout(250)
        if elsewhere.page.evaluate("heard.some(([, told]) => told.type === 'wardmap:select')"):
            break
    _, picked = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:select')")
    assert (picked["unit_id"], "Hải Hậu" in picked["name"]) == (there, True)
    elsewhere.send({"type": "wardmap:layer", "rule": "wifi.public-place"})
    _, again = elsewhere.until("heard.find(([, told]) => told.path === 'coverage/wifi.public-place')")
    assert again["type"] == "wardmap:ready"
    elsewhere.send({"type": "wardmap:fly", "lat": 91})
    _, refused = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:refused')")
    assert "wardmap:fly" in refused["reason"]
    assert elsewhere.complaints == []


def test_the_element_shows_moves_and_tells(elsewhere: Elsewhere):
    unit = ward(elsewhere.ours, elsewhere.page, "Nam Định")
    elsewhere.show(
        f'<script type="module" src="{elsewhere.ours}/embed/ward-map.js"></script>'
        f'<ward-map layer="wifi" unit="{unit}" lang="vi" no-legend ratio="16:9" heading="Wifi">'
        '<a href="/x">X</a></ward-map>'
    )
    _, ready = elsewhere.until("events.find(([name]) => name === 'ready')")
    assert (ready["path"], ready["unit"]) == ("wifi", unit)
    assert elsewhere.frame.locator("#legend").count() == 0
    frame = elsewhere.page.locator("ward-map iframe")
    assert frame.get_attribute("title") == "Wifi"
    box = frame.bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(16 / 9, abs=0.02)
    expect(elsewhere.page.get_by_role("link", name="X")).to_be_visible()
    elsewhere.page.evaluate("document.querySelector('ward-map').fly({lat: 20.2, lon: 106.3, z: 14})")
    elsewhere.until("document.querySelector('ward-map').position?.z === 14")
    elsewhere.page.evaluate("document.querySelector('ward-map').setAttribute('layer', 'schools')")
    elsewhere.until("events.find(([name, told]) => name === 'ready' && told.path === 'schools')")
    assert elsewhere.complaints == []


def test_a_site_that_is_not_named_sees_nothing(elsewhere: Elsewhere, live_url: str):
    elsewhere.show(iframe(live_url, RULE))
    elsewhere.page.wait_for_load_state("networkidle")
    assert "frame-ancestors" in " ".join(elsewhere.complaints)
    assert elsewhere.page.evaluate("heard.length") == 0
    assert elsewhere.frame.locator("#map").count() == 0


def test_a_page_that_is_not_named_is_not_listened_to(browser: Browser, live_url: str, site: tuple[str, list[str]]):
    """A window that another site opened is no frame: what it is sent changes nothing, and it answers nobody."""
    page = browser.new_page()
    site[1][:] = [PAGE % ""]
    page.goto(site[0])
    with page.expect_popup() as opened:
        page.evaluate("(address) => { window.child = open(address); }", f"{live_url}/embed/wifi?z=9&lat=20.3&lon=106.2")
    child = opened.value
    child.wait_for_load_state("networkidle")
    before = child.locator("#large-map").get_attribute("href")
    page.evaluate("child?.postMessage({type: 'wardmap:fly', lat: 20, lon: 106, z: 15}, '*')")
    child.wait_for_timeout(500)
    assert child.locator("#large-map").get_attribute("href") == before
    assert page.evaluate("heard.length") == 0
    page.context.close()


def test_a_sibling_frame_is_not_listened_to(elsewhere: Elsewhere):
    """Only the page around may wish: not another frame beside the map, though it is of the same site."""
    wish = "{type: 'wardmap:fly', lat: 20, lon: 106, z: 15}"
    sibling = f"<script>setInterval(() => parent.frames[0]?.postMessage({wish}, '*'), 50)</script>"
    elsewhere.show(
        iframe(elsewhere.ours, "/embed/wifi?z=9&lat=20.3&lon=106.2") + f'<iframe srcdoc="{sibling}"></iframe>'
    )
    elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:ready')")
    elsewhere.page.wait_for_timeout(500)
    zooms = elsewhere.page.evaluate(
        "heard.filter(([, told]) => told.type === 'wardmap:view').map(([, told]) => told.z)"
    )
    assert set(zooms) == {9}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", [RULE, "/embed/wifi?lang=en"])
def test_no_barrier_that_axe_knows_in_any_size(
    visit_to: Callable[..., Visit], live_url: str, path: str, size: str, scheme: str
):
    visit = visit_to(live_url, SIZES[size], color_scheme=scheme, bypass_csp=True)
    page = visit.open(path)
    assert found(page) == []
    page.locator("#map").press("Enter")
    expect(page.locator("#card")).to_be_visible()
    assert found(page) == []
    page.keyboard.press("Escape")
    page.locator("#as-table").click()
    page.locator("#view-table tbody tr").first.wait_for()
    assert found(page) == []


def found(page: Page) -> list[str]:
    """Flaws; the link within the line of sources is text."""
    return [each for each in flaws(page) if "openstreetmap.org" not in each]


def test_the_legend_speaks_of_gaps_where_everybody_may_see_them(visit: Visit):
    page = visit.open(RULE)
    expect(page.locator("#legend-points li")).to_have_count(2)
    page = visit.open("/embed/coverage/address.assigned")
    visit.settle()
    expect(page.locator("#legend-points li")).to_have_count(0)


def test_the_table_has_what_the_map_has_and_leads_back_to_it(visit: Visit):
    page = visit.open(RULE)
    page.get_by_role("button", name="Xem dạng bảng").click()
    rows = page.locator("#view-table tbody tr")
    assert rows.count() > 50
    rows.filter(has_text="Hải Hậu").first.get_by_role("button").click()
    expect(page.locator("#card h2")).to_contain_text("Hải Hậu")
    expect(page.locator("#view-table")).to_be_hidden()
    visit.until("() => Number(/map=([0-9.]+)/.exec(document.getElementById('large-map').hash)[1]) > 10")
    href = page.locator("#large-map").get_attribute("href") or ""
    assert "rule=wifi.public-place" in href


def test_the_builder_makes_lines_that_show_the_map(elsewhere: Elsewhere):
    page = elsewhere.page
    page.goto(f"{elsewhere.ours}/embed")
    page.select_option("#what", "wifi")
    page.fill("#unit", "hai hau")
    page.locator("#suggestions li").first.click()
    page.uncheck("[name=legend]")
    page.check("[value=seen]")
    lines = page.locator("#lines output")
    expect(lines.first).to_contain_text("legend=0")
    expect(lines.first).to_contain_text("lat=")
    frame, element, link = lines.all_text_contents()
    for snippet in (frame, element):
        elsewhere.complaints.clear()
        elsewhere.show(snippet)
        _, ready = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:ready')")
        assert ready["path"] == "wifi"
        assert "Hải Hậu" in ready["title"]
        assert elsewhere.complaints == []
    assert link.startswith(f"{elsewhere.ours}/embed/wifi?unit=")


def test_the_builder_begins_with_what_the_map_shows(visit: Visit):
    """Faint layers, and communes over what is in them, are so on the map for others, too."""
    page = visit.page
    page.goto(f"{visit.base}/#map=12/20.3/106.2&layers=communes,wifi&opacity=communes:30&order=communes,wifi")
    visit.settle()
    page.get_by_role("link", name="Nhúng").click()
    line = page.locator("#lines output").last
    for part in ("/embed/wifi?", "opacity=communes%3A30", "order=communes%2Cwifi", "z=12", "lat=20.3"):
        expect(line).to_contain_text(part)
    expect(page.locator("#looks-taken")).to_be_visible()
    faint = f"{visit.base}/embed/communes?z=12&lat=20.3&lon=106.2&title=0&legend=0"
    drawn = []
    for address in (faint, f"{faint}&opacity=communes:10"):
        page.goto(address)
        visit.settle()
        drawn.append(len(page.locator("#map").screenshot()))
        assert "opacity" not in address or "opacity=communes:10" in page.locator("#large-map").get_attribute("href")
    assert drawn[0] != drawn[1]


def test_what_is_chosen_in_the_builder_stays_chosen_when_the_rules_come_late(visit: Visit):
    page, held = visit.page, []
    page.route("**/api/v1/coverage/rules", lambda route: held.append(route))  # noqa: PLW0108  # it is asked for its name
    with page.expect_request("**/api/v1/coverage/rules"):
        page.goto(f"{visit.base}/embed")
    page.select_option("#what", "wifi")
    expect(page.locator("#lines output").first).to_contain_text("/embed/wifi")
    with page.expect_response("**/api/v1/coverage/rules"):
        held.pop().continue_()
    expect(page.locator("#rules option")).not_to_have_count(0)
    page.uncheck("[name=legend]")
    expect(page.locator("#lines output").first).to_contain_text("/embed/wifi?legend=0")


def test_the_builder_says_what_is_wrong_with_a_size(visit: Visit):
    page = visit.page
    page.goto(f"{visit.base}/embed")
    page.select_option("#size", "fixed")
    page.fill("[name=width]", "100")
    expect(page.locator("#size-said")).to_contain_text("320")
    page.fill("[name=width]", "500")
    expect(page.locator("#lines output").first).to_contain_text('width="500"')
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_no_barrier_in_the_builder(visit_to: Callable[..., Visit], live_url: str, size: str):
    visit = visit_to(live_url, SIZES[size], bypass_csp=True)
    visit.page.goto(f"{live_url}/embed")
    visit.page.locator("#lines output").first.wait_for()
    visit.page.wait_for_load_state("networkidle")
    assert flaws(visit.page) == []
