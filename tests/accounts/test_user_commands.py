"""`wardmap user …`: what it does and what it says."""

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Role
from geo_api.cli import main
from geo_api.db import owner_connection
from geo_api.ops.secret_looks import sealed_rows
from geo_api.secret_keys import SecretKeys, made_key
from geo_api.settings import Settings
from tests.accounts.tools import PASSWORD, SESSION, add_account, browser, cookie_of, password_hash, sign_in
from tests.conftest import TestDatabase


@dataclass(frozen=True)
class Done:
    stdout: str
    stderr: str


def run(database: TestDatabase, *words: str, given: str = "", code: int = 0, of: str = "user", **more: str) -> Done:
    """The command in this process, from its words to its exit."""
    out, err = StringIO(), StringIO()
    with (
        patch.dict("os.environ", {**urls(database), "COLUMNS": "300", **more}),
        patch.multiple("sys", argv=["wardmap", of, *words], stdin=StringIO(given)),
        redirect_stdout(out),
        redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    assert (ended.value.code or 0) == code, err.getvalue()
    return Done(out.getvalue(), err.getvalue())


def urls(database: TestDatabase) -> dict[str, str]:
    return {
        "WARDMAP_DATABASE_URL": database.service.set(drivername="postgresql").render_as_string(False),
        "WARDMAP_OWNER_DATABASE_URL": database.owner.set(drivername="postgresql").render_as_string(False),
    }


def test_an_account_from_the_first_password_to_the_last_day(no_accounts: TestDatabase):
    added = run(no_accounts, "add", "lan.trần", "--role", "admin", "--role", "planner", "--until", "2999-12-31")
    first = added.stdout.strip()
    assert len(first) == 23
    assert first not in added.stderr
    with browser(no_accounts) as client:
        assert sign_in(client, "lan.tran", first).json()["must_change_password"]
        changed = client.put(f"{SESSION}/password", json={"current": first, "new": PASSWORD})
        assert {held["role"] for held in changed.json()["roles"]} == {"admin", "planner"}
        (told,) = json.loads(run(no_accounts, "list", "--json").stdout)
        assert (told["name"], told["sessions"], told["must_change_password"]) == ("lan.trần", 1, False)
        assert [role["until"] for role in told["roles"]] == ["2999-12-31"] * 2
        assert "password" not in json.dumps(told).replace("must_change_password", "").replace("password_changed_at", "")

        assert "last administrator" in run(no_accounts, "disable", "lan.tran", code=1).stderr
        assert "Đã khóa tài khoản lan.tran" in run(no_accounts, "disable", "lan.tran", "--force").stderr
        assert client.get(SESSION).status_code == 401
        assert sign_in(client, "lan.tran").status_code == 401
        run(no_accounts, "enable", "lan.tran")
        assert client.get(SESSION).status_code == 401  # what was open stays closed
        assert sign_in(client, "lan.tran").status_code == 200

        second = json.loads(run(no_accounts, "passwd", "lan.tran", "--json").stdout)["password"]
        assert client.get(SESSION).status_code == 401
        assert sign_in(client, "lan.tran").status_code == 401
        assert sign_in(client, "lan.tran", second).json()["must_change_password"]


def test_a_password_of_one_s_own_choice(no_accounts: TestDatabase):
    run(no_accounts, "add", "may", "--role", "admin", "--password-stdin", given=f"{PASSWORD}\n")
    with browser(no_accounts) as client:
        assert sign_in(client, "may").json()["must_change_password"] is False


def test_a_role_for_a_unit(no_accounts: TestDatabase):
    with owner_connection(no_accounts.owner) as connection:
        unit = connection.scalar(text("INSERT INTO unit (level) VALUES ('commune') RETURNING id"))
        for statement in (
            "INSERT INTO unit_version (unit_id, valid, name, kind) VALUES (:unit, '[2025-07-01,)', 'Hồng Quang', 'xã')",
            "INSERT INTO unit_code (scheme, code, unit_id, valid) VALUES ('gso', :code, :unit, '[2025-07-01,)')",
        ):
            connection.execute(text(statement), {"unit": unit, "code": f"99{unit}"})
    run(no_accounts, "add", "ca", "--role", "verifier", "--unit", f"99{unit}", "--password-stdin", given=PASSWORD)
    with browser(no_accounts) as client:
        (held,) = sign_in(client, "ca").json()["roles"]
        assert (held["role"], held["unit_id"]) == ("verifier", unit)
    assert f"verifier · Hồng Quang (99{unit})" in run(no_accounts, "list").stdout


@pytest.mark.parametrize(
    ("words", "given", "code", "vi", "en"),
    [
        (["add", "có cách", "--role", "admin"], "", 1, "không dùng được", "cannot be used"),
        (["add", "x", "--role", "admin"], "", 1, "2 đến 64", "2 to 64"),
        (["add", "<b>", "--role", "admin"], "", 1, "không dùng được", "cannot be used"),
        (["add", "LÀN", "--role", "admin"], "", 1, "Đã có tài khoản", "There is an account"),
        (["add", "new", "--role", "boss"], "", 2, "không có vai trò này", "no such role"),
        (["add", "new", "--role", "admin", "--unit", "1"], "", 1, "để trống đơn vị", "leave out the unit"),
        (["add", "new", "--role", "verifier", "--unit", "00000"], "", 1, "không có đơn vị", "no unit has"),
        (["add", "new", "--role", "admin", "--until", "2020-01-01"], "", 1, "đã qua", "is past"),
        (["add", "new", "--role", "admin", "--password-stdin"], "", 1, "ít nhất 12", "at least 12"),
        (["add", "new", "--role", "admin", "--password-stdin"], "NEW-matkhau-2025", 1, "dễ đoán", "guessed"),
        (["passwd", "nobody"], "", 1, "Không có tài khoản", "There is no account"),
        (["disable", "nobody"], "", 1, "wardmap user list", "wardmap user list"),
        (["enable", "a' OR 1=1 --"], "", 1, "Không có tài khoản", "There is no account"),
    ],
)
def test_what_cannot_be_is_refused_in_both_languages_and_changes_nothing(
    no_accounts: TestDatabase, words: list[str], given: str, code: int, vi: str, en: str
):
    add_account(no_accounts, "lan", Role.ADMIN, password_hash=password_hash())
    before = run(no_accounts, "list", "--json").stdout
    done = run(no_accounts, *words, given=given, code=code)
    said = " ".join(done.stderr.replace("│", " ").split())
    assert vi in said
    assert en in said
    assert given not in said or not given
    assert done.stdout == ""
    assert run(no_accounts, "list", "--json").stdout == before


def test_two_of_one_name_at_once_are_one(no_accounts: TestDatabase):
    words = [sys.executable, "-m", "geo_api.cli", "user", "add", "lan", "--role", "admin"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    both = [subprocess.Popen(words, env=urls(no_accounts), **quiet) for _ in range(2)]
    for one in both:
        one.wait()
    assert sorted(one.returncode for one in both) == [0, 1]


def test_what_is_typed_stays_out_of_the_database_s_statements(no_accounts: TestDatabase):
    """A name from a request, even a hostile one, is a value: nothing happens, nobody is in."""
    with browser(no_accounts) as client:
        assert isinstance(client, TestClient)
        for name in ("' OR '1'='1", "lan'; DROP TABLE account; --", "%", "_", "\\"):
            assert sign_in(client, name).status_code == 401
    assert json.loads(run(no_accounts, "list", "--json").stdout) == []


def shown_by_up(database: TestDatabase) -> str:
    """What `wardmap up` shows once it serves."""
    words = [sys.executable, "-m", "geo_api.cli", "up", "--port", "0", "--no-sample"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with subprocess.Popen(words, env={**urls(database), "COLUMNS": "200"}, **quiet) as up:
        try:
            return "".join(iter(lambda: line if "Ctrl-C" not in (line := up.stdout.readline()) else "", ""))
        finally:
            up.terminate()


def test_up_says_how_the_first_administrator_is_made(no_accounts: TestDatabase):
    assert "wardmap user add NAME --role admin" in shown_by_up(no_accounts)
    add_account(no_accounts, "lan", Role.ADMIN)
    shown = shown_by_up(no_accounts)
    assert "http://127.0.0.1:" in shown
    assert "user add" not in shown


def test_tokens_are_listed_and_revoked(no_accounts: TestDatabase):
    with browser(no_accounts) as client:
        client.cookies.update(cookie_of(no_accounts, add_account(no_accounts, "lan", Role.ADMIN)))
        wanted = {"name": "sao lưu", "roles": [{"role": "admin"}], "days": 2}
        made = [client.post("/api/v1/tokens", json=wanted).json() for _ in range(3)]
        listed = json.loads(run(no_accounts, "token", "list", "LAN", "--json").stdout)
        assert [(one["id"], one["name"], one["may_write"]) for one in listed] == [
            (one["id"], "sao lưu", False) for one in made
        ]
        shown = run(no_accounts, "token", "list", "lan").stdout
        assert "sao lưu" in shown
        assert not any(one["token"][4:] in shown for one in made)
        number = made[0]["id"]
        assert "Revoked: 1" in run(no_accounts, "token", "revoke", "lan", str(number)).stderr
        assert f"no token {number}" in run(no_accounts, "token", "revoke", "lan", str(number), code=1).stderr
        run(no_accounts, "token", "revoke", "lan", code=2)
        answer = json.loads(run(no_accounts, "token", "revoke", "lan", "--all", "--json").stdout)
        assert answer == {"name": "lan", "revoked": [one["id"] for one in made[1:]]}
        client.cookies.clear()
        headers = {"Authorization": f"Bearer {made[2]['token']}"}
        assert client.get(SESSION, headers=headers).status_code == 401


def with_second_factor(database: TestDatabase, name: str, keys: SecretKeys) -> int:
    """An account that has one, sealed with the newest of the keys."""
    number = add_account(database, name, Role.ADMIN)
    insert = "INSERT INTO account_second_factor (account_id, sealed, confirmed_at) VALUES (:id, :sealed, now())"
    with owner_connection(database.owner) as connection:
        sealed = keys.seal("second-factor", b"GEZDGNBVGY3TQOJQ", f"account/{number}")
        connection.execute(text(insert), {"id": number, "sealed": sealed})
    return number


def test_a_second_factor_is_taken_off_when_the_telephone_is_lost(no_accounts: TestDatabase):
    number = with_second_factor(no_accounts, "lan", SecretKeys(Settings(secret_key=made_key())))
    with browser(no_accounts) as client:
        client.cookies.update(cookie_of(no_accounts, number))
        assert client.get(SESSION).json()["second_factor"]
        assert "It is on" in run(no_accounts, "second-factor", "LAN").stderr
        told = json.loads(run(no_accounts, "second-factor", "lan", "--off", "--json").stdout)
        assert told == {"name": "lan", "second_factor": False, "taken_off": True}
        assert client.get(SESSION).status_code == 401
    assert "It is off" in run(no_accounts, "second-factor", "lan", "--off").stderr
    run(no_accounts, "second-factor", "nobody", code=1)


def test_everything_is_sealed_anew_with_the_first_key_or_nothing_is(no_accounts: TestDatabase):
    old, new = made_key(), made_key()
    for name in ("lan", "mai"):
        with_second_factor(no_accounts, name, SecretKeys(Settings(secret_key=old)))
    missing = run(no_accounts, "rotate", of="secrets", code=1, WARDMAP_SECRET_KEY=new)
    assert "2 rows are sealed with a key that is not here" in missing.stderr
    done = run(no_accounts, "rotate", "--json", of="secrets", WARDMAP_SECRET_KEY=f"{new},{old}")
    assert json.loads(done.stdout) == {"sealed_anew": 2}
    again = run(no_accounts, "rotate", "--json", of="secrets", WARDMAP_SECRET_KEY=new)
    assert json.loads(again.stdout) == {"sealed_anew": 0}
    assert not any(key in done.stdout + done.stderr + missing.stderr for key in (old, new))


def test_doctor_says_which_seals_have_no_key(no_accounts: TestDatabase, tmp_path: Path):
    key = made_key()
    with_second_factor(no_accounts, "lan", SecretKeys(Settings(secret_key=key)))
    with owner_connection(no_accounts.owner) as connection:
        assert sealed_rows(connection, Settings(secret_key=key)).is_well
        for settings in (Settings(secret_key=made_key()), Settings(data_dir=tmp_path)):
            found = sealed_rows(connection, settings)
            assert (found.is_well, "1 rows are sealed" in found.remedy.en) == (False, True)
    assert list(tmp_path.iterdir()) == []
