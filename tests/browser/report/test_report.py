"""`wardmap report`: one file that opens with no network, whatever the data says."""

import pytest
from sqlalchemy import text

from geo_api.db import owner_connection
from geo_api.errors import CommandFailed
from tests.browser.report.conftest import EVIL

MOST_BYTES = 3_000_000


@pytest.fixture(scope="module")
def report(wardmap, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert wardmap("report", "00123", "--out", str(path)).exit_code == 0
    return path


def test_hostile_texts_are_shown_as_text_and_nothing_else_happens(report, opened):
    assert report.stat().st_size < MOST_BYTES
    page = opened(report)
    shown = page.inner_text("body")
    # Browsers break lines at the separator that is among the signs.
    for part in ("</script><script>alert(1)</script><img src=x onerror=alert(2)>", "{{7*7}}{%x%}${1}", "gnol"):
        assert part in shown
    assert "49" not in page.inner_text("h1")
    assert page.locator("body img").count() == page.locator("script[src], link[href], iframe, object").count() == 0


def test_names_of_layers_and_what_a_click_tells_are_text(report, opened):
    page = opened(report)
    page.locator(".map").scroll_into_view_if_needed()
    page.hover(".leaflet-control-layers")
    names = page.locator(".leaflet-control-layers-overlays").inner_text()
    assert "<img src=x onerror=alert(2)>{{7*7}}" in names
    page.mouse.move(5, 5)
    x, y = page.evaluate(
        """() => { const map = Object.values(window).find((each) => each instanceof L.Map), points = [];
            map.eachLayer((layer) => { if (layer instanceof L.CircleMarker) points.push(layer.getLatLng()); });
            const on = map.latLngToContainerPoint(points[0]), box = map.getContainer().getBoundingClientRect();
            return [box.x + on.x, box.y + on.y]; }"""
    )
    page.mouse.click(x, y)
    told = page.locator(".told strong")
    told.wait_for()
    assert told.text_content().endswith(EVIL)


def test_contents_lead_to_each_section(report, opened):
    page = opened(report)
    links = page.get_by_role("navigation", name="Mục lục").get_by_role("link")
    assert links.all_inner_texts() == page.evaluate(
        "[...document.querySelectorAll('h2')].map((each) => each.firstChild.textContent.trim())"
    )
    for link in (*links.all(), *page.get_by_role("navigation", name="Điểm còn thiếu").get_by_role("link").all()):
        target = page.locator(link.get_attribute("href"))
        link.click()
        assert target.evaluate("(each) => Math.abs(each.getBoundingClientRect().top) < innerHeight")


def test_results_threshold_basis_gaps_and_places(report, opened):
    page = opened(report)
    row = page.locator(".rules tbody tr", has_text="wifi.public-place")
    words = row.inner_text()
    for part in (
        "1/3, 1 chưa rõ",
        "Chưa đạt",
        "33,3%",
        "≥ 100%",
        "1 / 2 / 1",
        "chưa đối chiếu văn bản",
        "phiên bản 1",
        "xã, phường",
    ):
        assert part in words
    gaps = page.locator("details", has_text="far").first.inner_text()
    assert gaps.index("far") < gaps.index("near") < gaps.index("dim")
    assert "200 m" in gaps
    matrix = page.locator(".matrix tr", has_text="served").inner_text()
    assert "✓ đạt" in matrix
    assert "✗ thiếu" in page.locator(".matrix tr", has_text="far").inner_text()


def test_english_comes_first_when_asked_for_and_a_phone_scrolls_downwards_only(wardmap, tmp_path, opened):
    path = tmp_path / "english.html"
    wardmap("report", "00123", "--out", str(path), "--lang", "en")
    page = opened(path, 390, 844)
    assert "not compared with the document" in page.inner_text("body")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_policy_forbids_every_address_and_every_foreign_script(report, opened):
    page = opened(report)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert "script-src 'sha256-" in policy
    assert "'unsafe-inline' 'sha" not in policy


def test_what_is_no_commune_or_cannot_be_written_is_refused_and_leaves_no_file(wardmap, tmp_path):
    path = tmp_path / "report.html"
    with pytest.raises(CommandFailed, match="There is no unit “Atlantis”"):
        wardmap("report", "Atlantis", "--out", str(path))
    with pytest.raises(CommandFailed, match="has no boundary"):
        wardmap("report", "00125", "--out", str(path))
    with pytest.raises(CommandFailed, match="Cannot write"):
        wardmap("report", "00123", "--out", str(tmp_path / "nowhere" / "report.html"))
    assert list(tmp_path.iterdir()) == []


def test_the_map_marks_what_counts_and_colours_hamlets_by_share(report, opened):
    page = opened(report)
    drawn = page.evaluate(
        """() => { const map = Object.values(window).find((each) => each instanceof L.Map), looks = [];
            map.eachLayer((layer) => { if (layer.options?.fillColor ?? layer.options?.color)
                looks.push([layer instanceof L.CircleMarker, layer.options.color, layer.options.fillColor]); });
            return looks; }"""
    )
    # Of two wifi points the one whose speed is known counts: one ring.
    assert [color for is_point, color, _ in drawn if is_point].count("#2a6fb0") == 1
    key = page.locator(".note", has_text="theo tỷ lệ đạt")
    assert "100%" in key.inner_text()
    colors = {color for is_point, *colors in drawn if not is_point for color in colors}
    boxes = page.eval_on_selector_all(".box", "found => found.map((each) => each.style.background)")
    assert len(boxes) == len(set(boxes)) >= 2
    as_rgb = {"rgb({}, {}, {})".format(*(int(c[i : i + 2], 16) for i in (1, 3, 5))) for c in colors if c}
    assert as_rgb & set(boxes)


def test_a_report_says_that_it_rests_on_sample_data(wardmap, evil_db, report, tmp_path):
    assert "DỮ LIỆU MẪU" not in report.read_text(encoding="utf-8")
    path = tmp_path / "report.html"
    with owner_connection(evil_db.owner) as connection:
        connection.execute(text("UPDATE load SET file_name = 'sample' WHERE layer = 'wifi'"))
    try:
        assert wardmap("report", "00123", "--out", str(path)).exit_code == 0
    finally:
        with owner_connection(evil_db.owner) as connection:
            connection.execute(text("UPDATE load SET file_name = 'wifi' WHERE layer = 'wifi'"))
    assert "DỮ LIỆU MẪU" in path.read_text(encoding="utf-8")


def test_a_report_is_named_as_what_it_is(wardmap, tmp_path):
    with pytest.raises(CommandFailed, match=r"must end in \.html"):
        wardmap("report", "00123", "--out", str(tmp_path / "report.pdf"))
    assert list(tmp_path.iterdir()) == []
