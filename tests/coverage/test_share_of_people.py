"""How many of a unit's people are served, where they live: of each cell of population the middle."""

import pytest
from shapely import box

from geo_api.coverage.evaluate.run import run
from tests.coverage.world import DAY, WEST, Thing, Unit, World, build, rule_of, stored_results

SPOT = (106.153, 20.405)
SPEAKER = Thing("loudspeakers", "near", *SPOT, {"status": "active"})
UNSURE = Thing("loudspeakers", "unsure", *SPOT, {})
FAR = Thing("loudspeakers", "far", 106.2, 20.405, {"status": "active"})


def cell(name, east, people, households=None):
    x, y = SPOT[0] + east, SPOT[1] - 0.0005
    values = {"population": people, "households": households}
    known = {field: value for field, value in values.items() if value is not None}
    return Thing("population", name, x, y, known, box(x - 0.0005, y, x + 0.0005, y + 0.001))


NEAR, AWAY = cell("near", 0, 30, 5), cell("away", 0.005, 10, 15)
MEASURE = {"agg": "share_weight", "of": "population"}


def judge(connection, *things, area=WEST, **changes):
    parts = {"subject": {"set": "unit", "kind": ["xã"]}, "measure": MEASURE, "pass_": {"op": ">=", "value": 0.75}}
    target = {"set": "asset", "kind": ["loudspeaker"], "where": {"status": "active"}}
    rule = rule_of(**{**parts, "target": target, "relation": {"within_m": 300}, **changes})
    build(connection, World([Unit("W", area)], list(things)))
    run_id = run(connection, rule, DAY).run_id
    return stored_results(connection, run_id)["W"].outcome


@pytest.mark.parametrize(
    ("things", "outcome"),
    [
        ([SPEAKER, NEAR, AWAY], "pass"),
        ([FAR, NEAR, AWAY], "fail"),
        ([UNSURE, NEAR, AWAY], "unknown"),
        ([UNSURE, FAR, AWAY], "fail"),
        ([NEAR, AWAY], "unknown"),  # no loudspeaker was ever surveyed
        ([SPEAKER], "unknown"),  # nobody knows who lives there
        ([SPEAKER, cell("empty", 0, 0)], "unknown"),
        ([FAR, cell("outside", 0.2, 30)], "unknown"),
    ],
)
def test_three_of_four_live_within_300_m(connection, things, outcome):
    assert judge(connection, *things) == outcome


def test_households_are_other_than_people(connection):
    assert judge(connection, SPEAKER, NEAR, AWAY, measure={**MEASURE, "of": "households"}) == "fail"


def test_households_that_nobody_counted_may_be_any(connection):
    homes = {"measure": {**MEASURE, "of": "households"}, "pass_": {"op": ">=", "value": 0.2}}
    assert judge(connection, SPEAKER, NEAR, cell("away", 0.005, 10), **homes) == "unknown"


def test_all_are_served_however_many_they_are(connection):
    homes = {"measure": {**MEASURE, "of": "households"}, "pass_": {"op": "==", "value": 1}}
    assert judge(connection, SPEAKER, cell("near", 0, 30), **homes) == "pass"


def test_of_a_unit_without_boundary_nobody_knows_who_lives_in_it(connection):
    assert judge(connection, SPEAKER, NEAR, area=None) == "unknown"
