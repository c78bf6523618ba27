"""`wardmap user link`, and what the database lets a sign-in through a provider do."""

import json
from collections.abc import Callable
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from geo_api.access import Role
from geo_api.db import Duty, owner_connection, role_of
from tests.accounts.oidc.hostile import Hostile, come_back, is_signed_in
from tests.accounts.oidc.tools import claimed
from tests.accounts.test_user_commands import Done, run
from tests.accounts.tools import SESSION, add_account, password_hash, sign_in
from tests.conftest import TestDatabase


@pytest.fixture
def command(hostile: Hostile, no_accounts: TestDatabase) -> Callable[..., Done]:
    def run_it(*words: str, code: int = 0) -> Done:
        with patch.dict("os.environ", {"WARDMAP_OIDC_ISSUER": hostile.issuer}):
            return run(no_accounts, *words, code=code)

    return run_it


def test_an_account_that_was_there_is_linked_by_hand_and_keeps_its_password(
    victim: TestClient, hostile: Hostile, no_accounts: TestDatabase, command: Callable[..., Done]
):
    mine = add_account(no_accounts, "Lan", Role.PLANNER, password_hash=password_hash())
    assert "Linked" in command("link", "lan", "--subject", "7f3a").stderr
    assert come_back(victim, hostile).status_code == 303
    who = victim.get(SESSION).json()
    assert (who["name"], [held["role"] for held in who["roles"]]) == ("Lan", ["planner", "admin"])
    assert sign_in(victim, "lan").status_code == 200
    assert 'id="change"' in victim.get("/login").text

    command("unlink", "lan", "--subject", "7f3a")
    assert not is_signed_in(victim)
    assert claimed(no_accounts) == []
    assert come_back(victim, hostile).status_code == 303, "somebody new"
    assert victim.get(SESSION).json()["name"] == "lan.tran"
    names = {"lan.tran"}
    for _ in range(3):
        command("unlink", victim.get(SESSION).json()["name"], "--subject", "7f3a")
        assert come_back(victim, hostile).status_code == 303, "each time anew"
        names.add(victim.get(SESSION).json()["name"])
    assert len(names) == 4
    with owner_connection(no_accounts.owner) as connection:
        query = "SELECT action, actor <> '', details ->> 'subject' FROM audit_event WHERE account_id IS NULL"
        query += " AND action LIKE 'identity.%' AND subject = :subject ORDER BY id"
        told = connection.execute(text(query), {"subject": f"account/{mine}"}).all()
    assert [tuple(row) for row in told] == [("identity.linked", True, "7f3a"), ("identity.unlinked", True, "7f3a")]


def test_a_first_password_is_changed_by_who_comes_with_it_alone(
    victim: TestClient, hostile: Hostile, no_accounts: TestDatabase, command: Callable[..., Done]
):
    first = json.loads(command("add", "Lan", "--role", "planner", "--json").stdout)["password"]
    command("link", "lan", "--subject", "7f3a")
    assert come_back(victim, hostile).status_code == 303
    assert victim.get(SESSION).json()["must_change_password"] is False
    assert victim.get("/planner").status_code == 200
    assert sign_in(victim, "lan", first).json()["must_change_password"] is True
    assert victim.get("/planner").status_code != 200


def test_accounts_are_listed_with_what_a_provider_calls_them(
    hostile: Hostile, no_accounts: TestDatabase, command: Callable[..., Done]
):
    add_account(no_accounts, "hoa")
    add_account(no_accounts, "lan")
    for subject in ("9c", "7f3a"):
        command("link", "lan", "--subject", subject)
    listed = {one["name"]: one["identities"] for one in json.loads(command("list", "--json").stdout)}
    assert listed == {"hoa": [], "lan": [{"issuer": hostile.issuer, "subject": name} for name in ("7f3a", "9c")]}
    assert "sub 7f3a" in command("list").stdout


def test_nobody_is_linked_twice(no_accounts: TestDatabase, command: Callable[..., Done]):
    add_account(no_accounts, "lan")
    add_account(no_accounts, "hoa")
    command("link", "lan", "--subject", "7f3a")
    refused = command("link", "hoa", "--subject", "7f3a", code=1).stderr
    assert "“7f3a” is the account “lan” already" in refused
    assert "wardmap user unlink lan --subject 7f3a" in refused
    assert "not linked" in command("unlink", "hoa", "--subject", "7f3a", code=1).stderr
    assert "There is no account" in command("link", "mai", "--subject", "7f3a", code=1).stderr
    assert "no “sub”" in command("link", "lan", "--subject", "", code=1).stderr


def test_without_a_provider_nobody_is_linked(no_accounts: TestDatabase):
    assert "WARDMAP_OIDC_ISSUER" in run(no_accounts, "link", "lan", "--subject", "7f3a", code=1).stderr


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM account",
        "SELECT * FROM account_identity",
        "INSERT INTO account_identity (issuer, subject, account_id) VALUES ('x', 'x', 1)",
        "INSERT INTO account_role (account_id, role, valid) VALUES (1, 'admin', '[,]')",
        "INSERT INTO account_session (token_hash, account_id, expires_at, user_agent) VALUES ('', 1, now(), '')",
        "SELECT write_claimed_roles(1, ARRAY['admin'], ARRAY[NULL::bigint], 8)",
        "UPDATE oidc_sign_in SET next = '/'",
        "SET ROLE wardmap",
    ],
)
def test_the_role_that_enters_by_identity_can_do_nothing_else(migrated: TestDatabase, statement: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        _as_role(migrated, role_of(Duty.OIDC), statement)


@pytest.mark.parametrize("duty", [duty for duty in Duty if duty is not Duty.OIDC])
def test_no_other_role_enters_by_identity(migrated: TestDatabase, duty: Duty):
    call = "SELECT enter_by_identity('x', 'x', 'x', 'x', ARRAY['admin'], ARRAY[NULL::bigint], 8)"
    with pytest.raises(ProgrammingError, match="permission denied for function enter_by_identity"):
        _as_role(migrated, role_of(duty), call)


def _as_role(database: TestDatabase, role: str, statement: str) -> None:
    engine = create_engine(database.service)
    try:
        with engine.connect() as connection:
            connection.execute(text(f"SET ROLE {role}"))
            connection.execute(text(statement))
    finally:
        engine.dispose()
