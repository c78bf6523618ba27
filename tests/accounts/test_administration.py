"""Accounts in the hands of an administrator, over HTTP."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from geo_api.access import Role
from geo_api.days import today
from tests.accounts.office import ACCOUNTS, Office, open_office
from tests.accounts.tools import PASSWORD, SESSION, browser, sign_in
from tests.conftest import TestDatabase

TOMORROW = today() + timedelta(days=1)


@pytest.fixture
def office(no_accounts: TestDatabase) -> Iterator[Office]:
    with open_office(no_accounts) as office:
        yield office


def events(office: Office, account: int) -> list[tuple[object, ...]]:
    """What the audit log says was done to the account: action, by whom, from where."""
    return office.run(
        "SELECT action, actor, account_id, via, address FROM audit_event WHERE subject = :subject ORDER BY id",
        subject=f"account/{account}",
    )


def test_an_account_is_made_and_its_owner_takes_it_over(office: Office):
    role = {"role": "verifier", "unit_id": office.units.commune, "last_day": str(TOMORROW)}
    answer = office.client.post(ACCOUNTS, json={"name": "ca.hồng", "roles": [role]})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    made = answer.json()
    account, first = made["account"], made["password"]
    assert (account["name"], account["state"], account["created_by"]) == ("ca.hồng", "first_password", "nga")
    (held,) = account["roles"]
    assert (held["role"], held["held"], held["granted_by"], held["source"]) == ("verifier", "today", "nga", "hand")
    assert (held["first_day"], held["last_day"]) == (str(today()), str(TOMORROW))
    assert held["unit"]["name"] == "Xã Hồng Quang, tỉnh Ninh Bình"
    with browser(office.database) as theirs:
        assert sign_in(theirs, "ca.hong", first).json()["must_change_password"]
        assert theirs.put(f"{SESSION}/password", json={"current": first, "new": PASSWORD}).status_code == 200
    seen = office.client.get(f"{ACCOUNTS}/{account['id']}").json()
    assert seen["state"] == "active"
    assert seen["signed_in_at"] is not None
    assert first not in str(seen)
    who = ("nga", office.admin, "session", "203.0.113.7")
    assert events(office, account["id"])[:2] == [("account.added", *who), ("role.given", *who)]


def test_roles_are_given_and_end_from_today_and_the_past_stays(office: Office):
    lan = office.add("lan", Role.PLANNER)
    office.run("UPDATE account_role SET valid = '[2024-01-01,)' WHERE account_id = :id", id=lan)
    path = f"{ACCOUNTS}/{lan}/roles"
    for role in (
        {"role": "collector", "unit_id": office.units.province},
        {"role": "approver", "unit_id": office.units.commune, "first_day": str(TOMORROW)},
    ):
        assert office.client.post(path, json=role).status_code == 201
    numbers = {held["role"]: held["id"] for held in office.client.get(f"{ACCOUNTS}/{lan}").json()["roles"]}
    with office.other(lan) as theirs:
        assert {held["role"] for held in theirs.get(SESSION).json()["roles"]} == {"planner", "collector"}
        for number in numbers.values():
            assert office.client.delete(f"{path}/{number}").status_code == 200
        assert theirs.get(SESSION).json()["roles"] == []
    (past,) = office.client.get(f"{ACCOUNTS}/{lan}").json()["roles"]
    assert (past["role"], past["held"], past["last_day"]) == ("planner", "past", str(today() - timedelta(days=1)))
    assert office.client.delete(f"{path}/{numbers['planner']}").status_code == 404  # it is over already
    done = [action for action, *_ in events(office, lan)]
    assert done == ["role.given"] * 2 + ["role.taken"] * 3


@pytest.mark.parametrize(
    ("role", "status", "words"),
    [
        ({"role": "admin", "unit_id": "commune"}, 400, "không gắn với đơn vị"),
        ({"role": "verifier", "unit_id": "divided"}, 400, "đã kết thúc"),
        ({"role": "verifier", "unit_id": 10**16}, 400, "Không có đơn vị"),
        ({"role": "verifier", "first_day": "2020-01-01"}, 400, "đã qua"),
        ({"role": "verifier", "last_day": "2020-01-01"}, 400, "đã qua"),
        ({"role": "verifier", "first_day": "2999-02-01", "last_day": "2999-01-01"}, 400, "trước ngày đầu"),
        ({"role": "boss"}, 400, "role"),
        ({"role": "verifier", "unit": 1}, 400, "unit"),
        ({"role": "planner"}, 409, "đã có vai trò"),
    ],
)
def test_a_role_that_cannot_be_is_refused_and_changes_nothing(
    office: Office, role: dict[str, object], status: int, words: str
):
    lan = office.add("lan", Role.PLANNER)
    unit = role.get("unit_id")
    asked = role | ({"unit_id": getattr(office.units, unit)} if isinstance(unit, str) else {})
    before = office.client.get(f"{ACCOUNTS}/{lan}").json()
    answer = office.client.post(f"{ACCOUNTS}/{lan}/roles", json=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert words in answer.json()["detail"]
    assert office.client.get(f"{ACCOUNTS}/{lan}").json() == before
    assert events(office, lan) == []


@pytest.mark.parametrize(
    "name", ["x", "có cách", "<b>lan</b>", "=1+1", "lan\u0000", "\u202elan", "a" * 65, "'; DROP--", "NGÀ"]
)
def test_names_that_are_none_make_no_account(office: Office, name: str):
    answer = office.client.post(ACCOUNTS, json={"name": name, "roles": [{"role": "planner"}]})
    assert answer.status_code in (400, 409)
    assert office.client.get(ACCOUNTS).json()["count"] == 1


def test_an_account_with_a_role_that_cannot_be_is_not_made_at_all(office: Office):
    roles = [{"role": "planner"}, {"role": "verifier", "unit_id": office.units.merged}]
    assert office.client.post(ACCOUNTS, json={"name": "lan", "roles": roles}).status_code == 400
    assert office.client.get(ACCOUNTS, params={"q": "lan"}).json()["accounts"] == []


def test_disabled_signed_out_and_given_a_new_password(office: Office):
    lan = office.add("lan", Role.PLANNER)
    with office.other(lan) as theirs:
        (session,) = office.client.get(f"{ACCOUNTS}/{lan}/sessions").json()["sessions"]
        assert session["user_agent"] == "test"
        assert office.client.delete(f"{ACCOUNTS}/{lan}/sessions").status_code == 204
        assert theirs.get(SESSION).status_code == 401
    with office.other(lan) as theirs:
        assert office.client.post(f"{ACCOUNTS}/{lan}/disable").json()["state"] == "disabled"
        assert theirs.get(SESSION).status_code == 401
        assert office.client.post(f"{ACCOUNTS}/{lan}/enable").json()["state"] == "active"
        assert theirs.get(SESSION).status_code == 401  # what was open stays closed
    with office.other(lan) as theirs:
        renewed = office.client.post(f"{ACCOUNTS}/{lan}/password").json()
        assert renewed["account"]["state"] == "first_password"
        assert theirs.get(SESSION).status_code == 401
        assert sign_in(theirs, "lan", renewed["password"]).json()["must_change_password"]
    done = [action for action, *_ in events(office, lan)]
    assert done[:4] == ["sessions.ended", "account.disabled", "account.enabled", "password.renewed"]


def test_the_second_factor_of_a_lost_telephone_is_taken_off(office: Office):
    lan = office.add("lan", Role.PLANNER)
    path = f"{ACCOUNTS}/{lan}/second-factor"
    assert office.client.delete(path).status_code == 404
    office.run(
        "INSERT INTO account_second_factor (account_id, sealed, confirmed_at) VALUES (:id, '', now())",
        id=lan,
    )
    assert office.client.get(f"{ACCOUNTS}/{lan}").json()["has_second_factor"]
    with office.other(lan) as theirs:
        assert office.client.delete(path).json()["has_second_factor"] is False
        assert theirs.get(SESSION).status_code == 401
    assert [event[:2] for event in events(office, lan)] == [("second_factor.off", "nga")]


def test_a_program_s_token_is_seen_and_revoked(office: Office):
    lan = office.add("lan", Role.PLANNER)
    with office.other(lan) as theirs:
        asked = {"name": "bản tin", "roles": [{"role": "planner"}], "days": 30}
        token = theirs.post("/api/v1/tokens", json=asked).json()["token"]
    (told,) = office.client.get(f"{ACCOUNTS}/{lan}/tokens").json()["tokens"]
    assert (told["name"], told["read_only"], "token" in told) == ("bản tin", True, False)
    with browser(office.database) as program:
        program.headers["Authorization"] = f"Bearer {token}"
        assert program.get("/as/planner/api/v1/units").status_code == 200
        path = f"{ACCOUNTS}/{lan}/tokens/{told['id']}"
        assert [office.client.delete(path).status_code for _ in range(2)] == [204, 404]
        assert program.get("/as/planner/api/v1/units").status_code == 401
    assert ("token.revoked", "nga") in [event[:2] for event in events(office, lan)]


def test_the_list_is_filtered_and_turned_page_by_page(office: Office):
    for name, role in (("lan", Role.PLANNER), ("làng", Role.VERIFIER), ("minh", Role.PLANNER)):
        office.add(name, role)
    office.run(
        "UPDATE account_role SET unit_id = :unit WHERE role = 'verifier'",
        unit=office.units.commune,
    )
    office.run("UPDATE account SET disabled_at = now() WHERE name = 'minh'")

    def names(**asked: object) -> list[str]:
        return [account["name"] for account in office.client.get(ACCOUNTS, params=asked).json()["accounts"]]

    assert names() == ["lan", "làng", "minh", "nga"]
    assert names(q="LÁN") == ["lan", "làng"]
    assert names(q="%") == []
    assert names(role="planner") == ["lan", "minh"]
    assert names(unit=office.units.commune) == ["làng"]
    assert names(role="planner", unit=office.units.commune) == []
    assert names(state="disabled") == ["minh"]
    first = office.client.get(ACCOUNTS, params={"limit": 3}).json()
    assert ([a["name"] for a in first["accounts"]], first["count"]) == (["lan", "làng", "minh"], 4)
    last = office.client.get(ACCOUNTS, params={"limit": 3, "cursor": first["next"]}).json()
    assert ([a["name"] for a in last["accounts"]], last["next"]) == (["nga"], None)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "cursor=x", "unit=-1", "role=boss", "state=x", "q=", "page=2"]
)
def test_what_the_list_does_not_know_it_refuses(office: Office, query: str):
    assert office.client.get(f"{ACCOUNTS}?{query}").status_code == 400


def test_roles_for_units_that_ended_are_listed_with_what_became_of_these(office: Office):
    lan = office.add("lan", Role.VERIFIER, Role.COLLECTOR)
    office.run("UPDATE account_role SET unit_id = :u WHERE role = 'verifier'", u=office.units.divided)
    office.run("UPDATE account_role SET unit_id = :u WHERE role = 'collector'", u=office.units.commune)
    told = office.client.get(f"{ACCOUNTS}/roles-to-review").json()
    (hanging,) = told["roles"]
    assert (hanging["account_id"], hanging["account"], hanging["role"]["role"]) == (lan, "lan", "verifier")
    assert hanging["role"]["unit"]["ended"] == "2025-07-01"
    assert {unit["name"].split(",")[0] for unit in hanging["became"]} == {"Xã Hồng Quang", "Xã Xuân Trường"}
    office.client.delete(f"{ACCOUNTS}/{lan}/roles/{hanging['role']['id']}")
    assert office.client.get(f"{ACCOUNTS}/roles-to-review").json() == {"roles": [], "more": False}
