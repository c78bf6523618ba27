"""Which candidates are chosen: held to every possible choice where there are few."""

from itertools import chain, combinations
from math import e

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_api.coverage.sites.greedy import greedy, in_order
from geo_api.coverage.sites.problem import Limit, Pick, Problem
from geo_api.coverage.sites.proven import proven

SECONDS = 30.0


def problem_of(covers: list[set[int]], weights, costs=None, covered=(), steps=None) -> Problem:
    pairs = np.array([(j, i) for j, points in enumerate(covers) for i in points], dtype=np.int64).reshape(-1, 2)
    return Problem.from_pairs(
        np.array(weights, dtype=np.float64),
        pairs[:, 0],
        pairs[:, 1],
        np.array(costs if costs is not None else [1.0] * len(covers)),
        np.isin(np.arange(len(weights)), list(covered)),
        None if steps is None else np.array(steps, dtype=np.float64),
    )


def best(problem: Problem, limit: Limit) -> float:
    """The most that any affordable choice newly covers."""
    numbers = range(len(problem.costs))
    room = (limit.count if limit.budget is None else limit.budget) + 1e-9
    choices = chain.from_iterable(combinations(numbers, size) for size in range(len(problem.costs) + 1))
    return max(problem.weight_of(choice) for choice in choices if sum(problem.price(j, limit) for j in choice) <= room)


def total(picks) -> float:
    return sum(pick.gain for pick in picks)


@st.composite
def problems(draw) -> Problem:
    points, candidates = draw(st.integers(1, 12)), draw(st.integers(1, 8))
    subsets = st.sets(st.integers(0, points - 1), max_size=6)
    return problem_of(
        draw(st.lists(subsets, min_size=candidates, max_size=candidates)),
        draw(st.lists(st.integers(0, 20), min_size=points, max_size=points)),
        draw(st.lists(st.integers(1, 5), min_size=candidates, max_size=candidates)),
        draw(st.sets(st.integers(0, points - 1), max_size=4)),
        draw(st.lists(st.sampled_from([1, 1, 1 / 2, 1 / 3, 0.4]), min_size=points, max_size=points)),
    )


limits = st.one_of(
    st.builds(lambda n: Limit(count=n), st.integers(1, 5)),
    st.builds(lambda b: Limit(budget=float(b)), st.integers(1, 12)),
)


@settings(max_examples=200, deadline=None)
@given(problems(), limits)
def test_the_greedy_choice_is_affordable_and_not_far_from_the_best(problem, limit):
    picks = greedy(problem, limit)
    chosen = [pick.candidate for pick in picks]
    assert len(set(chosen)) == len(chosen)
    assert sum(problem.price(j, limit) for j in chosen) <= (limit.count if limit.budget is None else limit.budget)
    assert total(picks) == pytest.approx(problem.weight_of(chosen))
    share = (1 - 1 / e) * (1 if limit.budget is None else 0.5)
    assert total(picks) >= share * best(problem, limit) - 1e-9


@settings(max_examples=100, deadline=None)
@given(problems(), limits)
def test_the_proven_choice_is_the_best(problem, limit):
    found = proven(problem, limit, SECONDS)
    assert found.is_best
    assert found.weight == pytest.approx(best(problem, limit))
    assert found.weight == pytest.approx(problem.weight_of([pick.candidate for pick in found.picks]))
    assert found.bound == pytest.approx(found.weight)
    assert sum(problem.price(pick.candidate, limit) for pick in found.picks) <= (limit.count or limit.budget) + 1e-9


@settings(max_examples=100, deadline=None)
@given(problems(), st.integers(1, 5))
def test_each_pick_is_the_best_next_one(problem, count):
    before: list[int] = []
    for pick in greedy(problem, Limit(count=count)):
        done = problem.weight_of(before)
        gains = [0 if j in before else problem.weight_of([*before, j]) - done for j in range(len(problem.costs))]
        assert pick.gain == pytest.approx(max(gains))
        assert pick.candidate == next(j for j, gain in enumerate(gains) if gain == pytest.approx(max(gains)))
        before.append(pick.candidate)


