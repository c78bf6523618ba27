"""Every address says in the declared matrix who may ask for it, and none is declared that there is not."""

from tests.access.declared import differences, matrix, routes_of
from tests.accounts.tools import browser
from tests.conftest import TestDatabase

WORDS = {
    *("everybody", "rows", "signed out", "session", "in person", "fresh", "perhaps", "machine", "auditor", "admin"),
    *("planner", "rule editor", "officer", "plates", "plate photos", "admin now"),
}


def test_every_route_is_declared(migrated: TestDatabase):
    with browser(migrated) as client:
        routes = routes_of(client.app)
    assert len(routes) > 40
    assert differences("routes", matrix()["routes"], routes) == []


def test_each_is_declared_in_words_that_mean_something():
    assert set(matrix()["routes"].values()) <= WORDS
