"""Whether lines labelled WGS 84 are VN-2000: by how near they come to boundaries on record, read one way and the other.

The two systems are some 224 m apart in the north of Vietnam; the same boundary drawn twice differs by far less.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.locate.candidates import Coordinates, Landing, in_neighbourhood
from loaders.locate.crs import Operation, operation_to_wgs84
from loaders.locate.ground import Ground
from loaders.locate.words import CHECK
from loaders.report import Finding, Severity, Tally

VERTICES = 200
# Two drawings of one boundary are nearer than this, in metres. Of vertices that are anywhere, few are by chance.
_NEAR = 40.0
# So much of the vertices must lie on boundaries by the other reading, and so many times as much as by the declared one.
_FEWEST_SHARE, _TIMES = 0.15, 3.0
_REACH_DEGREES = 0.006
_METRES_PER_DEGREE = 110_900.0
_VN2000 = 4756
_WGS84 = ("EPSG:4326", "OGC:CRS84")


def warn_of_shift(shapes: Sequence[BaseGeometry], operation: Operation, ground: Ground, tally: Tally) -> None:
    """Compare lines and areas said to be in WGS 84 degrees with boundaries on record; nothing is ever moved."""
    if operation.swapped or operation.crs_name not in _WGS84:
        return
    vertices = _vertices(shapes)
    if not len(vertices) or not ground.is_known:
        return
    other = operation_to_wgs84(CRS.from_epsg(_VN2000))
    as_said, as_vn2000 = operation.apply(vertices), other.apply(vertices)
    edges = ground.edges(as_said, _REACH_DEGREES)
    said, vn2000 = (_share_near(points, edges) for points in (as_said, as_vn2000))
    if vn2000 >= _FEWEST_SHARE and vn2000 >= _TIMES * said:
        inside = np.ones(len(vertices), dtype=bool)
        declared, corrected = Landing(operation, as_said, inside), Landing(other, as_vn2000, inside)
        tally.find([_finding(declared, corrected, said, vn2000)])


def _vertices(shapes: Sequence[BaseGeometry]) -> Coordinates:
    """Vertices of lines and areas, spread over all that are given."""
    drawn = [shape for shape in shapes if shapely.get_dimensions(shape) >= 1]
    found = shapely.get_coordinates(np.array(drawn, dtype=object))
    found = found[np.isfinite(found).all(axis=1)]
    found = found[in_neighbourhood(found)]
    return found[np.unique(np.linspace(0, len(found) - 1, VERTICES).astype(int))] if len(found) else found


def _share_near(points: Coordinates, edges: Sequence[BaseGeometry]) -> float:
    """Which share of the points lies on a boundary. Degrees are made metres for the small distances that count."""
    scale = np.array([_METRES_PER_DEGREE * np.cos(np.radians(points[:, 1].mean())), _METRES_PER_DEGREE])
    flat = [shapely.transform(lines, lambda xy: xy * scale) for lines in edges]
    distances = shapely.distance(shapely.points(points * scale), np.array(flat, dtype=object))
    return float(np.mean(np.nan_to_num(distances, nan=np.inf) <= _NEAR))


def _finding(declared: Landing, corrected: Landing, said: float, vn2000: float) -> Finding:
    metres, label = declared.metres_to(corrected), declared.operation.crs_name
    by = _directions(*declared.shift_to(corrected))
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"Tệp ghi {label} nhưng đường nét khớp ranh giới đã ghi khi đọc là VN-2000: {vn2000:.0%} đỉnh cách ranh "
            f"giới không quá {_NEAR:.0f} m, theo {label} chỉ {said:.0%}. Vị trí đúng có lẽ cách {metres:.0f} m "
            f"({by.vi}); chưa dịch gì, muốn sửa hãy nạp lại với --crs EPSG:{_VN2000}.",
            f"The file says {label}, but its lines fit the boundaries on record when read as VN-2000: {vn2000:.0%} of "
            f"vertices within {_NEAR:.0f} m of a boundary, by {label} only {said:.0%}. The true places are probably "
            f"{metres:.0f} m away ({by.en}); nothing was moved, load again with --crs EPSG:{_VN2000} to correct it.",
        ),
        amount=round(metres, 1),
        measure="m",
        where=(float(declared.lonlat[0][0]), float(declared.lonlat[0][1])),
    )


def _directions(east: float, north: float) -> Text:
    x = Text("Đông", "east") if east > 0 else Text("Tây", "west")
    y = Text("Bắc", "north") if north > 0 else Text("Nam", "south")
    return Text(
        f"{abs(east):.0f} m về phía {x.vi}, {abs(north):.0f} m về phía {y.vi}",
        f"{abs(east):.0f} m {x.en}, {abs(north):.0f} m {y.en}",
    )
