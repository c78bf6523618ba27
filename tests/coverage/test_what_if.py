"""POST `…/what-if`: what a rule would say of a commune, asked by a planner."""

import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.test_routes import BASE, DAY, RULE, town
from tests.coverage.world import build

PATH = f"{BASE}/what-if"


@pytest.fixture(scope="module")
def planner(coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
    with browser(coverage_db) as client:
        client.cookies.update(cookie_of(coverage_db, add_account(coverage_db, "what-if", Role.PLANNER)))
        yield client


@pytest.fixture(scope="module")
def west(planner):
    units = planner.get(f"{BASE}/units").json()["units"]
    return next(unit["unit_id"] for unit in units if unit["code"] == "00123")


@pytest.fixture(scope="module")
def gaps(planner, west):
    return {gap["name"]: gap for gap in planner.get(f"{BASE}/gaps?unit={west}").json()["gaps"]}


def counts(figures):
    return [figures[name] for name in ("subjects", "passed", "failed", "unknown", "outcome")]


def test_nothing_changed_is_what_the_rule_says(planner, west):
    answer = planner.post(PATH, json={"unit": west})
    assert answer.status_code == 200, answer.text
    assert counts(answer.json()["before"]) == counts(answer.json()["after"]) == [4, 1, 2, 1, "fail"]
    assert answer.json()["changed"] == []


def test_a_point_added_where_one_is_missing_closes_the_gap(planner, west, gaps):
    far = gaps["far"]
    answer = planner.post(PATH, json={"unit": west, "add": [{"layer": "wifi", "lon": far["lon"], "lat": far["lat"]}]})
    assert counts(answer.json()["after"]) == [4, 2, 1, 1, "fail"]
    (changed,) = answer.json()["changed"]
    assert (changed["name"], changed["before"], changed["after"]) == ("far", "fail", "pass")
    assert changed["distance_before_m"] == pytest.approx(200, abs=0.1)
    assert changed["distance_after_m"] == 0
    # Nothing of it is kept.
    assert counts(planner.post(PATH, json={"unit": west}).json()["after"]) == [4, 1, 2, 1, "fail"]


def test_what_is_added_is_judged_by_its_values(planner, west, gaps):
    spot = {"layer": "wifi", "lon": gaps["far"]["lon"], "lat": gaps["far"]["lat"]}
    slow = planner.post(PATH, json={"unit": west, "add": [{**spot, "values": {"mbps_down": 80}}]}).json()
    assert slow["changed"] == []
    host = f"{gaps['far']['layer']}/none"
    assert planner.post(PATH, json={"unit": west, "add": [{**spot, "host": host}]}).json()["after"]["passed"] == 2


def test_what_is_moved_leaves_a_gap_and_closes_another(planner, west, gaps, coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        good = connection.scalar(text("SELECT id FROM feature WHERE name = 'good'"))
    near = gaps["near"]
    moved = planner.post(
        PATH, json={"unit": west, "move": [{"layer": "wifi", "id": good, "lon": near["lon"], "lat": near["lat"]}]}
    ).json()
    assert {(one["name"], one["before"], one["after"]) for one in moved["changed"]} == {
        ("near", "fail", "pass"),
        ("served", "pass", "fail"),
    }
    gone = planner.post(PATH, json={"unit": west, "remove": [{"layer": "wifi", "id": good}]}).json()
    assert counts(gone["after"]) == [4, 0, 3, 1, "fail"]


def test_every_single_rule_can_be_tried(planner, west):
    for name, rule in shipped_rules().items():
        answer = planner.post(f"/api/v1/coverage/{name}/what-if", json={"unit": west})
        expected = {200, 400} if "composite" not in rule.document else {400}
        assert answer.status_code in expected, (name, answer.text)


REFUSED = {
    "a layer that the rule does not count": {"add": [{"layer": "cameras", "lon": 106.1, "lat": 20.4}]},
    "a field that there is not": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"speed": 1}}]},
    "a value that there is not": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"status": "new"}}]},
    "no number": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"mbps_down": "fast"}}]},
    "a host that is none": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "host": "a\x00b"}]},
    "off the earth": {"add": [{"layer": "wifi", "lon": 190, "lat": 20}]},
    "a word too many": {"undo": []},
    "too much": {"remove": [{"layer": "wifi", "id": 1}] * 201},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(planner, west, case):
    assert planner.post(PATH, json={"unit": west, **REFUSED[case]}).status_code == 400


def test_a_unit_that_is_not_there_and_a_rule_that_is_not_there(planner, west):
    assert planner.post(PATH, json={"unit": 10**9}).status_code == 404
    assert planner.post("/api/v1/coverage/none/what-if", json={"unit": west}).status_code == 404


def test_the_public_and_other_officials_may_not_ask(coverage_db, planner, west):
    with browser(coverage_db) as client:
        assert client.post(PATH, json={"unit": west}).status_code == 401
        client.cookies.update(cookie_of(coverage_db, add_account(coverage_db, "officer", Role.VERIFIER)))
        assert client.post(PATH, json={"unit": west}).status_code == 404
