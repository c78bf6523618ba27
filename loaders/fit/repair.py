"""Areas whose boundary crosses itself and the like, put right where that hardly changes them; else refused."""

import re
from dataclasses import dataclass

import numpy as np
import shapely
from pyproj import Geod
from shapely import STRtree
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.fit.shapes import reason_in_words
from loaders.fit.unfit import Unfit

# A repair may change an area by so much: the larger of the two. Beyond it nobody can tell which shape was meant.
MAX_SHARE = 0.01
MAX_M2 = 100.0
# Beyond these a repair, and already the question whether there is a fault, has no bound in time: it looks for every
# crossing of every two sides.
MAX_VERTICES = 200_000
MAX_CROSSINGS = 200_000
_SAMPLED_SIDES = 20
_UNTESTED_VERTICES = 10_000
_GEOD = Geod(ellps="WGS84")
_PLACE = re.compile(r"\[(\S+) (\S+)\]")


@dataclass(frozen=True, slots=True)
class Repair:
    """What was put right. changed_m2: by how much the area changed. where: longitude, latitude."""

    text: Text
    changed_m2: float
    where: tuple[float, float] | None


def sound_area(shape: BaseGeometry) -> tuple[BaseGeometry, Repair | None]:
    """An area in EPSG:4326 as it is, or repaired. Raises Unfit for one whose repair would change it by too much."""
    if is_tangled(shape):
        raise Unfit(
            "đường biên tự cắt ở quá nhiều chỗ.", "its geometry is invalid: its boundary crosses itself too often."
        )
    return (shape, None) if shapely.is_valid(shape) else repaired(shape)


def repaired(shape: BaseGeometry) -> tuple[BaseGeometry, Repair]:
    """An area in EPSG:4326 without its faults. Raises Unfit when that would change it by too much."""
    reason = str(shapely.is_valid_reason(shape))
    words = reason_in_words(reason)
    sound = _made_valid(shape, words)
    before, after = area_m2(shape), area_m2(sound)
    changed = abs(after - before)
    share = changed / max(before, after)
    vi = f"{words.vi}; sửa thì diện tích đổi {changed:,.1f} m² ({share:.3%})"
    en = f"{words.en}; a repair changes its area by {changed:,.1f} m² ({share:.3%})"
    if changed > max(MAX_M2, MAX_SHARE * before):
        raise Unfit(f"hình học sai: {vi}, quá mức cho phép.", f"its geometry is invalid: {en}, which is too much.")
    return sound, Repair(Text(f"đã sửa: {vi}.", f"repaired: {en}."), changed, _place(reason))


def area_m2(shape: BaseGeometry) -> float:
    """Of an area in EPSG:4326, on the ellipsoid: its shells less its holes, each by its signed sum."""
    total = 0.0
    for part in shapely.get_parts(shape):
        inner = sum(_ring_m2(shapely.get_interior_ring(part, i)) for i in range(shapely.get_num_interior_rings(part)))
        total += _ring_m2(shapely.get_exterior_ring(part)) - inner
    return total


def _ring_m2(ring: BaseGeometry) -> float:
    points = shapely.get_coordinates(ring)
    return abs(float(_GEOD.polygon_area_perimeter(points[:, 0], points[:, 1])[0]))


def _made_valid(shape: BaseGeometry, words: Text) -> BaseGeometry:
    if shapely.get_num_coordinates(shape) > MAX_VERTICES:
        raise Unfit(
            f"hình học sai: {words.vi}; có quá nhiều đỉnh để sửa.",
            f"its geometry is invalid: {words.en}; it has too many vertices for a repair.",
        )
    try:
        made = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    except ShapelyError:
        raise Unfit(f"hình học sai: {words.vi}.", f"its geometry is invalid: {words.en}.") from None
    parts = [part for part in shapely.get_parts(made) if part.geom_type == "Polygon" and part.area > 0]
    if not parts:
        raise Unfit(
            f"vùng có diện tích bằng 0 ({words.vi}).", f"it is an area of no size: invalid geometry, {words.en}."
        )
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def is_tangled(shape: BaseGeometry) -> bool:
    """Whether the sides cross so often that a repair could take hours, judged by some of them."""
    if shapely.get_num_coordinates(shape) < _UNTESTED_VERTICES:
        return False
    points, rings = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(shape)), return_index=True)
    sides = shapely.linestrings(np.stack([points[:-1], points[1:]], axis=1)[rings[:-1] == rings[1:]])
    chosen = sides[:: max(1, len(sides) // _SAMPLED_SIDES)]
    met = len(STRtree(sides).query(chosen, predicate="intersects")[0])
    return bool(met / len(chosen) * len(sides) / 2 > MAX_CROSSINGS + 2 * len(sides))


def _place(reason: str) -> tuple[float, float] | None:
    found = _PLACE.search(reason)
    return (float(found[1]), float(found[2])) if found else None
