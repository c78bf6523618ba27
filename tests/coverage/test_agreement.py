"""SQL and the slow evaluator must say the same of every subject and unit of random small cities."""

from datetime import timedelta

import numpy as np
import pytest
from shapely import box

from geo_api.coverage.run import run
from tests.coverage.slow_evaluator import SlowEvaluator
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

# Around the radius of 30 m down to 2 mm, and further off.
DISTANCES = [0, 3, 12, 29.9, 29.998, 30.002, 30.1, 45, 79.9, 80.1, 250, 2500]
SUBJECT_LAYERS = ["culture_houses", "health_stations", "schools", "one_stop_offices"]

WITHIN_80 = {"within_m": 80}
ROLLUP = rule_of().document["rollup"]


def rolled(stat, op, value, level="commune"):
    return {**ROLLUP, "level": level, "stat": stat, "pass": {"op": op, "value": value}}


RULES = {
    "the wifi rule": {},
    "at most one": {"pass_": {"op": "<=", "value": 1}, "rollup": rolled("count", ">=", 3)},
    "exactly one": {"pass_": {"op": "==", "value": 1}, "rollup": rolled("share", "<=", 0.5)},
    "two or more, within only": {
        "relation": WITHIN_80,
        "pass_": {"op": ">", "value": 1},
        "rollup": rolled("any", "==", 1),
    },
    "hosted only, by hamlet": {"relation": {"hosted": True}, "rollup": rolled("share", ">=", 0.4, "hamlet")},
    "places near places": {
        "subject": {"set": "place", "kind": ["primary_school", "kindergarten"], "where": {"status": "active"}},
        "target": {"set": "place", "kind": ["primary_school", "health_station", "culture_house"]},
        "relation": WITHIN_80,
        "rollup": rolled("all", "==", 1, "province"),
    },
    "busy junctions, several layers": {
        "subject": {"set": "junction", "where": {"traffic": "high", "arms": {"op": ">=", "value": 3.4}}},
        "target": {
            "set": "asset",
            "kind": ["notice_board", "wifi"],
            "where": {"status": {"op": "not_in", "value": ["removed", "planned"]}},
        },
        "relation": {"any_of": [{"within_m": 30}, {"any_of": [{"within_m": 80}, {"hosted": True}]}]},
        "rollup": rolled("share", "<", 0.9),
    },
    "tested lately, in a list, before a day": {
        "subject": {"set": "asset", "kind": ["wifi"], "where": {"mbps_down": {"op": "<", "value": 99.5}}},
        "target": {
            "set": "asset",
            "kind": ["wifi"],
            "where": {
                "tested_on": {"op": "fresher_than_days", "value": 30},
                "installed_on": {"op": "<=", "value": "2025-06-30"},
                "status": ["active", "broken"],
            },
        },
        "relation": WITHIN_80,
    },
    "a target layer that nobody surveyed": {
        "target": {"set": "asset", "kind": ["wifi", "notice_board"], "where": {"status": "active"}},
        "pass_": {"op": ">=", "value": 2},
    },
}


class City:
    """A random city of three communes (one without a boundary), hamlets in one of them, and things all over it."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        quarters = [box(106.15, 20.40, 106.155, 20.41), box(106.155, 20.40, 106.16, 20.41)]
        self.world = World(
            units=[
                Unit("W", WEST),
                Unit("E", EAST),
                Unit("N", None),
                Unit("H1", quarters[0], "hamlet"),
                Unit("H2", quarters[1], "hamlet"),
                Unit("P", WEST.union(EAST), "province"),
                Unit("past", WEST, valid="[2020-01-01,2025-07-01)"),
            ]
        )
        self.world.things += [self.subject(number) for number in range(40)]
        for number in range(50):
            self.world.things.append(self.target(number))

    def pick(self, *options):
        return options[self.dice.integers(len(options))]

    def values(self, **options):
        chosen = {name: self.pick(*values) for name, values in options.items()}
        return {name: value for name, value in chosen.items() if value is not None}

    def spot(self):
        """Anywhere, a little outside too; some exactly on a border or a corner."""
        lon = self.pick(106.155, 106.16, 106.16, *self.dice.uniform(106.149, 106.171, 6).tolist())
        lat = self.pick(20.40, 20.41, *self.dice.uniform(20.399, 20.411, 6).tolist())
        return lon, lat

    def subject(self, number):
        layer = self.pick(*SUBJECT_LAYERS, "junctions")
        values = self.values(key=[None, f"k{number}"], status=[None, "active", "active", "planned", "closed"])
        if layer == "health_stations":
            values |= self.values(level=["station", "station", "hospital", None])
        if layer == "schools":
            values |= self.values(level=["primary", "kindergarten", None])
        if layer == "junctions":
            values = self.values(arms=[3, 4, 5, None], traffic=["high", "high", "low", None])
        return Thing(layer, f"s{number}", *self.spot(), values)

    def target(self, number):
        near = self.pick(*self.world.things)
        lon, lat = at_distance(near, self.pick(*DISTANCES), float(self.dice.uniform(0, 360)))
        host = self.pick(*self.world.things)
        values = self.values(
            status=["active", "active", "active", "broken", "planned", "removed", None],
            host=[None, f"{host.layer}/{host.get('key')}", f"schools/{host.get('key')}"],
            installed_on=["2025-06-30", "2025-07-01", None],
        )
        layer = self.pick("wifi", "wifi", "wifi", "cameras")
        if layer == "wifi":
            days = int(self.pick(29, 30, 31))
            values |= self.values(
                free=[True, True, False, None],
                mbps_down=[80, 99.9, 100, 150, 300, None],
                tested_on=[(DAY - timedelta(days=days)).isoformat(), None],
            )
        return Thing(layer, f"t{number}", lon, lat, values)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", RULES)
def test_sql_and_the_slow_evaluator_agree(connection, name, seed):
    rule, world = rule_of(**RULES[name]), City(seed).world
    build(connection, world)
    summary = run(connection, rule, DAY)
    slow = SlowEvaluator(rule, world, DAY)
    expected, found = slow.subjects(), stored_results(connection, summary.run_id)
    assert found.keys() == expected.keys()
    for subject, wanted in expected.items():
        got = found[subject]
        assert (got.outcome, got.unit) == (wanted.outcome, wanted.unit), subject
        assert got.distance == (None if wanted.distance is None else pytest.approx(wanted.distance, abs=1e-4)), subject
        assert got.targets <= wanted.targets, subject
    assert stored_units(connection, summary.run_id) == slow.rolled_up()


def test_the_cities_hold_every_outcome():
    outcomes = {
        (name, found.outcome)
        for name, changes in RULES.items()
        for seed in range(4)
        for found in SlowEvaluator(rule_of(**changes), City(seed).world, DAY).subjects().values()
    }
    assert {outcome for name, outcome in outcomes if name == "the wifi rule"} == {"pass", "fail", "unknown"}
    assert len(outcomes) > 2 * len(RULES)
