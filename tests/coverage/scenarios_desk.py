"""Planners at work with scenarios, for tests."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import TestDatabase
from tests.coverage.test_routes import DAY, RULE, town
from tests.coverage.world import build

PATH = "/api/v1/coverage/scenarios"
# On the house “far”, which has nothing within reach, and on “near”.
FAR = "far"


@contextmanager
def two_planners(database: TestDatabase) -> Iterator[tuple[TestClient, TestClient]]:
    """The town of `test_routes`, calculated, and two planners who are signed in."""
    with owner_connection(database.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
    with ExitStack() as stack:
        clients = [stack.enter_context(browser(database)) for _ in range(2)]
        for client, name in zip(clients, ("lan", "minh"), strict=True):
            client.cookies.update(cookie_of(database, add_account(database, name, Role.PLANNER)))
        yield clients[0], clients[1]


def unit_of(client: TestClient, code: str = "00123") -> int:
    units = client.get(f"/api/v1/coverage/{RULE}/units").json()["units"]
    return next(int(unit["unit_id"]) for unit in units if unit["code"] == code)


def spots(client: TestClient) -> dict[str, dict[str, float]]:
    """Where the houses of the town that lack something stand, by name."""
    gaps = client.get(f"/api/v1/coverage/{RULE}/gaps?unit={unit_of(client)}").json()["gaps"]
    return {gap["name"]: {"lon": gap["lon"], "lat": gap["lat"]} for gap in gaps}


def wifi(database: TestDatabase, name: str) -> int:
    with owner_connection(database.owner) as connection:
        return int(connection.scalar(text("SELECT id FROM feature WHERE name = :name"), {"name": name}))


def scenario(client: TestClient, **given: Any) -> dict[str, Any]:
    """The body of one: a wifi point more, at “far”."""
    add = [{"layer": "wifi", **spots(client)[FAR]}]
    return {"name": "Phương án A", "unit": unit_of(client), "rule": RULE, "add": add, **given}


def kept(client: TestClient, **given: Any) -> dict[str, Any]:
    answer = client.post(PATH, json=scenario(client, **given))
    assert answer.status_code == 201, answer.text
    document: dict[str, Any] = answer.json()
    return document
