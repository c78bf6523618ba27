"""Classes of shares: the best of all cuts, round edges that keep units apart, and the threshold among them."""

import random
from itertools import combinations, pairwise

import numpy as np
import pytest

from geo_api.coverage.ask.classes import least_squares, share_classes
from geo_api.coverage.rules.errors import RuleError
from tests.coverage.world import rule_of


def rule(goal: float, **more: object) -> dict:
    return {"rollup": {"stat": "share", "pass": {"op": ">=", "value": goal}}, **more}


def squares(values: list[float]) -> float:
    return sum((value - sum(values) / len(values)) ** 2 for value in values)


def best_of_all(values: list[float], count: int) -> float:
    """By trying every cut."""
    cuts = ([0, *cut, len(values)] for cut in combinations(range(1, len(values)), count - 1))
    return min(sum(squares(values[a:b]) for a, b in pairwise(cut)) for cut in cuts)


@pytest.mark.parametrize("seed", range(6))
def test_no_other_cut_has_less_squares_within(seed: int):
    chance = random.Random(seed)
    values = sorted({round(chance.betavariate(0.6, 0.6), 3) for _ in range(13)})
    repeated = [value for value in values for _ in range(chance.randint(1, 3))]
    distinct, weights = np.unique(repeated, return_counts=True)
    for count, found, starts in least_squares(distinct, weights, 4):
        groups = np.split(distinct, starts)
        inner = sum(squares([v for v in repeated if v in set(group)]) for group in groups)
        assert found == pytest.approx(inner, abs=1e-9)
        assert found <= best_of_all(repeated, count) + 1e-9


def test_the_threshold_is_an_edge_and_edges_are_round():
    shares = [0.012, 0.034, 0.051, 0.412, 0.433, 0.46, 0.79, 0.801, 0.82, 0.97, 0.981, 1.0]
    classes = share_classes(rule(0.8), shares)
    assert [each.first for each in classes] == [0, 0.4, 0.7, 0.8, 0.9]
    assert [each.is_goal for each in classes] == [False, False, False, True, False]
    assert len({each.color for each in classes}) == len(classes)


@pytest.mark.parametrize("seed", range(20))
def test_every_class_between_edges_holds_a_unit(seed: int):
    chance = random.Random(seed)
    shares = [chance.choice((0.0, 1.0, chance.random())) for _ in range(chance.randint(0, 60))]
    goal = chance.choice((0.3, 2 / 3, 0.8, 1.0))
    firsts = [each.first for each in share_classes(rule(goal), shares)]
    assert firsts == sorted(set(firsts))
    assert firsts[0] == 0
    assert goal in firsts
    for first, end in zip(firsts, [*firsts[1:], 2], strict=True):
        assert first in (0, goal) or any(first <= share < end for share in shares)


def test_a_rule_may_name_its_classes():
    classes = share_classes(rule(0.6, classes=[0.2, 0.4, 0.9]), [0.1, 0.95])
    assert [each.first for each in classes] == [0, 0.2, 0.4, 0.6, 0.9]
    assert share_classes({"rollup": {"stat": "count", "pass": {"op": ">=", "value": 3}}}, [0.5]) == []


@pytest.mark.parametrize(("classes", "said"), [([0.5, 0.2], "must rise"), ([0.5, 1.5], "1.5"), ([0], "0"), ([], "")])
def test_classes_that_cannot_be_are_refused_with_their_place(classes: list[float], said: str):
    with pytest.raises(RuleError) as refused:
        rule_of(classes=classes)
    assert "$.classes" in str(refused.value)
    assert said in str(refused.value)


def test_classes_are_for_shares():
    with pytest.raises(RuleError, match="share"):
        rule_of(classes=[0.5], rollup={"level": "commune", "stat": "count", "pass": {"op": ">=", "value": 1}})


def brightness(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_farther_from_the_threshold_the_darker():
    named = [0.1, 0.2, 0.3, 0.4, 0.5]
    below = [brightness(c.color) for c in share_classes(rule(1.0, classes=named), []) if c.first < 1]
    above = [brightness(c.color) for c in share_classes(rule(0.05, classes=named), []) if c.first >= 0.05]
    for darker, lighter in (*pairwise(below), *zip(above[1:], above, strict=False)):
        assert lighter > darker * 1.15
