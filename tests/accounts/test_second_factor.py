"""Second factors: switched on and off, asked for after the password, codes used once, sealed where they are kept."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyotp
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api.access import Role
from geo_api.accounts import one_time, second_factor
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from tests.accounts.tools import PASSWORD, SESSION, add_account, browser, cookie_of, password_hash, sign_in
from tests.conftest import TestDatabase

FACTOR = f"{SESSION}/second-factor"
KEY = "gau-ngua-sen-tre-lua-7412-khoa-cu-dung-tam"
# A moment in the middle of a step, so that no test hangs on when it runs.
NOW = 1_800_000_015
NEW = "bon-tu-bat-ky-4821"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that codes are compared with."""
    now = [float(NOW)]
    monkeypatch.setattr(second_factor, "time", lambda: now[0])
    return now


@pytest.fixture
def db(no_accounts: TestDatabase, clock: list[float]) -> TestDatabase:
    add_account(no_accounts, "lan", Role.ADMIN, password_hash=password_hash())
    return no_accounts


@pytest.fixture
def lan(db: TestDatabase) -> Iterator[TestClient]:
    with browser(db, secret_key=KEY) as client:
        sign_in(client, "lan")
        yield client


def do(database: TestDatabase, statement: str) -> list:
    with owner_connection(database.owner) as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


def code_of(secret: str, seconds: float = NOW) -> str:
    return pyotp.TOTP(secret).at(int(seconds))


def switched_on(client: TestClient, clock: list[float]) -> tuple[str, list[str]]:
    """The secret and the recovery codes; the clock is then one step later, so that its code was not used."""
    secret = client.post(FACTOR, json={"password": PASSWORD}).json()["secret"]
    answer = client.post(f"{FACTOR}/confirmation", json={"code": code_of(secret, clock[0])})
    assert answer.status_code == 200, answer.text
    clock[0] += one_time.STEP_SECONDS
    return secret, answer.json()["recovery_codes"]


def enter(client: TestClient, code: str | None, name: str = "lan", password: str = PASSWORD) -> Response:
    return client.post(SESSION, json={"name": name, "password": password, "code": code})


def test_the_numbers_are_those_of_the_standard():
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    vectors = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")]  # RFC 6238, B
    for seconds, code in vectors:
        assert one_time.step_of(secret, code, seconds, 0) == seconds // 30


def test_on_asked_for_and_off(db: TestDatabase, lan: TestClient, clock: list[float]):
    assert lan.get(FACTOR).json() == {"since": None, "recovery_codes": 0, "must_add": False}
    begun = lan.post(FACTOR, json={"password": PASSWORD}).json()
    assert begun["address"] == f"otpauth://totp/wardmap:lan?secret={begun['secret']}&issuer=wardmap"
    assert begun["picture"].startswith("data:image/svg+xml")
    before = lan.cookies[COOKIE]
    done = lan.post(f"{FACTOR}/confirmation", json={"code": code_of(begun["secret"])})
    assert len(set(done.json()["recovery_codes"])) == 10
    assert lan.cookies[COOKIE] != before
    clock[0] += 30
    assert lan.get(FACTOR).json()["recovery_codes"] == 10
    assert lan.get(SESSION).json()["second_factor"]
    assert enter(lan, code_of(begun["secret"], clock[0])).status_code == 200
    clock[0] += 30
    proof = {"password": PASSWORD, "code": code_of(begun["secret"], clock[0])}
    assert lan.post(f"{FACTOR}/removal", json=proof).json()["second_factor"] is False
    assert sign_in(lan, "lan").status_code == 200
    recorded = do(db, "SELECT action FROM audit_event WHERE action LIKE 'second_factor%' ORDER BY id")
    assert recorded[-2:] == ["second_factor.on", "second_factor.off"]


