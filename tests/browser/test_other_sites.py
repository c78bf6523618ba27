"""Pages of other sites, in a real browser: they read what is open, and nothing of whoever is signed in here."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase

# What a script gets to see of an answer: its status, type and the headers that it may read; or that it may not.
READ = """async ([url, options]) => {
    try {
        const answer = await fetch(url, options);
        const body = await answer.arrayBuffer();
        return [answer.status, body.byteLength > 0, answer.headers.get("etag") !== null];
    } catch (error) {
        return [error.name];
    }
}"""
REFUSED = ["TypeError"]


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the library names it so
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def signed_in(sample_db: TestDatabase) -> Iterator[int]:
    """The account of an administrator."""
    account_id = add_account(sample_db, "elsewhere", Role.ADMIN)
    yield account_id
    with owner_connection(sample_db.owner) as connection:
        connection.execute(text("DELETE FROM account WHERE id = :id"), {"id": account_id})


@pytest.fixture
def elsewhere(browser: Browser, live_url: str, sample_db: TestDatabase, signed_in: int) -> Iterator[Page]:
    """A page of another site, in a browser that is signed in here."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    cookie = cookie_of(sample_db, signed_in)
    context.add_cookies([{"name": name, "value": value, "url": live_url} for name, value in cookie.items()])
    page = context.new_page()
    page.goto(f"http://localhost:{server.server_port}/")
    yield page
    context.close()
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/communes/9/407/226.mvt",
        "/tiles/communes.json",
        "/styles/wardmap.json",
        "/ogc/collections",
        "/ogc/collections/wifi/items?limit=2",
    ],
)
def test_what_is_open_is_read(elsewhere: Page, live_url: str, path: str):
    status, has_body, _ = elsewhere.evaluate(READ, [live_url + path, {}])
    assert (status, has_body) == (200, True)


def test_a_tile_is_asked_for_again_by_its_etag(elsewhere: Page, live_url: str):
    tile = f"{live_url}/tiles/communes/9/407/226.mvt"
    assert elsewhere.evaluate(READ, [tile, {"headers": {"If-None-Match": '"old"'}}]) == [200, True, True]


@pytest.mark.parametrize(
    "path", ["/api/v1/session", "/api/v1/accounts", "/api/v1/loads", "/as/admin/ogc/collections", "/admin", "/login"]
)
@pytest.mark.parametrize("credentials", ["omit", "include"])
def test_what_is_not_open_is_not_read(elsewhere: Page, live_url: str, path: str, credentials: str):
    assert elsewhere.evaluate(READ, [live_url + path, {"credentials": credentials}]) == REFUSED


def test_nobody_is_signed_out_or_in_from_there(elsewhere: Page, live_url: str):
    for method in ("DELETE", "POST", "PUT"):
        options = {"method": method, "credentials": "include", "mode": "no-cors" if method == "POST" else "cors"}
        elsewhere.evaluate(READ, [f"{live_url}/api/v1/session", options])
    own = elsewhere.context.new_page()
    own.goto(f"{live_url}/login")
    assert own.evaluate(READ, ["/api/v1/session", {}])[0] == 200
