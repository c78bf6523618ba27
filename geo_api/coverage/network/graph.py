"""The network as a graph in which the targets of a question are nodes. Pure.

Each edge with targets is cut at them. Beside the road each target has a node of its own, from which one way leads to
the road and none back: nobody passes through a target.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from geo_api.coverage.network.cutting import Edges
from geo_api.coverage.network.plane import Floats, Integers
from geo_api.coverage.network.snapping import Stops


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Nodes along the edges, one edge after another from start to end.

    along: metres from the edge's start. keys: twice the number of the edge and the share of it, rising. first: for each
    edge its first mark, and how many marks there are.
    """

    nodes: Integers
    along: Floats
    keys: Floats
    first: Integers

    @property
    def followed(self) -> Integers:
        """The marks after which another comes on the same edge."""
        return np.delete(np.arange(len(self.nodes)), self.first[1:] - 1)

    def around(self, stops: Stops) -> Integers:
        """For stops that are known: the mark before each; the next is the one after."""
        right = np.searchsorted(self.keys, 2 * stops.edge + stops.share)
        return np.clip(right, self.first[stops.edge] + 1, self.first[stops.edge + 1] - 1) - 1


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """arcs: metres from node to node. sources: the nodes of the targets, in their order."""

    marks: Marks
    arcs: csr_array
    sources: Integers


def graph_with(edges: Edges, targets: Stops) -> Graph:
    """targets: all known."""
    order = np.lexsort((targets.along, targets.edge))
    feet = edges.places + np.arange(len(order))
    marks = _marks(edges, targets.only(order), feet)
    sources = np.empty(len(order), dtype=np.int64)
    sources[order] = feet + len(order)
    return Graph(marks, _arcs(marks, sources[order], feet, targets.access[order]), sources)


def _marks(edges: Edges, targets: Stops, feet: Integers) -> Marks:
    """targets: in the order of their edges."""
    cuts = 2 * targets.edge + 1
    return Marks(
        nodes=np.insert(np.column_stack([edges.starts, edges.ends]).ravel(), cuts, feet),
        along=np.insert(np.column_stack([np.zeros(len(edges)), edges.lengths]).ravel(), cuts, targets.along),
        keys=np.insert(np.arange(2 * len(edges), dtype=np.float64), cuts, 2 * targets.edge + targets.share),
        first=np.append(0, np.cumsum(np.bincount(targets.edge, minlength=len(edges)) + 2)),
    )


def _arcs(marks: Marks, sources: Integers, feet: Integers, access: Floats) -> csr_array:
    """Both ways along every edge, from mark to mark, and from each target to its foot on the road."""
    at = marks.followed
    one, other, metres = marks.nodes[at], marks.nodes[at + 1], marks.along[at + 1] - marks.along[at]
    begin, end = np.concatenate([one, other, sources]), np.concatenate([other, one, feet])
    return _adjacency(begin, end, np.concatenate([metres, metres, access]))


def _adjacency(begin: Integers, end: Integers, metres: Floats) -> csr_array:
    """Made by hand: what makes such arrays adds up two roads between the same places, when the shorter should count."""
    nodes = int(max(begin.max(), end.max())) + 1
    order = np.argsort(begin, kind="stable")
    bounds = np.append(0, np.cumsum(np.bincount(begin, minlength=nodes)))
    return csr_array((metres[order], end[order], bounds), shape=(nodes, nodes))