def test_of_the_factor_nobody_learns_before_the_password_is_right(db: TestDatabase, lan: TestClient, clock: list):
    secret, _ = switched_on(lan, clock)
    right, wrong = code_of(secret, clock[0]), "000000"
    bad = [enter(lan, code, password="wrong-password-1") for code in (right, wrong, None)]
    bad.append(enter(lan, right, name="nobody"))
    assert {(answer.status_code, answer.json()["type"]) for answer in bad} == {(401, "about:blank")}
    assert len({answer.content for answer in bad}) == 1
    for code in (None, wrong, "12345", "x" * 40):
        answer = enter(lan, code)
        assert (answer.status_code, answer.json()["type"]) == (401, "urn:wardmap:code-needed")
        assert "set-cookie" not in answer.headers
    assert enter(lan, right).status_code == 200


@pytest.mark.parametrize(("steps", "status"), [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)])
def test_a_clock_may_be_one_step_off(lan: TestClient, clock: list[float], steps: int, status: int):
    secret, _ = switched_on(lan, clock)
    clock[0] += 300
    assert enter(lan, code_of(secret, clock[0] + 30 * steps)).status_code == status


def test_a_code_opens_once(lan: TestClient, clock: list[float]):
    secret, _ = switched_on(lan, clock)
    code = code_of(secret, clock[0])
    earlier = code_of(secret, clock[0] - 30)  # the one that switched it on
    assert enter(lan, earlier).status_code == 401
    assert enter(lan, f"{code[:3]} {code[3:]}").status_code == 200
    clock[0] += 30
    assert enter(lan, code).status_code == 401
    assert enter(lan, code_of(secret, clock[0])).status_code == 200


def test_of_many_who_show_one_code_at_once_one_gets_in(db: TestDatabase, lan: TestClient, clock: list[float]):
    secret, _ = switched_on(lan, clock)
    code = code_of(secret, clock[0])
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: enter(lan, code).status_code, range(6)))
    assert sorted(answers) == [200, 401, 401, 401, 401, 401]


def test_a_recovery_code_opens_once_however_it_is_typed(lan: TestClient, clock: list[float]):
    _, codes = switched_on(lan, clock)
    assert enter(lan, codes[0].upper().replace("-", " ")).status_code == 200
    assert enter(lan, codes[0]).status_code == 401
    assert lan.get(FACTOR).json()["recovery_codes"] == 9
    proof = {"password": PASSWORD, "code": codes[1]}
    new = lan.post(f"{FACTOR}/recovery-codes", json=proof).json()["recovery_codes"]
    assert len(new) == 10
    assert enter(lan, codes[2]).status_code == 401
    assert enter(lan, new[0]).status_code == 200


def test_guessing_codes_is_throttled_like_passwords(lan: TestClient, clock: list[float]):
    secret, _ = switched_on(lan, clock)
    answers = [enter(lan, "000000").status_code for _ in range(12)]
    assert (answers[0], answers[-1]) == (401, 429)
    assert enter(lan, code_of(secret, clock[0])).status_code == 429


def test_after_a_hundred_wrong_codes_none_opens(db: TestDatabase, lan: TestClient, clock: list[float]):
    secret, codes = switched_on(lan, clock)
    do(db, "UPDATE account_second_factor SET wrong_codes = 99")
    assert (
        "wrong or was used"
        in lan.post(
            SESSION, json={"name": "lan", "password": PASSWORD, "code": "000000"}, headers={"Accept-Language": "en"}
        ).json()["detail"]
    )
    for code in (code_of(secret, clock[0]), codes[0]):
        assert "quá nhiều lần" in enter(lan, code).json()["detail"]


def test_switching_it_on_needs_the_password_and_a_right_code(db: TestDatabase, lan: TestClient, clock: list[float]):
    assert lan.post(FACTOR, json={"password": "wrong-password-1"}).status_code == 401
    assert lan.post(f"{FACTOR}/confirmation", json={"code": "123456"}).status_code == 409
    secret = lan.post(FACTOR, json={"password": PASSWORD}).json()["secret"]
    assert lan.post(f"{FACTOR}/confirmation", json={"code": "000000"}).status_code == 401
    assert sign_in(lan, "lan").status_code == 200  # it does not count yet
    do(db, "UPDATE account_second_factor SET begun_at = now() - interval '16 minutes'")
    assert lan.post(f"{FACTOR}/confirmation", json={"code": code_of(secret)}).status_code == 409
    switched_on(lan, clock)
    assert lan.post(FACTOR, json={"password": PASSWORD}).status_code == 409
    (count,) = do(db, "SELECT count(*) FROM account_second_factor WHERE confirmed_at IS NOT NULL")
    assert count == 1


