"""How good the register of a unit is, hamlet by hamlet: what is there, how exact, how old, what looks wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.flaws import ACCURATE_M, FLAWS, IS_LIVE
from geo_api.addresses.listing import in_unit
from geo_api.addresses.neighbours import figure_of

# Two entrances nearer than that are one point.
ONE_POINT_M = 1
# So many houses of one side make one of the other side stand out.
FEWEST_BESIDE = 3
# Farther apart than that, numbers do not belong to one row of houses.
WIDEST_GAP = 20
_IN_UNIT = f"""
WITH held AS (
    SELECT r.*, {IS_LIVE} AS is_live
      FROM register.standing AS s JOIN register.reached AS r ON r.id = s.id WHERE {in_unit("s")})
"""
# By hamlet, those in none last; hamlets that a campaign of today asks about are there even when nothing is in them yet.
# counts: of `held`, which begins it, as alias r.
_HAMLETS = """,
targets AS (
    SELECT * FROM register.campaign_targets WHERE state = 'running' AND :unit IN (unit_id, hamlet_id)),
collected AS (
    SELECT t.hamlet_id, count(*) AS n
      FROM targets AS t JOIN held AS h ON h.status <> 'rejected'
           AND (h.hamlet_id = t.hamlet_id OR h.hamlet_id IS NULL AND t.hamlet_version = ANY(h.unit_versions))
     WHERE EXISTS (SELECT FROM register.happened AS d
                    WHERE d.addressable_id = h.id AND d.step = 'draft' AND d.day BETWEEN t.first AND t.last)
     GROUP BY t.hamlet_id)
SELECT h.hamlet_id AS unit_id, u.full_name AS name, h.*, e.households, t.target,
       CASE WHEN t.target IS NOT NULL THEN coalesce(c.n, 0) END AS collected
  FROM (
    SELECT coalesce(r.hamlet_id, asked.hamlet_id) AS hamlet_id, {counts}
      FROM held AS r FULL JOIN (SELECT hamlet_id FROM targets) AS asked ON asked.hamlet_id = r.hamlet_id
     GROUP BY 1) AS h
  LEFT JOIN register.unit_names AS u ON u.unit_id = h.hamlet_id
  LEFT JOIN register.expected AS e ON e.unit_id = h.hamlet_id
  LEFT JOIN targets AS t ON t.hamlet_id = h.hamlet_id
  LEFT JOIN collected AS c ON c.hamlet_id = h.hamlet_id
 ORDER BY u.full_name NULLS LAST, h.hamlet_id
"""
_BY_STATE = """
           count(*) FILTER (WHERE status = 'draft') AS draft,
           count(*) FILTER (WHERE status = 'submitted') AS submitted,
           count(*) FILTER (WHERE status = 'returned') AS returned,
           count(*) FILTER (WHERE status = 'verified') AS verified,
           count(*) FILTER (WHERE status = 'assigned') AS assigned,
           count(*) FILTER (WHERE status IN ('superseded', 'retired')) AS ended,
           count(*) FILTER (WHERE is_suspended) AS suspended,
           min(submitted_at) FILTER (WHERE status = 'submitted') AS oldest_submitted"""
_HOW_GOOD = f"""
           count(*) FILTER (WHERE is_live AND kind IN ('dwelling', 'flat')) AS dwellings,
           count(*) FILTER (WHERE is_live AND (method = 'drawn' OR accuracy_m <= {ACCURATE_M})) AS accurate,
           count(*) FILTER (WHERE is_live) AS live,""" + ",".join(
    f"\n           count(*) FILTER (WHERE is_live AND {condition}) AS {name}" for name, condition in FLAWS.items()
)
_STANDS = f"WITH held AS (SELECT s.* FROM register.standing AS s WHERE {in_unit('s')})"
_SUMMARY = _STANDS + _HAMLETS.format(counts=_BY_STATE)
_QUALITY = _IN_UNIT + _HAMLETS.format(counts=f"{_BY_STATE}, {_HOW_GOOD}")
_STREETS = f"""{_IN_UNIT}
SELECT hamlet_id, min(street) AS street, array_agg(number ORDER BY id) AS numbers, array_agg(id ORDER BY id) AS ids
  FROM held
 WHERE status IN ('verified', 'assigned') AND number IS NOT NULL AND street IS NOT NULL
 GROUP BY hamlet_id, fold_vi(street) HAVING count(*) > 2 ORDER BY 1, 2
