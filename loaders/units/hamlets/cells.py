"""Land shared out among hamlets: every spot goes to the hamlet of the point nearest to it. Pure geometry.

Edges between cells, the outline and the boundaries that stay are cut at their crossings as one network of lines, and
the faces of that network are dealt out: neighbours share every corner, so nothing overlaps and nothing is left over.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
# Points less than a centimetre apart are one place; corners of cells lie on a grid of a tenth of a millimetre, so that
# the same points give the same cells to the last bit.
PLACE_DECIMALS, CORNER_DECIMALS = 7, 9
# Degrees. What is narrower, a hundredth of a millimetre, lies between two lines that mean to be one.
NO_WIDTH = 1e-10
# Square of the eccentricity of the ellipsoid of WGS 84.
E2 = 0.0066943799901414


@dataclass(frozen=True, slots=True)
class Partition:
    """cells: of each owner that got land, EPSG:4326. counts: points of each owner on the land; what lies beyond it does
    not count. contested: places that points of several owners claim; the most points win, then the smallest owner.
    """

    cells: dict[int, MultiPolygon]
    counts: Counter[int]
    contested: int


def partition(
    land: BaseGeometry, points: Floats, owners: Sequence[int], kept: Sequence[BaseGeometry] = ()
) -> Partition:
    """Share out `land` without `kept` among the `owners` of `points`, (n, 2) longitudes and latitudes.

    Near is measured as in the field: a degree of longitude is shortened as it is at the middle of the land.
    """
    taken = shapely.union_all(list(kept))
    inside = _covered(land, points) & ~_within(taken, points)
    seats, owner_of, contested = _places(points[inside], np.asarray(owners, dtype=np.int64)[inside])
    counts = Counter(np.asarray(owners)[inside].tolist())
    cells = _cells(land, taken, seats, owner_of) if len(seats) else {}
    return Partition(cells, counts, contested)


def _covered(land: BaseGeometry, points: Floats) -> NDArray[np.bool_]:
    shapely.prepare(land)
    return np.asarray(shapely.intersects_xy(land, points), dtype=bool)


def _within(land: BaseGeometry, points: Floats) -> NDArray[np.bool_]:
    shapely.prepare(land)
    return np.asarray(shapely.contains_xy(land, points), dtype=bool)


def _places(points: Floats, owners: Integers) -> tuple[Floats, Integers, int]:
    """Places and the owner of each, in a fixed order; how many were claimed by several."""
    claims: defaultdict[tuple[float, float], Counter[int]] = defaultdict(Counter)
    for place, owner in zip(np.round(points, PLACE_DECIMALS).tolist(), owners.tolist(), strict=True):
        claims[place[0], place[1]][owner] += 1
    places = sorted(claims)
    winners = [min(claims[place].items(), key=lambda claim: (-claim[1], claim[0]))[0] for place in places]
    contested = sum(len(each) > 1 for each in claims.values())
    return np.array(places, dtype=float).reshape(-1, 2), np.array(winners, dtype=np.int64), contested


def _cells(land: BaseGeometry, taken: BaseGeometry, seats: Floats, owner_of: Integers) -> dict[int, MultiPolygon]:
    to_field, to_degrees = _field(land)
    lines = [land.boundary, taken.boundary, _edges(land, to_field(seats), to_field, to_degrees)]
    faces = np.asarray(shapely.polygonize([shapely.union_all(lines)]).geoms)
    faces = faces[shapely.area(faces) > NO_WIDTH * shapely.length(faces)]
    inner = shapely.get_coordinates(shapely.point_on_surface(faces))
    mine = _within(land, inner) & ~_within(taken, inner)
    tree = shapely.STRtree(np.asarray(shapely.points(to_field(seats))))
    owner = owner_of[tree.nearest(np.asarray(shapely.points(to_field(inner[mine]))))]
    return {int(each): _dissolved(faces[mine][owner == each]) for each in np.unique(owner)}


def _field(land: BaseGeometry) -> tuple[Callable[[Floats], Floats], Callable[[Floats], Floats]]:
    """Degrees to a plane true to scale, and back. Both keep straight lines straight."""
    west, south, east, north = land.bounds
    middle = np.array([(west + east) / 2, (south + north) / 2])
    latitude = math.radians(middle[1])
    shortening = math.cos(latitude) * (1 - E2 * math.sin(latitude) ** 2) / (1 - E2)
    scale = np.array([shortening, 1.0])
    return (lambda degrees: (degrees - middle) * scale), (lambda plane: plane / scale + middle)


def _edges(
    land: BaseGeometry, seats: Floats, to_field: Callable[[Floats], Floats], to_degrees: Callable[[Floats], Floats]
) -> BaseGeometry:
    """Lines between the cells, in degrees, beyond the land on all sides."""
    if len(seats) < 2:
        return shapely.MultiLineString()
    frame = shapely.transform(shapely.box(*land.bounds), to_field)
    around = shapely.buffer(frame, max(frame.bounds[2] - frame.bounds[0], frame.bounds[3] - frame.bounds[1]))
    edges = shapely.voronoi_polygons(shapely.MultiPoint(seats), extend_to=around, only_edges=True)
    return shapely.transform(edges, lambda plane: np.round(to_degrees(plane), CORNER_DECIMALS))


def _dissolved(faces: NDArray[np.object_]) -> MultiPolygon:
    parts = shapely.get_parts(shapely.normalize(shapely.coverage_union_all(faces)))
    return MultiPolygon(list(parts))
