"""Tokens for programs: what they open, what they never open, and what is no token."""

import base64
import json
import string
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api import bearer
from geo_api.access import Role
from geo_api.accounts.register import find, set_disabled
from geo_api.audit import command_line
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.accounts.tools import HOST, PASSWORD, SESSION, add_account, browser, cookie_of, password_hash, sign_in
from tests.conftest import TestDatabase

TOKENS = "/api/v1/tokens"
LOADS = "/api/v1/loads"
ADMIN = [{"role": "admin"}]


@pytest.fixture
def db(no_accounts: TestDatabase) -> TestDatabase:
    return no_accounts


@pytest.fixture
def lan(db: TestDatabase) -> Iterator[TestClient]:
    """The browser of an administrator who also plans."""
    with browser(db) as client:
        client.cookies.update(cookie_of(db, add_account(db, "lan", Role.ADMIN, Role.PLANNER)))
        yield client


@pytest.fixture
def program(db: TestDatabase) -> Iterator[TestClient]:
    """Something that is no browser."""
    with browser(db, address="198.51.100.9") as client:
        del client.headers["Sec-Fetch-Site"]
        yield client


def do(database: TestDatabase, statement: str) -> list:
    with owner_connection(database.owner) as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


def made(client: TestClient, **given: object) -> dict:
    answer = client.post(TOKENS, json={"name": "máy trạm", "roles": ADMIN, "days": 30, **given})
    assert answer.status_code == 201, answer.text
    return answer.json()


