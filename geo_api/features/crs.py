"""Coordinate reference systems in which features are given and asked for (OGC API – Features, Part 2)."""

from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo_api.errors import BadRequest

_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
# Sides of a box are bent by a transformation: so many points keep them true to some centimetres within a province.
_SIDE_POINTS = 33
# No coordinate is larger, in any unit.
_WORLD_M = 50_000_000
# Digits after the point that are about a centimetre.
_DEGREE_DIGITS, _METRE_DIGITS = 7, 2


@dataclass(frozen=True, slots=True)
class Crs:
    """uri: as the OGC writes it. latitude_first: the definition's order of axes, which answers and requests obey."""

    uri: str
    srid: int
    latitude_first: bool = False
    digits: int = _METRE_DIGITS


def _metric(srid: int) -> Crs:
    return Crs(f"{_EPSG}{srid}", srid)


CRS84 = Crs("http://www.opengis.net/def/crs/OGC/1.3/CRS84", 4326, digits=_DEGREE_DIGITS)
# VN-2000: geographic, UTM 48N and 49N, and all zones of TM-3 (5896–5899 and 9205–9218; each province has its own).
_VN2000_METRIC = (3405, 3406, *range(5896, 5900), *range(9205, 9219))
OFFERED = (
    CRS84,
    Crs(f"{_EPSG}4326", 4326, latitude_first=True, digits=_DEGREE_DIGITS),
    _metric(3857),
    Crs(f"{_EPSG}4756", 4756, latitude_first=True, digits=_DEGREE_DIGITS),
    *map(_metric, _VN2000_METRIC),
)
_BY_URI = {crs.uri: crs for crs in OFFERED}


def parse_crs(name: str, uri: str | None) -> Crs:
    """The system that parameter `name` means; CRS84 when it is not given. Raises BadRequest for one not offered."""
    if uri is None:
        return CRS84
    try:
        return _BY_URI[uri]
    except KeyError:
        raise BadRequest(
            f"Tham số “{name}”: không có hệ tọa độ này; xem danh sách “crs” của lớp, ví dụ {_EPSG}9209.",
            f"Parameter “{name}”: no such coordinate system; see “crs” of the collection, such as {_EPSG}9209.",
        ) from None


def to_degrees(shape: BaseGeometry, crs: Crs) -> BaseGeometry:
    """`shape`, given in `crs` with its order of axes, as longitude and latitude of WGS 84.

    Raises ValueError when a point of it has no place there.
    """
    if crs.latitude_first:
        shape = shapely.transform(shape, lambda xy: xy[:, ::-1])
    if crs.srid != CRS84.srid:
        # Not kept for later: a transformer may not be used by two threads.
        moved = Transformer.from_crs(crs.srid, CRS84.srid, always_xy=True)
        shape = shapely.transform(shape, lambda xy: np.column_stack(moved.transform(*xy.T)))
    # Written so that what is no number fails, too.
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in shapely.get_coordinates(shape).tolist()):
        raise ValueError("outside the area of the coordinate system")
    return shape


def box_in_degrees(sides: tuple[float, float, float, float], crs: Crs) -> BaseGeometry:
    """The area of the box whose corners are the first two and the last two numbers, in `crs`; in degrees.

    Raises ValueError when a point of it has no place there.
    """
    first, second = sides[:2], sides[2:]
    # A box without width or height is a line or a point: as an area it would meet nothing.
    box = shapely.MultiPoint([first, second]).envelope
    longest = max(second[0] - first[0], second[1] - first[1])
    if max(map(abs, sides)) > _WORLD_M:
        raise ValueError("beyond the world")
    if crs.srid != CRS84.srid and longest > 0:
        box = shapely.segmentize(box, longest / _SIDE_POINTS)
    return to_degrees(box, crs)
