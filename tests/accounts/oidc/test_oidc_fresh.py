"""What needs a password given a short while ago, of people who gave it to their provider."""

import time
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from tests.accounts.oidc.hostile import Hostile, come_back
from tests.accounts.oidc.tools import People, asked, at_provider, begun
from tests.accounts.tools import HOST

Visitor = Callable[..., TestClient]
TOKENS = "/api/v1/tokens"
MINUTES = 60


def is_fresh(browser: TestClient) -> bool:
    answer = browser.post(TOKENS, json={"name": "x", "roles": [{"role": "admin"}], "days": 1})
    assert answer.status_code == 201 or answer.json()["type"] == "urn:wardmap:sign-in-again"
    return answer.status_code == 201


@pytest.mark.parametrize(("minutes", "expected"), [(1, True), (14, True), (16, False), (500, False), (-1, True)])
def test_a_session_is_as_fresh_as_the_sign_in_at_the_provider(
    victim: TestClient, hostile: Hostile, minutes: int, expected: bool
):
    hostile.token = lambda: hostile.signed(auth_time=int(time.time()) - minutes * MINUTES)
    assert come_back(victim, hostile).status_code == 303
    assert is_fresh(victim) is expected


def test_of_a_provider_that_does_not_say_when_nobody_is_fresh(victim: TestClient, hostile: Hostile):
    assert come_back(victim, hostile).status_code == 303
    assert not is_fresh(victim)


def test_a_real_provider_is_told_how_long_ago_and_asks_once_more_when_it_is_told_to(
    opened: Visitor, issuer: str, people: People
):
    people.say("7f3a", groups=["map administrators"])
    browser = opened(oidc_issuer=issuer)
    address = begun(browser)
    assert (asked(address)["max_age"], "prompt" in asked(address)) == ("28800", False)
    browser.get(at_provider(address, "7f3a").removeprefix(HOST))
    assert is_fresh(browser)
    page = browser.get("/login?next=/dia-chi").text
    assert 'href="/login/oidc?next=/dia-chi&amp;again=true"' in page
    again = browser.get("/login/oidc?next=/dia-chi&again=true").headers["location"]
    assert (asked(again)["max_age"], asked(again)["prompt"]) == ("900", "login")
    back = browser.get(at_provider(again, "7f3a").removeprefix(HOST))
    assert (back.status_code, back.headers["location"]) == (303, "/dia-chi")
    assert is_fresh(browser)
