"""Tiles at hand, on the wire: byte streams that clients and proxies send, answered in their order."""

import gzip
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import TestDatabase
from tests.tiles.workers import worker

TILE, OTHER = "/tiles/communes,wifi/10/814/452.mvt", "/tiles/communes/9/407/226.mvt"
HIT = "wardmap; hit"
Answer = tuple[int, dict[str, str], bytes]


@pytest.fixture(scope="module")
def port(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("tiles")
    with worker(sample_db, folder) as (client, _):
        while client.get(TILE, headers={"Accept-Encoding": "gzip"}).headers["cache-status"] != HIT:
            time.sleep(0.05)
        yield client.base_url.port


def head(path: str, *lines: str, method: str = "GET", version: str = "1.1") -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/{version}", "Host: ward.example", *lines, "", "")).encode()


def asked(port: int, sent: bytes, methods: str, pieces: int = 1) -> tuple[list[Answer], bool]:
    """The answers to what is `sent`, in so many pieces, and whether the connection was closed after them.

    methods: G or H for each request.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        step = -(-len(sent) // pieces)
        for begin in range(0, len(sent), step):
            connection.sendall(sent[begin : begin + step])
            time.sleep(0.02 if pieces > 1 else 0)
        with connection.makefile("rb") as stream:
            answers = [one(stream, method) for method in methods]
            connection.settimeout(0.3)
            try:
                return answers, stream.read(1) == b""
            except TimeoutError:
                return answers, False


def one(stream, method: str) -> Answer:
    status = int(stream.readline().split()[1])
    headers = {}
    while line := stream.readline().strip():
        name, _, value = line.decode().partition(": ")
        headers[name.lower()] = value
    has_body = method == "G" and status == 200
    return status, headers, stream.read(int(headers["content-length"])) if has_body else b""


def test_a_hit_says_what_the_application_would_say_and_the_connection_goes_on(port: int):
    (hit, again), is_closed = asked(port, head(TILE, "Accept-Encoding: gzip") * 2, "GG")
    assert hit[:2] == again[:2] or hit[1]["date"] != again[1]["date"]
    # With a body the application itself answers.
    (slow,), _ = asked(port, head(TILE, "Accept-Encoding: gzip", "Content-Length: 2") + b"xx", "G")
    assert hit[1]["cache-status"] == slow[1]["cache-status"] == HIT
    assert hit[0] == slow[0] == 200
    assert hit[2] == slow[2]
    assert {**hit[1], "date": ""} == {**slow[1], "date": ""}
    assert gzip.decompress(hit[2])
    assert not is_closed


def test_answers_come_in_the_order_of_the_questions(port: int):
    day = "?at=2025-08-%02d"
    # What is not at hand is waited for by what is at hand and comes after it.
    sent = b"".join(head(OTHER + day % n) + head(TILE) + head("/health/live") for n in range(1, 6))
    answers, _ = asked(port, sent, "GGG" * 5)
    said = [(answer[1].get("wardmap-at"), answer[1].get("cache-status", "").partition(";")[0]) for answer in answers]
    assert [day for day, _ in said[::3]] == [f"2025-08-0{n}" for n in range(1, 6)]
    assert [status for _, status in said] == ["wardmap", "wardmap", ""] * 5
    assert answers[1::3][0][2] == answers[-2][2] != b""


def test_a_head_may_come_in_any_pieces(port: int):
    whole = asked(port, head(TILE), "G")[0][0]
    pieces = asked(port, head(TILE), "G", pieces=9)[0][0]
    assert pieces[2] == whole[2]


def test_head_and_304_have_no_body(port: int):
    tag = asked(port, head(TILE), "G")[0][0][1]["etag"]
    sent = head(TILE, method="HEAD") + head(TILE, f"If-None-Match: {tag}") + head(TILE)
    (headed, known, full), _ = asked(port, sent, "HGG")
    assert (headed[0], known[0], full[0]) == (200, 304, 200)
    assert int(headed[1]["content-length"]) == len(full[2])
    assert "content-length" not in known[1]
    assert known[1]["etag"] == tag


@pytest.mark.parametrize("last", [head(TILE, "Connection: close"), head(TILE, version="1.0")])
def test_whoever_wants_no_more_is_closed(port: int, last: bytes):
    (answer,), is_closed = asked(port, last, "G")
    assert answer[0] == 200
    assert is_closed


@pytest.mark.parametrize(
    ("path", "status"),
    [("/tiles/communes,wifi/10/814/452.mvt?size=2", 400), ("/tiles/nothing/10/814/452.mvt", 404), ("/tiles/", 404)],
)
def test_what_is_refused_is_refused_in_words(port: int, path: str, status: int):
    (answer,), _ = asked(port, head(path), "H")
    assert answer[0] == status
    assert answer[1]["content-type"] == "application/problem+json"


def test_an_address_written_otherwise_is_the_same_tile(port: int):
    (plain, escaped), _ = asked(port, head(TILE) + head(TILE.replace("wifi", "w%69fi")), "GG")
    assert plain[2] == escaped[2] != b""
