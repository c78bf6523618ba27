"""A small town for tests of the register, with an officer for each of its roles."""

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from geo_api.account import Role
from tests.access.world import Held, World, made_world
from tests.accounts.tools import browser
from tests.addresses.tools import Officer
from tests.conftest import Server, TestDatabase

Hire = Callable[..., Officer]


@pytest.fixture(scope="module")
def town_db(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def town(town_db: TestDatabase) -> World:
    return made_world(town_db, rows_a_layer=0)


@pytest.fixture(scope="module")
def visitor(town: World) -> Iterator[TestClient]:
    with browser(town.database) as client:
        yield client


@pytest.fixture(scope="module")
def hire(town: World, visitor: TestClient) -> Hire:
    """An officer with a role for a unit; `who` tells those of one kind apart."""

    def hire(role: Role, unit: str | None = "commune A", who: int = 0) -> Officer:
        # A role held since another day is another account.
        return Officer(visitor, town.headers(Held(role, unit, first=-30 - who)))

    return hire


@pytest.fixture(scope="module")
def collector(hire: Hire) -> Officer:
    return hire(Role.COLLECTOR, "hamlet A1")


@pytest.fixture(scope="module")
def verifier(hire: Hire) -> Officer:
    return hire(Role.VERIFIER)


@pytest.fixture(scope="module")
def approver(hire: Hire) -> Officer:
    return hire(Role.APPROVER)
