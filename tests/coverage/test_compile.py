"""The SQL of a rule, read without a database."""

import re
from datetime import date

import pytest

from geo_api.coverage.evaluate.compile import compile_rule
from geo_api.coverage.evaluate.rollup import units_statement
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.shipped import shipped_rules
from tests.coverage.world import DAY, rule_of

# Values that would be seen if they were in the text.
WHERE = {
    "name": "x'; DROP TABLE feature; --",
    "mbps_down": {"op": ">=", "value": 98765},
    "status": {"op": "in", "value": ["broken"]},
    "tested_on": {"op": "fresher_than_days", "value": 4321},
}
LOUD = rule_of(
    target={"set": "asset", "kind": ["wifi"], "where": WHERE},
    relation={"within_m": 31337.5},
    pass_={"op": ">=", "value": 777},
    rollup={"level": "hamlet", "stat": "share", "pass": {"op": "<", "value": 0.123}, "empty": "fail"},
)


def statements(rule):
    plan = compile_rule(rule, DAY)
    return [*plan.prepare, *plan.settle, plan.results, units_statement(rule, DAY.isoformat(), "coverage_tally")]


def test_values_of_a_rule_are_bound_never_written_into_the_text():
    text = "\n".join(statement.sql for statement in statements(LOUD))
    for value in ("DROP TABLE feature", "98765", "'broken'", "4321", "31337", "777", "0.123", "2025-11-21"):
        assert value not in text, value
    bound = [value for statement in statements(LOUD) for value in statement.params.values()]
    for value in ("x'; DROP TABLE feature; --", 98765, ["broken"], 4321, 31337.5, 777, 0.123, "hamlet", "2025-11-21"):
        assert value in bound, value


def test_every_placeholder_has_its_value_and_every_value_its_placeholder():
    for statement in statements(LOUD):
        without_comments = re.sub(r"--.*", "", statement.sql)
        named = set(re.findall(r"(?<!:):([a-z]\w*)", without_comments))
        given = set(statement.params)
        assert named <= given, statement.sql
        assert given - named <= {"at", "empty", "layer"}


def test_rows_come_from_the_typed_views():
    text = "\n".join(statement.sql for statement in statements(shipped_rules()["wifi.public-place"]))
    for layer in ("one_stop_offices", "health_stations", "culture_houses", "wifi"):
        assert f'FROM layer."{layer}"' in text
    assert not re.search(r"\bfeature(_\w+)?\b", text)


def test_cells_are_compared_before_the_distance_is_measured():
    results = compile_rule(shipped_rules()["wifi.public-place"], DAY).results.sql
    assert results.index("t.x = floor(ST_X(s.geom)") < results.index("ST_DWithin(s.geom::geography")


def test_same_rule_and_day_same_statements():
    rule = shipped_rules()["wifi.public-place"]
    assert compile_rule(rule, DAY) == compile_rule(rule, DAY)
    assert compile_rule(rule, DAY) != compile_rule(rule, date(2025, 1, 1))


UNIT = {"set": "unit", "kind": ["xã"]}
ROAD = {"set": "road", "where": {"class": "main_axis"}}
CAMERA = {"set": "asset", "kind": ["camera"]}
FIGURE = {"set": "indicator", "kind": ["digital_team"]}
MEANINGLESS = {
    # Public gaps far from the one would tell that none of the guarded other is near.
    "$.target.kind": {"target": {"set": "asset", "kind": ["wifi", "camera"]}},
    "$.subject.weight": {"subject": {"set": "place", "kind": ["market"], "weight": "population"}},
    "$.subject.kind": {"subject": {"set": "unit"}},
    "$.rollup.level": {
        "subject": UNIT,
        "relation": {"inside": True},
        "rollup": {"level": "hamlet", "stat": "all", "pass": {"op": "==", "value": 1}},
    },
    "$.relation.any_of[0].hosted": {"target": UNIT},
    "$.target.kind[0]": {"target": {"set": "unit", "kind": ["làng"]}},
    "$.relation.inside": {"relation": {"inside": True}},
    "$.relation.self": {"relation": {"self": True}},
    "$.relation.hosted": {"subject": UNIT, "relation": {"hosted": True}},
    "$.relation.any_of[1].seen_by": {"relation": {"any_of": [{"hosted": True}, {"seen_by": "detect"}]}},
    "$.relation.metric": {
        "subject": ROAD,
        "target": CAMERA,
        "relation": {"within_m": 1000, "metric": "walk"},
    },
    "$.relation.within_m": {
        "subject": UNIT,
        "target": FIGURE,
        "measure": {"agg": "value"},
        "relation": {"within_m": 9},
    },
    "$.measure.agg": {"measure": {"agg": "value"}},
    "$.measure.per": {"measure": {"agg": "nearest_m", "per": {"attr": "population", "unit": 1000}}},
    "$.measure.per.attr": {"measure": {"agg": "count", "per": {"attr": "population", "unit": 1000}}},
    "$.measure.of": {"measure": {"agg": "count", "of": "capacity"}},
    "$.applies_to.unit_kind": {"applies_to": {"unit_kind": {"op": ">", "value": "phường"}}},
    "$.applies_to.ntm_group": {"applies_to": {"ntm_group": ["1"]}},
    "$.applies_to.nobody_knows": {"applies_to": {"nobody_knows": 1}},
    "$.valid": {"valid": ["2026-02-15", "2026-02-15"]},
    "$.valid[0]": {"valid": ["2026-02-30", None]},
}


def test_units_are_counted_in_those_that_they_belong_to():
    with pytest.raises(RuleError, match="must be below commune") as refused:
        rule_of(subject=UNIT, target={**UNIT, "kind": ["phường"]}, relation={"inside": True})
    assert refused.value.place == "$.target.kind"


PEOPLE = {"agg": "share_weight", "of": "population"}
OF_PEOPLE = {
    "$.measure.agg": {"measure": PEOPLE},
    "$.measure.of": {"subject": UNIT, "measure": {"agg": "share_weight"}},
    "$.relation": {"subject": UNIT, "measure": PEOPLE, "relation": {"inside": True}},
    "$.relation.hosted": {"subject": UNIT, "measure": PEOPLE, "relation": {"hosted": True}},
    "$.measure.per": {"subject": UNIT, "measure": {**PEOPLE, "per": {"attr": "population", "unit": 10}}},
}


@pytest.mark.parametrize("place", OF_PEOPLE)
def test_what_a_share_of_people_cannot_be(place):
    with pytest.raises(RuleError) as refused:
        rule_of(**{"relation": {"within_m": 300}, **OF_PEOPLE[place]})
    assert refused.value.place == place


@pytest.mark.parametrize("place", MEANINGLESS)
def test_what_means_nothing_is_refused_by_its_place(place):
    with pytest.raises(RuleError) as refused:
        rule_of(**MEANINGLESS[place])
    assert refused.value.place == place
    assert refused.value.detail.vi != refused.value.detail.en
