"""Whether a shape is of the kind that a layer takes, and sound: what is wrong is named."""

from collections.abc import Callable
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import Geometry, Text
from loaders.fit.unfit import Unfit

_TYPES = {
    Geometry.POINT: ("Point",),
    Geometry.LINE: ("LineString", "MultiLineString"),
    Geometry.AREA: ("Polygon", "MultiPolygon"),
}
_JOINED: dict[Geometry, Callable[[list[Any]], BaseGeometry]] = {
    Geometry.POINT: shapely.MultiPoint,
    Geometry.LINE: shapely.MultiLineString,
    Geometry.AREA: shapely.MultiPolygon,
}
_WORDS = {
    Geometry.POINT: Text("điểm", "points"),
    Geometry.LINE: Text("đường", "lines"),
    Geometry.AREA: Text("vùng", "areas"),
}
# The words of GEOS, in Vietnamese.
_REASONS = {
    "Self-intersection": "đường biên tự cắt",
    "Ring Self-intersection": "vòng tự chạm",
    "Hole lies outside shell": "lỗ nằm ngoài vùng",
    "Holes are nested": "lỗ nằm trong lỗ",
    "Nested shells": "vùng nằm trong vùng",
    "Duplicate Rings": "hai vòng trùng nhau",
    "Interior is disconnected": "vùng bị chia rời",
    "Too few points in geometry component": "quá ít điểm",
    "Too few distinct points in geometry component": "quá ít điểm khác nhau",
    "Ring is not closed": "vòng không khép kín",
    "Invalid Coordinate": "tọa độ sai",
}


def fit_shape(shape: BaseGeometry, wanted: Geometry) -> BaseGeometry:
    """`shape` as the layer stores it, if it is sound. Raises Unfit."""
    shape = of_kind(shape, wanted)
    if wanted is not Geometry.POINT and not shapely.is_valid(shape):
        raise _invalid(shape)
    return shape


def of_kind(shape: BaseGeometry, wanted: Geometry) -> BaseGeometry:
    """`shape`, sound or not, as the layer stores it: a MultiPoint of one part becomes that point. Raises Unfit.

    A collection all of whose parts the layer takes becomes one shape of many parts.
    """
    if shape.geom_type == "GeometryCollection":
        shape = _collected(shape, wanted)
    if wanted is Geometry.POINT and shape.geom_type == "MultiPoint" and shapely.get_num_geometries(shape) == 1:
        return shapely.get_parts(shape)[0]  # type: ignore[no-any-return]  # an array of one shape
    if shape.geom_type not in _TYPES[wanted]:
        words = _WORDS[wanted]
        raise Unfit(
            f"hình học là {shape.geom_type}, còn lớp này chỉ nhận {words.vi}.",
            f"its geometry is a {shape.geom_type}, but this layer takes {words.en}.",
        )
    return shape


def _collected(shape: BaseGeometry, wanted: Geometry) -> BaseGeometry:
    """The parts as one shape, where all are of the single kind wanted; else the collection itself."""
    parts = shapely.get_parts(shape)
    kind = _TYPES[wanted][0]
    if not len(parts) or any(part.geom_type != kind for part in parts):
        return shape
    return _JOINED[wanted](list(parts))


def _invalid(shape: BaseGeometry) -> Unfit:
    words = reason_in_words(str(shapely.is_valid_reason(shape)))
    return Unfit(f"hình học sai: {words.vi}.", f"its geometry is invalid: {words.en}.")


def reason_in_words(reason: str) -> Text:
    """What GEOS says of an invalid shape, such as ``Self-intersection[106.1 20.2]``, with its place."""
    words, _, place = reason.partition("[")
    at = f" tại [{place}" if place else ""
    return Text(f"{_REASONS.get(words, words)}{at}", reason)