def shown(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def ask(program: TestClient, token: str, path: str = SESSION) -> Response:
    return program.get(path, headers=shown(token))


def test_a_token_is_its_account_as_far_as_it_was_made_for(lan: TestClient, program: TestClient):
    given = made(lan)
    ends = datetime.fromisoformat(given["expires"]) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < ends <= timedelta(days=30)
    assert (given["read_only"], given["last_used"], given["name"]) == (True, None, "máy trạm")
    told = ask(program, given["token"]).json()
    assert (told["name"], [held["role"] for held in told["roles"]]) == ("lan", ["admin"])
    assert ask(program, given["token"], LOADS).status_code == 200
    assert "set-cookie" not in ask(program, given["token"], LOADS).headers
    (listed,) = lan.get(TOKENS).json()["tokens"]
    assert listed["last_used_from"] == "198.51.100.9"
    assert "token" not in listed


def test_it_may_what_both_it_and_its_account_may_today(db: TestDatabase, lan: TestClient, program: TestClient):
    token = made(lan, roles=[{"role": "admin"}, {"role": "planner"}])["token"]
    planner = made(lan, roles=[{"role": "planner"}])["token"]
    assert [ask(program, one, LOADS).status_code for one in (token, planner)] == [200, 404]
    assert ask(program, planner, "/as/planner/ogc/collections").status_code == 200
    assert ask(program, planner, "/as/admin/ogc/collections").status_code == 404
    do(db, "DELETE FROM account_role WHERE role = 'admin'")
    assert ask(program, token, LOADS).status_code == 404
    assert [held["role"] for held in ask(program, token).json()["roles"]] == ["planner"]


def test_a_role_for_one_unit_is_not_the_role_elsewhere(db: TestDatabase, program: TestClient):
    here, there = do(db, "INSERT INTO unit (level) VALUES ('commune'), ('commune') RETURNING id")
    number = add_account(db, "ca", Role.PLANNER)
    do(db, f"INSERT INTO account_role (account_id, role, unit_id, valid) VALUES ({number}, 'verifier', {here}, '[,]')")
    with browser(db) as client:
        client.cookies.update(cookie_of(db, number))
        wherever = made(client, roles=[{"role": "verifier"}])["token"]
        narrower = made(client, roles=[{"role": "planner", "unit_id": there}])["token"]
        for wanted in ({"role": "verifier", "unit_id": there}, {"role": "admin"}):
            refused = client.post(TOKENS, json={"name": "x", "roles": [wanted], "days": 1})
            assert (refused.status_code, wanted["role"] in refused.json()["detail"]) == (400, True)
    assert [held["unit_id"] for held in ask(program, wherever).json()["roles"]] == [here]
    assert [held["unit_id"] for held in ask(program, narrower).json()["roles"]] == [there]


def test_one_that_only_reads_changes_nothing(lan: TestClient, program: TestClient):
    reads, writes = made(lan)["token"], made(lan, read_only=False)["token"]
    path = f"{LOADS}/999999"
    assert program.delete(path, headers=shown(reads)).status_code == 403
    assert program.delete(path, headers=shown(writes)).status_code == 404


def test_a_program_has_no_say_about_the_account(lan: TestClient, program: TestClient):
    given = made(lan, read_only=False)
    headers = shown(given["token"])
    new = {"current": PASSWORD, "new": "bon-tu-bat-ky-4821"}
    answers = [
        program.post(TOKENS, json={"name": "x", "roles": ADMIN, "days": 1}, headers=headers),
        program.get(TOKENS, headers=headers),
        program.delete(f"{TOKENS}/{given['id']}", headers=headers),
        program.put(f"{SESSION}/password", json=new, headers=headers),
        program.delete(SESSION, headers=headers),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    assert len({answer.json()["detail"] for answer in answers}) == 1


def test_of_a_cookie_and_a_token_the_token_counts_and_the_cookie_still_needs_its_own_site(
    db: TestDatabase, lan: TestClient
):
    planner = made(lan, roles=[{"role": "planner"}], read_only=False)["token"]
    assert lan.get(LOADS).status_code == 200
    assert lan.get(LOADS, headers=shown(planner)).status_code == 404
    assert lan.delete(SESSION, headers=shown(planner)).status_code == 403
    assert lan.get(SESSION).status_code == 200
    elsewhere = {**shown(planner), "Sec-Fetch-Site": "cross-site"}
    assert lan.delete(f"{LOADS}/1", headers=elsewhere).json()["detail"] == "Yêu cầu này đến từ một trang khác."
    assert lan.get(LOADS, headers=shown("wmt_x")).status_code == 401


def test_making_one_needs_a_password_given_just_now(db: TestDatabase, lan: TestClient):
    do(db, "UPDATE account_session SET created_at = now() - interval '16 minutes'")
    answer = lan.post(TOKENS, json={"name": "x", "roles": ADMIN, "days": 1})
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:wardmap:sign-in-again")
    assert lan.get(TOKENS).json() == {"tokens": []}


def test_the_token_of_another_is_as_if_it_were_not_there(db: TestDatabase, lan: TestClient, program: TestClient):
    given = made(lan)
    with browser(db) as other:
        other.cookies.update(cookie_of(db, add_account(db, "khac", Role.ADMIN)))
        theirs, none = other.delete(f"{TOKENS}/{given['id']}"), other.delete(f"{TOKENS}/999999999")
        assert (theirs.status_code, theirs.content) == (404, none.content)
        assert other.get(TOKENS).json() == {"tokens": []}
    assert ask(program, given["token"]).status_code == 200
    assert lan.delete(f"{TOKENS}/{given['id']}").status_code == 204
    assert ask(program, given["token"]).status_code == 401
    assert lan.delete(f"{TOKENS}/{given['id']}").status_code == 404


def test_an_account_has_so_many_and_no_more(db: TestDatabase, lan: TestClient):
    for _ in range(20):
        last = made(lan)
    full = lan.post(TOKENS, json={"name": "x", "roles": ADMIN, "days": 1})
    assert full.status_code == 409
    lan.delete(f"{TOKENS}/{last['id']}")
    made(lan)
    do(db, "UPDATE account_token SET created_at = now() - interval '99 days', expires_at = now() - interval '31 days'")
    made(lan)
    assert do(db, "SELECT count(*) FROM account_token") == [1]


@pytest.mark.parametrize(
    "given",
    [
        {"days": 0},
        {"days": 367},
        {"days": None},
        {"roles": []},
        {"roles": [{"role": "king"}]},
        {"roles": [{"role": "admin", "unit_id": 0}]},
        {"roles": [{"role": "admin", "unit_id": 2**63 - 1}]},
        {"roles": [{"role": "admin"}] * 21},
        {"name": ""},
        {"name": " "},
        {"name": "a\x00b"},
        {"name": "x" * 81},
        {"account": 1},
    ],
)
def test_what_cannot_be_is_refused(lan: TestClient, given: dict):
    answer = lan.post(TOKENS, json={"name": "máy", "roles": ADMIN, "days": 1, **given})
    assert answer.status_code == 400
    assert lan.get(TOKENS).json() == {"tokens": []}


def test_the_database_has_the_hash_and_never_the_token(db: TestDatabase, lan: TestClient):
    token = made(lan)["token"]
    (row,) = do(db, "SELECT t::text FROM account_token t")
    (told,) = do(db, "SELECT string_agg(e::text, ' ') FROM audit_event e WHERE action = 'token.made'")
    for kept in (row, told):
        assert token[4:] not in kept
        assert token.encode().hex() not in kept


def test_making_and_revoking_are_on_record(db: TestDatabase, lan: TestClient):
    before = do(db, "SELECT count(*) FROM audit_event WHERE action LIKE 'token.%'")[0]
    lan.delete(f"{TOKENS}/{made(lan)['id']}")
    recorded = do(db, "SELECT action FROM audit_event WHERE action LIKE 'token.%' ORDER BY id")
    assert recorded[before:] == ["token.made", "token.revoked"]


def test_what_a_program_does_is_on_record_with_the_token_that_it_showed(
    db: TestDatabase, lan: TestClient, program: TestClient
):
    given = made(lan, roles=ADMIN, read_only=False)
    program.headers["Authorization"] = f"Bearer {given['token']}"
    assert program.get("/api/v1/audit").status_code == 200
    recorded = do(db, "SELECT via || ' ' || (details->>'token_shown') FROM audit_event WHERE via = 'token'")
    assert recorded == [f"token {given['id']}"]


def unsigned(head: dict, body: dict) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body)]
    return ".".join([*parts, ""])


