"""What somebody who takes all answers together learns of a handful of dwellings: nothing that is sure.

Hamlets of a commune side by side, with so many dwellings judged and so many of them without an address.
"""

from datetime import timedelta

import pytest
from shapely import box
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.world import DAY, EAST, WEST, Figure, Thing, Unit, World, build

RULE, SMART, MODEL = "address.assigned", "hamlet.smart", "commune.model"
# Hamlet → dwellings, and those of them that fail. `-` of the east lie in no hamlet.
HAMLETS = {
    "W": {"A": (23, 3), "B": (2, 1), "C": (8, 0), "D": (31, 9)},
    "E": {"F": (30, 0), "G": (12, 1), "-": (3, 2)},
}
LEVELS = ("hamlet", "commune", "province")
FIGURES = ("subjects", "passed", "failed", "unknown")


def place(commune: str, name: str) -> tuple[float, float]:
    """The west end of a hamlet's strip."""
    west = 106.15 if commune == "W" else 106.16
    return west + 0.0025 * list(HAMLETS[commune]).index(name), 20.40


def strips():
    for commune, hamlets in HAMLETS.items():
        for name in hamlets:
            x, y = place(commune, name)
            if name != "-":
                yield Unit(name, box(x, y, x + 0.0025, y + 0.01), "hamlet", kind="thôn", parent=commune)


def dwellings():
    for commune, hamlets in HAMLETS.items():
        for name, (count, failed) in hamlets.items():
            x, y = place(commune, name)
            for n in range(count):
                values = {"kind": "dwelling", "status": "draft" if n < failed else "assigned"}
                yield Thing("addresses", f"{name}{n}", x + 0.001, y + 0.0002 * (n + 1), values)


@pytest.fixture(scope="module")
def told_db(server, template):
    """On the second day one more dwelling of A has an address."""
    units = [
        Unit("P", WEST.union(EAST), "province", kind="tỉnh"),
        Unit("W", WEST, parent="P"),
        Unit("E", EAST, parent="P"),
    ]
    teams = [Figure(unit.code, "digital_team", 1, DAY - timedelta(days=9), DAY) for unit in strips()]
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, World([*units, *strips()], list(dwellings()), teams))
            for rule in (RULE, "camera.main-road", "team.digital", SMART, MODEL):
                run(connection, shipped_rules()[rule], DAY)
            connection.execute(
                text(
                    "SET wardmap.life_cycle = off; UPDATE addressable SET status = 'assigned' WHERE id ="
                    " (SELECT addressable_id FROM address_text WHERE number = 'A0')"
                )
            )
            run(connection, shipped_rules()[RULE], DAY + timedelta(days=1))
        yield database


@pytest.fixture(scope="module", params=["public", "planner"])
def asker(request, told_db):
    with browser(told_db) as client:
        if request.param == "planner":
            client.cookies.update(cookie_of(told_db, add_account(told_db, "lan", Role.PLANNER)))
        yield client, "/as/planner" if request.param == "planner" else ""


@pytest.fixture(scope="module")
def told(asker):
    """Unit → what is told of it on the first day."""
    return _told(asker, DAY)


def _told(asker, day, rule=RULE):
    client, prefix = asker
    found = {}
    for level in LEVELS:
        answer = client.get(f"{prefix}/api/v1/coverage/{rule}/units?level={level}&at={day}")
        assert answer.status_code == 200, answer.text
        found |= {unit["name"]: unit for unit in answer.json()["units"]}
    return found


def span(told, figure):
    """The numbers that may be behind what is told."""
    number = told[figure]
    return (0, 8) if not number else (number - 4, number + 4)


def test_of_a_handful_no_number_is_told_and_of_others_none_that_is_exact(told):
    assert [told["B"][figure] for figure in (*FIGURES, "share", "weight_total", "weight_passed")] == [None] * 7
    for name, unit in told.items():
        assert all((unit[figure] or 0) % 5 == 0 for figure in (*FIGURES, "weight_total", "weight_passed")), name
    truth = {name: sizes for hamlets in HAMLETS.values() for name, sizes in hamlets.items() if name != "-"}
    for name, (count, failed) in truth.items():
        for figure, number in {"subjects": count, "failed": failed, "passed": count - failed}.items():
            low, high = span(told[name], figure)
            assert low <= number <= high, (name, figure)