@pytest.mark.parametrize("path", ["removal", "recovery-codes"])
def test_changing_it_needs_both(lan: TestClient, clock: list[float], path: str):
    secret, _ = switched_on(lan, clock)
    code = code_of(secret, clock[0])
    for proof in ({"password": PASSWORD}, {"password": PASSWORD, "code": "000000"}, {"password": "x", "code": code}):
        assert lan.post(f"{FACTOR}/{path}", json=proof).status_code == 401
    assert lan.get(FACTOR).json()["recovery_codes"] == 10


def test_a_session_from_before_is_worth_nothing_afterwards(db: TestDatabase, lan: TestClient, clock: list[float]):
    with browser(db, secret_key=KEY) as elsewhere:
        sign_in(elsewhere, "lan")
        planted = lan.cookies[COOKIE]
        switched_on(lan, clock)
        assert elsewhere.get(SESSION).status_code == 401
        assert lan.get(SESSION, headers={"cookie": f"{COOKIE}={planted}"}).status_code == 401
        assert lan.get(SESSION).status_code == 200


def test_a_new_password_is_not_as_good_as_signing_in_anew(db: TestDatabase, lan: TestClient, clock: list[float]):
    """A browser left alone, and a password known: no token for a year comes of it without the telephone."""
    switched_on(lan, clock)
    token = {"name": "sao", "roles": [{"role": "admin"}], "days": 1, "access": "read"}
    do(db, "UPDATE account_session SET created_at = now() - interval '16 minutes'")
    assert lan.put(f"{SESSION}/password", json={"current": PASSWORD, "new": NEW}).status_code == 200
    answer = lan.post("/api/v1/tokens", json=token)
    assert (answer.status_code, answer.json()["type"]) == (401, "urn:wardmap:sign-in-again"), answer.text


