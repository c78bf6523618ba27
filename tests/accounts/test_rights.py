"""The second fence: what the database itself lets each role of the service do with accounts."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from geo_api.db import Duty, role_of
from layers.layer import Audience
from tests.conftest import SERVICE, TestDatabase

TABLES = (
    "account",
    "account_role",
    "account_session",
    "account_token",
    "account_token_role",
    "account_second_factor",
    "account_recovery_code",
    "sign_in_attempt",
)
OTHERS = [role_of(which) for which in (*Audience, *Duty) if which not in (Duty.ACCOUNTS, Duty.ADMINISTRATION)]
ALLOWED = {
    "account": {"SELECT"},
    "account_role": {"SELECT"},
    "account_session": {"SELECT", "INSERT", "DELETE"},
    "sign_in_attempt": {"SELECT", "INSERT", "DELETE"},
    "account_second_factor": {"SELECT", "DELETE"},
    "account_recovery_code": {"SELECT", "INSERT", "DELETE"},
    "account_token": {"SELECT", "INSERT", "DELETE"},
    "account_token_role": {"SELECT", "INSERT"},
}
FORBIDDEN = [
    "INSERT INTO account (name, password_hash, must_change_password) VALUES ('x', 'x', false)",
    "INSERT INTO account_role (account_id, role, valid) VALUES (1, 'admin', '[,]')",
    "UPDATE account_role SET unit_id = NULL",
    "UPDATE account SET disabled_at = NULL",
    "UPDATE account SET name = 'x'",
    "DELETE FROM account",
    "TRUNCATE account_session",
    "UPDATE account_token SET expires_at = now()",
    "UPDATE account_token_role SET role = 'admin'",
    "SELECT * FROM feature LIMIT 1",
    "SELECT * FROM layer.cameras LIMIT 1",
    "SELECT * FROM map_public.communes LIMIT 1",
    "SET ROLE wardmap",
]
NOT_THE_ADMINISTRATOR_S = [
    "SELECT password_hash FROM account",
    "UPDATE account SET name = 'x'",
    "UPDATE account SET created_by = 'x'",
    "DELETE FROM account",
    "UPDATE account_role SET role = 'admin'",
    "UPDATE account_role SET granted_by = 'x'",
    "SELECT token_hash FROM account_session",
    "SELECT token_hash FROM account_token",
    "SELECT sealed FROM account_second_factor",
    "SELECT * FROM account_recovery_code",
    "INSERT INTO account_token_role (token_id, role) VALUES (1, 'admin')",
    "INSERT INTO account_session (token_hash, account_id, expires_at, user_agent) VALUES ('', 1, now(), '')",
    "UPDATE account_session SET expires_at = now()",
    "SELECT * FROM sign_in_attempt",
    "SELECT * FROM feature LIMIT 1",
    "SELECT * FROM map_public.communes LIMIT 1",
    "SET ROLE wardmap",
]


def as_role(database: TestDatabase, role: str | None, statement: str) -> None:
    engine = create_engine(database.service)
    try:
        with engine.connect() as connection:
            if role:
                connection.execute(text(f"SET ROLE {role}"))
            connection.execute(text(statement))
    finally:
        engine.dispose()


@pytest.mark.parametrize("role", [*OTHERS, None])
@pytest.mark.parametrize("table", TABLES)
def test_no_other_role_sees_accounts_not_even_the_service_s_own(migrated: TestDatabase, table: str, role: str | None):
    # Who edited a rule, or keeps a scenario, is told by name.
    is_named = (table, role) == ("account", role_of(Duty.COVERAGE))
    for statement in (f"SELECT {'password_hash' if is_named else '1'} FROM {table}", f"DELETE FROM {table}"):
        with pytest.raises(ProgrammingError, match=f"permission denied for table {table}"):
            as_role(migrated, role, statement)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_that_signs_in_neither_makes_accounts_nor_gives_roles_nor_reads_the_map(
    migrated: TestDatabase, statement: str
):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role(migrated, role_of(Duty.ACCOUNTS), statement)


@pytest.mark.parametrize("statement", NOT_THE_ADMINISTRATOR_S)
def test_the_role_of_administrators_learns_no_password_renames_nobody_and_opens_no_session(
    migrated: TestDatabase, statement: str
):
    with pytest.raises(ProgrammingError, match="permission denied"):
        as_role(migrated, role_of(Duty.ADMINISTRATION), statement)


def test_its_rights_are_those_and_no_others(migrated: TestDatabase):
    query = (
        "SELECT table_name, privilege_type FROM information_schema.table_privileges"
        f" WHERE grantee = '{role_of(Duty.ACCOUNTS)}'"
    )
    engine = create_engine(migrated.owner)
    with engine.connect() as connection:
        rights: dict[str, set[str]] = {}
        for table, right in connection.execute(text(query)):
            rights.setdefault(table, set()).add(right)
        member = "SELECT rolname FROM pg_roles WHERE pg_has_role(:role, oid, 'MEMBER') AND rolname <> :role"
        assert list(connection.scalars(text(member), {"role": role_of(Duty.ACCOUNTS)})) == []
        may = "SELECT has_table_privilege(:service, 'account', 'SELECT')"
        assert connection.scalar(text(may), {"service": SERVICE}) is False
    engine.dispose()
    assert rights == ALLOWED