"""
# Each of those that stand at one point, with the first of them.
_ONE_POINT = f"""{_IN_UNIT},
alone AS (
    SELECT id, geom_3857, ST_Y(geom) AS lat FROM held
     WHERE status IN ('submitted', 'verified', 'assigned') AND NOT same_building AND parent_id IS NULL),
clustered AS (
    SELECT id, ST_ClusterDBSCAN(geom_3857, {ONE_POINT_M} / cos(radians((SELECT avg(lat) FROM alone))), 2) OVER () AS c
      FROM alone)
SELECT found.first, h.id, h.hamlet_id
  FROM (SELECT min(id) OVER (PARTITION BY c) AS first, id FROM clustered WHERE c IS NOT NULL) AS found
  JOIN held AS h ON h.id = found.id ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class StreetGaps:
    """House numbers that are missing between others of the same side of a street."""

    hamlet_id: int | None
    street: str
    missing: list[int]


@dataclass(frozen=True, slots=True)
class Lone:
    """The only even number of a street of odd ones, or the other way round."""

    id: int
    hamlet_id: int | None
    street: str
    number: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Addresses that stand at one point, and the hamlet of each."""

    ids: list[int]
    hamlet_ids: list[int | None]


@dataclass(frozen=True, slots=True)
class Quality:
    """hamlets: rows of counts. gaps, lone: of streets. All that there are.

    missing, alone, sharing: by hamlet, how many house numbers are missing, are alone on their side of a street, and how
    many addresses stand at one point with others.
    """

    hamlets: Sequence[Row[Any]]
    gaps: list[StreetGaps]
    lone: list[Lone]
    spots: list[Spot]
    at: datetime
    missing: Counter[int | None] = field(init=False, default_factory=Counter)
    alone: Counter[int | None] = field(init=False, default_factory=Counter)
    sharing: Counter[int | None] = field(init=False, default_factory=Counter)

    def __post_init__(self) -> None:
        for gap in self.gaps:
            self.missing[gap.hamlet_id] += len(gap.missing)
        self.alone.update(one.hamlet_id for one in self.lone)
        for spot in self.spots:
            self.sharing.update(spot.hamlet_ids)


def summary(connection: Connection, unit: int) -> Sequence[Row[Any]]:
    """Counts by hamlet, those in none last."""
    return connection.execute(text(_SUMMARY), {"unit": unit}).all()


def quality(connection: Connection, unit: int) -> Quality:
    hamlets = connection.execute(text(_QUALITY), {"unit": unit}).all()
    streets = connection.execute(text(_STREETS), {"unit": unit}).all()
    gaps = [StreetGaps(row.hamlet_id, row.street, found) for row in streets if (found := missing_numbers(row.numbers))]
    lone = [one for row in streets if (one := _lone(row)) is not None]
    together = connection.execute(text(_ONE_POINT), {"unit": unit}).all()
    return Quality(hamlets, gaps, lone, _spots(together), datetime.now(UTC))


def lone_number(numbers: Sequence[str]) -> int | None:
    """The place of the one number whose side of the street no other has, among three or more of the other side."""
    figures = [(place, figure) for place, number in enumerate(numbers) if (figure := figure_of(number)) is not None]
    sides = [[place for place, figure in figures if figure % 2 == side] for side in (0, 1)]
    few, many = sorted(sides, key=len)
    return few[0] if len(few) == 1 and len(many) >= FEWEST_BESIDE else None


def _lone(street: Row[Any]) -> Lone | None:
    place = lone_number(street.numbers)
    if place is None:
        return None
    return Lone(street.ids[place], street.hamlet_id, street.street, street.numbers[place])


def _spots(together: Sequence[Row[Any]]) -> list[Spot]:
    found: dict[int, Spot] = {}
    for row in together:
        spot = found.setdefault(row.first, Spot([], []))
        spot.ids.append(row.id)
        spot.hamlet_ids.append(row.hamlet_id)
    return list(found.values())


def missing_numbers(numbers: Iterable[str]) -> list[int]:
    """What lacks on each side of a street, odd and even, where neighbours are not far apart; letters do not count.

    ``["2", "4A", "8", "3"]`` → ``[6]``
    """
    known = {figure for number in numbers if (figure := figure_of(number)) is not None}
    missing: list[int] = []
    for side in (0, 1):
        row = sorted(number for number in known if number % 2 == side)
        for before, behind in pairwise(row):
            if behind - before <= WIDEST_GAP:
                missing.extend(range(before + 2, behind, 2))
    return sorted(missing)
