"""Attacks on the way to a provider and back: callbacks that are not one's own, pages of others."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from urllib.parse import urlsplit

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.accounts.oidc.hostile import CODE, Hostile, come_back, is_signed_in, refused, send
from tests.accounts.oidc.tools import asked, begun
from tests.conftest import TestDatabase

Visitor = Callable[..., TestClient]
CALLBACK = "/login/oidc/callback"


def test_a_callback_is_used_once(victim: TestClient, hostile: Hostile):
    question = asked(begun(victim))
    ticket = victim.cookies["wardmap_oidc"]
    hostile.nonce = question["nonce"]
    given = {"code": CODE, "state": question["state"]}
    assert victim.get(CALLBACK, params=given).status_code == 303
    assert is_signed_in(victim)
    victim.cookies.clear()
    victim.cookies.set("wardmap_oidc", ticket)
    refused(victim.get(CALLBACK, params=given), victim)
    assert len(hostile.forms) == 1


def test_two_browsers_that_come_for_the_first_time_together_have_one_account(
    hostile: Hostile, opened: Visitor, no_accounts: TestDatabase
):
    browsers = [opened(oidc_issuer=hostile.issuer) for _ in range(2)]
    questions = [asked(begun(browser)) for browser in browsers]
    tokens = [hostile.signed(nonce=question["nonce"]) for question in questions]
    together = Barrier(2)

    def token() -> str:
        challenge = create_s256_code_challenge(hostile.here.form["code_verifier"])
        together.wait(20)
        return tokens[[question["code_challenge"] for question in questions].index(challenge)]

    hostile.token = token

    def come(browser: TestClient, question: dict[str, str]) -> int:
        return browser.get(CALLBACK, params={"code": CODE, "state": question["state"]}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(come, browsers, questions)) == [303, 303]
    with owner_connection(no_accounts.owner) as owner:
        assert owner.scalar(text("SELECT count(*) FROM account")) == 1


def test_a_callback_of_another_browser_is_refused(hostile: Hostile, opened: Visitor):
    attacker, victim = opened(oidc_issuer=hostile.issuer), opened(oidc_issuer=hostile.issuer)
    state = asked(begun(attacker))["state"]
    given = {"code": CODE, "state": state}
    refused(victim.get(CALLBACK, params=given), victim)
    begun(victim)
    refused(victim.get(CALLBACK, params=given), victim)
    assert hostile.forms == []


@pytest.mark.parametrize("state", ["", "forged", "é", "x" * 5000, None])
def test_a_forged_state_is_refused(victim: TestClient, hostile: Hostile, state: str | None):
    begun(victim)
    given = {"code": CODE} if state is None else {"code": CODE, "state": state}
    refused(victim.get(CALLBACK, params=given), victim)
    assert hostile.forms == []


@pytest.mark.parametrize("ticket", ["forged", "", '"quoted"', "x" * 3000])
def test_a_forged_ticket_is_refused(victim: TestClient, hostile: Hostile, ticket: str):
    state = asked(begun(victim))["state"]
    victim.cookies.clear()
    refused(
        victim.get(CALLBACK, params={"code": CODE, "state": state}, headers={"Cookie": f"wardmap_oidc={ticket}"}),
        victim,
    )
    assert hostile.forms == []


@pytest.mark.parametrize("name", ["state", "code", "iss", "error"])
def test_a_parameter_that_is_there_twice_is_refused(victim: TestClient, hostile: Hostile, name: str):
    state = asked(begun(victim))["state"]
    pairs = [("code", CODE), ("state", state), (name, "x"), (name, "y")]
    refused(victim.get(CALLBACK, params=pairs), victim)
    assert hostile.forms == []


def test_after_ten_minutes_a_sign_in_is_over(victim: TestClient, hostile: Hostile, no_accounts: TestDatabase):
    state = asked(begun(victim))["state"]
    with owner_connection(no_accounts.owner) as owner:
        owner.execute(text("UPDATE oidc_sign_in SET expires_at = expires_at - interval '10 minutes'"))
    refused(victim.get(CALLBACK, params={"code": CODE, "state": state}), victim)
    begun(victim)
    with owner_connection(no_accounts.owner) as owner:
        assert owner.scalar(text("SELECT count(*) FROM oidc_sign_in")) == 1


def test_what_is_kept_opens_nothing_by_itself(victim: TestClient, no_accounts: TestDatabase):
    begun(victim)
    ticket = victim.cookies["wardmap_oidc"]
    with owner_connection(no_accounts.owner) as owner:
        row = owner.execute(text("SELECT * FROM oidc_sign_in")).mappings().one()
    assert ticket.encode() not in row["ticket_hash"]
    assert "203.0.113.7" not in str(dict(row))


def test_an_answer_of_another_provider_is_refused(victim: TestClient, hostile: Hostile):
    refused(come_back(victim, hostile, iss="https://other.example"), victim)
    assert hostile.forms == []


def test_a_provider_that_names_itself_has_to(hostile: Hostile, opened: Visitor):
    hostile.described["authorization_response_iss_parameter_supported"] = True
    browser = opened(oidc_issuer=hostile.issuer)
    refused(come_back(browser, hostile), browser)
    assert hostile.forms == []
    assert come_back(browser, hostile, iss=hostile.issuer).status_code == 303


def test_the_verifier_is_sent_with_the_code_and_is_the_one_that_was_challenged(victim: TestClient, hostile: Hostile):
    question = asked(begun(victim))
    hostile.nonce = question["nonce"]
    victim.get(CALLBACK, params={"code": CODE, "state": question["state"]})
    form = hostile.forms[0]
    assert create_s256_code_challenge(form["code_verifier"]) == question["code_challenge"]
    assert (form["code"], form["client_id"], form["redirect_uri"]) == (CODE, "wardmap", question["redirect_uri"])


def test_a_session_that_was_planted_is_not_the_one_that_opens(victim: TestClient, hostile: Hostile):
    victim.cookies.set(COOKIE, "planted")
    answer = come_back(victim, hostile)
    token = answer.headers["set-cookie"].split(f"{COOKIE}=")[1].split(";")[0]
    assert token != "planted"
    first = token
    again = come_back(victim, hostile)
    assert again.status_code == 303
    victim.cookies.clear()
    victim.cookies.set(COOKIE, first)
    assert not is_signed_in(victim), "the session that the browser had before has ended"


def test_cookies_are_this_hosts_alone_with_https(hostile: Hostile, opened: Visitor):
    browser = opened(oidc_issuer=hostile.issuer, public_url="https://ward.example")
    question = begun(browser)
    assert asked(question)["redirect_uri"] == "https://ward.example/login/oidc/callback"
    hostile.nonce = asked(question)["nonce"]
    answer = browser.get(CALLBACK, params={"code": CODE, "state": asked(question)["state"]})
    cookies = [each.lower() for each in answer.headers.get_list("set-cookie")]
    assert len(cookies) == 2
    for each in cookies:
        assert each.startswith("__host-")
        assert all(word in each for word in ("secure", "httponly", "samesite=lax", "path=/"))


def test_a_page_of_another_site_cannot_have_somebody_signed_in(victim: TestClient, hostile: Hostile):
    answer = victim.get("/login/oidc", params={"next": "/dia-chi"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/dia-chi")
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "javascript:1", "/login/"],
)
def test_it_leads_to_a_page_of_this_site_alone(victim: TestClient, hostile: Hostile, wanted: str):
    question = asked(victim.get("/login/oidc", params={"next": wanted}).headers["location"])
    hostile.nonce = question["nonce"]
    answer = victim.get(CALLBACK, params={"code": CODE, "state": question["state"], "next": "https://evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(("error", "status"), [("access_denied", 403), ("server_error", 400), ("<b>x</b>", 400)])
def test_a_refusal_of_the_provider_is_told_in_our_words(victim: TestClient, hostile: Hostile, error: str, status: int):
    state = asked(begun(victim))["state"]
    given = {"error": error, "error_description": "<script>words of theirs</script>", "state": state}
    answer = victim.get(CALLBACK, params=given, headers={"Accept-Language": "en"})
    refused(answer, victim, status)
    assert "theirs" not in answer.text
    assert '<html lang="en">' in answer.text
    assert hostile.forms == []


def test_a_code_that_the_provider_refuses_is_refused(victim: TestClient, hostile: Hostile):
    hostile.answers["/token"] = lambda there: send(there, {"error": "invalid_grant"}, 400)
    refused(come_back(victim, hostile), victim)


def test_logs_say_why_and_hold_nothing_secret(victim: TestClient, hostile: Hostile, capfd: pytest.CaptureFixture[str]):
    hostile.token = lambda: hostile.signed(aud="another")
    question = asked(begun(victim))
    hostile.nonce = question["nonce"]
    ticket = victim.cookies["wardmap_oidc"]
    victim.get(CALLBACK, params={"code": CODE, "state": question["state"]})
    written = "".join(capfd.readouterr())
    assert "InvalidClaimError aud" in written
    secrets = [CODE, ticket, question["state"], question["nonce"], hostile.forms[0]["code_verifier"], "lan.tran"]
    assert [secret for secret in secrets if secret in written] == []


def test_from_one_address_only_so_many_are_begun(victim: TestClient, hostile: Hostile, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo_api.accounts.oidc.pending.MOST_FROM_AN_ADDRESS", 3)
    for _ in range(3):
        begun(victim)
    answer = victim.get("/login/oidc")
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_without_a_provider_there_is_nothing(opened: Visitor):
    browser = opened()
    for path in ("/login/oidc", CALLBACK, "/login/oidc/leave"):
        assert browser.get(path).status_code == 404
    assert "/login/oidc" not in browser.get("/login").text


def test_leaving_at_the_provider(hostile: Hostile, opened: Visitor):
    browser = opened(oidc_issuer=hostile.issuer)
    assert browser.get("/login/oidc/leave").headers["location"] == "/login"
    hostile.described["end_session_endpoint"] = f"{hostile.issuer}/end?a=1"
    browser = opened(oidc_issuer=hostile.issuer)
    there = browser.get("/login/oidc/leave").headers["location"]
    assert urlsplit(there).path == "/end"
    assert asked(there) == {"a": "1", "client_id": "wardmap", "post_logout_redirect_uri": "http://ward.example/login"}
