"""What is added without values of its own is one that the rule counts, whatever the rule asks."""

import pytest

from geo_api.coverage.what_if.asked import Added, Asked
from geo_api.coverage.what_if.weigh import weigh
from tests.coverage.world import DAY, WEST, Thing, Unit, World, build, rule_of

WHERE = {
    "tested not long ago": {"tested_on": {"op": "fresher_than_days", "value": 400}},
    "neither broken nor removed": {"status": {"op": "not_in", "value": ["broken", "removed", "planned"]}},
    "one of several": {"status": {"op": "in", "value": ["active", "broken"]}},
    "more than": {"mbps_down": {"op": ">", "value": 99.5}},
}


@pytest.mark.parametrize("case", WHERE)
def test_an_added_thing_is_one_that_counts(connection, case):
    house = Thing("culture_houses", "house", 106.155, 20.405)
    build(connection, World([Unit("00123", WEST)], [house]))
    rule = rule_of(target={"set": "asset", "kind": ["wifi"], "where": WHERE[case]})
    asked = Asked(unit=_only_unit(connection), add=[Added(layer="wifi", lon=house.lon, lat=house.lat)])
    effect = weigh(connection, rule, asked, DAY)
    assert (effect.before.passed, effect.after.passed) == (0, 1)


def _only_unit(connection):
    return connection.exec_driver_sql("SELECT max(id) FROM unit").scalar()
