"""Lines of roads cut into edges where they meet. Pure.

Roads meet where they share a vertex, never where one merely crosses another: under a bridge there is no way up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo_api.coverage.network.plane import Flags, Floats, Integers, Plane, Shapes, ground_metres

# Vertices of different lines this near are one place: less than any survey or drawing tells apart.
JOIN_M = 0.1
# Of one line, vertices are one place only when the line comes back: a finely drawn bend is not a knot.
_COMES_BACK_M = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """Pieces of road between places where roads meet or end.

    starts, ends: numbers of those places, below `places`. lengths: geodesic metres. shapes: lines in the plane.
    """

    plane: Plane
    places: int
    starts: Integers
    ends: Integers
    lengths: Floats
    shapes: Shapes

    def __len__(self) -> int:
        return len(self.lengths)


@dataclass(frozen=True, slots=True, eq=False)
class _Vertices:
    """Vertices in the order of their lines. along: metres from the beginning of all; place: number of the place."""

    metres: Floats
    line: Integers
    along: Floats
    place: Integers

    def only(self, kept: Flags) -> "_Vertices":
        return _Vertices(self.metres[kept], self.line[kept], self.along[kept], self.place[kept])


def cut(lines: Sequence[BaseGeometry]) -> Edges:
    """Edges of lines or lines of several parts (EPSG:4326); anything else among them is left out."""
    degrees, line = _vertices(lines)
    plane = Plane.around(degrees)
    found = _joined(plane, degrees, line)
    at = np.flatnonzero(_where_cut(found))
    first, last = at[:-1], at[1:]
    whole = found.line[first] == found.line[last]
    first, last = first[whole], last[whole]
    shapes = _pieces(found.metres, first, last)
    once = _once(shapes)
    first, last = first[once], last[once]
    places, ends = np.unique(np.concatenate([found.place[first], found.place[last]]), return_inverse=True)
    lengths = found.along[last] - found.along[first]
    return Edges(plane, len(places), ends[: len(first)], ends[len(first) :], lengths, shapes[once])


def _vertices(lines: Sequence[BaseGeometry]) -> tuple[Floats, Integers]:
    parts = shapely.get_parts(np.asarray(lines, dtype=object))
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    degrees, line = shapely.get_coordinates(parts, return_index=True)
    return degrees, line.astype(np.int64)


def _joined(plane: Plane, degrees: Floats, line: Integers) -> _Vertices:
    """Vertices with the places they stand at, those left out that stand where the one before them does."""
    metres = plane.metres(degrees)
    along = _along(degrees, line)
    vertices = _Vertices(metres, line, along, _places(metres, line, along))
    repeated = (np.diff(vertices.place, prepend=-1) == 0) & (np.diff(line, prepend=-1) == 0)
    return vertices.only(~repeated)


def _along(degrees: Floats, line: Integers) -> Floats:
    steps = np.zeros(len(line))
    if len(line):
        steps[1:] = np.where(line[1:] == line[:-1], ground_metres(degrees[:-1], degrees[1:]), 0)
    return np.cumsum(steps)


def _places(metres: Floats, line: Integers, along: Floats) -> Integers:
    """The number of the place of each vertex: the same for vertices of different lines within JOIN_M."""
    if not len(metres):
        return np.empty(0, dtype=np.int64)
    spots, first, spot = np.unique(metres, axis=0, return_index=True, return_inverse=True)
    near = cKDTree(spots).query_pairs(JOIN_M, output_type="ndarray")
    one, other = first[near].T
    meet = (line[one] != line[other]) | (np.abs(along[one] - along[other]) > _COMES_BACK_M)
    pairs = near[meet]
    joined = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    return np.asarray(connected_components(joined, directed=False)[1][spot.ravel()], dtype=np.int64)


def _where_cut(vertices: _Vertices) -> Flags:
    """At the ends of every line, and at each place where more than one vertex stands."""
    changes = np.diff(vertices.line) != 0
    ends = np.append(True, changes) | np.append(changes, True)
    if not len(vertices.line):
        return np.empty(0, dtype=np.bool_)
    return np.asarray(ends | (np.bincount(vertices.place)[vertices.place] > 1))


def _pieces(metres: Floats, first: Integers, last: Integers) -> Shapes:
    """Lines from vertex to vertex, both included."""
    sizes = last - first + 1
    piece = np.repeat(np.arange(len(first)), sizes)
    begins = np.cumsum(sizes) - sizes
    vertex = np.arange(len(piece)) - begins[piece] + first[piece]
    return np.asarray(shapely.linestrings(metres[vertex], indices=piece), dtype=object)


def _once(shapes: Shapes) -> Integers:
    """The first of each shape, drawn in whichever direction: who stands on one drawing is on the other as well."""
    drawn = shapely.to_wkb(shapely.normalize(shapes)).tolist()
    first = {shape: number for number, shape in zip(range(len(drawn) - 1, -1, -1), reversed(drawn), strict=True)}
    return np.sort(np.fromiter(first.values(), dtype=np.int64))
