"""Signing in, out and changing a password, over HTTP."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Role
from geo_api.accounts import passwords
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.accounts.tools import HOST, PASSWORD, SESSION, add_account, browser, password_hash, sign_in
from tests.conftest import TestDatabase

NEW = "bon-tu-bat-ky-4821"


@pytest.fixture
def db(no_accounts: TestDatabase) -> TestDatabase:
    """Two accounts: an administrator, and one that still has its first password."""
    add_account(no_accounts, "Trần.Lan", Role.ADMIN, Role.PLANNER, password_hash=password_hash())
    add_account(no_accounts, "moi", Role.PLANNER, password_hash=password_hash(), first=True)
    return no_accounts


@pytest.fixture
def lan(db: TestDatabase) -> Iterator[TestClient]:
    with browser(db) as client:
        yield client


def do(database: TestDatabase, statement: str) -> None:
    with owner_connection(database.owner) as connection:
        connection.execute(text(statement))


def kept(database: TestDatabase, query: str) -> list:
    with owner_connection(database.owner) as connection:
        return list(connection.scalars(text(query)))


def test_signing_in_says_who_one_is_and_signing_out_ends_it(lan: TestClient):
    assert lan.get(SESSION).status_code == 401
    answer = sign_in(lan, "Trần.Lan")
    assert answer.status_code == 200
    told = answer.json()
    ends = datetime.fromisoformat(told.pop("expires")) - datetime.now(UTC)
    assert timedelta(days=6, hours=23) < ends <= timedelta(days=7)
    assert told == {
        "name": "Trần.Lan",
        "roles": [
            {"role": "planner", "title": {"vi": "Người quy hoạch", "en": "Planner"}, "unit_id": None},
            {"role": "admin", "title": {"vi": "Quản trị viên", "en": "Administrator"}, "unit_id": None},
        ],
        "must_change_password": False,
        "second_factor": False,
        "must_add_second_factor": False,
    }
    assert lan.get(SESSION).json()["name"] == "Trần.Lan"
    token = lan.cookies[COOKIE]
    gone = lan.delete(SESSION)
    assert (gone.status_code, gone.content) == (204, b"")
    assert COOKIE not in lan.cookies
    assert lan.get(SESSION, headers={"cookie": f"{COOKIE}={token}"}).status_code == 401
    assert lan.delete(SESSION).status_code == 204


@pytest.mark.parametrize("name", ["trần.lan", "TRAN.LAN", "Trần.Lan"])
def test_a_name_is_the_same_however_it_is_typed(lan: TestClient, name: str):
    assert sign_in(lan, name).json()["name"] == "Trần.Lan"


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(db: TestDatabase, lan: TestClient):
    (plain,) = sign_in(lan, "moi").headers.get_list("set-cookie")
    assert plain.startswith(f"{COOKIE}=")
    assert set(plain.lower().split("; ")[1:]) == {"httponly", "path=/", "samesite=lax"}
    with browser(db, public_url="https://ban-do.example") as client:
        (secure,) = sign_in(client, "moi").headers.get_list("set-cookie")
        assert secure.startswith(f"__Host-{COOKIE}=")
        assert set(secure.lower().split("; ")[1:]) == {"httponly", "path=/", "samesite=lax", "secure"}
        assert client.get(SESSION).status_code == 200
        assert client.delete(SESSION).headers["set-cookie"].startswith(f'__Host-{COOKIE}=""')


def test_the_database_has_the_hash_of_the_token_and_never_the_token(db: TestDatabase, lan: TestClient):
    sign_in(lan, "moi")
    token = lan.cookies[COOKIE]
    (row,) = kept(db, "SELECT s::text FROM account_session s")
    assert token not in row
    assert token.encode().hex() not in row


def test_the_session_is_always_a_new_one(db: TestDatabase, lan: TestClient):
    lan.cookies.set(COOKIE, "planted-by-somebody-else", domain="ward.example")
    tokens = ["planted-by-somebody-else"]
    for _ in range(3):
        lan.cookies.set(COOKIE, tokens[-1], domain="ward.example.local")
        answer = lan.post(
            SESSION, json={"name": "moi", "password": PASSWORD}, headers={"cookie": f"{COOKIE}={tokens[-1]}"}
        )
        tokens.append(answer.headers["set-cookie"].partition("=")[2].partition(";")[0])
    assert len(set(tokens)) == 4
    assert kept(db, "SELECT count(*) FROM account_session") == [1]  # the one before ends with the next


WRONG = [("Trần.Lan", "wrong-password-1"), ("nobody", PASSWORD), ("off", PASSWORD), ("off", "wrong"), ("a\x00b", "x")]


def test_whatever_is_wrong_the_answer_is_the_same(db: TestDatabase, lan: TestClient):
    add_account(db, "off", Role.ADMIN, password_hash=password_hash())
    do(db, "UPDATE account SET disabled_at = now() WHERE name = 'off'")
    answers = [sign_in(lan, name, password) for name, password in WRONG]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(set(answer.headers) - {"date"})) for answer in answers}) == 1
    assert answers[0].json()["detail"] == "Tên hoặc mật khẩu không đúng."


def test_whatever_is_wrong_one_hash_is_made_of_it(db: TestDatabase, lan: TestClient, monkeypatch: pytest.MonkeyPatch):
    """What takes the time of an answer is the hash: as many for names that are there as for names that are not."""
    made: list[str] = []
    verify = passwords._hasher.verify_and_update
    monkeypatch.setattr(
        passwords._hasher, "verify_and_update", lambda given, known: made.append(known) or verify(given, known)
    )
    add_account(db, "off", password_hash=password_hash())
    do(db, "UPDATE account SET disabled_at = now() WHERE name = 'off'")
    for name, password in WRONG:
        made.clear()
        sign_in(lan, name, password)
        assert [known.split("$")[1:4] for known in made] == [["argon2id", "v=19", "m=65536,t=3,p=4"]]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "moi"},
        {"name": "moi", "password": PASSWORD, "role": "admin"},
        {"name": "x" * 65, "password": PASSWORD},
        {"name": "moi", "password": "x" * 201},
        {"name": ["moi"], "password": PASSWORD},
        [],
        "moi",
        None,
    ],
)
def test_a_body_that_cannot_be_read_is_refused_and_not_repeated(lan: TestClient, body: object):
    answer = lan.post(SESSION, json=body)
    assert answer.status_code == 400
    assert PASSWORD not in answer.text


@pytest.mark.parametrize("raw", [b"", b"{", b'{"name":"\\ud800","password":"\\udfff"}', b"\xff", b"name=moi"])
def test_bytes_that_are_no_json_are_refused(lan: TestClient, raw: bytes):
    assert lan.post(SESSION, content=raw, headers={"content-type": "application/json"}).status_code in (400, 401)


def test_answers_about_an_account_are_never_kept(lan: TestClient):
    answers = [lan.get(SESSION), sign_in(lan, "moi", "wrong"), sign_in(lan, "moi"), lan.get(SESSION), lan.get("/login")]
    answers.append(lan.delete(SESSION))
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert "Cookie" in answer.headers["vary"]
    assert "no-store" not in lan.get("/").headers["cache-control"]


def test_a_first_password_is_changed_and_the_others_are_signed_out(db: TestDatabase, lan: TestClient):
    with browser(db) as elsewhere:
        sign_in(elsewhere, "moi")
        assert sign_in(lan, "moi").json()["must_change_password"]
        before = lan.cookies[COOKIE]
        answer = lan.put(f"{SESSION}/password", json={"current": PASSWORD, "new": NEW})
        assert (answer.status_code, answer.json()["must_change_password"]) == (200, False)
        assert lan.cookies[COOKIE] != before
        assert lan.get(SESSION).status_code == 200
        assert elsewhere.get(SESSION).status_code == 401
        assert sign_in(elsewhere, "moi").status_code == 401
        assert sign_in(elsewhere, "moi", NEW).status_code == 200


@pytest.mark.parametrize(
    ("current", "new", "status", "words"),
    [
        ("wrong", NEW, 401, "Tên hoặc mật khẩu không đúng."),
        (PASSWORD, PASSWORD, 400, "Mật khẩu mới phải khác"),
        (PASSWORD, "ngắn", 400, "ít nhất 12 ký tự"),
        (PASSWORD, "Mật khẩu 123456!", 400, "dễ đoán"),
        (PASSWORD, "x" * 201, 400, ""),
    ],
)
def test_a_new_password_must_be_another_and_a_good_one(
    lan: TestClient, current: str, new: str, status: int, words: str
):
    sign_in(lan, "moi")
    answer = lan.put(f"{SESSION}/password", json={"current": current, "new": new})
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert lan.get(SESSION).json()["must_change_password"]


def test_a_password_is_changed_only_by_who_is_signed_in(lan: TestClient):
    assert lan.put(f"{SESSION}/password", json={"current": PASSWORD, "new": NEW}).status_code == 401


FROM_ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": HOST},
    {"Sec-Fetch-Site": "", "Origin": HOST},
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": f"{HOST}:81"},
    {"Origin": f"https://{HOST.partition('//')[2]}"},
    {"Origin": f"{HOST}.evil.example"},
]
FROM_HERE = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": HOST},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://ban-do.lan"},
]


@pytest.mark.parametrize("method", ["DELETE", "POST", "PUT", "PATCH"])
def test_no_other_site_does_anything_with_the_cookie(lan: TestClient, method: str):
    sign_in(lan, "moi")
    del lan.headers["Sec-Fetch-Site"]
    for headers in (*FROM_ELSEWHERE, {}):
        for path in (SESSION, f"{SESSION}/password", "/api/v1/nowhere", "/"):
            answer = lan.request(method, path, headers=headers)
            assert answer.status_code == 403
            assert answer.headers["content-type"] == "application/problem+json"
            assert "content-security-policy" in answer.headers
        assert lan.get(SESSION, headers=headers).status_code == 200


def test_our_own_pages_do(lan: TestClient):
    sign_in(lan, "moi")
    del lan.headers["Sec-Fetch-Site"]
    for headers in FROM_HERE:
        wrong = lan.put(f"{SESSION}/password", json={"current": "x", "new": "ngan"}, headers=headers)
        assert wrong.status_code == 400


def test_behind_a_proxy_our_origin_is_the_public_one(db: TestDatabase):
    with browser(db, public_url="https://Ban-Do.example:443/") as client:
        client.base_url = "https://ban-do.example"
        sign_in(client, "moi")
        del client.headers["Sec-Fetch-Site"]
        inner = {"host": "api:8000"}
        refused = client.delete(SESSION, headers={**inner, "Origin": "https://evil.example"})
        assert refused.status_code == 403
        assert client.delete(SESSION, headers={**inner, "Origin": "https://ban-do.example"}).status_code == 204


def test_no_other_site_signs_a_browser_in(lan: TestClient):
    del lan.headers["Sec-Fetch-Site"]
    for headers in FROM_ELSEWHERE:
        answer = lan.post(SESSION, json={"name": "moi", "password": PASSWORD}, headers=headers)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)


def test_a_program_signs_in_and_says_where_it_belongs(lan: TestClient):
    del lan.headers["Sec-Fetch-Site"]
    assert sign_in(lan, "moi").status_code == 200
    assert lan.delete(SESSION).status_code == 403
    assert lan.delete(SESSION, headers={"Origin": HOST}).status_code == 204


def test_a_weaker_hash_is_made_anew_when_its_owner_comes(db: TestDatabase, lan: TestClient):
    from pwdlib import PasswordHash
    from pwdlib.hashers.argon2 import Argon2Hasher

    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8192, parallelism=1),)).hash(PASSWORD)
    number = add_account(db, "cu", password_hash=weak)
    assert sign_in(lan, "cu").status_code == 200
    (stored,) = kept(db, f"SELECT password_hash FROM account WHERE id = {number}")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert sign_in(lan, "cu").status_code == 200


def test_the_same_password_from_two_keyboards(db: TestDatabase, lan: TestClient):
    from unicodedata import normalize

    password = "Sông Nhuệ chảy qua 7 làng"
    add_account(db, "vn", password_hash=passwords.hash_of(normalize("NFC", password)))
    assert sign_in(lan, "vn", normalize("NFD", password)).status_code == 200
