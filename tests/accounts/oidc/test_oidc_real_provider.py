"""Signing in through a real provider: the way there and back, accounts made, roles written anew."""

from collections.abc import Callable

from fastapi.testclient import TestClient

from tests.accounts.oidc.tools import People, asked, begun, signed_in
from tests.accounts.tools import SESSION

Visitor = Callable[..., TestClient]


def test_somebody_new_signs_in_and_has_the_roles_that_the_claims_give(visitor: Visitor, people: People):
    people.say("7f3a", preferred_username="lan.tran", groups=["map administrators", "choir"])
    browser = visitor()
    answer = signed_in(browser, "7f3a", "/dia-chi?q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dia-chi?q=1")
    who = browser.get(SESSION).json()
    assert who["name"] == "lan.tran"
    assert [(held["role"], held["unit_id"]) for held in who["roles"]] == [("admin", None)]


def test_what_is_asked_of_the_provider(visitor: Visitor, issuer: str):
    wanted = asked(begun(visitor()))
    assert wanted["response_type"] == "code"
    assert wanted["code_challenge_method"] == "S256"
    assert wanted["scope"] == "openid profile"
    assert len(wanted["code_challenge"]) == 43
    assert len({wanted["state"], wanted["nonce"], wanted["code_challenge"]}) == 3
