"""From a place to the road it is reached by. Pure."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import cKDTree

from geo_api.coverage.network.cutting import Edges
from geo_api.coverage.network.plane import Flags, Floats, Integers, ground_metres, in_space

# Farther than this from every road nobody knows how a place is reached: the road to it is not on record.
ACCESS_M = 500.0
# Metres of the plane may be this much longer than those on the ground.
_STRETCH = 1.1


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """Where places touch the network.

    edge: its number, -1 for a place that is not within ACCESS_M of any road; along: metres from the edge's start;
    share: the same as a share of the edge; access: metres of the straight way from the place to there.
    """

    edge: Integers
    along: Floats
    share: Floats
    access: Floats

    def __len__(self) -> int:
        return len(self.edge)

    @property
    def known(self) -> Flags:
        """Which places are on the network at all."""
        return self.edge >= 0

    def only(self, which: Flags | Integers) -> "Stops":
        return Stops(self.edge[which], self.along[which], self.share[which], self.access[which])


def snap(edges: Edges, tree: shapely.STRtree, places: Floats) -> Stops:
    """The nearest point of any edge for places (n, 2), longitude and latitude (EPSG:4326). tree: of their shapes."""
    points = edges.plane.points(places)
    near, edge = tree.query_nearest(points, max_distance=ACCESS_M * _STRETCH, all_matches=False)
    share = np.asarray(shapely.line_locate_point(edges.shapes[edge], points[near], normalized=True))
    feet = shapely.line_interpolate_point(edges.shapes[edge], share, normalized=True)
    access = ground_metres(places[near], edges.plane.degrees(shapely.get_coordinates(feet)))
    within = access <= ACCESS_M
    return _stops(edges, len(places), near[within], edge[within], share[within], access[within])


def _stops(edges: Edges, places: int, near: Integers, edge: Integers, share: Floats, access: Floats) -> Stops:
    stops = Stops(np.full(places, -1), np.zeros(places), np.zeros(places), np.full(places, np.inf))
    stops.edge[near], stops.share[near], stops.access[near] = edge, share, access
    stops.along[near] = share * edges.lengths[edge]
    return stops


def near_pairs(one: Floats, other: Floats, limit_m: float) -> tuple[Integers, Integers, Floats]:
    """Pairs of places within `limit_m` in a straight line: numbers of both, and metres."""
    if not len(one) or not len(other):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0)
    trees = (cKDTree(in_space(places)) for places in (one, other))
    found = next(trees).sparse_distance_matrix(next(trees), limit_m, output_type="ndarray")
    return found["i"].astype(np.int64), found["j"].astype(np.int64), found["v"]
