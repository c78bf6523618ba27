"""The best choice, and how far from it one may be: a mixed-integer programme, solved by HiGHS.

Q. Huangfu and J. Hall, Parallelizing the dual revised simplex method, Mathematical Programming Computation 10 (2018).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from geo_api.coverage.sites.greedy import greedy, in_order
from geo_api.coverage.sites.problem import Flags, Floats, Integers, Limit, Pick, Problem

# A choice is the best one when none can be better by more than this share of it.
_GAP = 1e-6


@dataclass(frozen=True, slots=True)
class Proven:
    """weight: newly covered by the picks. bound: no choice covers more. is_best: the picks are known to be the best.

    gap: how much more the best might cover, as a share of the bound.
    """

    picks: tuple[Pick, ...]
    weight: float
    bound: float
    gap: float
    is_best: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Demand:
    """Demand that some candidate could newly cover; what the same ones cover alike is one.

    reach (demand, candidates): which part of what is needed each gives.
    """

    weights: Floats
    reach: csr_array


def proven(problem: Problem, limit: Limit, seconds: float) -> Proven:
    """The best choice as far as it is found in so many seconds, and never worse than the greedy one."""
    demand = _demand(problem)
    first = greedy(problem, limit)
    if not first:
        return Proven((), 0.0, 0.0, 0.0, True)
    found, bound = _solved(problem, demand, limit, seconds)
    bound = min(bound, float(demand.weights.sum()))
    picks = max(first, in_order(problem, found), key=_weight)
    weight = _weight(picks)
    gap = max(0.0, 1 - weight / bound)
    return Proven(tuple(picks), weight, max(bound, weight), gap, gap <= _GAP)


def _weight(picks: Sequence[Pick]) -> float:
    return sum(pick.gain for pick in picks)


def _demand(problem: Problem) -> _Demand:
    candidates = np.repeat(np.arange(len(problem.costs)), np.diff(problem.bounds))
    open_ = problem.open_weights[problem.points] > 0
    points, candidates = problem.points[open_], candidates[open_]
    shape = (len(problem.weights), len(problem.costs))
    reach = coo_array((problem.steps[points], (points, candidates)), shape=shape).tocsr()
    reached = np.flatnonzero(np.diff(reach.indptr))
    reach = reach[reached]
    alike, first = _alike(reach)
    weights = np.bincount(alike, weights=problem.open_weights[reached]).astype(np.float64)
    return _Demand(weights, reach[first])


def _alike(reach: csr_array) -> tuple[Integers, Integers]:
    """For each row the number of its kind, and the first row of every kind."""
    reach.sort_indices()
    parts = zip(reach.indptr, reach.indptr[1:], strict=False)
    rows = [reach.indices[a:b].tobytes() + reach.data[a : min(a + 1, b)].tobytes() for a, b in parts]
    kinds: dict[bytes, int] = {}
    alike = np.array([kinds.setdefault(row, len(kinds)) for row in rows], dtype=np.int64)
    return alike, np.unique(alike, return_index=True)[1]


def _solved(problem: Problem, demand: _Demand, limit: Limit, seconds: float) -> tuple[list[int], float]:
    """Candidates chosen, none where no choice was found in time, and the bound.

    Demand counts only as far as what is chosen reaches it; how far, HiGHS finds by itself once the choice is whole.
    """
    chosen, wanted = len(problem.costs), len(demand.weights)
    prices = np.array([problem.price(candidate, limit) for candidate in range(chosen)])
    room = limit.count if limit.budget is None else limit.budget
    result = milp(
        np.concatenate([np.zeros(chosen), -demand.weights]),
        integrality=np.concatenate([np.ones(chosen), np.zeros(wanted)]),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(hstack([-demand.reach, eye_array(wanted)], format="csr"), -np.inf, 0),
            LinearConstraint(np.concatenate([prices, np.zeros(wanted)])[None], -np.inf, room),
        ],
        options={"time_limit": seconds, "mip_rel_gap": _GAP / 10},
    )
    bound = np.inf if result.mip_dual_bound is None else -float(result.mip_dual_bound)
    return ([] if result.x is None else np.flatnonzero(_taken(result.x[:chosen])).tolist()), bound


def _taken(chosen: Floats) -> Flags:
    return chosen > 0.5
