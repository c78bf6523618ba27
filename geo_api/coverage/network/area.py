"""What is within reach, as an area. Pure."""

from collections.abc import Iterator

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geo_api.coverage.network.cutting import Edges
from geo_api.coverage.network.graph import Marks
from geo_api.coverage.network.plane import Floats

# Houses stand this near to the road they are reached by.
BESIDE_M = 30.0


def reached_area(edges: Edges, marks: Marks, metres: Floats, target: Floats, limit_m: float) -> BaseGeometry:
    """The ground within BESIDE_M of what is reached (EPSG:4326). metres: to each node of the graph from the target."""
    ways = shapely.MultiLineString(list(_reached(edges, marks, metres, limit_m)))
    if ways.is_empty:
        return shapely.Polygon()
    foot = shapely.shortest_line(shapely.Point(edges.plane.metres(target)[0]), ways)
    return edges.plane.on_the_ground(ways.union(foot).buffer(BESIDE_M))


def _reached(edges: Edges, marks: Marks, metres: Floats, limit_m: float) -> Iterator[shapely.LineString]:
    """Lines in the plane: of each stretch from mark to mark what can be reached from either."""
    at = marks.followed
    size = marks.along[at + 1] - marks.along[at]
    ahead, back = (np.clip(limit_m - metres[marks.nodes[end]], 0, size) for end in (at, at + 1))
    whole = ahead + back >= size
    for stretch in np.flatnonzero(ahead + back > 0).tolist():
        first, last = marks.along[at[stretch]], marks.along[at[stretch] + 1]
        edge = int(np.searchsorted(marks.first, at[stretch], side="right")) - 1
        if whole[stretch]:
            yield _part(edges, edge, first, last)
            continue
        yield _part(edges, edge, first, first + ahead[stretch])
        yield _part(edges, edge, last - back[stretch], last)


def _part(edges: Edges, edge: int, first: float, last: float) -> shapely.LineString:
    length = edges.lengths[edge]
    part: shapely.LineString | shapely.Point = substring(
        edges.shapes[edge], first / length, last / length, normalized=True
    )
    # Nothing of a stretch is a point; as a line it does no harm.
    return shapely.LineString([part, part]) if isinstance(part, shapely.Point) else part
