"""A house number against those of its neighbours on the same street: in which turn and on which side they stand.

Numbers grow along a street, odd on one side and even on the other; a street leads where its houses lie.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

# Neighbours beyond tell little of a house; streets of one name farther away are others.
_WITHIN_M = 400
_MOST = 24
# What one phone knows less well than that is no side of a street.
_APART_M = 4
# So few say nothing of a side.
_ENOUGH = 2
_METRES_A_DEGREE = 111_320
_NEIGHBOURS = f"""
SELECT n.id, n.number, n.street, n.status, ST_X(n.geom) AS lon, ST_Y(n.geom) AS lat,
       ST_Distance(n.geom::geography, a.geom::geography) AS distance_m
  FROM register.reached AS a
  JOIN register.reached AS n ON n.id <> a.id AND fold_vi(n.street) = fold_vi(a.street) AND n.number IS NOT NULL
       AND n.status IN ('submitted', 'verified', 'assigned')
       AND n.geom_3857 && ST_Expand(a.geom_3857, {_WITHIN_M} / cos(radians(ST_Y(a.geom))))
       AND ST_DWithin(n.geom::geography, a.geom::geography, {_WITHIN_M})
 WHERE a.id = :id ORDER BY distance_m, n.id LIMIT {_MOST}
"""


def figure_of(number: str) -> int | None:
    """``12`` of ``12A`` and of ``12/5``; None where it begins with no figure."""
    found = re.match(r"\d{1,5}", number.strip(), re.ASCII)
    return int(found.group()) if found else None


@dataclass(frozen=True, slots=True)
class House:
    """lon, lat: WGS 84."""

    id: int
    number: str
    lon: float
    lat: float

    @property
    def value(self) -> int | None:
        return figure_of(self.number)

    @property
    def said(self) -> str:
        """As two are compared: ``12 a`` is ``12A``."""
        return re.sub(r"\s+", "", self.number).casefold()


@dataclass(frozen=True, slots=True)
class Placed:
    """A house of number `value`, metres along its street and across it; across to the left of where numbers grow."""

    house: House
    value: int
    along: float
    across: float


@dataclass(frozen=True, slots=True)
class Warned:
    """why: taken (by which), sequence (numbers: those it stands between), side. ids: of the neighbours it is about."""

    why: str
    ids: tuple[int, ...]
    numbers: tuple[str, ...] = ()


def found(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Others with a number on the street of that address, the nearest first; none where it has no street."""
    return connection.execute(text(_NEIGHBOURS), {"id": number}).all()


def along_street(own: House, others: Sequence[House]) -> list[Placed]:
    """All of them that have a figure, in the turn in which they stand; own too. Metres from own."""
    places = [(house, *_metres(own, house)) for house in (own, *others)]
    angle = _axis([(x, y) for _, x, y in places])
    turned = [
        Placed(house, house.value, x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle))
        for house, x, y in places
        if house.value is not None
    ]
    # Its own number is in question, and says nothing of where numbers grow.
    if _slope([one for one in turned if one.house is not own]) < 0:
        turned = [Placed(one.house, one.value, -one.along, -one.across) for one in turned]
    return sorted(turned, key=lambda one: one.along)


def warnings(own: House, others: Sequence[House]) -> list[Warned]:
    """What speaks against the number."""
    taken = tuple(one.id for one in others if one.said == own.said)
    warned = [Warned("taken", taken, (own.number,))] if taken else []
    placed = along_street(own, others)
    here = next((one for one in placed if one.house.id == own.id), None)
    if here is not None:
        rest = [one for one in placed if one is not here]
        warned += [one for one in (_sequence(here, rest), _side(here, rest)) if one is not None]
    return warned


def _sequence(here: Placed, rest: Iterable[Placed]) -> Warned | None:
    """Between the two that stand before and behind it on its side of the numbers it has to have one between theirs."""
    row = [one for one in rest if one.value % 2 == here.value % 2]
    before = max((one for one in row if one.along < here.along), key=lambda one: one.along, default=None)
    behind = min((one for one in row if one.along >= here.along), key=lambda one: one.along, default=None)
    if before is None or behind is None or before.value > behind.value or len(row) <= _ENOUGH:
        return None
    if before.value <= here.value <= behind.value:
        return None
    return Warned("sequence", (before.house.id, behind.house.id), (before.house.number, behind.house.number))


def _side(here: Placed, rest: Iterable[Placed]) -> Warned | None:
    """Nearer to the row of the other parity than to its own, where the two stand apart."""
    rows: dict[bool, list[Placed]] = {True: [], False: []}
    for one in rest:
        rows[one.value % 2 == here.value % 2].append(one)
    if min(map(len, rows.values())) < _ENOUGH:
        return None
    same, other = (sum(one.across for one in rows[kind]) / len(rows[kind]) for kind in (True, False))
    if abs(same - other) < _APART_M or abs(here.across - same) <= abs(here.across - other):
        return None
    return Warned("side", tuple(one.house.id for one in rows[False]))


def _metres(own: House, house: House) -> tuple[float, float]:
    """East and north of own; near by the earth is flat."""
    east = (house.lon - own.lon) * _METRES_A_DEGREE * math.cos(math.radians(own.lat))
    return east, (house.lat - own.lat) * _METRES_A_DEGREE


def _axis(points: Sequence[tuple[float, float]]) -> float:
    """The direction in which points lie longest, in radians."""
    x0, y0 = (sum(point[part] for point in points) / len(points) for part in (0, 1))
    xx = sum((x - x0) ** 2 for x, _ in points)
    yy = sum((y - y0) ** 2 for _, y in points)
    xy = sum((x - x0) * (y - y0) for x, y in points)
    return math.atan2(2 * xy, xx - yy) / 2


def _slope(placed: Sequence[Placed]) -> float:
    """Above zero where numbers grow along the axis."""
    if not placed:
        return 0
    value, along = (sum(numbers) / len(placed) for numbers in zip(*((p.value, p.along) for p in placed), strict=True))
    return math.fsum((one.value - value) * (one.along - along) for one in placed)