def test_shares_are_those_of_the_numbers_that_are_told(told):
    for unit in told.values():
        if unit["share"] is not None:
            assert unit["share"] == pytest.approx(unit["passed"] / (unit["passed"] + unit["failed"]))


@pytest.mark.parametrize("figure", FIGURES)
def test_a_commune_less_its_other_hamlets_leaves_a_range(told, figure):
    """The attacker knows how numbers are told, and takes every number that might be behind them."""
    for commune, hamlets in HAMLETS.items():
        for hidden in hamlets:
            others = [span(told[name], figure) for name in hamlets if name not in (hidden, "-")]
            low, high = span(told[commune], figure)
            left = (max(0, low - sum(most for _, most in others)), high - sum(least for least, _ in others))
            assert left[1] - left[0] >= 4, (commune, hidden, figure)


def test_what_became_of_a_handful_is_not_told_nor_of_the_one_that_would_tell_it(told):
    """B is a handful. Without the smallest of the others the rest of W is B and C; of E, G and those of no hamlet."""
    outcomes = {name: unit["outcome"] for name, unit in told.items()}
    assert outcomes == {
        "A": "fail",
        "B": "unknown",
        "C": "unknown",
        "D": "fail",
        "F": "pass",
        "G": "unknown",
        "W": "fail",
        "E": "fail",
        "P": "fail",
    }


def test_what_is_made_of_it_tells_nothing_either(asker):
    """Its other criteria are met: that the hamlet is not smart would say that an address is missing."""
    smart = {name: unit["outcome"] for name, unit in _told(asker, DAY, SMART).items()}
    assert {name: smart[name] for name in "ABCG"} == {"A": "fail", "B": "unknown", "C": "unknown", "G": "unknown"}
    client, prefix = asker
    gaps = client.get(f"{prefix}/api/v1/coverage/{MODEL}/gaps?at={DAY}").json()["gaps"]
    assert "A" in str([gap["name"] for gap in gaps])
    assert not {"B", "C", "G"} & {gap["name"].removeprefix("Thôn ") for gap in gaps}


def test_a_day_less_the_day_before_is_a_step_or_nothing(asker, told):
    after = _told(asker, DAY + timedelta(days=1))
    for name in told:
        for figure in FIGURES:
            assert abs((after[name][figure] or 0) - (told[name][figure] or 0)) in (0, 5), (name, figure)
    client, prefix = asker
    trend = client.get(f"{prefix}/api/v1/coverage/{RULE}/trend?unit={told['A']['unit_id']}").json()["trend"]
    assert [(point["passed"], point["failed"]) for point in trend] == [
        (one["A"]["passed"], one["A"]["failed"]) for one in (told, after)
    ]


@pytest.mark.parametrize("path", ["ogc/collections/coverage_hamlets/items", f"api/v1/coverage/{RULE}/units"])
def test_files_and_features_tell_no_more(asker, told, path):
    client, prefix = asker
    query = (
        {"datetime": DAY.isoformat(), "limit": 100}
        if path.startswith("ogc")
        else {"at": DAY, "level": "hamlet", "f": "csv"}
    )
    answer = client.get(f"{prefix}/{path}", params=query)
    assert answer.status_code == 200, answer.text
    if path.startswith("ogc"):
        rows = [feature["properties"] for feature in answer.json()["features"] if feature["properties"]["rule"] == RULE]
        found = {row["name"]: (row["outcome"], row.get("passed"), row.get("share")) for row in rows}
        assert found == {name: (told[name]["outcome"], told[name]["passed"], told[name]["share"]) for name in "ABCDFG"}
    else:
        assert sum(f",{number}," in answer.text for number in ("23", "22", "31")) == 0
