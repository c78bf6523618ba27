"""Signing in through a real provider: the way there and back, accounts made, roles written anew."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.accounts.office import Units, made_units
from tests.accounts.oidc.tools import SECRET, People, asked, at_provider, begun, claimed, events, signed_in
from tests.accounts.tools import HOST, SESSION, add_account, password_hash, sign_in
from tests.conftest import TestDatabase

Visitor = Callable[..., TestClient]
CALLBACK = "/login/oidc/callback"
ADMIN = {"groups": ["map administrators"]}


@pytest.fixture
def units(no_accounts: TestDatabase) -> Units:
    with owner_connection(no_accounts.owner) as connection:
        return made_units(connection)


def roles(browser: TestClient) -> list[tuple[str, int | None]]:
    return [(held["role"], held["unit_id"]) for held in browser.get(SESSION).json()["roles"]]


def test_somebody_new_signs_in_and_has_the_roles_that_the_claims_give(visitor: Visitor, people: People):
    people.say("7f3a", preferred_username="lan.tran", groups=["map administrators", "choir"])
    browser = visitor()
    answer = signed_in(browser, "7f3a", "/dia-chi?q=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/dia-chi?q=1")
    assert browser.get(SESSION).json()["name"] == "lan.tran"
    assert roles(browser) == [("admin", None)]


def test_what_is_asked_of_the_provider(visitor: Visitor):
    wanted = asked(begun(visitor()))
    assert wanted["response_type"] == "code"
    assert wanted["code_challenge_method"] == "S256"
    assert wanted["scope"] == "openid profile"
    assert len(wanted["code_challenge"]) == 43
    assert len({wanted["state"], wanted["nonce"], wanted["code_challenge"]}) == 3


def test_a_service_with_a_secret(visitor: Visitor, people: People):
    people.say("7f3a", **ADMIN)
    browser = visitor(oidc_client_id="confidential", oidc_client_secret=SECRET)
    assert signed_in(browser, "7f3a").status_code == 303
    wrong = visitor(oidc_client_id="confidential", oidc_client_secret="a-wrong-one")
    assert signed_in(wrong, "7f3a").status_code == 400


def test_units_are_those_of_the_codes_that_are_valid_today(
    visitor: Visitor, people: People, units: Units, no_accounts: TestDatabase
):
    codes = [f"88{units.commune}", f"88{units.merged}", "no such", 88]
    people.say("police", groups=["commune police"], units=codes)
    browser = visitor()
    assert signed_in(browser, "police").status_code == 303
    assert roles(browser) == [("verifier", units.commune), ("approver", units.commune)]
    assert claimed(no_accounts) == [("approver", units.commune, 8), ("verifier", units.commune, 8)]


def test_roles_are_written_anew_at_each_sign_in_and_those_given_by_hand_stay(
    visitor: Visitor, people: People, units: Units, no_accounts: TestDatabase
):
    people.say("7f3a", groups=["commune police"], units=[f"88{units.commune}"])
    browser = visitor()
    signed_in(browser, "7f3a")
    with owner_connection(no_accounts.owner) as connection:
        connection.execute(
            text(
                "INSERT INTO account_role (account_id, role, valid)"
                " SELECT id, r, daterange('2020-01-01', NULL) FROM account, unnest(ARRAY['planner', 'admin']) AS r"
            )
        )
        # As if that had been the day before yesterday.
        connection.execute(text("UPDATE account_role SET valid = daterange(lower(valid) - 2, upper(valid) - 2)"))
    people.say("7f3a", **ADMIN)
    elsewhere = visitor()
    signed_in(elsewhere, "7f3a")
    assert roles(elsewhere) == roles(browser) == [("planner", None), ("admin", None)], "at once, in every session"
    assert claimed(no_accounts) == [("admin", None, 8)]
    people.say("7f3a", groups=[])
    assert signed_in(visitor(), "7f3a").status_code == 303, "roles given by hand are enough"
    assert roles(browser) == [("planner", None), ("admin", None)]
    assert claimed(no_accounts) == []
    held = events(no_accounts, "role.%")
    assert held.count(("role.given", "admin")) == 1
    assert sorted(role for action, role in held if action == "role.taken") == ["admin", "approver", "verifier"]


def test_a_second_sign_in_changes_nothing_and_says_nothing(visitor: Visitor, people: People, no_accounts: TestDatabase):
    people.say("7f3a", **ADMIN)
    for _ in range(2):
        assert signed_in(visitor(), "7f3a").status_code == 303
    assert claimed(no_accounts) == [("admin", None, 8)]
    assert events(no_accounts, "role.%") == [("role.given", "admin")]
    assert len(events(no_accounts, "sign_in")) == 2


def test_who_has_no_role_here_has_no_account_either(visitor: Visitor, people: People, no_accounts: TestDatabase):
    people.say("stranger", preferred_username="xin.chao", groups=["choir"])
    browser = visitor()
    answer = signed_in(browser, "stranger")
    assert answer.status_code == 403
    assert "không có quyền nào ở đây" in answer.text
    assert browser.get(SESSION).status_code == 401
    with owner_connection(no_accounts.owner) as connection:
        assert connection.scalar(text("SELECT count(*) FROM account")) == 0


def test_whoever_loses_all_roles_stays_out(visitor: Visitor, people: People):
    people.say("7f3a", **ADMIN)
    browser = visitor()
    signed_in(browser, "7f3a")
    people.say("7f3a", groups=[])
    assert signed_in(visitor(), "7f3a").status_code == 403
    assert roles(browser) == []


def test_an_account_that_was_disabled_here_stays_out(visitor: Visitor, people: People, no_accounts: TestDatabase):
    people.say("7f3a", **ADMIN)
    browser = visitor()
    signed_in(browser, "7f3a")
    with owner_connection(no_accounts.owner) as connection:
        connection.execute(text("UPDATE account SET disabled_at = now()"))
    answer = signed_in(browser, "7f3a")
    assert answer.status_code == 403
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert browser.get(SESSION).status_code == 401


def test_nobody_gets_an_account_by_its_name(visitor: Visitor, people: People, no_accounts: TestDatabase):
    mine = add_account(no_accounts, "lan.tran", password_hash=password_hash())
    people.say("thief", preferred_username="Lân.Trần", **ADMIN)
    browser = visitor()
    assert signed_in(browser, "thief").status_code == 303
    name = browser.get(SESSION).json()["name"]
    assert name.startswith("Lân.Trần-")
    assert len(name) > 12
    with owner_connection(no_accounts.owner) as connection:
        assert (
            connection.scalar(text("SELECT count(*) FROM account_identity WHERE account_id = :id"), {"id": mine}) == 0
        )
    assert signed_in(browser, "thief").status_code == 303
    assert browser.get(SESSION).json()["name"] == name


@pytest.mark.parametrize("told", ["", " \t", "<script>alert(1)</script>", "x" * 300, None, 7, ["lan"]])
def test_a_name_that_cannot_be_one_is_made_into_one(visitor: Visitor, people: People, told: object):
    people.say("7f3a", preferred_username=told, **ADMIN)
    browser = visitor()
    assert signed_in(browser, "7f3a").status_code == 303
    name = browser.get(SESSION).json()["name"]
    assert 2 <= len(name) <= 64
    assert not set(name) & set("<>() \t")


def test_there_is_no_password_to_such_an_account(visitor: Visitor, people: People):
    people.say("7f3a", preferred_username="lan.tran", **ADMIN)
    browser = visitor()
    signed_in(browser, "7f3a")
    page = browser.get("/login").text
    assert 'id="change"' not in page
    assert 'data-then="/login/oidc/leave"' in page
    change = browser.put(f"{SESSION}/password", json={"current": "", "new": "bon-tu-bat-ky-4821"})
    wrong = sign_in(visitor(), "lan.tran", "")
    nobody = sign_in(visitor(), "nobody", "")
    assert (change.status_code, wrong.status_code) == (401, 401)
    assert change.json() == wrong.json() == nobody.json()


def test_a_code_is_exchanged_once(visitor: Visitor, people: People):
    people.say("7f3a", **ADMIN)
    browser, thief = visitor(), visitor()
    back = at_provider(begun(browser), "7f3a").removeprefix(HOST)
    assert browser.get(back).status_code == 303
    code = back.split("code=")[1].split("&")[0]
    state = asked(begun(thief))["state"]
    answer = thief.get(f"{CALLBACK}?{urlencode({'code': code, 'state': state, 'iss': asked_issuer(back)})}")
    assert answer.status_code == 400
    assert thief.get(SESSION).status_code == 401


def test_a_code_that_was_stolen_is_worth_nothing_without_the_verifier(visitor: Visitor, people: People):
    people.say("7f3a", **ADMIN)
    browser, thief = visitor(), visitor()
    back = at_provider(begun(browser), "7f3a")
    state = asked(begun(thief))["state"]
    stolen = {**asked(back), "state": state}
    assert thief.get(f"{CALLBACK}?{urlencode(stolen)}").status_code == 400
    assert thief.get(SESSION).status_code == 401


def asked_issuer(back: str) -> str:
    return asked(back)["iss"]


def test_who_turns_back_at_the_provider_is_told_so(visitor: Visitor):
    browser = visitor()
    given = asked(begun(browser))
    provider = visitor.keywords["oidc_issuer"]  # type: ignore[attr-defined]
    answer = browser.get(CALLBACK, params={"error": "access_denied", "state": given["state"], "iss": provider})
    assert answer.status_code == 403
    assert "chưa hoàn tất đăng nhập" in answer.text


def test_leaving_leads_to_where_the_provider_signs_out(visitor: Visitor, issuer: str):
    there = visitor().get("/login/oidc/leave").headers["location"]
    assert there.startswith(f"{issuer}/session/end?")
    assert asked(there) == {"client_id": "wardmap", "post_logout_redirect_uri": f"{HOST}/login"}
