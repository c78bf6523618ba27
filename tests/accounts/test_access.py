"""Who gets in: roles held everywhere and today, sessions that live, accounts that are not disabled."""

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Administrator, FreshAdministrator, Role
from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.sessions import COOKIE
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase

INSIDE = "/api/v1/inside"
FRESH = "/api/v1/inside/fresh"


def app_with_an_inside(database: TestDatabase, **settings: str) -> FastAPI:
    """The application and, beside its routes, two that only an administrator enters."""
    app = create_app(Settings(**settings), database.service)

    @app.get(INSIDE)
    @app.post(INSIDE)
    @app.get("/inside")
    def inside(admin: Administrator) -> str:
        return admin.name

    @app.get(FRESH)
    def fresh(admin: FreshAdministrator) -> str:
        return admin.name

    return app


@pytest.fixture
def inside(no_accounts: TestDatabase) -> Iterator[TestClient]:
    with TestClient(app_with_an_inside(no_accounts), base_url="http://ward.example", follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, database: TestDatabase, *roles: Role, first: bool = False) -> int:
    number = add_account(database, "lan", *roles, first=first)
    client.cookies.update(cookie_of(database, number))
    return number


def change(database: TestDatabase, statement: str) -> None:
    with owner_connection(database.owner) as connection:
        connection.execute(text(statement))


def test_nobody_is_asked_to_sign_in(inside: TestClient):
    answer = inside.get(INSIDE)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Session ")
    assert answer.headers["content-type"] == "application/problem+json"
    page = inside.get("/inside?tab=loads&lang=en")
    assert (page.status_code, page.headers["location"]) == (
        303,
        "/login?lang=en&next=/inside%3Ftab%3Dloads%26lang%3Den",
    )


def test_an_administrator_enters(inside: TestClient, no_accounts: TestDatabase):
    sign_in(inside, no_accounts, Role.PLANNER, Role.ADMIN)
    assert inside.get(INSIDE).json() == "lan"
    assert inside.get("/inside").json() == "lan"


@pytest.mark.parametrize("roles", [[], *([role] for role in Role if role is not Role.ADMIN)])
def test_without_the_role_there_is_nothing_here(inside: TestClient, no_accounts: TestDatabase, roles: list[Role]):
    sign_in(inside, no_accounts, *roles)
    there, nowhere = inside.get(INSIDE), inside.get("/api/v1/nowhere")
    assert (there.status_code, there.json()) == (404, nowhere.json())


def test_a_role_for_one_unit_is_not_the_role_everywhere(inside: TestClient, no_accounts: TestDatabase):
    sign_in(inside, no_accounts, Role.ADMIN)
    change(no_accounts, "INSERT INTO unit (level) VALUES ('commune')")
    change(no_accounts, "UPDATE account_role SET unit_id = (SELECT max(id) FROM unit)")
    assert inside.get(INSIDE).status_code == 404


@pytest.mark.parametrize(
    ("valid", "status"),
    [
        ("[today,)", 200),
        ("(,today]", 200),
        ("[today,today]", 200),
        ("(,today)", 404),
        ("(today,)", 404),
    ],
)
def test_a_role_holds_on_its_days(inside: TestClient, no_accounts: TestDatabase, valid: str, status: int):
    sign_in(inside, no_accounts, Role.ADMIN)
    change(no_accounts, f"UPDATE account_role SET valid = '{valid}'")
    assert inside.get(INSIDE).status_code == status


@pytest.mark.parametrize(
    "ended",
    [
        "UPDATE account_session SET expires_at = now()",
        "UPDATE account_session SET seen_at = now() - interval '8 hours 1 second'",
        "UPDATE account SET disabled_at = now()",
        "DELETE FROM account_session",
    ],
)
def test_a_session_that_is_over_is_over_at_once(inside: TestClient, no_accounts: TestDatabase, ended: str):
    sign_in(inside, no_accounts, Role.ADMIN)
    assert inside.get(INSIDE).status_code == 200
    change(no_accounts, ended)
    assert inside.get(INSIDE).status_code == 401


def test_use_keeps_a_session_alive_but_not_for_ever(inside: TestClient, no_accounts: TestDatabase):
    sign_in(inside, no_accounts, Role.ADMIN)
    change(no_accounts, "UPDATE account_session SET seen_at = now() - interval '7 hours 59 minutes'")
    assert inside.get(INSIDE).status_code == 200
    with owner_connection(no_accounts.owner) as connection:
        (row,) = connection.execute(
            text(
                "SELECT now() - seen_at < interval '1 minute' AS is_seen,"
                " expires_at - created_at = interval '7 days' AS is_a_week FROM account_session"
            )
        )
    assert (row.is_seen, row.is_a_week) == (True, True)


def test_a_first_password_must_be_changed_before_anything_else(inside: TestClient, no_accounts: TestDatabase):
    sign_in(inside, no_accounts, Role.ADMIN, first=True)
    answer = inside.get(INSIDE)
    assert (answer.status_code, answer.json()["detail"]) == (403, "Xin đổi mật khẩu lần đầu trước.")
    assert inside.get("/inside").headers["location"] == "/login?next=/inside"


@pytest.mark.parametrize(("minutes", "status"), [(14, 200), (16, 401)])
def test_what_would_harm_most_asks_for_the_password_again(
    inside: TestClient, no_accounts: TestDatabase, minutes: int, status: int
):
    sign_in(inside, no_accounts, Role.ADMIN)
    change(no_accounts, f"UPDATE account_session SET created_at = now() - interval '{minutes} minutes'")
    assert inside.get(INSIDE).status_code == 200
    answer = inside.get(FRESH)
    assert answer.status_code == status
    if status == 401:
        assert answer.json()["type"] == "urn:wardmap:sign-in-again"


def test_of_freshness_nobody_learns_who_may_not_enter(inside: TestClient, no_accounts: TestDatabase):
    assert inside.get(FRESH).json()["type"] == "about:blank"
    sign_in(inside, no_accounts, Role.AUDITOR)
    change(no_accounts, "UPDATE account_session SET created_at = now() - interval '1 day'")
    assert inside.get(FRESH).json() == inside.get("/api/v1/nowhere").json()


@pytest.mark.parametrize("token", ["", "x", "'", "\x00", "x" * 3000])
def test_a_made_up_token_is_nobody(inside: TestClient, no_accounts: TestDatabase, token: str):
    sign_in(inside, no_accounts, Role.ADMIN)
    assert inside.get(INSIDE, headers={"cookie": f"{COOKIE}={token}"}).status_code in (400, 401)
