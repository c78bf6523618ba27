"""The log as auditors and administrators search it; whoever does is in it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.account import Role
from geo_api.audit import Action, Actor, Event, record
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import TestDatabase

LOG = "/api/v1/audit"


@pytest.fixture
def visitor(empty_db: TestDatabase) -> Iterator[TestClient]:
    for number in range(1, 8):
        actor = Actor("lan.tran" if number % 2 else "minh", 12, address="203.0.113.7")
        with owner_connection(empty_db.owner) as connection:
            record(connection, Event(Action.READ_ITEM, actor, f"addresses/{number % 3}", {"n": number}, "xác minh"))
    with browser(empty_db) as client:
        yield client


def headers(database: TestDatabase, name: str, *roles: Role) -> dict[str, str]:
    cookies = cookie_of(database, add_account(database, name, *roles))
    return {"Cookie": "; ".join(f"{each}={value}" for each, value in cookies.items())}


def found(client: TestClient, who: dict[str, str], query: str = "") -> list[dict[str, Any]]:
    answer = client.get(f"{LOG}?{query}", headers=who)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return [event for event in answer.json()["events"] if event["action"] == "read.item"]


def test_by_whom_what_and_about_what(empty_db: TestDatabase, visitor: TestClient):
    who = headers(empty_db, "thanh.tra", Role.AUDITOR)
    assert [event["details"]["n"] for event in found(visitor, who)] == [7, 6, 5, 4, 3, 2, 1]
    assert [event["details"]["n"] for event in found(visitor, who, "actor=minh")] == [6, 4, 2]
    assert [event["details"]["n"] for event in found(visitor, who, "actor=lan.tran&subject=addresses/1")] == [7, 1]
    assert found(visitor, who, "action=sign_in") == []
    assert found(visitor, who, "until=2020-01-01") == []
    assert len(found(visitor, who, "since=2020-01-01")) == 7
    first = found(visitor, who, "actor=lan.tran")[-1]
    assert (first["seq"], first["address"], first["via"], first["reason"]) == (1, "203.0.113.7", "session", "xác minh")


def test_page_by_page_nothing_is_left_out_though_more_is_recorded(empty_db: TestDatabase, visitor: TestClient):
    who = headers(empty_db, "thanh.tra", Role.AUDITOR)
    address, pages = f"{LOG}?action=read.item&limit=3", []
    while address:
        document = visitor.get(address, headers=who).json()
        pages.append([event["details"]["n"] for event in document["events"]])
        address = document["next"]
    assert pages == [[7, 6, 5], [4, 3, 2], [1]]


def test_the_search_is_itself_on_record(empty_db: TestDatabase, visitor: TestClient):
    who = headers(empty_db, "quan.tri", Role.ADMIN)
    found(visitor, {**who, "X-Wardmap-Reason": quote("khiếu nại 5")}, "actor=minh&limit=5")
    query = "SELECT actor, details, reason FROM audit_event WHERE action = 'audit.read'"
    with owner_connection(empty_db.owner) as connection:
        assert connection.execute(text(query)).all() == [("quan.tri", {"actor": "minh"}, "khiếu nại 5")]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.AUDITOR)])
def test_nobody_else_sees_that_there_is_a_log(empty_db: TestDatabase, visitor: TestClient, role: Role):
    who = headers(empty_db, "minh", role)
    assert visitor.get(LOG, headers=who).status_code == 404
    assert visitor.get(LOG).status_code == 401


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "since=yesterday", "action=drop", "actor=%00", "cursor=-1", "cursor=x", "who=lan"),
        f"subject={'x' * 300}",
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(empty_db: TestDatabase, visitor: TestClient, query: str):
    who = headers(empty_db, "thanh.tra", Role.AUDITOR)
    answer = visitor.get(f"{LOG}?{query}", headers=who)
    assert answer.status_code == 400, answer.text
