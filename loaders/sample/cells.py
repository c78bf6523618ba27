"""Where each commune lies: a fine grid of the plane, each cell given to the commune in whose box it lies deepest.

Then the cells of its hamlets: hamlet cells make up the communes exactly, because the communes are made of them.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from loaders.sample.plane import Floats, Integers, Shapes, chance, to_lonlat, to_plane, warp, warped

GRID_M = 150.0
# How much of the half box around a commune is land of its own; boxes of neighbours overlap.
REACH = 0.96
# Gaps between boxes narrower than twice this are land, spits narrower than that are sea or river.
CLOSE_M, OPEN_M = 1800.0, 700.0
OUTSIDE = -1
# How far from its centre, in halves of its box, a commune may claim a cell.
WINDOW = 5.0
# The shore as a sailor would sketch it, from the mouth of the Red River to that of the Đáy; EPSG:4326.
SHORE = (
    (106.54, 20.32), (106.59, 20.27), (106.59, 20.23), (106.55, 20.20), (106.47, 20.20), (106.38, 20.18),
    (106.33, 20.15), (106.29, 20.11), (106.25, 20.05), (106.21, 20.01), (106.18, 19.98), (106.15, 19.94),
    (106.12, 19.93), (106.095, 19.96),
)  # fmt: skip
SHORE_LAND_M, SEA_M = 2600.0, 12_000.0
# Samples of the land for each hamlet, and how often the centres move to the middle of the samples nearest to them.
SAMPLES, ROUNDS = 60, 3


class Grid:
    """Centres of the cells that are land (n, 2), metres, and for each the index of its commune.

    boxes: centre and half (width, height) of each commune, metres in the plane.
    """

    def __init__(self, boxes: Sequence[tuple[Floats, Floats]]) -> None:
        centers = np.array([center for center, _ in boxes])
        halves = np.array([half for _, half in boxes])
        x, y = _axes(centers - halves, centers + halves)
        owner, depth = _deepest(x, y, centers, halves)
        points = np.stack(np.meshgrid(x, y), axis=-1)
        self.outline = _with_coast(_outline(points[depth <= REACH]))
        shapely.prepare(self.outline)
        land = shapely.contains_xy(self.outline, points[..., 0], points[..., 1]) & (owner != OUTSIDE)
        self.points, self.owner = points[land], owner[land]


def _axes(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Eastings and northings of the grid over all boxes."""
    (west, south), (east, north) = low.min(axis=0), high.max(axis=0)
    return np.arange(west, east, GRID_M), np.arange(south, north, GRID_M)


def _deepest(x: Floats, y: Floats, centers: Floats, halves: Floats) -> tuple[Integers, Floats]:
    """For each cell (rows, columns) the commune whose ellipse holds it deepest, and how deep: 0 centre, 1 edge."""
    best = np.full((len(y), len(x)), np.inf)
    owner = np.full(best.shape, OUTSIDE, dtype=np.int64)
    for index, (center, half) in enumerate(zip(centers, halves, strict=True)):
        columns, rows = (
            slice(*np.searchsorted(axis, (middle - WINDOW * size, middle + WINDOW * size)))
            for axis, middle, size in zip((x, y), center, half, strict=True)
        )
        depth = np.square((x[columns] - center[0]) / half[0]) + np.square((y[rows, None] - center[1]) / half[1])
        better = depth < best[rows, columns]
        best[rows, columns][better] = depth[better]
        owner[rows, columns][better] = index
    return owner, np.sqrt(best)


def _outline(land: Floats) -> Polygon:
    """One piece of land around the points, without holes, its edge rounded."""
    order = np.lexsort((land[:, 0], land[:, 1]))
    starts = np.flatnonzero(np.abs(np.diff(land[order, 0], prepend=np.inf) - GRID_M) > 1)
    first, last = land[order[starts]], land[order[np.append(starts[1:], len(land)) - 1]]
    half = GRID_M / 2 + 1
    rows = shapely.box(first[:, 0] - half, first[:, 1] - half, last[:, 0] + half, last[:, 1] + half)
    whole: BaseGeometry = shapely.union_all(rows)
    whole = whole.buffer(CLOSE_M).buffer(-CLOSE_M - OPEN_M).buffer(OPEN_M)
    return _largest(whole)


def _with_coast(land: Polygon) -> Polygon:
    """Boxes say little of the shore: a strip along it is land, and what lies beyond it is sea."""
    shore = shapely.LineString(to_plane(np.array(SHORE)))
    strip = shore.buffer(-SHORE_LAND_M, single_sided=True)
    sea = shore.buffer(SEA_M, single_sided=True)
    return _largest((land | strip).difference(sea).buffer(-OPEN_M).buffer(2 * OPEN_M).buffer(-OPEN_M))


def _largest(shape: BaseGeometry) -> Polygon:
    """The largest part without its holes."""
    parts = [part for part in shapely.get_parts(shape.simplify(60)) if isinstance(part, Polygon)]
    return Polygon(max(parts, key=lambda part: part.area).exterior)


def scatter(grid: Grid, commune: int, count: int) -> Floats:
    """`count` centres spread evenly but not regularly over the land of a commune, (count, 2) metres."""
    source = chance(f"scatter {commune}")
    cells = grid.points[grid.owner == commune]
    land = cells[source.integers(len(cells), size=SAMPLES * count)]
    land = land + source.uniform(-GRID_M / 2, GRID_M / 2, land.shape)
    centers = land[source.choice(len(land), count, replace=False)]
    for _ in range(ROUNDS):
        nearest = np.square(land[:, None] - centers).sum(axis=2).argmin(axis=1)
        counts = np.bincount(nearest, minlength=count)[:, None]
        sums = np.column_stack([np.bincount(nearest, land[:, axis], count) for axis in (0, 1)])
        centers = np.where(counts > 0, sums / np.maximum(counts, 1), centers)
    return np.asarray(centers)


def hamlet_cells(centers: Floats, outline: Polygon) -> Shapes:
    """The land nearest to each centre, bent like land. The polygons tile the outline: no gap and no overlap.

    Lines are bent and rounded before they become polygons, so that neighbours share every corner.
    """
    edges = shapely.voronoi_polygons(
        shapely.MultiPoint(centers), extend_to=outline.envelope.buffer(5000), only_edges=True
    )
    network = shapely.union_all([edges.intersection(outline), outline.exterior], grid_size=0.01)
    bent = shapely.transform(warped(np.array([network]))[0], to_lonlat)
    faces = np.asarray(shapely.polygonize([bent]).geoms)
    seats = np.asarray(shapely.points(to_lonlat(warp(centers))))
    face_of, seat = shapely.STRtree(seats).query(faces, predicate="contains")
    ordered = np.empty(len(centers), dtype=object)
    ordered[seat] = faces[face_of]
    return ordered
