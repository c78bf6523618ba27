"""Boundaries on an equal-area sheet, where a square metre is a square metre anywhere in the country."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from loaders.units.boundaries.checks_record import named

Shapes = NDArray[np.object_]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
_TO_SHEET = Transformer.from_crs("OGC:CRS84", "ESRI:54034", always_xy=True)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Units side by side: identity, name with code, parent, whether the file brings them, shape in metres."""

    ids: list[int]
    names: list[str]
    parents: list[int | None]
    loaded: Flags
    shapes: Shapes

    @classmethod
    def of(cls, rows: Iterable[Any]) -> "Sheet":
        """Rows with unit_id, kind, name, code, parent_id, is_loaded and shape as WKB in EPSG:4326."""
        rows = list(rows)
        return cls(
            ids=[row.unit_id for row in rows],
            names=[named(row.kind, row.name, row.code) for row in rows],
            parents=[row.parent_id for row in rows],
            loaded=np.array([row.is_loaded for row in rows], dtype=bool),
            shapes=on_sheet([row.shape for row in rows]),
        )


def on_sheet(wkbs: Iterable[Any]) -> Shapes:
    """WKB in EPSG:4326 as shapes on the sheet."""
    shapes = np.empty(0, dtype=object)
    given = [bytes(wkb) for wkb in wkbs]
    if given:
        shapes = shapely.transform(np.asarray(shapely.from_wkb(given), dtype=object), _forward)
        # Rounding can make two vertices of a needle change places.
        broken = ~shapely.is_valid(shapes)
        shapes[broken] = shapely.make_valid(shapes[broken], method="structure", keep_collapsed=False)
    return shapes


def place(shape: BaseGeometry) -> tuple[float, float]:
    """Longitude and latitude of a point in the greatest part of a shape on the sheet, to a tenth of a metre."""
    parts = shapely.get_parts(shape)
    point = shapely.point_on_surface(parts[int(np.argmax(shapely.area(parts)))])
    lon, lat = _TO_SHEET.transform(point.x, point.y, direction="INVERSE")
    return round(lon, 6), round(lat, 6)


def _forward(coordinates: Numbers) -> Numbers:
    x, y = _TO_SHEET.transform(coordinates[:, 0], coordinates[:, 1])
    return np.column_stack([x, y])