def other_sign(token: str, place: int) -> str:
    signs = string.ascii_letters
    return token[:place] + signs[(signs.find(token[place]) + 1) % len(signs)] + token[place + 1 :]


def forgeries(token: str) -> list[list[bytes]]:
    """Values of `Authorization`, as they come over the wire, of requests that show no token that counts."""
    words = [
        "", "Bearer", "Bearer ", token, f"Bearer{token}", f"Bearer {token} ,x", f"Bearer {token}, Bearer {token}",
        f"Bearer {token} {token}", f"Bearer\t{token}", f"Bearer token={token}", f'Bearer "{token}"',
        f"Basic {base64.b64encode(f'lan:{token}'.encode()).decode()}", f"Session {token}", f"Token {token}",
        f"Digest {token}", f"Negotiate {token}", f"Bearer {token[:-1]}", f"Bearer {token}0",
        f"Bearer {other_sign(token, 10)}", f"Bearer {other_sign(token, len(token) - 1)}", f"Bearer {token.swapcase()}",
        f"Bearer {token.replace('wmt_', 'wmx_')}", f"Bearer {bearer.made_token()}", f"Bearer {token}%00",
        f"Bearer {unsigned({'alg': 'none'}, {'sub': 'lan', 'roles': ['admin']})}",
        f"Bearer {unsigned({'alg': 'HS256', 'kid': '../../dev/null'}, {'sub': '1'})}x", "Bearer " + "x" * 7000,
        "Bearer ' OR 1=1 --", "Bearer null", "Bearer undefined",
    ]  # fmt: skip
    odd = [
        b"Bearer \xff\xfe",
        f"Bearer {token}é".encode(),
        "Bearer ｗｍｔ＿".encode(),
        f"Bearer {token}\u0661".encode(),
    ]
    return [*([word.encode()] for word in words), *([word] for word in odd), [f"Bearer {token}".encode()] * 2]


def seen(answer: Response) -> tuple[int, bytes, tuple]:
    return answer.status_code, answer.content, tuple(sorted(answer.headers.items()))


