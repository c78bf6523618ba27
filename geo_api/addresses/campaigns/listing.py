"""Campaigns as they are, and how far each is: counts alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.listing import in_unit
from geo_api.errors import not_found

Found = Row[Any]
_CAMPAIGNS = """
SELECT c.*, u.full_name AS unit, p.name AS who
  FROM register.campaigns AS c
  LEFT JOIN register.unit_names AS u ON u.unit_id = c.unit_id
  LEFT JOIN register.people AS p ON p.id = c.created_by
 WHERE {condition} AND c.id IN (SELECT t.campaign_id FROM register.campaign_targets AS t)
 ORDER BY c.first DESC, c.id DESC LIMIT 500
"""
_TARGETS = (
    "SELECT * FROM register.campaign_targets WHERE campaign_id = ANY(:ids) ORDER BY campaign_id, hamlet, hamlet_id"
)
# What was begun on a day of the campaign, in the hamlet that it says, or else in the one in which it lies.
_BEGUN = """
WITH begun AS MATERIALIZED (
    SELECT t.campaign_id, t.first, t.last, t.hamlet_id, r.id, r.status, r.collected_by
      FROM register.campaign_targets AS t
      JOIN register.standing AS r
        ON r.hamlet_id = t.hamlet_id OR r.hamlet_id IS NULL AND r.unit_versions @> ARRAY[t.hamlet_version]
     WHERE t.campaign_id = ANY(:ids)
       AND EXISTS (SELECT FROM register.happened AS h
                    WHERE h.addressable_id = r.id AND h.step = 'draft' AND h.day BETWEEN t.first AND t.last))
"""
_COUNTS = f"""{_BEGUN}
SELECT b.campaign_id, b.hamlet_id, p.name AS collector, b.status, count(*) AS n
  FROM begun AS b LEFT JOIN register.people AS p ON p.id = b.collected_by
 GROUP BY 1, 2, 3, 4
"""
_DAYS = f"""{_BEGUN}
SELECT h.day, h.step, count(DISTINCT b.id) AS n
  FROM begun AS b JOIN register.happened AS h ON h.addressable_id = b.id AND h.day BETWEEN b.first AND b.last
 WHERE h.step IN ('draft', 'submit', 'return', 'verify', 'assign')
 GROUP BY 1, 2 ORDER BY 1
"""
# Whose hamlet is not said lies in one all the same.
_PROPOSAL = f"""
WITH named AS MATERIALIZED (
    SELECT h.* FROM register.hamlets AS h
     WHERE h.parent_id = :unit AND h.unit_id IN (SELECT o.unit_id FROM register.reached_units AS o)),
held AS MATERIALIZED (
    SELECT r.hamlet_id, r.unit_versions
      FROM register.standing AS s JOIN register.reached AS r ON r.id = s.id
     WHERE {in_unit("s")} AND r.kind IN ('dwelling', 'flat')
       AND r.status NOT IN ('rejected', 'superseded', 'retired')),
counted AS (
    SELECT coalesce(h.hamlet_id, n.unit_id) AS unit_id, count(*) AS n
      FROM held AS h LEFT JOIN named AS n ON h.hamlet_id IS NULL AND n.version_id = ANY(h.unit_versions)
     GROUP BY 1)
SELECT n.unit_id, n.full_name AS name, e.households, coalesce(c.n, 0) AS have
  FROM named AS n
  LEFT JOIN register.expected AS e ON e.unit_id = n.unit_id
  LEFT JOIN counted AS c ON c.unit_id = n.unit_id
 ORDER BY n.full_name, n.unit_id
"""


@dataclass(frozen=True, slots=True)
class Campaign:
    """row: of `register.campaigns`. targets: of its hamlets. counts: hamlet, collector, status, how many (n)."""

    row: Found
    targets: Sequence[Found]
    counts: Sequence[Found]


def of_unit(connection: Connection, unit: int) -> list[Campaign]:
    """The newest first."""
    return _whole(connection, _rows(connection, "c.unit_id = :unit", {"unit": unit}))


def find(connection: Connection, number: int) -> Campaign:
    """Raises NotFound, also for what is elsewhere."""
    found = _whole(connection, _rows(connection, "c.id = :id", {"id": number}))
    if not found:
        raise not_found()
    return found[0]


def days(connection: Connection, number: int) -> Sequence[Found]:
    """What happened on each of its days to what it collected: day, step, how many addresses (n)."""
    return connection.execute(text(_DAYS), {"ids": [number]}).all()


def proposal(connection: Connection, unit: int) -> Sequence[Found]:
    """Hamlets of a commune: households by the newest figure, dwellings that there are. Raises NotFound."""
    rows = connection.execute(text(_PROPOSAL), {"unit": unit}).all()
    if not rows:
        raise not_found()
    return rows


def _rows(connection: Connection, condition: str, values: dict[str, int]) -> Sequence[Found]:
    return connection.execute(text(_CAMPAIGNS.format(condition=condition)), values).all()


def _whole(connection: Connection, rows: Sequence[Found]) -> list[Campaign]:
    ids = {"ids": [row.id for row in rows]}
    targets, counts = (connection.execute(text(sql), ids).all() if rows else [] for sql in (_TARGETS, _COUNTS))
    return [Campaign(row, *(_of(row, some) for some in (targets, counts))) for row in rows]


def _of(campaign: Found, rows: Sequence[Found]) -> list[Found]:
    return [row for row in rows if row.campaign_id == campaign.id]