def test_no_other_site_changes_it(lan: TestClient):
    for path in (FACTOR, f"{FACTOR}/confirmation", f"{FACTOR}/removal", f"{FACTOR}/recovery-codes"):
        answer = lan.post(path, json={"password": PASSWORD}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 403


def test_the_database_holds_nothing_that_shows_codes(db: TestDatabase, lan: TestClient, clock: list[float]):
    secret, codes = switched_on(lan, clock)
    kept = " ".join(
        do(db, "SELECT f::text FROM account_second_factor f UNION SELECT c::text FROM account_recovery_code c")
        + do(db, "SELECT e::text FROM audit_event e")
    )
    for word in (secret, *codes, one_time.plain(codes[0])):
        assert word not in kept
        assert word.encode().hex() not in kept


def test_the_secret_of_one_account_does_not_open_another(db: TestDatabase, lan: TestClient, clock: list[float]):
    secret, _ = switched_on(lan, clock)
    number = add_account(db, "khac", Role.ADMIN, password_hash=password_hash())
    do(db, "DELETE FROM account_recovery_code")
    do(db, f"UPDATE account_second_factor SET account_id = {number}")
    answer = enter(lan, code_of(secret, clock[0]), name="khac")
    assert answer.status_code == 503


def test_whose_role_needs_one_does_nothing_else_before(db: TestDatabase, clock: list[float]):
    add_account(db, "plan", Role.PLANNER, password_hash=password_hash())
    with browser(db, secret_key=KEY, second_factor="admin, approver") as client:
        sign_in(client, "plan")
        assert client.get("/as/planner/ogc/collections").status_code == 200
        assert sign_in(client, "lan").json()["must_add_second_factor"]
        for path in ("/api/v1/loads", "/as/admin/ogc/collections"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:wardmap:second-factor-missing")
        assert client.get("/admin").headers["location"] == "/login?next=/admin"
        token = client.post("/api/v1/tokens", json={"name": "x", "roles": [{"role": "admin"}], "days": 1})
        assert token.status_code == 403
        switched_on(client, clock)
        assert client.get("/api/v1/loads").status_code == 200


def test_nor_does_a_program_of_theirs(db: TestDatabase, clock: list[float]):
    wanted = {"name": "x", "roles": [{"role": "planner"}], "days": 1}
    number = add_account(db, "hai", Role.PLANNER, Role.ADMIN)
    with browser(db, secret_key=KEY) as client:
        client.cookies.update(cookie_of(db, number))
        token = client.post("/api/v1/tokens", json=wanted).json()["token"]
    with browser(db, secret_key=KEY, second_factor="admin") as program:
        answer = program.get("/as/planner/ogc/collections", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 403


def test_whom_a_provider_let_in_is_not_asked_by_us(db: TestDatabase):
    number = add_account(db, "xa", Role.ADMIN)
    with browser(db, secret_key=KEY, second_factor="admin") as client:
        client.cookies.update(cookie_of(db, number))
        assert client.get("/api/v1/loads").status_code == 403
        do(db, f"UPDATE account_session SET opened_by = 'provider' WHERE account_id = {number}")
        assert client.get("/api/v1/loads").status_code == 200


def test_keys_are_exchanged_and_nobody_is_signed_out(db: TestDatabase, lan: TestClient, clock: list[float]):
    from geo_api.sealed import seal_anew, seals
    from geo_api.secret_keys import SecretKeys, made_key
    from geo_api.settings import Settings

    secret, _ = switched_on(lan, clock)
    new = made_key()
    both, alone = SecretKeys(Settings(secret_key=f"{new},{KEY}")), SecretKeys(Settings(secret_key=new))
    with owner_connection(db.owner) as connection:
        assert seals(connection, alone).unknown == 1
        assert seals(connection, both).older == 1
        assert seal_anew(connection, both) == 1
        assert seal_anew(connection, both) == 0
        assert seals(connection, alone).unknown == 0
    with browser(db, secret_key=new) as client:
        client.cookies.set(COOKIE, lan.cookies[COOKIE])
        assert client.get(SESSION).json()["name"] == "lan"
        assert enter(client, code_of(secret, clock[0])).status_code == 200


def test_without_the_key_it_is_said_and_nothing_is_lost(
    db: TestDatabase, lan: TestClient, clock: list[float], tmp_path: Path
):
    secret, codes = switched_on(lan, clock)
    code = code_of(secret, clock[0])
    with browser(db, data_dir=str(tmp_path)) as other:
        answer = enter(other, code)
        assert (answer.status_code, "wardmap doctor" in answer.json()["detail"]) == (503, True)
        assert enter(other, codes[0]).status_code == 200
    assert enter(lan, code).status_code == 200


def test_a_first_password_runs_out(db: TestDatabase, lan: TestClient):
    add_account(db, "moi", password_hash=password_hash(), first=True)
    do(db, "UPDATE account SET password_changed_at = now() - interval '13 days' WHERE name = 'moi'")
    with browser(db) as client:
        assert sign_in(client, "moi").status_code == 200
        do(db, "UPDATE account SET password_changed_at = now() - interval '15 days'")
        body = {"current": PASSWORD, "new": NEW}
        for answer in (sign_in(client, "moi"), client.put(f"{SESSION}/password", json=body)):
            assert (answer.status_code, answer.json()["type"]) == (401, "urn:wardmap:first-password-over")
        assert sign_in(client, "moi", "wrong").json()["type"] == "about:blank"
        assert sign_in(client, "lan").status_code == 200  # one's own password does not run out


def test_other_sessions_are_listed_and_ended(db: TestDatabase, lan: TestClient):
    with browser(db) as elsewhere:
        sign_in(elsewhere, "lan")
        (other,) = lan.get(f"{SESSION}/others").json()["sessions"]
        assert set(other) == {"started", "last_used", "expires", "browser"}
        assert lan.delete(f"{SESSION}/others").status_code == 204
        assert elsewhere.get(SESSION).status_code == 401
    assert lan.get(f"{SESSION}/others").json() == {"sessions": []}
    assert lan.get(SESSION).status_code == 200
