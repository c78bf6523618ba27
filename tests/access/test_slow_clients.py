"""Clients that trickle, and heads without end: each has its time and its room, and nobody else waits for it."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn

from geo_api import bounded_heads, middleware
from geo_api.app import create_app
from geo_api.settings import Settings
from geo_api.tiles.wire import TileProtocol
from tests.conftest import TestDatabase

BEGUN = b"GET /health/live HTTP/1.1\r\nHost: ward.example\r\n"
FORM = b"POST /api/v1/session HTTP/1.1\r\nHost: ward.example\r\nContent-Type: application/json\r\n"
# In place of the bounds there are: nobody waits for those in a test.
SHORT_SECONDS = 0.5


@pytest.fixture(scope="module")
def port(migrated: TestDatabase) -> Iterator[int]:
    """A service with little patience, and two threads."""
    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as listener:
        patch.setattr(bounded_heads, "HEAD_SECONDS", SHORT_SECONDS)
        patch.setattr(middleware, "BODY_SECONDS", SHORT_SECONDS)
        app = create_app(Settings(pool_size=2), migrated.service)
        server = uvicorn.Server(uvicorn.Config(app, http=TileProtocol, ws="none", log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def answered(connection: socket.socket) -> bytes:
    """All that comes until the service closes the connection."""
    try:
        return b"".join(iter(lambda: connection.recv(65_536), b""))
    except ConnectionResetError:
        return b""


def test_the_bounds_are_those_of_the_proxy_in_the_image():
    assert bounded_heads.HEAD_BYTES == 65_536


def test_a_head_that_never_ends_is_given_up(port: int):
    with connected(port) as connection:
        connection.sendall(BEGUN)
        said = answered(connection)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in said


def test_a_head_that_trickles_gets_no_more_time_by_it(port: int):
    with connected(port) as connection:
        for _ in range(100):
            connection.sendall(b"X-More: 1\r\n" if _ else BEGUN)
            connection.settimeout(0.05)
            try:
                assert connection.recv(100).startswith(b"HTTP/1.1 408 ")
                return
            except TimeoutError:
                continue
    raise AssertionError("it was let go on for ever")


def test_a_second_request_on_a_connection_has_its_own_time(port: int):
    with connected(port) as connection:
        connection.sendall(BEGUN + b"\r\n")
        assert connection.recv(10_000).startswith(b"HTTP/1.1 200 ")
        connection.sendall(BEGUN)
        assert answered(connection).startswith(b"HTTP/1.1 408 ")


def test_a_head_in_pieces_is_answered_when_it_is_whole(port: int):
    with connected(port) as connection:
        for piece in (BEGUN[:9], BEGUN[9:], b"\r\n"):
            connection.sendall(piece)
            time.sleep(0.02)
        assert connection.recv(10_000).startswith(b"HTTP/1.1 200 ")


def test_a_head_without_end_takes_no_more_memory_than_it_may(port: int):
    with connected(port) as connection:
        connection.sendall(BEGUN)
        sent = 0
        try:
            while sent < 50_000_000:
                sent += connection.send(b"X-Flood: " + b"a" * 9_000 + b"\r\n")
        except (ConnectionResetError, BrokenPipeError):
            pass
    # What the operating system holds on its way comes on top.
    assert sent < 20_000_000


@pytest.mark.parametrize("framing", [b"Content-Length: 500\r\n", b"Transfer-Encoding: chunked\r\n"])
def test_a_body_that_never_ends_is_refused_in_words(port: int, framing: bytes):
    with connected(port) as connection:
        connection.sendall(FORM + framing + b"\r\n")
        connection.sendall(b"5\r\n{'a':\r\n" if b"chunked" in framing else b"{")
        said = answered(connection)
    assert said.startswith(b"HTTP/1.1 408 ")
    assert "Dữ liệu gửi lên đến quá chậm.".encode() in said


def test_a_chunked_body_larger_than_it_may_be_is_refused(port: int):
    with connected(port) as connection:
        connection.sendall(FORM + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(30):
                connection.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
        except (ConnectionResetError, BrokenPipeError):
            pass
        assert connection.recv(20).startswith(b"HTTP/1.1 413 ")


def test_bodies_that_trickle_hold_no_thread(port: int):
    waiting = [connected(port) for _ in range(20)]
    for connection in waiting:
        connection.sendall(FORM + b"Content-Length: 500\r\n\r\n{")
    with connected(port) as connection:
        began = time.monotonic()
        connection.sendall(BEGUN.replace(b"/live", b"/ready") + b"\r\n")
        assert connection.recv(10_000).startswith(b"HTTP/1.1 200 ")
        # None of the twenty had been given up by then.
        waiting[0].settimeout(0.01)
        if time.monotonic() - began < SHORT_SECONDS / 2:
            with pytest.raises(TimeoutError):
                waiting[0].recv(1)
    for connection in waiting:
        connection.close()
