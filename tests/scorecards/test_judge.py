"""Sets of criteria, and how a unit stands against them: three-valued, without a database."""

from datetime import date
from importlib.resources import files
from itertools import product

import pytest

from geo_api.scorecards.judge import Facts, Figure, Outcome, Result, is_within, judge, standing, total
from geo_api.scorecards.sets import read_set, set_of_day, shipped_sets

SET = """
id: a.set
version: 1
title: {vi: Bộ, en: Set}
level: commune
valid: ["2024-01-01", null]
basis: {doc: A, checked: false}
applies_to: {unit_kind: [xã], ntm_group: [1, 2]}
criteria:
  - id: both
    code: "1"
    title: {vi: Hai, en: Two}
    severity: required
    rules: [r.one, r.two]
  - id: by-group
    code: "2"
    title: {vi: Nhóm, en: Group}
    severity: required
    indicators:
      - {code: fibre_household_share, op: ">=", by: ntm_group, values: {"1": 0.9, "2": null}}
  - id: team
    code: "3"
    title: {vi: Tổ, en: Team}
    severity: recommended
    indicators: [{code: digital_team, op: ">", value: 0}]
"""
DAY = date(2025, 1, 1)


def facts(kind: str = "xã", results: dict[str, Outcome] | None = None, **figures: float) -> Facts:
    return Facts(
        kind,
        {rule: Result(outcome) for rule, outcome in (results or {}).items()},
        {code: Figure(value, DAY, DAY) for code, value in figures.items()},
        frozenset({"r.one", "r.two"}),
    )


def outcomes(known: Facts) -> dict[str, str]:
    return {each.criterion.id: each.outcome for each in judge(read_set(SET), known)}


@pytest.mark.parametrize(("one", "two"), list(product(("pass", "fail", "unknown", "not_applicable"), repeat=2)))
def test_all_parts_count_and_what_does_not_apply_asks_for_nothing(one: Outcome, two: Outcome):
    found = outcomes(facts(results={"r.one": one, "r.two": two}, ntm_group=1))["both"]
    order = ["fail", "unknown", "pass", "not_applicable"]
    assert found == min(one, two, key=order.index)


def test_the_group_picks_the_threshold_and_one_that_nobody_entered_is_not_known():
    assert outcomes(facts(ntm_group=1, fibre_household_share=0.9))["by-group"] == "pass"
    assert outcomes(facts(ntm_group=1, fibre_household_share=0.89))["by-group"] == "fail"
    judged = judge(read_set(SET), facts(ntm_group=2, fibre_household_share=1))
    assert [(p.outcome, p.reason) for p in judged[1].parts] == [("unknown", "no_threshold")]


def test_no_value_is_neither_zero_nor_not_met():
    assert outcomes(facts(ntm_group=1))["team"] == "unknown"
    assert outcomes(facts(ntm_group=1, digital_team=0))["team"] == "fail"


def test_a_rule_without_a_result_says_why():
    judged = judge(
        read_set(SET), Facts("xã", figures={"ntm_group": Figure(1, DAY, DAY)}, calculated=frozenset({"r.one"}))
    )
    assert [part.reason for part in judged[0].parts] == ["no_result", "not_calculated"]


def test_a_set_is_for_the_units_it_says():
    wanted = read_set(SET)
    assert is_within(wanted, facts(ntm_group=2)) is True
    assert is_within(wanted, facts(ntm_group=3)) is False
    assert is_within(wanted, facts("phường", ntm_group=1)) is False
    assert is_within(wanted, facts("phường")) is False
    assert is_within(wanted, facts()) is None
    assert set(outcomes(facts("phường")).values()) == {"not_applicable"}
    everything = {"r.one": "pass", "r.two": "pass"}
    assert outcomes(facts(results=everything, digital_team=1)) == dict.fromkeys(("both", "by-group", "team"), "unknown")


def test_only_what_is_required_decides_on_the_whole():
    met = {"r.one": "pass", "r.two": "pass"}
    known = facts(results=met, ntm_group=1, fibre_household_share=1, digital_team=0)
    assert standing(judge(read_set(SET), known)) == "pass"
    assert total([]) == "not_applicable"


def test_the_set_changes_with_the_day():
    chosen = [set_of_day("commune", day) for day in (date(2022, 3, 7), date(2026, 2, 14), date(2026, 2, 15))]
    assert [each and each.id for each in chosen] == [None, "ntm.2021-2025", "ntm.2026"]


def test_what_is_shipped_claims_no_check_speaks_of_rules_that_there_are_and_invents_no_threshold():
    rules = {file.name.removesuffix(".yaml") for file in files("layers").joinpath("rules").iterdir()}
    for shipped in shipped_sets().values():
        assert not shipped.is_checked
        assert set(shipped.rules) <= rules
    by_group = [t for c in shipped_sets()["ntm.2026"].criteria for t in c.thresholds]
    assert by_group
    assert {value for threshold in by_group for value in threshold.values.values()} == {None}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("level: commune", "level: street", "level"),
        ("id: team", "id: both", "an id is given twice"),
        ("code: digital_team", "code: none_such", "there is no indicator none_such"),
        ("    rules: [r.one, r.two]", "    note: x", "criteria"),
        ('op: ">", value: 0', 'op: ">"', "criteria"),
        ("version: 1", "version: 1\nmore: 2", "more"),
    ],
)
def test_a_wrong_set_is_refused_with_the_place(before: str, after: str, words: str):
    assert before in SET
    with pytest.raises(ValueError, match=words):
        read_set(SET.replace(before, after))
