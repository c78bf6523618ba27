"""The best next one, then the next: an order that can be explained, and stopped anywhere. Pure.

For a count the result covers at least 1 − 1/e of what the best possible choice covers (G. Nemhauser, L. Wolsey,
M. Fisher 1978); for a budget, where the better of two orders is taken, at least half of that (S. Khuller, A. Moss,
J. Naor 1999).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import inf

import numpy as np

from geo_api.coverage.sites.problem import Floats, Limit, Pick, Problem

# Weights that sums of the same numbers in another order differ by are none.
_NOTHING = 1e-9
_DIGITS = 9
# Three times 0.1 is affordable for 0.3.
_ROUNDING = 1e-9


def greedy(problem: Problem, limit: Limit) -> list[Pick]:
    """Picks in order; fewer than the limit allows when nothing more can be gained."""
    everyone = range(len(problem.costs))
    by_gain = list(_picks(problem, limit, everyone, np.ones(len(problem.costs))))
    if limit.budget is None:
        return by_gain
    by_worth = list(_picks(problem, limit, everyone, problem.costs))
    return max(by_worth, by_gain, key=lambda picks: sum(pick.gain for pick in picks))


def in_order(problem: Problem, chosen: Sequence[int]) -> list[Pick]:
    """Chosen candidates by what each adds, the most first; those that add nothing are left out."""
    return list(_picks(problem, Limit(count=len(chosen)), chosen, np.ones(len(problem.costs))))


@dataclass
class _Left:
    """What is not yet covered, and what may still be chosen."""

    problem: Problem
    limit: Limit

    def __post_init__(self) -> None:
        # What part of what it needs each demand point still lacks.
        self.lack = np.where(self.problem.covered, 0.0, 1.0)
        self.room = float(self.limit.count or 0) if self.limit.budget is None else self.limit.budget
        self.total_room = self.room
        self.total = float(self.problem.weights.sum())
        self.done = self.total - float(self.problem.open_weights.sum())

    def gain(self, candidate: int) -> float:
        reached = self.problem.covers(candidate)
        given = np.minimum(self.problem.steps[reached], self.lack[reached])
        return float((self.problem.weights[reached] * given).sum())

    def affords(self, candidate: int) -> bool:
        return self.problem.price(candidate, self.limit) <= self.room + _ROUNDING * self.total_room

    def take(self, candidate: int) -> Pick:
        reached, gain = self.problem.covers(candidate), self.gain(candidate)
        left = self.lack[reached] - self.problem.steps[reached]
        # Three times a third is one.
        left[left <= _ROUNDING] = 0.0
        points = int(((self.lack[reached] > 0) & (left == 0)).sum())
        self.lack[reached] = left
        self.room -= self.problem.price(candidate, self.limit)
        self.done += gain
        return Pick(candidate, gain, points, self.done / self.total if self.total > 0 else None)


def _picks(problem: Problem, limit: Limit, candidates: Iterable[int], divisors: Floats) -> Iterator[Pick]:
    """By gain over divisor. Gains only ever shrink: the first of the queue is best if it leads when computed anew."""
    left = _Left(problem, limit)
    queue = [(-inf, candidate) for candidate in candidates]
    heapify(queue)
    while queue:
        _, candidate = heappop(queue)
        if not left.affords(candidate):
            continue
        gain = left.gain(candidate)
        # Of those as good to the last digits but a few, the first.
        worth = (-round(gain / divisors[candidate], _DIGITS), candidate)
        if queue and worth > queue[0]:
            heappush(queue, worth)
        elif gain > _NOTHING:
            yield left.take(candidate)
