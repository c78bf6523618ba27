"""What a map in a frame, and the element `<ward-map>`, and the page around say to each other, in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.embed_page import PAGE, READY, RULE, Elsewhere, iframe, ward


def test_page_and_map_talk(elsewhere: Elsewhere):
    elsewhere.show(iframe(elsewhere.ours, "/embed/communes?lang=vi"))
    origin, ready = elsewhere.until(READY)
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


@pytest.mark.parametrize("wish", [{"layer": "nothing"}, {"layer": "cameras"}, {"rule": "no.rule"}])
def test_a_map_that_there_is_not_is_refused_and_the_map_stays(elsewhere: Elsewhere, wish: dict[str, str]):
    elsewhere.show(iframe(elsewhere.ours, "/embed/wifi?z=9&lat=20.3&lon=106.2"))
    elsewhere.until(READY)
    wished = {"type": "wardmap:layer", **wish}
    elsewhere.send(wished)
    _, refused = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:refused')")
    assert refused["wish"] == wished
    assert next(iter(wish.values())) in refused["reason"]
    elsewhere.page.evaluate("heard.length = 0")
    elsewhere.send({"type": "wardmap:fly", "lat": 20.2, "lon": 106.3, "z": 14})
    elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:view' && told.z === 14)")
    elsewhere.send({"type": "wardmap:layer", "layer": "schools"})
    _, ready = elsewhere.until(READY)
    assert ready["path"] == "schools"
    assert {complaint for complaint in elsewhere.complaints if "404" not in complaint} == set()


def test_what_is_wished_of_the_map_that_is_there_is_answered(elsewhere: Elsewhere):
    elsewhere.show(iframe(elsewhere.ours, "/embed/wifi"))
    elsewhere.until(READY)
    elsewhere.page.evaluate("heard.length = 0")
    elsewhere.send({"type": "wardmap:layer", "layer": "wifi"})
    _, ready = elsewhere.until(READY)
    assert ready["path"] == "wifi"


def test_a_unit_that_there_is_not_is_refused_and_the_chosen_one_stays(elsewhere: Elsewhere):
    first, other = (ward(elsewhere.ours, elsewhere.page, name) for name in ("Hải Hậu", "Nam Định"))
    elsewhere.show(iframe(elsewhere.ours, f"/embed/communes?unit={first}"))
    elsewhere.until(READY)
    large_map = elsewhere.frame.locator("#large-map")
    assert f"unit={first}" in (large_map.get_attribute("href") or "")
    elsewhere.send({"type": "wardmap:fly", "unit": 99_999_999})
    _, refused = elsewhere.until("heard.find(([, told]) => told.type === 'wardmap:refused')")
    assert refused["wish"] == {"type": "wardmap:fly", "unit": 99_999_999}
    assert f"unit={first}" in (large_map.get_attribute("href") or "")
    elsewhere.send({"type": "wardmap:fly", "unit": other})
    # The link to the large map leads to what is seen by now.
    expect(large_map).to_have_attribute("href", re.compile(rf"unit={other}$"))


def test_what_was_picked_while_a_unit_was_asked_for_stays_chosen(elsewhere: Elsewhere):
    here, late = (ward(elsewhere.ours, elsewhere.page, name) for name in ("Hải Hậu", "Nam Định"))
    elsewhere.show(iframe(elsewhere.ours, f"/embed/communes?unit={here}"))
    elsewhere.until(READY)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    elsewhere.page.route(re.compile(rf"/api/v1/units/{late}\b"), hold)
    elsewhere.send({"type": "wardmap:fly", "unit": late})
    while not held:
        elsewhere.page.wait_for_timeout(50)
    while not elsewhere.page.evaluate("heard.some(([, told]) => told.type === 'wardmap:select')"):
        elsewhere.frame.locator("#map").press("Enter")
        elsewhere.page.wait_for_timeout(250)
    with elsewhere.page.expect_response(re.compile(rf"/api/v1/units/{late}\b")):
        held[0].continue_()
    elsewhere.page.wait_for_timeout(500)
    expect(elsewhere.frame.locator("#large-map")).to_have_attribute("href", re.compile(rf"unit={here}$"))


def element(ours: str, attributes: str) -> str:
    return f'<script type="module" src="{ours}/embed/ward-map.js"></script><ward-map {attributes}></ward-map>'


@pytest.mark.parametrize(("tag", "heading"), [("vi-VN", "Bản đồ"), ("en-US", "Map"), ("fr", "Bản đồ")])
def test_the_element_takes_the_language_of_a_page_as_pages_say_it(elsewhere: Elsewhere, tag: str, heading: str):
    elsewhere.show(element(elsewhere.ours, f'layer="wifi" lang="{tag}"'))
    elsewhere.until(READY)
    assert elsewhere.frame.evaluate("document.documentElement.lang") == ("en" if tag == "en-US" else "vi")
    assert elsewhere.page.locator("ward-map iframe").get_attribute("title") == heading
    assert elsewhere.complaints == []


def test_other_maps_in_the_element_are_no_steps_back(elsewhere: Elsewhere):
    elsewhere.show(element(elsewhere.ours, 'layer="wifi"'))
    elsewhere.until(READY)
    steps = elsewhere.page.evaluate("history.length")
    for change in (
        "setAttribute('layer', 'schools')",
        "setAttribute('unit', '1')",
        "show({rule: 'wifi.public-place'})",
    ):
        elsewhere.page.evaluate("heard.length = 0")
        elsewhere.page.evaluate(f"document.querySelector('ward-map').{change}")
        elsewhere.until(READY)
    assert elsewhere.page.evaluate("history.length") == steps


def test_what_is_wished_of_the_element_too_early_is_done_when_the_map_is_there(elsewhere: Elsewhere):
    wishes = (
        "map.fly({lat: 20, lon: 106, z: 11}); map.show({layer: 'schools'}); map.fly({lat: 20.2, lon: 106.3, z: 14});"
    )
    early = f"customElements.whenDefined('ward-map').then(() => {{ {wishes} }});"
    script = f"<script>window.map = document.querySelector('ward-map'); {early}</script>"
    elsewhere.show(element(elsewhere.ours, 'layer="wifi"') + script)
    elsewhere.until("document.querySelector('ward-map').position?.z === 14")
    assert elsewhere.frame.url.startswith(f"{elsewhere.ours}/embed/schools?")
    # A wish that is refused holds up none of the others.
    elsewhere.page.evaluate("map.show({layer: 'nothing'}); map.fly({lat: 20.2, lon: 106.3, z: 12})")
    elsewhere.until("document.querySelector('ward-map').position?.z === 12")
    assert [told["wish"] for name, told in elsewhere.page.evaluate("events") if name == "refused"] == [
        {"type": "wardmap:layer", "layer": "nothing"}
    ]


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
    elsewhere.until(READY)
    elsewhere.page.wait_for_timeout(500)
    zooms = elsewhere.page.evaluate(
        "heard.filter(([, told]) => told.type === 'wardmap:view').map(([, told]) => told.z)"
    )
    assert set(zooms) == {9}
