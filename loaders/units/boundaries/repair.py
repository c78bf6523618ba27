"""Boundaries of units as files have them: what can be put right without moving anything is, and is listed."""

import re
from dataclasses import dataclass, field
from typing import cast

import shapely
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from layers.layer import Geometry, Text
from loaders.batch import SourceRow
from loaders.fit.shapes import fit_shape, reason_in_words
from loaders.fit.values import Unfit
from loaders.report import Finding, Severity

CHECK = "repaired"
# A repair may change the area by this share at most; beyond it nobody can tell which shape was meant.
MAX_CHANGE = 1e-4
_PLACE = re.compile(r"\[(\S+) (\S+)\]")
_Place = tuple[float, float]


@dataclass(slots=True)
class Repairs:
    """Makes the shapes of rows, and keeps what it put right, by row."""

    done: dict[int, list[tuple[Text, _Place]]] = field(default_factory=dict)

    def shape(self, row: SourceRow) -> MultiPolygon:
        """The boundary; an empty one where the file has none. Raises Unfit for a shape that is no sound area."""
        if row.fault:
            raise Unfit(row.fault.vi, row.fault.en)
        if row.geometry is None:
            return MultiPolygon()
        if row.geometry.geom_type in ("Polygon", "MultiPolygon"):
            return _multi(fit_shape(self._repaired(row, row.geometry), Geometry.AREA))
        return _multi(fit_shape(row.geometry, Geometry.AREA))

    def findings(self, row: int, unit: str) -> list[Finding]:
        """What was put right in that row, of the unit with that name."""
        return [
            Finding(check=CHECK, severity=Severity.REPAIRED, text=text, units=(unit,), where=where)
            for text, where in self.done.get(row, [])
        ]

    def _repaired(self, row: SourceRow, shape: BaseGeometry) -> BaseGeometry:
        if row.flaw:
            self._note(row, row.flaw, _corner(shape))
        fewer = shapely.remove_repeated_points(shape)
        points = int(shapely.get_num_coordinates(shape) - shapely.get_num_coordinates(fewer))
        if points and not fewer.is_empty:
            shape, words = fewer, Text(f"bỏ {points} điểm trùng liền nhau.", f"{points} repeated points removed.")
            self._note(row, words, _corner(shape))
        if shapely.is_valid(shape):
            return shape
        return self._made_valid(row, shape)

    def _made_valid(self, row: SourceRow, shape: BaseGeometry) -> BaseGeometry:
        try:
            sound = shapely.make_valid(shape, method="structure", keep_collapsed=False)
        except ShapelyError:
            return shape
        if sound.is_empty or sound.geom_type not in ("Polygon", "MultiPolygon") or not _is_same(shape, sound):
            return shape
        reason = str(shapely.is_valid_reason(shape))
        words = reason_in_words(reason)
        self._note(row, Text(f"đã sửa: {words.vi}.", f"repaired: {words.en}."), _place(reason) or _corner(sound))
        return sound

    def _note(self, row: SourceRow, text: Text, where: _Place) -> None:
        self.done.setdefault(row.number, []).append((text, where))


def _is_same(before: BaseGeometry, after: BaseGeometry) -> bool:
    return abs(after.area - before.area) < MAX_CHANGE * after.area


def _place(reason: str) -> _Place | None:
    found = _PLACE.search(reason)
    return (float(found[1]), float(found[2])) if found else None


def _corner(shape: BaseGeometry) -> _Place:
    x, y = shapely.get_coordinates(shape)[0]
    return float(x), float(y)


def _multi(shape: BaseGeometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([cast(Polygon, shape)])
