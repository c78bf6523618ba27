"""The page `/admin/audit` as it is sent, and the log as a table."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_api.access import Role
from geo_api.audit import Action, Actor, Event, record
from geo_api.audit.words import AUDIT_WORDS, title_of
from geo_api.db import owner_connection
from geo_api.desk import DESK_WORDS
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import Server, TestDatabase

PAGE, TABLE, LOG = "/admin/audit", "/api/v1/audit.csv", "/api/v1/audit"
STATIC = Path(__file__).parents[2] / "static" / "src"
SCRIPTS = [STATIC / "audit.ts", STATIC / "desk.ts", *(STATIC / "audit").glob("*.ts")]


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        for role in (Role.ADMIN, Role.AUDITOR, Role.PLANNER):
            add_account(database, role.value, role)
        yield database


@pytest.fixture
def client(database: TestDatabase) -> Iterator[TestClient]:
    with browser(database) as client:
        yield client


def enter(client: TestClient, database: TestDatabase, role: Role) -> None:
    with owner_connection(database.owner) as connection:
        number = connection.exec_driver_sql("SELECT id FROM account WHERE name = %s", (role.value,)).scalar_one()
    client.cookies.update(cookie_of(database, number))


@pytest.mark.parametrize(
    ("role", "ways"),
    [(Role.AUDITOR, ["/admin/audit"]), (Role.ADMIN, ["/admin", "/admin/accounts", "/admin/audit"])],
)
def test_each_is_shown_the_pages_that_are_open_to_them(
    client: TestClient, database: TestDatabase, role: Role, ways: list[str]
) -> None:
    enter(client, database, role)
    answer = client.get(PAGE, params={"lang": "en"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "<title>Audit log · " in unescape(answer.text)
    nav = answer.text.partition('<nav class="ways"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"?]*)', nav) == ways


@pytest.mark.parametrize("path", [PAGE, TABLE])
def test_others_learn_nothing(client: TestClient, database: TestDatabase, path: str) -> None:
    enter(client, database, Role.PLANNER)
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (404, client.get("/nothing-there").json())


def test_the_table_holds_what_was_found_and_no_formula_and_is_on_record(
    client: TestClient, database: TestDatabase
) -> None:
    hostile = '=HYPERLINK("http://evil","x")'
    with owner_connection(database.owner) as connection:
        record(connection, Event(Action.ROLE_GIVEN, Actor(hostile), "account/7", {"role": "admin"}, "\uff0b1"))
    enter(client, database, Role.AUDITOR)
    answer = client.get(TABLE, params={"subject": "account/7"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["actor"], row["reason"]) == (f"'{hostile}", "'\uff0b1")
    assert (row["action"], row["what"], row["subject"]) == ("role.given", "Cấp vai trò", "account/7")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+07:00", row["at"])
    newest = client.get(LOG, params={"action": "audit.read"}).json()["events"][0]
    assert (newest["actor"], newest["details"]) == ("auditor", {"subject": "account/7", "as": "csv"})


@pytest.mark.parametrize("query", ["since=x", "action=nothing", "limit=5", "cursor=1", "actor=%00"])
def test_what_the_table_does_not_know_it_refuses(client: TestClient, database: TestDatabase, query: str) -> None:
    enter(client, database, Role.AUDITOR)
    assert client.get(f"{TABLE}?{query}").status_code == 400


def test_every_action_has_a_name_in_both_languages() -> None:
    named = {action: title_of(action) for action in Action}
    assert [action for action, title in named.items() if action in (title.vi, title.en)] == []
    assert title_of("of.tomorrow").vi == "of.tomorrow"


def test_every_word_has_its_use_and_every_use_its_word() -> None:
    scripts = "\n".join(path.read_text() for path in SCRIPTS)
    used = set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', scripts))
    used |= {f"by_{via}" for via in ("session", "token", "command", "public")}
    used |= {name for name in AUDIT_WORDS if name.startswith("detail_")}  # what events tell is their own
    assert AUDIT_WORDS.keys() - used == set()
    called = set(re.findall(r'\bt\("(\w+)"', scripts))
    assert called - (AUDIT_WORDS.keys() | DESK_WORDS.keys()) == set()