def test_what_a_pick_says_of_itself():
    """Ten people in all, two of them covered already; a point of no weight is covered along the way."""
    problem = problem_of([{1, 2}, {2, 3, 4}], [2, 5, 2, 1, 0], covered={0})
    assert greedy(problem, Limit(count=5)) == [
        Pick(candidate=0, gain=7.0, points=2, share=0.9),
        Pick(candidate=1, gain=1.0, points=2, share=1.0),
    ]


def test_who_needs_three_is_helped_by_each_and_done_with_the_third():
    problem = problem_of([{0}, {0}, {0, 1}, {0}], [6, 1], steps=[1 / 3, 1])
    assert greedy(problem, Limit(count=4)) == [
        Pick(candidate=2, gain=pytest.approx(3), points=1, share=pytest.approx(3 / 7)),
        Pick(candidate=0, gain=pytest.approx(2), points=0, share=pytest.approx(5 / 7)),
        Pick(candidate=1, gain=pytest.approx(2), points=1, share=pytest.approx(1)),
    ]


def test_nothing_is_chosen_that_adds_nothing():
    problem = problem_of([{0}, {0}, set()], [3, 4], covered={1})
    assert [pick.candidate for pick in greedy(problem, Limit(count=3))] == [0]
    assert greedy(problem_of([{0}], [3], covered={0}), Limit(count=3)) == []
    assert proven(problem_of([{0}], [3], covered={0}), Limit(count=3), SECONDS).picks == ()


def test_greed_may_be_beaten_and_the_optimum_says_by_how_much():
    """The middle one covers most, but the two beside it cover all."""
    problem = problem_of([{0, 1, 2}, {1, 2, 3, 4}, {3, 4, 5}], [1] * 6)
    assert total(greedy(problem, Limit(count=2))) == 5
    found = proven(problem, Limit(count=2), SECONDS)
    assert [pick.candidate for pick in found.picks] == [0, 2]
    assert (found.weight, found.bound, found.gap) == (6, 6, 0)


def test_a_cheap_one_before_a_dear_one_that_covers_more():
    problem = problem_of([{0, 1, 2}, {0, 1}, {2}, {3}], [1] * 4, costs=[10, 2, 2, 2])
    assert {pick.candidate for pick in greedy(problem, Limit(budget=6))} == {1, 2, 3}
    assert [pick.candidate for pick in greedy(problem, Limit(budget=1.9))] == []


def test_a_dear_one_that_alone_is_worth_more():
    """By worth the cheap one comes first, and leaves too little for the one that covers nearly all."""
    problem = problem_of([{0}, set(range(1, 10))], [1] * 10, costs=[1, 10])
    assert [pick.candidate for pick in greedy(problem, Limit(budget=10))] == [1]


def test_three_times_a_tenth_is_three_tenths():
    problem = problem_of([{0}, {1}, {2}], [1] * 3, costs=[0.1] * 3)
    assert len(greedy(problem, Limit(budget=0.3))) == 3


def test_a_choice_is_put_in_the_order_of_what_each_adds():
    problem = problem_of([{0}, {1, 2, 3}, {0, 1}, {2}], [1] * 4)
    assert [pick.candidate for pick in in_order(problem, [0, 1, 3])] == [1, 0]


def test_when_time_runs_out_the_bound_is_still_one():
    """A thousandth of a second is too short for anything: the greedy choice, honestly not called the best."""
    chance = np.random.default_rng(0)
    covers = [set(chance.choice(600, 25, replace=False).tolist()) for _ in range(200)]
    problem = problem_of(covers, chance.integers(1, 9, 600))
    found = proven(problem, Limit(count=20), 0.001)
    assert not found.is_best
    assert found.gap > 0
    assert found.weight >= total(greedy(problem, Limit(count=20)))
    assert found.weight < found.bound <= problem.open_weights.sum()


@pytest.mark.parametrize("given", [{}, {"count": 1, "budget": 1.0}])
def test_a_limit_is_a_count_or_a_budget(given):
    with pytest.raises(ValueError, match="a count or a budget"):
        Limit(**given)
