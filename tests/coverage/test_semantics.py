"""What a rule says of one culture house, case by case: pass, fail, unknown, and how far the nearest that counts is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text

from geo_api.coverage.evaluate.run import run, run_all
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.coverage.world import (
    DAY,
    EAST,
    WEST,
    Thing,
    Unit,
    World,
    at_distance,
    build,
    rule_of,
    stored_results,
    stored_units,
)

GOOD = {"free": True, "mbps_down": 120, "status": "active"}
HOUSE = Thing("culture_houses", "house", 106.155, 20.405, {"key": "nvh1", "status": "active"})
# A wifi point that fails surely: with it the layer counts as surveyed.
FAR_AND_PAID = Thing("wifi", "paid", 106.151, 20.401, {"free": False, "status": "active"})


def wifi(metres, name="wifi", host=None, **changes):
    values = {k: v for k, v in {**GOOD, "host": host, **changes}.items() if v is not None}
    return Thing("wifi", name, *at_distance(HOUSE, metres), values)


def judge(connection, *things, house=HOUSE, **rule):
    """The result for the house."""
    build(connection, World([Unit("W", WEST)], [house, *things]))
    summary = run(connection, rule_of(**rule), DAY)
    return stored_results(connection, summary.run_id)["house"]


# name: wifi points, outcome, distance to the nearest that counts
CASES = {
    "a good point at 10 m": ([wifi(10)], "pass", 10),
    "just within the radius": ([wifi(29.99)], "pass", 29.99),
    "just beyond the radius": ([wifi(30.01)], "fail", 30.01),
    "hosted far away": ([wifi(500, host="culture_houses/nvh1")], "pass", 500),
    "hosted by another place": ([wifi(500, host="culture_houses/nvh2")], "fail", 500),
    "hosted by the same key of another layer": ([wifi(500, host="schools/nvh1")], "fail", 500),
    "hosted wins over nearer": ([wifi(5), wifi(9, "hosted", host="culture_houses/nvh1")], "pass", 9),
    "80 Mbit/s": ([wifi(10, mbps_down=80)], "fail", None),
    "exactly 100 Mbit/s": ([wifi(10, mbps_down=100)], "pass", 10),
    "a broken one": ([wifi(10, status="broken")], "fail", None),
    "not free": ([wifi(10, free=False)], "fail", None),
    "speed not known": ([wifi(10, mbps_down=None)], "unknown", None),
    "status not known": ([wifi(10, status=None)], "unknown", None),
    "broken, and the speed not known either": ([wifi(10, status="broken", mbps_down=None)], "fail", None),
    "one of unknown speed near, a good one far": ([wifi(10, mbps_down=None), wifi(400, "far")], "unknown", 400),
    "one of unknown speed beside a good one": ([wifi(10, "dim", mbps_down=None), wifi(20)], "pass", 20),
    "one of unknown speed out of reach": ([wifi(300, mbps_down=None)], "fail", None),
    "nothing that counts anywhere": ([FAR_AND_PAID], "fail", None),
    "no wifi was ever surveyed": ([], "unknown", None),
}


@pytest.mark.parametrize("case", CASES)
def test_case(connection, case):
    things, outcome, distance = CASES[case]
    found = judge(connection, *things)
    assert found.outcome == outcome
    assert found.distance == (pytest.approx(distance, abs=1e-4) if distance is not None else None)


NEAR_SURE, NEAR_MAYBE = wifi(10, "sure"), wifi(12, "maybe", mbps_down=None)
# operator and value against one sure and one possible target: the count is 1 or 2
THRESHOLDS = {
    (">=", 1): "pass", (">=", 2): "unknown", (">=", 3): "fail",
    (">", 0): "pass", (">", 1): "unknown", (">", 2): "fail",
    ("<=", 2): "pass", ("<=", 1): "unknown", ("<=", 0): "fail",
    ("<", 3): "pass", ("<", 2): "unknown", ("<", 1): "fail",
    ("==", 0): "fail", ("==", 1): "unknown", ("==", 2): "unknown", ("==", 3): "fail",
}  # fmt: skip


@pytest.mark.parametrize(("op", "value"), THRESHOLDS)
def test_threshold_holds_surely_never_or_perhaps(connection, op, value):
    found = judge(connection, NEAR_SURE, NEAR_MAYBE, pass_={"op": op, "value": value})
    assert found.outcome == THRESHOLDS[op, value]


def test_without_any_survey_a_ceiling_is_unknown_too(connection):
    assert judge(connection, pass_={"op": "<=", "value": 3}).outcome == "unknown"


def test_a_house_without_a_key_hosts_nothing(connection):
    keyless = Thing("culture_houses", "house", HOUSE.lon, HOUSE.lat, {})
    assert judge(connection, wifi(500, host="culture_houses/"), house=keyless).outcome == "fail"


@pytest.mark.parametrize(("status", "judged"), [("closed", 0), ("planned", 0), ("active", 1), (None, 1)])
def test_places_that_are_closed_or_only_planned_are_left_out(connection, status, judged):
    house = Thing("culture_houses", "house", HOUSE.lon, HOUSE.lat, {"status": status} if status else {})
    build(connection, World([Unit("W", WEST)], [house, FAR_AND_PAID]))
    assert run(connection, rule_of(), DAY).subjects == judged


def test_a_clinic_of_unknown_level_may_be_a_health_station(connection):
    stations = [
        Thing("health_stations", level or "open", HOUSE.lon, HOUSE.lat, {"level": level} if level else {})
        for level in ("station", "hospital", None)
    ]
    build(connection, World([Unit("W", WEST)], [*stations, wifi(5)]))
    results = stored_results(connection, run(connection, rule_of(), DAY).run_id)
    assert {name: found.outcome for name, found in results.items()} == {"station": "pass", "open": "unknown"}


def test_a_place_is_not_its_own_neighbour(connection):
    twin = Thing("culture_houses", "twin", *at_distance(HOUSE, 100), {})
    rule = rule_of(
        subject={"set": "place", "kind": ["culture_house"]},
        target={"set": "place", "kind": ["culture_house"]},
        relation={"within_m": 200},
        pass_={"op": "==", "value": 1},
    )
    build(connection, World([Unit("W", WEST)], [HOUSE, twin]))
    results = stored_results(connection, run(connection, rule, DAY).run_id)
    assert results["house"].outcome == "pass"
    assert results["house"].targets == {"twin"}


def test_nearest_is_nearest_in_metres_not_in_degrees(connection):
    # At 20° N a degree of longitude is 6 % shorter than one of latitude.
    east = Thing("wifi", "east", HOUSE.lon + 0.0100, HOUSE.lat, GOOD)
    north = Thing("wifi", "north", HOUSE.lon, HOUSE.lat + 0.0098, GOOD)
    assert judge(connection, east, north).targets == {"east"}


BORDER = Thing("culture_houses", "border", 106.16, 20.405, {})
INSIDE = Thing("culture_houses", "inside", 106.165, 20.405, {})
OUTSIDE = Thing("culture_houses", "outside", 107.0, 20.405, {})


def test_a_place_on_a_border_belongs_to_one_unit_and_one_outside_to_none(connection):
    build(connection, World([Unit("E", EAST), Unit("W", WEST)], [BORDER, INSIDE, OUTSIDE, FAR_AND_PAID]))
    summary = run(connection, rule_of(), DAY)
    units = {name: found.unit for name, found in stored_results(connection, summary.run_id).items()}
    assert units == {"border": "E", "inside": "E", "outside": None}
    assert summary.outside == 1
    assert {code: sum(row[1:4]) for code, row in stored_units(connection, summary.run_id).items()} == {"E": 2, "W": 0}


def test_units_are_those_of_the_day(connection):
    units = [Unit("old", WEST, valid="[2024-09-01,2025-07-01)"), Unit("new", WEST.union(EAST))]
    build(connection, World(units, [HOUSE, FAR_AND_PAID]))
    for day, code in ((date(2025, 6, 30), "old"), (date(2025, 7, 1), "new")):
        summary = run(connection, rule_of(), day)
        assert set(stored_units(connection, summary.run_id)) == {code}
        assert stored_results(connection, summary.run_id)["house"].unit == code


def row_of_houses(passed, failed, unknown):
    """Houses 200 m apart with a good, a bad or an unmeasured wifi point each."""
    kinds = ["pass"] * passed + ["fail"] * failed + ["unknown"] * unknown
    wifi_of = {"pass": GOOD, "fail": {**GOOD, "mbps_down": 20}, "unknown": {"free": True, "status": "active"}}
    for number, kind in enumerate(kinds):
        lat = 20.4005 + 0.0019 * number
        yield Thing("culture_houses", f"{kind}{number}", 106.155, lat, {})
        yield Thing("wifi", f"wifi{number}", 106.155, lat, wifi_of[kind])


# stat, threshold, (passed, failed, unknown) → outcome of the unit
ROLLUPS = [
    ("share", (">=", 1.0), (3, 0, 0), "pass"),
    ("share", (">=", 1.0), (2, 1, 0), "fail"),
    ("share", (">=", 1.0), (2, 0, 1), "unknown"),
    ("share", (">=", 1.0), (1, 1, 1), "fail"),
    ("share", (">=", 0.5), (2, 1, 0), "pass"),
    ("share", (">=", 0.5), (2, 0, 1), "pass"),
    ("share", (">=", 0.5), (1, 0, 2), "unknown"),
    ("share", ("<=", 0.4), (1, 1, 1), "unknown"),
    # Of binary fractions 1 - 4/5 is less than 1/5.
    ("share", (">=", 0.2), (1, 4, 0), "pass"),
    ("share", (">=", 0.2), (0, 4, 1), "unknown"),
    ("share", (">=", 0.9), (0, 0, 3), "unknown"),
    ("count", (">=", 2), (2, 1, 0), "pass"),
    ("count", (">=", 2), (1, 1, 1), "unknown"),
    ("count", (">=", 2), (1, 2, 0), "fail"),
    ("all", ("==", 1), (2, 0, 0), "pass"),
    ("all", ("==", 1), (2, 0, 1), "unknown"),
    ("all", ("==", 1), (2, 1, 1), "fail"),
    ("any", ("==", 1), (1, 2, 0), "pass"),
    ("any", ("==", 1), (0, 2, 1), "unknown"),
    ("any", ("==", 1), (0, 3, 0), "fail"),
]


@pytest.mark.parametrize(("stat", "threshold", "counts", "outcome"), ROLLUPS)
def test_rollup(connection, stat, threshold, counts, outcome):
    build(connection, World([Unit("W", WEST)], list(row_of_houses(*counts))))
    rollup = {"level": "commune", "stat": stat, "pass": {"op": threshold[0], "value": threshold[1]}}
    row = stored_units(connection, run(connection, rule_of(rollup=rollup), DAY).run_id)["W"]
    passed, failed, unknown = counts
    assert row == (outcome, passed, failed, unknown, passed / (passed + failed) if passed + failed else None)


@pytest.mark.parametrize("empty", ["not_applicable", "pass", "fail"])
def test_a_unit_without_subjects_is_what_the_rule_says(connection, empty):
    build(connection, World([Unit("W", WEST)], [FAR_AND_PAID]))
    rollup = {**rule_of().document["rollup"], "empty": empty}
    assert stored_units(connection, run(connection, rule_of(rollup=rollup), DAY).run_id)["W"] == (empty, 0, 0, 0, None)


def test_a_unit_without_a_boundary_is_unknown(connection):
    build(connection, World([Unit("X", None)], [FAR_AND_PAID]))
    assert stored_units(connection, run(connection, rule_of(), DAY).run_id)["X"][0] == "unknown"


def test_two_runs_at_once_wait_for_each_other(empty_db):
    with owner_connection(empty_db.owner) as connection:
        build(connection, World([Unit("W", WEST)], [HOUSE, wifi(10)]))

    def run_once(_):
        with owner_connection(empty_db.owner) as connection:
            return run(connection, rule_of(), DAY).subjects

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run_once, range(8))) == [1] * 8
    with owner_connection(empty_db.owner) as connection:
        assert connection.execute(text("SELECT at, lower(valid), upper(valid) FROM coverage_run")).all() == [
            (DAY, DAY, None)
        ]


def test_every_shipped_rule_runs_on_an_empty_database(connection):
    summaries = run_all(connection, DAY)
    assert sorted(summary.rule for summary in summaries) == sorted(shipped_rules())
    assert {(summary.subjects, summary.units) for summary in summaries} == {(0, 0)}
