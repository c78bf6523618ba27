"""Which commune a hamlet belongs to, so that each commune, old and new, is one piece of land."""

from collections import deque

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from loaders.sample.plane import Integers, Shapes

# Joining one commune may cut another: twice is enough for this land.
ROUNDS = 2


def merged(cells: Shapes, owner: Integers) -> Shapes:
    """The land of each owner, by index."""
    return np.array([shapely.coverage_union_all(cells[owner == i]) for i in range(owner.max() + 1)])


def settled(cells: Shapes, owner: Integers, successor_of: Integers) -> Integers:
    """The old commune of each hamlet, changed for the few that cut a commune in two."""
    owner = _without_strays(cells, owner)
    arms = _neighbours(cells)
    for _ in range(ROUNDS):
        owner = _without_strays(cells, _bridged(cells, owner, successor_of, arms))
    return owner


def _bridged(cells: Shapes, owner: Integers, successor_of: Integers, arms: dict[int, list[int]]) -> Integers:
    """Parts of a new commune that do not touch are joined by the fewest hamlets that lie between them."""
    owner = owner.copy()
    for commune, land in enumerate(merged(cells, successor_of[owner])):
        parts = sorted(shapely.get_parts(land), key=lambda part: float(part.area))
        for part in parts[:-1]:
            members = set(np.flatnonzero(successor_of[owner] == commune).tolist())
            start = members & set(_inside(cells, part))
            bridge = _bridge(arms, start, members - start)
            owner[bridge[1:-1]] = owner[bridge[0]]
    return owner


def _without_strays(cells: Shapes, owner: Integers) -> Integers:
    """Hamlets cut off from the rest of their commune go to the neighbour with whom they share the longest border."""
    settled = owner.copy()
    for commune, land in enumerate(merged(cells, owner)):
        parts = sorted(shapely.get_parts(land), key=lambda part: float(part.area))
        for stray in parts[:-1]:
            shared = shapely.length(shapely.intersection(cells, stray.boundary))
            shared[owner == commune] = 0
            settled[_inside(cells, stray)] = owner[shared.argmax()]
    return settled


def _inside(cells: Shapes, land: BaseGeometry) -> list[int]:
    shapely.prepare(land)
    return np.flatnonzero(shapely.contains(land, shapely.point_on_surface(cells))).tolist()


def _neighbours(cells: Shapes) -> dict[int, list[int]]:
    arms: dict[int, list[int]] = {}
    for a, b in shapely.STRtree(cells).query(cells, predicate="touches").T.tolist():
        arms.setdefault(a, []).append(b)
    return {a: sorted(others) for a, others in arms.items()}


def _bridge(arms: dict[int, list[int]], start: set[int], goal: set[int]) -> list[int]:
    """The fewest hamlets that lead from one part to the other, both ends included."""
    before = dict.fromkeys(sorted(start), -1)
    queue = deque(before)
    while queue:
        hamlet = queue.popleft()
        if hamlet in goal:
            path = [hamlet]
            while before[path[-1]] >= 0:
                path.append(before[path[-1]])
            return path[::-1]
        for other in arms[hamlet]:
            if other not in before:
                before[other] = hamlet
                queue.append(other)
    raise LookupError("the land is not in one piece")
