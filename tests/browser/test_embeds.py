"""Maps for the pages of other sites, and the page that puts them together, in a real browser."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.admin_page import flaws
from tests.browser.conftest import DESKTOP, PATIENCE_SECONDS, PHONE, Visit
from tests.browser.embed_page import READY, RULE, Elsewhere, iframe

SMALL = {"width": 320, "height": 240}
SIZES = {"desktop": DESKTOP, "phone": PHONE, "small": SMALL}


def test_the_map_is_seen_and_sends_no_cookie_and_asks_nobody_else(elsewhere: Elsewhere):
    elsewhere.show(iframe(elsewhere.ours, RULE))
    elsewhere.until(READY)
    elsewhere.frame.wait_for_selector("#map .leaflet-tile-loaded", state="attached")
    elsewhere.page.wait_for_load_state("networkidle")
    assert any(".mvt" in url for url in elsewhere.asked)
    assert any("/api/v1/coverage/" in url for url in elsewhere.asked)
    assert [headers for headers in elsewhere.sent if "cookie" in headers] == []
    known = (elsewhere.address, elsewhere.ours, "data:", "blob:")
    assert [url for url in elsewhere.asked if not url.startswith(known)] == []
    assert elsewhere.complaints == []
    expect(elsewhere.frame.locator("#legend-classes li").first).to_be_visible()


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
    assert "unit=" in href
    page.locator("#card .close").click()
    expect(page.locator("#large-map")).not_to_have_attribute("href", re.compile("unit="))


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
        _, ready = elsewhere.until(READY)
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


def preview_is_of(page: Page, *parts: str, but: tuple[str, ...] = ()) -> None:
    """Wait until the line has these parts, and none of the others, and the preview is of just that address."""
    line = page.locator("#lines output").last
    for part in parts:
        expect(line).to_contain_text(part)
    for part in but:
        expect(line).not_to_contain_text(part)
    expect(page.frame_locator("#preview iframe").locator("#large-map")).to_have_attribute("href", re.compile("map="))
    deadline = time.monotonic() + PATIENCE_SECONDS
    while page.frames[-1].url != line.text_content():
        assert time.monotonic() < deadline, (page.frames[-1].url, line.text_content())
        page.wait_for_timeout(50)


def test_the_preview_is_of_what_the_lines_say_whatever_is_set(visit: Visit):
    page = visit.page
    page.goto(f"{visit.base}/embed#map=12/20.3/106.2&layers=communes,wifi")
    preview_is_of(page, "/embed/wifi?", "z=12", "lat=20.3")
    page.check("[value=all]")
    preview_is_of(page, "/embed/wifi?", but=("z=", "lat="))
    page.fill("#at", "2025-06-30")
    preview_is_of(page, "at=2025-06-30")
    page.uncheck("[name=title]")
    preview_is_of(page, "title=0")
    page.uncheck("[name=legend]")
    preview_is_of(page, "legend=0")
    page.select_option("#theme", "dark")
    preview_is_of(page, "theme=dark")
    page.select_option("#lang", "en")
    preview_is_of(page, "lang=en")
    page.select_option("#what", "schools")
    preview_is_of(page, "/embed/schools?")
    page.wait_for_load_state("networkidle")


def test_the_view_that_is_seen_stays_with_another_layer_and_goes_to_another_unit(visit: Visit):
    page = visit.page
    page.goto(f"{visit.base}/embed?what=wifi")
    preview_is_of(page, "/embed/wifi?")
    wish = "{type: 'wardmap:fly', lat: 20.2, lon: 106.3, z: 13}"
    page.evaluate(f"document.querySelector('#preview iframe').contentWindow.postMessage({wish}, location.origin)")
    page.check("[value=seen]")
    line = page.locator("#lines output").last
    expect(line).to_contain_text("z=13&lat=20.20000&lon=106.30000")
    page.select_option("#what", "schools")
    preview_is_of(page, "/embed/schools?z=13&lat=20.20000&lon=106.30000")
    page.fill("#unit", "hai hau")
    page.locator("#suggestions li").first.click()
    expect(line).to_contain_text(re.compile(r"/embed/schools\?unit=\d+&z="))
    assert "lat=20.20000" not in (line.text_content() or "")


def test_the_builder_takes_unit_and_rule_of_the_map_one_comes_from(visit: Visit):
    unit = visit.page.request.get(f"{visit.base}/api/v1/units?level=commune&limit=1").json()["units"][0]["id"]
    page = visit.open(f"/?rule=camera.junction#layers=coverage_units,communes&map=12/20.3/106.2&unit={unit}")
    page.get_by_role("link", name="Nhúng").click()
    preview_is_of(page, "/embed/coverage/camera.junction?", f"unit={unit}", "z=12&lat=20.3")


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
