"""Numbers of counted circles and names of units, as the map writes them."""

import re
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import Visit
from tests.browser.test_map import COUNT_COLOURS, get

# Every text drawn into a tile, with its place on the page; a text on an edge is drawn into each of its tiles.
WATCH_TEXTS = """
    window.texts = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
        const at = this.getTransform().transformPoint(new DOMPoint(x, y));
        texts.push([text, this.canvas, at.x / devicePixelRatio, at.y / devicePixelRatio]);
        return write.call(this, text, x, y, ...rest);
    };
    window.written = () => texts.filter(([, canvas]) => canvas.isConnected).map(([text, canvas, x, y]) => {
        const box = canvas.getBoundingClientRect();
        return [text, Math.round(box.x + x), Math.round(box.y + y)];
    });
"""


# Circles let a quarter of what is below them through.
COUNT_ABOUT = (
    COUNT_COLOURS.replace("(wanted)", "(colour)")
    .replace("const counts", "const wanted = [colour]; const counts")
    .replace("< 10", "< 60")
    .replace("return counts", "return counts[0]")
    .replace("< 200", "< 150")
)


def drawn(visit: Visit, path: str) -> list[list[Any]]:
    visit.page.add_init_script(WATCH_TEXTS)
    page = visit.open(path)
    visit.until("() => written().length > 0")
    return settled(visit, page)


def settled(visit: Visit, page: Page) -> list[list[Any]]:
    visit.settle()
    page.wait_for_timeout(500)
    return page.evaluate("written()")


def places(texts: list[list[Any]]) -> dict[str, list[tuple[int, int]]]:
    """Where each text stands; the same text in the tiles that it lies across is one."""
    found: dict[str, list[tuple[int, int]]] = {}
    for text, x, y in texts:
        near = [(x2, y2) for x2, y2 in found.setdefault(text, []) if abs(x - x2) < 4 and abs(y - y2) < 4]
        if not near:
            found[text].append((x, y))
    return found


def test_circles_that_stand_for_many_points_say_how_many(any_visit: Visit) -> None:
    texts = drawn(any_visit, "/#map=9/20.25000/106.20000&layers=addresses")
    numbers = {int(text.replace(".", "")) for text, _, _ in texts if re.fullmatch(r"[\d.]+", text)}
    assert numbers
    assert min(numbers) >= 10
    swatch = any_visit.page.locator("label", has=any_visit.page.locator("input[name=addresses]")).locator(".swatch")
    colour = swatch.evaluate("(s) => getComputedStyle(s).backgroundColor.match(/\\d+/g).map(Number)")
    any_visit.until(f"(colour) => ({COUNT_ABOUT})(colour) > 500", colour)
    assert get(any_visit.base, "/ogc/collections/addresses/items?limit=1")["numberMatched"] >= max(numbers)


def test_each_unit_is_named_once(any_visit: Visit) -> None:
    texts = places(drawn(any_visit, "/#map=10/20.25000/106.20000&layers=communes,commune_labels"))
    names = [unit["name"] for unit in get(any_visit.base, "/api/v1/units?level=commune&limit=1000")["units"]]
    assert len(texts) > 15
    for line, found in texts.items():
        assert 1 <= len(found) <= sum(line in name for name in names), (line, found)


def test_communes_are_named_before_their_hamlets(visit: Visit) -> None:
    texts = drawn(visit, "/#map=14/20.42000/106.17000&layers=communes,commune_labels,hamlets,hamlet_labels")
    # Names of the larger units are larger.
    names = {unit["name"] for unit in get(visit.base, "/api/v1/units?level=commune&limit=1000")["units"]}
    assert names & {text for text, _, _ in texts}
