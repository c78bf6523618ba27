"""Maximal covering location as a value: what is wanted where, which candidate would cover what, at what cost. Pure.

R. Church and C. ReVelle, The maximal covering location problem, Papers of the Regional Science Association 32 (1974).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limit:
    """How much may be chosen: so many candidates, or as many as their costs allow; one of the two."""

    count: int | None = None
    budget: float | None = None

    def __post_init__(self) -> None:
        if (self.count is None) == (self.budget is None):
            raise ValueError("a count or a budget is needed, and not both")


@dataclass(frozen=True, eq=False)
class Problem:
    """weights (n,): of the demand, none below zero. covered (n,): what is covered already.

    Candidate j covers the demand `points[bounds[j]:bounds[j + 1]]`. costs (m,): of candidates, above zero. steps (n,):
    which part of what it needs one candidate gives a demand point, above zero, at most 1; all of it when absent. What
    is given in part counts in part.
    """

    weights: Floats
    points: Integers
    bounds: Integers
    costs: Floats
    covered: Flags
    steps: Floats = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        if not len(self.steps):
            object.__setattr__(self, "steps", np.ones(len(self.weights)))

    @classmethod
    def from_pairs(
        cls,
        weights: Floats,
        candidate: Integers,
        point: Integers,
        costs: Floats,
        covered: Flags,
        steps: Floats | None = None,
    ) -> Self:
        """From pairs (candidate, demand point) that cover; the same pair may come more than once."""
        candidates, points = np.divmod(np.unique(candidate * len(weights) + point), len(weights))
        sizes = np.bincount(candidates, minlength=len(costs))
        each = np.ones(len(weights)) if steps is None else steps
        return cls(weights, points, np.append(0, np.cumsum(sizes)), costs, covered, each)

    def covers(self, candidate: int) -> Integers:
        """Numbers of the demand points that a candidate covers."""
        return self.points[self.bounds[candidate] : self.bounds[candidate + 1]]

    def price(self, candidate: int, limit: Limit) -> float:
        """What a candidate takes of the limit."""
        return 1.0 if limit.budget is None else float(self.costs[candidate])

    @cached_property
    def open_weights(self) -> Floats:
        """Weights of what is not yet covered, zero elsewhere."""
        return np.where(self.covered, 0.0, self.weights)

    def weight_of(self, chosen: Sequence[int]) -> float:
        """Weight that is covered by the chosen candidates and was not before."""
        given = np.zeros(len(self.weights))
        for candidate in chosen:
            reached = self.covers(candidate)
            given[reached] += self.steps[reached]
        return float((self.open_weights * np.minimum(given, 1)).sum())


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate in the order of choice.

    gain: weight, and points: how many demand points have with it all that they need, and had not before. share: of all
    weight, what was covered before included, that is covered from here on; None where nothing weighs anything.
    """

    candidate: int
    gain: float
    points: int
    share: float | None
