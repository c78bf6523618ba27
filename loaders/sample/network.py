"""A road network between hamlets: neighbours by Delaunay, shortest paths between towns, streets that go straight on."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from math import pi

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from loaders.sample.plane import Floats, Integers, Shapes, chance

Flags = NDArray[np.bool_]
Edge = tuple[int, int]
LONGEST_M = 4200.0
# An edge may cross a bend of a river by so much, then there is no bridge.
OUTSIDE_M = 250.0
# Points of a curve, and how far it swings out as a share of its length.
CURVE_POINTS, SWING = 12, 0.045
# Streets go on across a crossing when they turn by less than this.
STRAIGHT = pi / 4


def delaunay_edges(nodes: Floats, land: BaseGeometry) -> Integers:
    """Pairs of nodes (n, 2) that are neighbours with land between them; a < b, sorted."""
    triangles = shapely.get_parts(np.asarray(shapely.delaunay_triangles(shapely.MultiPoint(nodes))))
    index = {tuple(node): i for i, node in enumerate(nodes.tolist())}
    corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)[:, :3].tolist()
    rings = np.array([[index[tuple(corner)] for corner in triangle] for triangle in corners])
    pairs = np.unique(np.sort(np.vstack([rings[:, [0, 1]], rings[:, [1, 2]], rings[:, [0, 2]]])), axis=0)
    pairs = pairs[lengths(nodes, pairs) < LONGEST_M]
    ground = land.buffer(OUTSIDE_M)
    shapely.prepare(ground)
    return np.asarray(pairs[shapely.contains_properly(ground, shapely.linestrings(nodes[pairs]))])


def lengths(nodes: Floats, edges: Integers) -> Floats:
    return np.asarray(np.hypot(*(nodes[edges[:, 0]] - nodes[edges[:, 1]]).T))


def gabriel(nodes: Floats, edges: Integers) -> Flags:
    """Which edges have no third node in the circle over them: the roads people would really build."""
    middles = nodes[edges].mean(axis=1)
    nearest = np.array([np.square(nodes - middle).sum(axis=1).min() for middle in middles])
    return np.asarray(nearest >= np.square(lengths(nodes, edges) / 2) * 0.999)


class Graph:
    """Shortest paths over edges, by length in metres."""

    def __init__(self, nodes: Floats, edges: Integers) -> None:
        self._arms: list[list[tuple[int, float]]] = [[] for _ in range(len(nodes))]
        for (a, b), length in zip(edges.tolist(), lengths(nodes, edges).tolist(), strict=True):
            self._arms[a].append((b, length))
            self._arms[b].append((a, length))

    def path(self, start: int, goal: int) -> list[int]:
        """Nodes from start to goal; only the start when there is no way."""
        before: dict[int, int] = {}
        queue = [(0.0, start, start)]
        while queue:
            distance, node, origin = heappop(queue)
            if node in before:
                continue
            before[node] = origin
            if node == goal:
                return _walked(before, goal)
            for other, length in self._arms[node]:
                if other not in before:
                    heappush(queue, (distance + length, other, node))
        return [start]

    def chain(self, stops: Sequence[int]) -> list[Edge]:
        """Edges of the shortest path through all stops in order."""
        return [_edge(a, b) for start, goal in pairwise(stops) for a, b in pairwise(self.path(start, goal))]


def _walked(before: dict[int, int], goal: int) -> list[int]:
    path = [goal]
    while before[path[-1]] != path[-1]:
        path.append(before[path[-1]])
    return path[::-1]


def _edge(a: int, b: int) -> Edge:
    return (a, b) if a < b else (b, a)


def curves(nodes: Floats, edges: Integers) -> Shapes:
    """A gently bent line for each edge, in the plane; it swings the same way every time."""
    swing = chance("curves").normal(0, SWING, (len(edges), 2, 1)) * lengths(nodes, edges)[:, None, None]
    start, end = nodes[edges[:, 0]], nodes[edges[:, 1]]
    along = (end - start) / lengths(nodes, edges)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    t = np.linspace(0, 1, CURVE_POINTS)
    bend = swing[:, 0] * np.sin(pi * t) + 0.5 * swing[:, 1] * np.sin(2 * pi * t)
    points = start[:, None] + (end - start)[:, None] * t[:, None] + across[:, None] * bend[:, :, None]
    return np.asarray(shapely.linestrings(points))


def strokes(nodes: Floats, edges: Integers) -> list[list[int]]:
    """Indices of edges that make one street each, in order along it: at a crossing a street goes straight on."""
    following = dict(_straight_on(nodes, edges))
    seen: set[int] = set()
    found: list[list[int]] = []
    for index in range(len(edges)):
        if index not in seen:
            street = _stroke(index, edges, following)
            seen.update(street)
            found.append(street)
    return found


def _straight_on(nodes: Floats, edges: Integers) -> Iterator[tuple[tuple[int, int], int]]:
    """(edge, node) → the edge that goes on from that node."""
    arms: dict[int, list[tuple[float, int]]] = {}
    for index, (a, b) in enumerate(edges.tolist()):
        for node, other in ((a, b), (b, a)):
            east, north = nodes[other] - nodes[node]
            arms.setdefault(node, []).append((float(np.arctan2(north, east)), index))
    for node, around in arms.items():
        for one, other in _straightest(around):
            yield (one, node), other
            yield (other, node), one


def _straightest(around: list[tuple[float, int]]) -> Iterator[Edge]:
    """Pairs of arms that face each other, the straightest first, each arm once."""
    turns = sorted(
        (abs(abs((a - b + pi) % (2 * pi) - pi) - pi), i, j)
        for n, (a, i) in enumerate(around)
        for b, j in around[n + 1 :]
    )
    used: set[int] = set()
    for turn, i, j in turns:
        if turn < STRAIGHT and not {i, j} & used:
            used |= {i, j}
            yield i, j


def _stroke(start: int, edges: Integers, following: dict[tuple[int, int], int]) -> list[int]:
    a, b = edges[start].tolist()
    forward = list(_follow(start, b, edges, following))
    if start in forward:  # a ring road
        return [start, *forward[: forward.index(start)]]
    backward = list(_follow(start, a, edges, following))
    return [*backward[::-1], start, *forward]


def _follow(edge: int, node: int, edges: Integers, following: dict[tuple[int, int], int]) -> Iterable[int]:
    start = edge
    while (edge, node) in following:
        edge = following[edge, node]
        yield edge
        if edge == start:
            return
        a, b = edges[edge].tolist()
        node = a if node == b else b
