"""The road network: what is within so many metres of what, over roads. Pure: lines in, numbers out.

Every way is: straight to the nearest road, along roads, straight to the target. Roads go both ways, for it is not on
record which do not.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from shapely.geometry.base import BaseGeometry

from geo_api.coverage.network.area import reached_area
from geo_api.coverage.network.cutting import Edges, cut
from geo_api.coverage.network.graph import Graph, graph_with
from geo_api.coverage.network.plane import Flags, Floats, Integers
from geo_api.coverage.network.snapping import Stops, near_pairs, snap

# Distances held at a time: 128 MB of them.
_HELD = 16_000_000
# And not more targets, for whoever looks at the clock between.
_TARGETS_AT_ONCE = 64


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Subjects with targets in reach, by their numbers; metres: of the shortest way."""

    subjects: Integers
    targets: Integers
    metres: Floats

    def __len__(self) -> int:
        return len(self.metres)


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """For each subject the nearest target: its number, -1 without one in reach, and metres, infinite then.

    known: whether the subject is on the network; what is not is neither near nor far.
    """

    targets: Integers
    metres: Floats
    known: Flags


@dataclass(frozen=True, slots=True, eq=False)
class RoadNetwork:
    """Places are arrays (n, 2) of longitude and latitude (EPSG:4326), or what `snap` made of them.

    To find the road that a place is reached by costs more than all ways from it: what is asked of the same places again
    is asked of their stops.
    """

    edges: Edges
    _tree: shapely.STRtree

    @classmethod
    def from_lines(cls, lines: Sequence[BaseGeometry]) -> Self:
        """Roads as lines (EPSG:4326), joined where they share a vertex within 0.1 m."""
        edges = cut(lines)
        return cls(edges, shapely.STRtree(edges.shapes))

    @property
    def is_empty(self) -> bool:
        """No road at all: nothing is known of any distance."""
        return not len(self.edges)

    def snap(self, places: Floats) -> Stops:
        """The nearest point of any road within 500 m of each place."""
        return snap(self.edges, self._tree, places)

    def _stops(self, places: Floats | Stops) -> Stops:
        return places if isinstance(places, Stops) else self.snap(places)

    def pairs(
        self,
        subjects: Floats | Stops,
        targets: Floats | Stops,
        limit_m: float,
        between: Callable[[], None] = lambda: None,
    ) -> Pairs:
        """All pairs with a way of at most `limit_m`; of places that are not on the network there are none.

        between: called between pieces of the work, and may raise.
        """
        wanted, goals = self._stops(subjects), self._stops(targets)
        known, aimed = np.flatnonzero(wanted.known), np.flatnonzero(goals.known)
        if not len(known) or not len(aimed):
            return Pairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
        graph = graph_with(self.edges, goals.only(aimed))
        found = list(_pairs(graph, wanted.only(known), limit_m, between))
        rows, columns, metres = (np.concatenate(part) for part in zip(*found, strict=True))
        return Pairs(known[columns], aimed[rows], metres)

    def nearest(self, subjects: Floats | Stops, targets: Floats | Stops, limit_m: float) -> Nearest:
        """The target with the shortest way of at most `limit_m`."""
        wanted, goals = self._stops(subjects), self._stops(targets)
        known, aimed = np.flatnonzero(wanted.known), np.flatnonzero(goals.known)
        answer = Nearest(np.full(len(wanted), -1), np.full(len(wanted), np.inf), wanted.known)
        if len(known) and len(aimed):
            target, metres = _nearest(graph_with(self.edges, goals.only(aimed)), wanted.only(known), limit_m)
            reached = metres <= limit_m
            answer.targets[known[reached]] = aimed[target[reached]]
            answer.metres[known[reached]] = metres[reached]
        return answer

    def unsettled(self, subjects: Floats, targets: Floats, limit_m: float) -> Pairs:
        """Pairs with a place that is not on the network which are within `limit_m` in a straight line (metres: that).

        Whether a way is as short nobody knows; of all other pairs that are not among `pairs` it is known that none is.
        """
        one, other = ~self.snap(subjects).known, ~self.snap(targets).known
        subject, target, metres = near_pairs(subjects, targets, limit_m)
        doubtful = one[subject] | other[target]
        return Pairs(subject[doubtful], target[doubtful], metres[doubtful])

    def service_area(self, target: tuple[float, float], limit_m: float) -> BaseGeometry:
        """The area within 30 m of roads that are at most `limit_m` away from the target (EPSG:4326).

        Empty where the target is not on the network.
        """
        place = np.array([target], dtype=np.float64)
        stop = self.snap(place)
        if not stop.known.all():
            return shapely.Polygon()
        graph = graph_with(self.edges, stop)
        metres = dijkstra(graph.arcs, indices=graph.sources[0], limit=limit_m)
        return reached_area(self.edges, graph.marks, metres, place, limit_m)


def _ways(graph: Graph, metres: Floats, subjects: Stops) -> tuple[Floats, Floats]:
    """Metres from the subjects by the mark before them and by the one after. metres: from targets to all nodes."""
    mark = graph.marks.around(subjects)
    before = np.maximum(0, subjects.along - graph.marks.along[mark]) + subjects.access
    after = np.maximum(0, graph.marks.along[mark + 1] - subjects.along) + subjects.access
    return metres[..., graph.marks.nodes[mark]] + before, metres[..., graph.marks.nodes[mark + 1]] + after


def _pairs(
    graph: Graph, subjects: Stops, limit_m: float, between: Callable[[], None]
) -> Iterator[tuple[Integers, Integers, Floats]]:
    """Numbers of targets and subjects with metres, some targets at a time."""
    at_once = min(_TARGETS_AT_ONCE, max(1, _HELD // (graph.arcs.shape[0] + 3 * len(subjects.edge))))
    for begin in range(0, len(graph.sources), at_once):
        between()
        metres = dijkstra(graph.arcs, indices=graph.sources[begin : begin + at_once], limit=limit_m)
        ways = np.minimum(*_ways(graph, metres, subjects))
        rows, columns = np.nonzero(ways <= limit_m)
        yield begin + rows, columns, ways[rows, columns]


def _nearest(graph: Graph, subjects: Stops, limit_m: float) -> tuple[Integers, Floats]:
    """For each subject the number of a target and metres, infinite where none is in reach."""
    options = {"limit": limit_m, "min_only": True, "return_predecessors": True}
    metres, _, origins = dijkstra(graph.arcs, indices=graph.sources, **options)
    before, after = _ways(graph, metres, subjects)
    mark = graph.marks.around(subjects)
    origin = origins[graph.marks.nodes[np.where(before <= after, mark, mark + 1)]]
    # The nodes of the targets are the last ones, in some order; of what is not reached the origin is below zero.
    numbers = np.argsort(graph.sources)
    return numbers[np.maximum(0, origin - graph.sources.min())], np.minimum(before, after)
