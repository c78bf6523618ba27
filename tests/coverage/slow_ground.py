"""Measures on the spheroid, and what cameras see, for the slow evaluator."""

from functools import cache
from math import radians, tan
from typing import Any

from pyproj import Transformer
from shapely import Point, Polygon, segmentize, transform
from shapely.geometry.base import BaseGeometry

from tests.coverage.world import GEOD, Thing

PIXELS_A_METRE = {"detect": 25.0, "observe": 62.5, "recognise": 125.0, "identify": 250.0}


def metres_between(one: Point, other: Point) -> float:
    return float(GEOD.inv(one.x, one.y, other.x, other.y)[2])


@cache
def _plane_around(place: Point) -> Transformer:
    """Every distance from the place is true in this plane."""
    return Transformer.from_crs(
        "EPSG:4326", f"+proj=aeqd +lat_0={place.y!r} +lon_0={place.x!r} +ellps=WGS84", always_xy=True
    )


def metres_to(shape: BaseGeometry, place: Point) -> float:
    """From any point of a shape to a place."""
    if isinstance(shape, Point):
        return metres_between(shape, place)
    flat = transform(segmentize(shape, 0.00002), _plane_around(place).transform, interleaved=False)
    return float(flat.distance(Point(0, 0)))


def extent(shape: BaseGeometry) -> float:
    """Metres of a line, square metres of an area."""
    if shape.geom_type.endswith("Polygon"):
        return abs(float(GEOD.geometry_area_perimeter(shape)[0]))
    return float(GEOD.geometry_length(shape))


def sector(eye: Point, metres: float, first: float = 0, last: float = 360) -> Polygon:
    """All within so many metres of a place, between two azimuths."""
    steps = max(2, round((last - first) * 2))
    turns = [first + (last - first) * step / steps for step in range(steps + 1)]
    arc = [GEOD.fwd(eye.x, eye.y, turn, metres)[:2] for turn in turns]
    return Polygon(arc if last - first >= 360 else [(eye.x, eye.y), *arc])


class Sight:
    """What a camera sees at a level of detail; what is not known of it is taken for what sees most."""

    def __init__(self, camera: Thing, level: str) -> None:
        self.eye = Point(camera.lon, camera.lat)
        self.direction: Any = camera.get("direction")
        angle, pixels = camera.get("field_of_view"), camera.get("pixels")
        self.turns = 360 if angle is None else angle
        self.is_known = None not in (angle, pixels) and (self.direction is not None or angle >= 360)
        wide = 30 if angle is None else angle
        across = 2 * tan(radians(wide / 2)) if wide <= 120 else radians(wide)
        self.reach = (3840 if pixels is None else pixels) / PIXELS_A_METRE[level] / across

    def turned_from(self, place: Point) -> float:
        """Degrees between the direction and that of the place; 0 where it may look anywhere, or stands there itself."""
        if self.direction is None or self.turns >= 360 or metres_between(self.eye, place) < 0.001:
            return 0
        azimuth = float(GEOD.inv(self.eye.x, self.eye.y, place.x, place.y)[0])
        return abs((azimuth - self.direction + 540) % 360 - 180)

    def sees(self, place: Point) -> bool:
        return metres_between(self.eye, place) <= self.reach and self.turned_from(place) <= self.turns / 2

    def is_doubtful(self, place: Point) -> bool:
        near_edge = abs(metres_between(self.eye, place) - self.reach) < 0.001
        return near_edge or (0 < self.turns < 360 and abs(self.turned_from(place) - self.turns / 2) < 1e-6)

    def ground(self, share: float = 1) -> Polygon:
        if self.direction is None or self.turns >= 360:
            return sector(self.eye, self.reach * share)
        half = self.turns / 2
        return sector(self.eye, self.reach * share, self.direction - half, self.direction + half)