@pytest.mark.parametrize("path", [SESSION, "/as/admin/ogc/collections", "/admin", "/login"])
def test_whatever_is_wrong_with_a_token_the_answer_is_the_same(lan: TestClient, program: TestClient, path: str):
    token = made(lan)["token"]
    answers = {}
    for values in forgeries(token):
        answer = program.get(path, headers=[(b"authorization", value) for value in values])
        answers.setdefault(seen(answer), []).append(values)
    assert len(answers) == 1, answers
    ((status, body, headers),) = answers
    assert status == 401
    assert token.encode() not in body
    assert dict(headers)["www-authenticate"] == 'Bearer realm="wardmap", error="invalid_token"'
    assert dict(headers)["cache-control"] == "no-store"
    assert {"Cookie", "Authorization"} <= set(dict(headers)["vary"].split(", "))
    assert ask(program, token).status_code == 200


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM account_token",
        "UPDATE account_token SET expires_at = now() - interval '1 second'",
        "UPDATE account SET disabled_at = now()",
    ],
)
def test_one_that_does_not_count_any_more_is_as_one_that_never_was(
    db: TestDatabase, lan: TestClient, program: TestClient, harm: str
):
    token = made(lan)["token"]
    assert ask(program, token).status_code == 200
    do(db, harm)
    assert seen(ask(program, token)) == seen(ask(program, bearer.made_token()))
    assert seen(ask(program, token)) == seen(ask(program, "wmt_x"))


def test_unknown_and_dead_ones_cost_the_same_look_and_mistyped_ones_none(
    db: TestDatabase, lan: TestClient, program: TestClient, monkeypatch: pytest.MonkeyPatch
):
    """What takes time is the look at the database: one for every token of the right shape, whatever it is."""
    dead = made(lan)["token"]
    do(db, "UPDATE account_token SET expires_at = now() - interval '1 second'")
    looks: list[str] = []
    find = bearer.hash_of
    monkeypatch.setattr(bearer, "hash_of", lambda token: looks.append(token) or find(token))
    for token, count in ((dead, 1), (bearer.made_token(), 1), (other_sign(dead, 20), 0), ("wmt_x", 0)):
        looks.clear()
        assert ask(program, token).status_code == 401
        assert len(looks) == count


def test_what_is_for_everybody_asks_for_no_token(program: TestClient):
    for path in ("/health/live", "/ogc/collections", "/"):
        plain = program.get(path)
        assert (plain.status_code, program.get(path, headers=shown("x")).content) == (200, plain.content)


def test_a_first_password_opens_nothing_to_programs_either(db: TestDatabase, lan: TestClient, program: TestClient):
    token = made(lan)["token"]
    do(db, "UPDATE account SET must_change_password = true")
    assert ask(program, token, LOADS).status_code == 403


def test_disabling_an_account_takes_its_tokens_away_for_good(db: TestDatabase, lan: TestClient, program: TestClient):
    token = made(lan)["token"]
    for is_disabled in (True, False):
        with owner_connection(db.owner) as connection:
            set_disabled(connection, find(connection, "lan"), is_disabled, command_line())
    assert ask(program, token).status_code == 401
    assert do(db, "SELECT count(*) FROM account_token") == [0]


def test_a_new_password_leaves_programs_alone(db: TestDatabase, program: TestClient):
    add_account(db, "lan", Role.ADMIN, password_hash=password_hash())
    with browser(db) as client:
        sign_in(client, "lan")
        token = made(client)["token"]
        new = {"current": PASSWORD, "new": "bon-tu-bat-ky-4821"}
        assert client.put(f"{SESSION}/password", json=new).status_code == 200
    assert ask(program, token).status_code == 200


def test_tokens_are_recognised_by_their_checksum():
    tokens = [bearer.made_token() for _ in range(300)]
    assert all(map(bearer.is_token, tokens))
    assert len(set(tokens)) == 300
    wrong = [other_sign(token, place) for token in tokens[:5] for place in range(4, len(token))]
    assert not any(map(bearer.is_token, wrong))


def test_the_document_says_how_to_show_one(program: TestClient):
    document = program.get("/openapi.json").json()
    schemes = document["components"]["securitySchemes"]
    assert {"type": "http", "scheme": "bearer"}.items() <= schemes["token"].items()
    assert {"token": []} in document["paths"][SESSION]["get"]["security"]


def test_a_session_planted_with_a_token_s_name_is_nobody(lan: TestClient, program: TestClient):
    token = made(lan)["token"]
    program.cookies.set(COOKIE, token, domain="ward.example.local")
    assert program.get(SESSION, headers={"cookie": f"{COOKIE}={token}", "Origin": HOST}).status_code == 401
