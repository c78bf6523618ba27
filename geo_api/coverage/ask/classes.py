"""Classes of shares for maps: those that the rule names, or natural ones; its threshold is always an edge. Pure.

Natural classes are those of Fisher and Jenks: of all ways to cut the shares into so many, the one with the least
squares within the classes, found exactly. Below the threshold they are orange, from it on blue, which colour-blind eyes
tell apart, and darker the farther from it. What is not known has no share, and so no class.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

# On each side of the threshold, and together.
_MOST_BESIDE, _MOST = 4, 6
# One class more tells hardly anything when so little of the squares is left within those there are.
_LEFT = 0.02
# Shares are told apart to a thousandth; edges are put on the roundest number between two classes, tried in this order.
_PARTS = 1000
_STEPS = (100, 50, 10, 5, 1)
_BELOW = ("#8f4308", "#b65a12", "#d67a2c", "#eaa35f", "#f5c78f", "#fbe6cb")
_ABOVE = ("#cfe7f1", "#a3d0e5", "#74b2d6", "#4a92c4", "#2a6fb0", "#174d86")
# Which of six colours so many classes take.
_PICKED = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (0, 1, 2, 4, 5), 6: (0, 1, 2, 3, 4, 5)}


@dataclass(frozen=True, slots=True)
class ShareClass:
    """Shares from `first` on, up to the first of the next class. is_goal: the threshold is where it begins."""

    first: float
    color: str
    is_goal: bool


def goal_of(document: Mapping[str, Any]) -> float | None:
    """The share from which a unit passes; None when the rule is no matter of shares."""
    rollup = document.get("rollup", {})
    if rollup.get("stat") == "all":
        return 1.0
    passes = rollup.get("pass", {})
    is_share = rollup.get("stat") == "share" and passes.get("op") == ">="
    return float(passes["value"]) if is_share and passes["value"] > 0 else None


def share_classes(document: Mapping[str, Any], shares: Sequence[float]) -> list[ShareClass]:
    """From the lowest up; none when the rule is no matter of shares. shares: of the units that have one."""
    goal = goal_of(document)
    if goal is None:
        return []
    named = document.get("classes")
    below, above = _named(named, goal) if named else _natural(shares, goal)
    colors = [*_colors(_BELOW, len(below)), *_colors(_ABOVE, len(above))]
    return [ShareClass(first, color, first == goal) for first, color in zip([*below, *above], colors, strict=True)]


def _colors(ramp: Sequence[str], count: int) -> list[str]:
    return [ramp[number] for number in _PICKED[count]]


def _named(edges: Sequence[float], goal: float) -> tuple[list[float], list[float]]:
    every = sorted({0.0, goal, *map(float, edges)})
    return [edge for edge in every if edge < goal], [edge for edge in every if edge >= goal]


def _natural(shares: Sequence[float], goal: float) -> tuple[list[float], list[float]]:
    below = [share for share in shares if share < goal]
    above = [share for share in shares if share >= goal]
    sides = [_cuts(below), _cuts(above)]
    low, high = (side[count][1] for side, count in zip(sides, _counts(sides), strict=True))
    return [0.0, *low], [goal, *high]


def _counts(sides: Sequence[Mapping[int, tuple[float, Any]]]) -> tuple[int, int]:
    """How many classes each side has: as few together as leave no more than `_LEFT` of the squares within them."""

    def squares(split: tuple[int, int]) -> float:
        return sum(side[count][0] for side, count in zip(sides, split, strict=True))

    enough, best = _LEFT * squares((1, 1)), (1, 1)
    for together in range(2, min(_MOST, sum(map(max, sides))) + 1):
        splits = ((low, together - low) for low in sides[0] if together - low in sides[1])
        best = min(splits, key=squares)
        if squares(best) <= enough:
            break
    return best


def _cuts(shares: Sequence[float]) -> dict[int, tuple[float, list[float]]]:
    """For each number of classes the least squares within, and the edges between; of nothing there is one class."""
    parts = np.floor(np.asarray(shares, dtype=float) * _PARTS + 1e-9).astype(int)
    values, weights = np.unique(parts, return_counts=True)
    if len(values) == 0:
        return {1: (0.0, [])}
    return {
        count: (squares, [_edge(values[start - 1], values[start]) for start in starts])
        for count, squares, starts in least_squares(values / _PARTS, weights, min(_MOST_BESIDE, len(values)))
    }


def _edge(last: int, first: int) -> float:
    """The roundest number above `last` that `first` reaches."""
    found = (int(first) // step * step for step in _STEPS)
    return next(edge for edge in found if edge > last) / _PARTS


def least_squares(values: Any, weights: Any, most: int) -> Iterator[tuple[int, float, list[int]]]:
    """For 1 to `most` classes of `values` (rising) with weights: how many, the squares within, where the others begin.

    Fisher's dynamic program: the best k classes of the first j values end with one that begins somewhere, and are the
    best k − 1 before it.
    """
    n = len(values)
    w, wx, wxx = (np.concatenate(([0.0], np.cumsum(weights * values**power))) for power in (0, 1, 2))
    best, begins = _within(w, wx, wxx, 0, np.arange(1, n + 1)), np.zeros((most + 1, n), dtype=int)
    yield 1, float(best[-1]), []
    for count in range(2, most + 1):
        better = np.full(n, np.inf)
        for j in range(count - 1, n):
            starts = np.arange(count - 1, j + 1)
            costs = best[starts - 1] + _within(w, wx, wxx, starts, j + 1)
            chosen = int(np.argmin(costs))
            better[j], begins[count, j] = costs[chosen], starts[chosen]
        best = better
        yield count, float(best[-1]), _begun(begins, count, n - 1)


def _within(w: Any, wx: Any, wxx: Any, first: Any, end: Any) -> Any:
    """The squares about their mean of the values from `first` to before `end`."""
    return np.maximum(0, wxx[end] - wxx[first] - (wx[end] - wx[first]) ** 2 / (w[end] - w[first]))


def _begun(begins: Any, count: int, last: int) -> list[int]:
    found: list[int] = []
    for classes in range(count, 1, -1):
        found.append(int(begins[classes, last]))
        last = found[-1] - 1
    return found[::-1]
