"""Points of a grid over an area, as candidates. Pure."""

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.coverage.network.plane import Plane
from geo_api.coverage.sites.ground import Candidate
from geo_api.errors import BadRequest

MOST_CANDIDATES = 3_000
# The kind of candidate that a point of a grid is.
GRID = "grid"
# Of the box around an area the area may be this small a part.
_SPARSE = 100


def grid(area: BaseGeometry, spacing_m: float) -> list[Candidate]:
    """Points so many metres apart within the area (EPSG:4326), from south-west on. Raises BadRequest for too many."""
    plane = Plane.around(shapely.get_coordinates(area))
    west, south, east, north = shapely.bounds(shapely.transform(area, plane.metres))
    if (east - west) * (north - south) > _SPARSE * MOST_CANDIDATES * spacing_m**2:
        raise too_many()
    columns, rows = (np.arange(low + spacing_m / 2, high, spacing_m) for low, high in ((west, east), (south, north)))
    points = plane.degrees(np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2))
    shapely.prepare(area)
    inside = points[shapely.contains_xy(area, points)]
    if len(inside) > MOST_CANDIDATES:
        raise too_many()
    return [Candidate(lon, lat, GRID) for lon, lat in inside.tolist()]


def too_many() -> BadRequest:
    return BadRequest(
        f"Có hơn {MOST_CANDIDATES} vị trí để chọn: hãy chọn đơn vị nhỏ hơn, ít loại hơn, hoặc lưới thưa hơn.",
        f"More than {MOST_CANDIDATES} candidates: choose smaller units, fewer kinds, or a wider grid.",
    )
