"""The area that ``bbox=`` asks for, in degrees."""

import math
import re

from shapely.geometry.base import BaseGeometry

from geo_api.errors import BadRequest
from geo_api.features.crs import CRS84, Crs, box_in_degrees

_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)


def parse_area(value: str, crs: Crs) -> tuple[BaseGeometry, ...]:
    """The box, in degrees: two parts where it crosses the 180th meridian. Raises BadRequest.

    value: two corners in `crs`, in the order of its axes; heights of the six-number form are dropped.
    """
    sides = _numbers(value)
    try:
        return tuple(box_in_degrees(box, crs) for box in _boxes(sides, crs))
    except ValueError:
        raise _wrong(crs) from None


def _numbers(value: str) -> list[float]:
    parts = value.split(",")
    numbers = [float(part) for part in parts if len(part) < 100 and _NUMBER.fullmatch(part)]
    if len(parts) not in (4, 6) or len(numbers) != len(parts) or not all(map(math.isfinite, numbers)):
        raise BadRequest(
            "Tham số “bbox” phải là bốn số: hai góc của khung.", "Parameter “bbox” must be four numbers: two corners."
        )
    return [*numbers[0:2], *numbers[3:5]] if len(parts) == 6 else numbers


def _boxes(sides: list[float], crs: Crs) -> list[tuple[float, float, float, float]]:
    """Boxes whose second corner is above the first. Raises ValueError when there are none."""
    first, second, third, fourth = sides
    crosses = crs.srid == CRS84.srid and (second > fourth if crs.latitude_first else first > third)
    if not crosses:
        if first > third or second > fourth:
            raise ValueError("the second corner is below the first")
        return [(first, second, third, fourth)]
    if crs.latitude_first:
        return [(first, second, third, 180), (first, -180, third, fourth)]
    return [(first, second, 180, fourth), (-180, second, third, fourth)]


def _wrong(crs: Crs) -> BadRequest:
    if crs is CRS84:
        return BadRequest(
            "Tham số “bbox” phải là bốn số: tây,nam,đông,bắc (độ).",
            "Parameter “bbox” must be four numbers: west,south,east,north (degrees).",
        )
    return BadRequest(
        "Tham số “bbox” không phải một khung trong vùng của bbox-crs (đúng thứ tự trục của nó).",
        "Parameter “bbox” is no box within the area of bbox-crs (in its order of axes).",
    )
