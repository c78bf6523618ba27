"""Guessing takes time, whichever worker is asked and whether the name is there or not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Role
from geo_api.accounts import signing
from geo_api.accounts.throttle import ADDRESS_LIMIT, NAME_LIMIT
from geo_api.db import owner_connection
from geo_api.networks import network_of
from tests.accounts.tools import add_account, browser, password_hash, sign_in
from tests.conftest import TestDatabase

WORKERS = 2


@pytest.fixture
def workers(no_accounts: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[TestClient]]:
    """Two applications over one database, asked from one address each; hashes are not what is tested here."""
    add_account(no_accounts, "lan", Role.ADMIN, password_hash=password_hash())
    monkeypatch.setattr(
        signing.passwords, "verify", lambda given, known: (given == "right" and known is not None, None)
    )
    with ExitStack() as stack:
        yield [stack.enter_context(browser(no_accounts, f"203.0.113.{n}")) for n in range(WORKERS)]


def later(database: TestDatabase, minutes: int) -> None:
    """As if that much time had gone by."""
    with owner_connection(database.owner) as connection:
        connection.execute(text(f"UPDATE sign_in_attempt SET at = at - interval '{minutes} minutes'"))


@pytest.mark.parametrize("name", ["lan", "nobody"])
def test_a_name_is_guessed_at_ten_times_whoever_is_asked(workers: list[TestClient], name: str):
    for number in range(NAME_LIMIT):
        answer = sign_in(workers[number % WORKERS], name.upper() if number % 3 else name, "wrong")
        assert answer.status_code == 401
    for worker in workers:
        answer = sign_in(worker, name, "right")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
        assert answer.json()["detail"] == "Thử đăng nhập quá nhiều lần. Xin thử lại sau 15 phút."
    assert sign_in(workers[0], "other", "wrong").status_code == 401


def test_after_a_while_it_may_be_tried_again_and_what_was_too_early_did_not_count(
    workers: list[TestClient], no_accounts: TestDatabase
):
    for _ in range(NAME_LIMIT + 5):
        sign_in(workers[0], "lan", "wrong")
    later(no_accounts, 14)
    assert 0 < int(sign_in(workers[1], "lan", "right").headers["retry-after"]) <= 60
    later(no_accounts, 1)
    assert sign_in(workers[1], "lan", "right").status_code == 200


def test_who_gets_in_has_not_been_guessing(workers: list[TestClient], no_accounts: TestDatabase):
    for _ in range(3):
        for _ in range(NAME_LIMIT - 1):
            assert sign_in(workers[0], "lan", "wrong").status_code == 401
        assert sign_in(workers[0], "lan", "right").status_code == 200


def test_one_s_own_account_does_not_pay_for_guesses_at_others(workers: list[TestClient]):
    for number in range(ADDRESS_LIMIT):
        assert sign_in(workers[0], f"name-{number}", "wrong").status_code == 401
        if number % 10 == 0:
            assert sign_in(workers[0], "lan", "right").status_code == 200
    assert sign_in(workers[0], "name-new", "wrong").status_code == 429
    assert sign_in(workers[0], "lan", "right").status_code == 429
    assert sign_in(workers[1], "lan", "right").status_code == 200


def test_many_at_once_are_no_way_round(workers: list[TestClient]):
    for worker in workers:  # what an application makes with its first request is not for many threads
        assert sign_in(worker, "other", "wrong").status_code == 401
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda n: sign_in(workers[n % WORKERS], "lan", "wrong").status_code, range(40)))
    assert answers.count(401) == NAME_LIMIT
    assert answers.count(429) == 40 - NAME_LIMIT


def test_what_was_typed_is_not_kept(workers: list[TestClient], no_accounts: TestDatabase):
    sign_in(workers[0], "my-password-by-mistake", "wrong")
    with owner_connection(no_accounts.owner) as connection:
        (row,) = connection.scalars(text("SELECT a::text FROM sign_in_attempt AS a"))
    for typed in ("my-password-by-mistake", "203.0.113"):
        assert typed not in row
        assert typed.encode().hex() not in row
    later(no_accounts, 16)
    sign_in(workers[0], "lan", "right")
    with owner_connection(no_accounts.owner) as connection:
        assert connection.scalar(text("SELECT count(*) FROM sign_in_attempt")) == 0


def test_a_wrong_current_password_counts_too(workers: list[TestClient]):
    sign_in(workers[0], "lan", "right")
    body = {"current": "wrong", "new": "bon-tu-bat-ky-4821"}
    codes = [workers[0].put("/api/v1/session/password", json=body).status_code for _ in range(NAME_LIMIT + 1)]
    assert codes == [401] * NAME_LIMIT + [429]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("fe80::1%eth0", "fe80::2", True),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "testclient", False),
    ],
)
def test_of_ipv6_a_whole_network_is_one_address(one: str, other: str, same: bool):
    assert (network_of(one) == network_of(other)) is same
