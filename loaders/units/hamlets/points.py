"""What cells are made from: the communes of a day, their hamlets, and the points that say where a hamlet is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, Row, text

from layers.names import full_name
from loaders.units.hamlets.cells import Floats
from loaders.units.hamlets.names import House, NamedHamlet, hamlets_of

_COMMUNES = """
SELECT c.unit_id, c.code, v.kind, v.name, ST_AsBinary(v.geom)
  FROM unit_code AS c JOIN unit AS u ON u.id = c.unit_id AND u.level = 'commune'
  JOIN unit_version AS v ON v.unit_id = c.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
 WHERE c.scheme = 'gso' AND c.valid @> :day AND (CAST(:code AS text) IS NULL OR c.code = :code)
 ORDER BY c.code
"""
# The former commune: the last one that the hamlet was part of before this one.
_HAMLETS = """
SELECT v.unit_id, v.kind, v.name, v.qualifier, v.geom_status, v.geom_source, ST_AsBinary(v.geom), p.unit_id, p.name
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id AND u.level = 'hamlet'
  LEFT JOIN LATERAL (
       SELECT f.unit_id, f.name FROM unit_version AS w
         JOIN unit_version AS f ON f.unit_id = w.parent_id AND upper_inf(f.recorded) AND f.valid @> day_of(w.valid)
        WHERE w.unit_id = v.unit_id AND upper_inf(w.recorded) AND w.valid << v.valid AND w.parent_id <> v.parent_id
        ORDER BY w.valid DESC LIMIT 1) AS p ON true
 WHERE v.parent_id = :commune AND upper_inf(v.recorded) AND v.valid @> :day ORDER BY v.unit_id
"""
_ADDRESSES = """
SELECT t.hamlet_id, ST_X(p.geom), ST_Y(p.geom)
  FROM address_text AS t
  JOIN address_point AS p ON p.addressable_id = t.addressable_id AND p.position = 'main_entrance' AND p.valid @> :day
 WHERE t.valid @> :day AND t.hamlet_id = ANY(:hamlets) ORDER BY p.id
"""
_HOUSES = """
SELECT f.name, ST_X(spot), ST_Y(spot),
       (SELECT o.unit_id FROM unit_lineage AS l
          JOIN unit_version AS o ON o.unit_id = l.from_unit AND upper_inf(o.recorded) AND o.geom IS NOT NULL
         WHERE l.to_unit = c.unit_id ORDER BY ST_Distance(o.geom, spot), o.valid DESC LIMIT 1)
  FROM unit_version AS c
  JOIN feature AS f ON f.layer = 'culture_houses' AND ST_Intersects(f.geom, c.geom),
       LATERAL ST_PointOnSurface(f.geom) AS spot
 WHERE c.unit_id = :commune AND upper_inf(c.recorded) AND c.valid @> :day ORDER BY f.id
"""


class PointSource(StrEnum):
    """What tells where a hamlet is."""

    ADDRESSES = "addresses"
    CULTURE_HOUSES = "culture_houses"


@dataclass(frozen=True, slots=True)
class Commune:
    """geometry: EPSG:4326; None while nobody has recorded its boundary."""

    id: int
    code: str
    full_name: str
    geometry: BaseGeometry | None


@dataclass(frozen=True, slots=True)
class Hamlet:
    """A hamlet as it is on the day. geometry: EPSG:4326; None where status is none."""

    named: NamedHamlet
    full_name: str
    status: str
    source: str | None
    geometry: BaseGeometry | None

    @property
    def id(self) -> int:
        return self.named.id


@dataclass(frozen=True, slots=True)
class Points:
    """spots: (n, 2) longitudes and latitudes, EPSG:4326. owners: the hamlet of each. unmatched: names of culture houses
    that name no hamlet of the commune, or several.
    """

    spots: Floats
    owners: list[int]
    unmatched: tuple[str, ...] = ()


def communes_of(connection: Connection, day: date, code: str | None = None) -> list[Commune]:
    """The communes in force on that day, or the one that has `code` then."""
    rows = connection.execute(text(_COMMUNES), {"day": day, "code": code})
    return [Commune(row[0], row[1], full_name(row[2], row[3]), _shape(row[4])) for row in rows]


def hamlets_in(connection: Connection, commune: int, day: date) -> list[Hamlet]:
    """The hamlets of a commune on that day, those without a boundary among them."""
    rows = connection.execute(text(_HAMLETS), {"commune": commune, "day": day})
    return [_hamlet(row) for row in rows]


def _hamlet(row: Row[*tuple[Any, ...]]) -> Hamlet:
    unit, kind, name, qualifier, status, source, geom, former_id, former = row
    named = NamedHamlet(unit, kind, name, former_id, former)
    return Hamlet(named, full_name(kind, name, qualifier), status, source, _shape(geom))


def points_of(
    connection: Connection, source: PointSource, commune: int, hamlets: Sequence[Hamlet], day: date
) -> Points:
    """The points of that kind that belong to one of the hamlets on that day."""
    if source is PointSource.ADDRESSES:
        values = {"hamlets": [hamlet.id for hamlet in hamlets], "day": day}
        rows = connection.execute(text(_ADDRESSES), values).all()
        return Points(_spots([row[1:] for row in rows]), [row[0] for row in rows])
    houses = [House(*row) for row in connection.execute(text(_HOUSES), {"commune": commune, "day": day})]
    return _matched(houses, [hamlet.named for hamlet in hamlets])


def _matched(houses: Sequence[House], hamlets: Sequence[NamedHamlet]) -> Points:
    meant = [(house, hamlets_of(house, hamlets)) for house in houses]
    told = [(house, found[0]) for house, found in meant if len(found) == 1]
    return Points(
        _spots([(house.lon, house.lat) for house, _ in told]),
        [hamlet.id for _, hamlet in told],
        tuple(house.name or "–" for house, found in meant if len(found) != 1),
    )


def _spots(pairs: Sequence[Sequence[float]]) -> Floats:
    return np.array([tuple(pair) for pair in pairs], dtype=float).reshape(-1, 2)


def _shape(wkb: memoryview | None) -> BaseGeometry | None:
    return None if wkb is None else shapely.from_wkb(bytes(wkb))
