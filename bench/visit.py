"""One visit to a page by Chromium, from an empty cache, and what it cost: as the browser itself tells it.

Times are milliseconds since the navigation began. Interactions are told by Event Timing: from the press until the
next frame.
"""

import gzip
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from playwright.sync_api import Error as BrowserError

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_SECONDS = 60
# Milliseconds that nothing is asked for and nothing changes before a page counts as done.
STILL = 600
# Pages forbid text that is evaluated in them, but not what the browser is told to run before them.
WATCH = """
window.wardmapBench = {map: null, lcp: 0, blocked: 0, shifts: 0, worst: 0};
(() => {
  const kept = window.wardmapBench;
  const look = (type, then, more) => new PerformanceObserver((list) => list.getEntries().forEach(then))
    .observe({type, buffered: true, ...more});
  look("largest-contentful-paint", (entry) => (kept.lcp = entry.startTime));
  look("longtask", (entry) => (kept.blocked += Math.max(0, entry.duration - 50)));
  look("layout-shift", (entry) => { if (!entry.hadRecentInput) kept.shifts += entry.value; });
  const pressed = (entry) => { if (entry.interactionId) kept.worst = Math.max(kept.worst, entry.duration); };
  look("event", pressed, {durationThreshold: 16});
  const drawn = () => {
    if (kept.map !== null || !(DRAWN)) return;
    kept.map = -1;
    requestAnimationFrame(() => requestAnimationFrame(() => (kept.map = performance.now())));
  };
  const watched = {subtree: true, childList: true, attributes: true, attributeFilter: ["class"]};
  new MutationObserver(drawn).observe(document, watched);
})();
"""


@dataclass(frozen=True)
class Visited:
    """A page: where, signed in with which cookies, by which expression its map is drawn, and what is done on it."""

    name: str
    path: str
    drawn: str
    acts: Mapping[str, Callable[[Page], None]]
    cookies: Mapping[str, str] = field(default_factory=dict)
    #: longitude, latitude of whoever holds the phone
    place: tuple[float, float] | None = None


@dataclass
class Cost:
    """first_map, largest, blocked: milliseconds; acts: of each, None where it could not be done. scripts: bytes."""

    first_map: float | None
    largest: float
    blocked: float
    shifts: float
    scripts: int
    requests: int
    foreign: int
    errors: int
    acts: dict[str, float | None]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Raises SystemExit where there is none."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        raise SystemExit("Chromium is needed: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def visit(browser: Browser, base: str, page: Visited, slowdown: int) -> Cost:
    """Open `page` of the service at `base` with a processor so many times slower, and do all that is done on it."""
    with _context(browser, base, page) as context:
        tab = context.new_page()
        seen = _Seen(base)
        tab.on("response", seen.responded)
        tab.on("console", lambda said: seen.complained(said.type == "error"))
        tab.on("pageerror", lambda _: seen.complained(True))
        context.new_cdp_session(tab).send("Emulation.setCPUThrottlingRate", {"rate": slowdown})
        tab.goto(base + page.path)
        _until_drawn(tab)
        _until_still(tab)
        opened = tab.evaluate("() => ({...window.wardmapBench})")
        requests, scripts = seen.requests, seen.script_bytes()
        acts = {name: _acted(tab, act) for name, act in page.acts.items()}
    return Cost(
        first_map=opened["map"] if opened["map"] and opened["map"] > 0 else None,
        largest=opened["lcp"],
        blocked=opened["blocked"],
        shifts=opened["shifts"],
        scripts=scripts,
        requests=requests,
        foreign=seen.foreign,
        errors=seen.errors,
        acts=acts,
    )


@contextmanager
def _context(browser: Browser, base: str, page: Visited) -> Iterator[BrowserContext]:
    where = {"longitude": page.place[0], "latitude": page.place[1], "accuracy": 6} if page.place else None
    context = browser.new_context(
        viewport={"width": 1280, "height": 800},
        locale="vi-VN",
        geolocation=where,  # type: ignore[arg-type]  # a dict of that shape
        permissions=["geolocation"] if where else [],
    )
    context.add_init_script(WATCH.replace("DRAWN", page.drawn))
    context.add_cookies([{"name": name, "value": value, "url": base} for name, value in page.cookies.items()])
    yield context
    context.close()


class _Seen:
    """What came over the network and what was complained of."""

    def __init__(self, base: str) -> None:
        self.host = urlsplit(base).netloc
        self.requests = self.foreign = self.errors = 0
        self.scripts: list[Response] = []

    def responded(self, response: Response) -> None:
        address = urlsplit(response.url)
        if address.scheme not in ("http", "https"):
            return
        self.requests += 1
        self.foreign += address.netloc != self.host
        if address.path.endswith(".js"):
            self.scripts.append(response)

    def complained(self, is_error: bool) -> None:
        self.errors += is_error

    def script_bytes(self) -> int:
        return sum(len(gzip.compress(script.body(), 9)) for script in self.scripts if script.ok)


def _until_drawn(tab: Page) -> None:
    """Until the first of the map is to be seen, or for as long as anybody waits."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not tab.evaluate("() => window.wardmapBench.map > 0") and time.monotonic() < deadline:
        tab.wait_for_timeout(100)


def _until_still(tab: Page) -> None:
    """Until nothing was asked for, and no map was being drawn, for a while."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    tab.wait_for_load_state("networkidle")
    still = 0
    while still < STILL and time.monotonic() < deadline:
        busy = tab.evaluate("() => document.querySelector(\"#map[aria-busy='true']\") !== null")
        still = 0 if busy else still + 100
        tab.wait_for_timeout(100)


def _acted(tab: Page, act: Callable[[Page], None]) -> float | None:
    """Milliseconds of its slowest press; None where the page has nothing to do it on, or took no press for one."""
    tab.evaluate("() => { window.wardmapBench.worst = 0; }")
    before = tab.evaluate("() => performance.interactionCount")
    try:
        act(tab)
    except BrowserError:
        return None
    _until_still(tab)
    # Older browsers do not count.
    if before is not None and tab.evaluate("() => performance.interactionCount") == before:
        return None
    # What took less than 16 ms is not told at all.
    worst: float = tab.evaluate("() => window.wardmapBench.worst")
    return max(16.0, worst)
