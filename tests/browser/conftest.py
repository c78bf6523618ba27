"""A real browser against the real service: a page that complains, asks another host or breaks its policy fails."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.browser.embed_page import Elsewhere
from tests.conftest import TestDatabase, serving

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
PATIENCE_SECONDS = 60
expect.set_options(timeout=PATIENCE_SECONDS * 1000)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
WATCH_POLICY = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective + " " + e.blockedURI));
"""


@dataclass
class Visit:
    """One page and everything it did."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        self.page.goto(self.base + path)
        self.page.wait_for_selector("#map .leaflet-tile-loaded", state="attached")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until nothing is under way and the map has been drawn."""
        self.page.wait_for_load_state("networkidle")
        self.until("() => document.getElementById('map').getAttribute('aria-busy') !== 'true'")

    def until(self, condition: str, argument: object = None) -> None:
        """Wait until a script says yes. (wait_for_function evaluates text in the page, which its policy forbids.)"""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.page.evaluate(condition, argument):
            assert time.monotonic() < deadline, f"never came true: {condition}"
            self.page.wait_for_timeout(50)

    @property
    def foreign(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.base, "data:", "blob:"))]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; closed before other tests, for its event loop lives in this thread."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit_to(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Makes visits; at the end of the test each must have been silent and stayed at home."""
    visits: list[Visit] = []

    def make(base: str, size: dict[str, int] = DESKTOP, **options: object) -> Visit:
        phone = {"is_mobile": True, "has_touch": True, "device_scale_factor": 2} if size == PHONE else {}
        context = browser.new_context(viewport=size, **{"locale": "vi-VN", **phone, **options})
        context.add_init_script(WATCH_POLICY)
        visit = Visit(context.new_page(), base)
        visit.page.on("console", lambda m: visit.complaints.append(m.text) if m.type == "error" else None)
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on("dialog", lambda dialog: visit.complaints.append(f"dialog: {dialog.message}"))
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visits.append(visit)
        return visit

    yield make
    for visit in visits:
        violations = visit.page.evaluate("window.violations")
        visit.page.context.close()
        assert (visit.complaints, visit.foreign, violations) == ([], [], [])


@pytest.fixture
def visit(visit_to: Callable[..., Visit], live_url: str) -> Visit:
    """A visit to the sample data on a wide screen."""
    return visit_to(live_url)


@pytest.fixture(params=["desktop", "phone"])
def any_visit(visit_to: Callable[..., Visit], live_url: str, request: pytest.FixtureRequest) -> Visit:
    """The same on a wide screen and on a phone."""
    return visit_to(live_url, PHONE if request.param == "phone" else DESKTOP)


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
