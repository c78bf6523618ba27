"""Who may administer accounts, and what no administrator can do either: alone, at once, from elsewhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from geo_api.access import Role
from tests.accounts.office import ACCOUNTS, Office, open_office
from tests.accounts.tools import SESSION
from tests.conftest import TestDatabase


@pytest.fixture
def office(no_accounts: TestDatabase) -> Iterator[Office]:
    with open_office(no_accounts) as office:
        yield office


def every_request(office: Office, account: int) -> list[tuple[str, str]]:
    """Each route under the path of accounts, for that account."""
    paths = office.client.get("/openapi.json").json()["paths"]
    number = office.run("SELECT max(id) FROM account_role")[0][0]
    return [
        (method.upper(), path.replace("{account}", str(account)).replace("{role}", str(number)).replace("{token}", "1"))
        for path, item in paths.items()
        if path.startswith(ACCOUNTS)
        for method in item
    ]


def sent(client: TestClient, method: str, path: str) -> tuple[int, dict[str, object]]:
    body = {"name": "moi"} if path == ACCOUNTS else {"role": "admin"}
    answer = client.request(method, path, json=body if method == "POST" else None)
    return answer.status_code, answer.json() if answer.content else {}


@pytest.mark.parametrize("roles", [[role for role in Role if role is not Role.ADMIN], []])
def test_for_other_roles_there_is_nothing_here(office: Office, roles: list[Role]):
    lan = office.add("lan", *roles)
    requests = every_request(office, lan)
    assert len(requests) >= 14
    with office.other(lan) as theirs:
        nowhere = theirs.get("/api/v1/nowhere").json()
        for method, path in requests:
            assert sent(theirs, method, path) == (404, nowhere), path
    assert office.client.get(ACCOUNTS).json()["count"] == 2


def test_nobody_is_asked_to_sign_in(office: Office):
    office.client.cookies.clear()
    for method, path in every_request(office, office.admin):
        assert sent(office.client, method, path)[0] == 401, path


def test_an_administrator_of_one_unit_is_none_here(office: Office):
    lan = office.add("lan", Role.ADMIN)
    office.run("UPDATE account_role SET unit_id = :u WHERE account_id = :id", u=office.units.commune, id=lan)
    with office.other(lan) as theirs:
        assert theirs.get(ACCOUNTS).status_code == 404


def test_pages_of_other_sites_change_nothing(office: Office):
    lan = office.add("lan", Role.PLANNER)
    before = office.client.get(f"{ACCOUNTS}/{lan}").json()
    office.client.headers["Sec-Fetch-Site"] = "cross-site"
    for method, path in every_request(office, lan):
        if method != "GET":
            assert sent(office.client, method, path)[0] == 403, path
    del office.client.headers["Sec-Fetch-Site"]
    assert office.client.post(f"{ACCOUNTS}/{lan}/disable").status_code == 403  # nobody says whose page it was
    assert office.client.get(f"{ACCOUNTS}/{lan}").json() == before


def test_changes_ask_for_the_password_again_after_a_while_and_looking_does_not(office: Office):
    lan = office.add("lan", Role.PLANNER)
    office.run("UPDATE account_session SET created_at = now() - interval '16 minutes'")
    for method, path in every_request(office, lan):
        status, told = sent(office.client, method, path)
        if method == "GET":
            assert status == 200, path
        else:
            assert (status, told["type"]) == (401, "urn:wardmap:sign-in-again"), path


def test_numbers_that_nobody_has(office: Office):
    lan = office.add("lan", Role.PLANNER)
    requests = [(m, p) for m, p in every_request(office, lan + 1000) if str(lan + 1000) in p]
    for method, path in requests:
        assert sent(office.client, method, path)[0] == 404, path
    (number,) = office.run("SELECT id FROM account_role WHERE account_id = :id", id=office.admin)[0]
    assert office.client.delete(f"{ACCOUNTS}/{lan}/roles/{number}").status_code == 404  # it is another account's
    for wrong in ("0", "-1", "x", str(2**63), "1%00"):
        assert office.client.get(f"{ACCOUNTS}/{wrong}").status_code in (400, 404)


def last_ways_out(office: Office, account: int) -> list[tuple[str, str]]:
    """Each by itself takes an administrator away."""
    (number,) = office.run("SELECT id FROM account_role WHERE account_id = :id", id=account)[0]
    path = f"{ACCOUNTS}/{account}"
    return [("POST", f"{path}/disable"), ("POST", f"{path}/password"), ("DELETE", f"{path}/roles/{number}")]


def test_the_last_administrator_stays(office: Office):
    office.add("moi", Role.ADMIN, first=True)  # may never sign in
    office.add("lan", Role.ADMIN)
    office.run("UPDATE account SET disabled_at = now() WHERE name = 'lan'")
    for method, path in last_ways_out(office, office.admin):
        status, told = sent(office.client, method, path)
        assert (status, "cuối cùng" in str(told["detail"])) == (409, True), path
    assert office.client.get(SESSION).status_code == 200


def test_one_for_some_days_does_not_replace_one_for_good(office: Office):
    lan = office.add("lan", Role.ADMIN)
    office.run("UPDATE account_role SET valid = '[today,tomorrow]' WHERE account_id = :id", id=lan)
    assert sent(office.client, *last_ways_out(office, office.admin)[0])[0] == 409
    office.run("UPDATE account_role SET valid = '[today,)' WHERE account_id = :id", id=lan)
    assert sent(office.client, *last_ways_out(office, office.admin)[0])[0] == 200


@pytest.mark.parametrize("last_day", ["9999-12-31", "9999-12-30", None])
def test_a_role_to_the_end_of_all_days_harms_nothing(office: Office, last_day: str | None):
    lan = office.add("lan")
    given = {"role": "admin", "last_day": last_day}
    assert office.client.post(f"{ACCOUNTS}/{lan}/roles", json=given).json()["roles"][0]["last_day"] == last_day
    assert office.client.post(f"{ACCOUNTS}/{lan}/disable").status_code == 200
    assert office.client.get(ACCOUNTS).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b'{"name": "\\ud800lan"}',
        b'{"name": "lan", "password": "chosen-by-somebody"}',
        b'{"name": "lan", "roles": [{"role": "admin", "first_day": "10000-01-01"}]}',
        b'{"name": "lan", "roles": [{"role": "verifier", "unit_id": 99999999999999999999}]}',
        b'{"name": "lan", "roles": [{"role": "verifier", "unit_id": 1.5}]}',
        b'{"name": ["lan"]}',
        b'{"name": null}',
        b"[]",
        b"x",
        b"\xff",
    ],
)
def test_bodies_that_are_none_are_refused(office: Office, body: bytes):
    answer = office.client.post(ACCOUNTS, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("way", range(3))
def test_two_who_take_the_role_from_each_other_at_once_leave_one(office: Office, way: int):
    lan = office.add("lan", Role.ADMIN)
    with office.other(lan) as theirs, ThreadPoolExecutor(2) as pool:
        # An application makes its routes with its first request, not made for threads.
        assert [client.get(SESSION).status_code for client in (office.client, theirs)] == [200, 200]
        both = [
            pool.submit(sent, office.client, *last_ways_out(office, lan)[way]),
            pool.submit(sent, theirs, *last_ways_out(office, office.admin)[way]),
        ]
        statuses = [each.result()[0] for each in both]
    assert statuses.count(200) == 1
    # The other one was signed out before, is no administrator any more, or is the last.
    assert set(statuses) - {200} <= {401, 404, 409}
    holding = office.run(
        "SELECT count(*) FROM account_role AS r JOIN account AS a ON a.id = r.account_id WHERE role = 'admin'"
        " AND valid @> current_date AND disabled_at IS NULL AND NOT must_change_password"
    )
    assert holding == [(1,)]


def test_raising_one_s_own_rights_is_on_record(office: Office):
    given = office.client.post(f"{ACCOUNTS}/{office.admin}/roles", json={"role": "verifier"})
    assert given.status_code == 201
    own = "SELECT details->>'role' FROM audit_event WHERE subject = 'account/' || account_id AND account_id = :id"
    assert office.run(f"{own} AND action = 'role.given'", id=office.admin) == [("verifier",)]
