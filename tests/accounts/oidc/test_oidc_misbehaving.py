"""A provider that is away, slow, or not what it says: nobody gets in, nobody else waits."""

import gzip
import time
from collections.abc import Callable
from threading import Event, Thread

import pytest
from fastapi.testclient import TestClient

from geo_api.accounts.oidc import connection
from tests.accounts.oidc.hostile import Hostile, come_back, refused, send

Visitor = Callable[..., TestClient]
CONFIGURATION = "/.well-known/openid-configuration"


def huge(there):
    send(there, b'{"a": "' + b"x" * 2_000_000 + b'"}')


def bomb(there):
    send(there, gzip.compress(b'{"a": "' + b"x" * 2_000_000 + b'"}'), **{"Content-Encoding": "gzip"})


def trickle(there):
    there.send_response(200)
    there.end_headers()
    for _ in range(100):
        there.wfile.write(b" ")
        time.sleep(0.05)


MISBEHAVING: dict[str, Callable] = {
    "huge": huge,
    "packed": bomb,
    "slow": trickle,
    "redirecting": lambda there: send(there, {}, 302, Location="http://127.0.0.1:1/"),
    "keeping the method": lambda there: send(there, {}, 307, Location="/elsewhere"),
    "in pieces": lambda there: there.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"),
    "no JSON": lambda there: send(there, b"<html>"),
    "deep": lambda there: send(there, b"[" * 200_000),
    "a list": lambda there: send(there, []),
    "broken": lambda there: send(there, {"error": "x"}, 500),
    "no HTTP": lambda there: there.wfile.write(b"\x00\x00\x00"),
}


@pytest.mark.parametrize("how", MISBEHAVING)
@pytest.mark.parametrize("where", [CONFIGURATION, "/keys", "/token"])
def test_a_provider_that_misbehaves_lets_nobody_in(
    victim: TestClient, hostile: Hostile, monkeypatch: pytest.MonkeyPatch, where: str, how: str
):
    monkeypatch.setattr(connection, "SECONDS", 0.5)
    hostile.answers[where] = MISBEHAVING[how]
    answer = victim.get("/login/oidc") if where == CONFIGURATION else come_back(victim, hostile)
    refused(answer, victim, 503)
    assert int(answer.headers["retry-after"]) > 0
    assert "/elsewhere" not in hostile.asked


def test_a_provider_that_is_not_there_is_said_and_asked_again_later(hostile: Hostile, opened: Visitor):
    browser = opened(oidc_issuer="http://127.0.0.1:9")
    answer = browser.get("/login/oidc")
    refused(answer, browser, 503)
    assert "đăng nhập bằng mật khẩu" in answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "ftp://127.0.0.1/"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": "http://sso.example/keys"},
        {"end_session_endpoint": "http://sso.example/end"},
    ],
    ids=str,
)
def test_a_description_that_is_not_the_providers_own_is_not_believed(
    victim: TestClient, hostile: Hostile, change: dict[str, str | None]
):
    hostile.described |= change
    refused(victim.get("/login/oidc"), victim, 503)


def test_while_the_provider_thinks_others_are_answered(victim: TestClient, hostile: Hostile):
    asked_of, release = Event(), Event()

    def thinking(there):
        asked_of.set()
        release.wait(20)
        send(there, hostile.described)

    hostile.answers[CONFIGURATION] = thinking
    waiting = [Thread(target=victim.get, args=("/login/oidc",)) for _ in range(12)]
    for each in waiting:
        each.start()
    assert asked_of.wait(20)
    assert victim.get("/api/v1/units/dates").status_code == 200
    assert any(each.is_alive() for each in waiting)
    release.set()
    for each in waiting:
        each.join()
    assert hostile.asked.count(CONFIGURATION) == 1


def test_an_unknown_key_has_the_keys_fetched_again_and_not_at_every_token(victim: TestClient, hostile: Hostile):
    good = hostile.keys
    hostile.keys = good[1:]
    refused(come_back(victim, hostile), victim)
    hostile.keys = good
    for _ in range(3):
        refused(come_back(victim, hostile), victim)
    assert hostile.asked.count("/keys") == 1


def test_a_new_key_is_known_after_a_minute(victim: TestClient, hostile: Hostile, monkeypatch: pytest.MonkeyPatch):
    good = hostile.keys
    hostile.keys = good[1:]
    refused(come_back(victim, hostile), victim)
    hostile.keys = good
    now = time.monotonic()
    monkeypatch.setattr("geo_api.accounts.oidc.provider._now", lambda: now + 61)
    assert come_back(victim, hostile).status_code == 303
    assert hostile.asked.count("/keys") == 2
