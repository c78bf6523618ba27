"""Addresses that wait for a plate, and how far the plates of a unit are."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.listing import in_unit
from geo_api.addresses.plates.listing import DEFAULT_LIMIT, MAX_ID, MOST, ON_PLATE
from geo_api.addresses.questions import NO_HAMLET
from geo_api.values import parse_integer

_IN_UNIT = f"FROM register.plated AS r WHERE {in_unit('r')}"
_WAITS = "r.status = 'assigned' AND NOT r.is_suspended AND NOT r.plates && ARRAY['ordered', 'printed', 'installed']"
_FOUND = f"""
WITH found AS MATERIALIZED (
    SELECT r.id, 'damaged' = ANY(r.plates) AS was_damaged
    {_IN_UNIT} AND {_WAITS} AND r.id > :after {{hamlet}} ORDER BY r.id LIMIT :limit)
SELECT f.was_damaged, a.id, a.code, a.kind, a.hamlet_id, a.hamlet, a.label,
       ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat, {ON_PLATE},
       a.number AS said_number, a.street AS said_street
  FROM found AS f JOIN register.addresses AS a ON a.id = f.id
 -- What is known beforehand is looked up by the index.
 WHERE a.id = ANY(ARRAY(SELECT found.id FROM found)) ORDER BY a.id
"""
# Each array is made once.
_SUMMARY = f"""
WITH held AS MATERIALIZED (SELECT r.hamlet_id, r.status, r.is_suspended, r.plates {_IN_UNIT})
SELECT h.hamlet_id AS unit_id, n.full_name AS name, h.*
  FROM (
    SELECT r.hamlet_id, count(*) FILTER (WHERE r.status = 'assigned') AS assigned,
           count(*) FILTER (WHERE {_WAITS}) AS without_plate,
           sum(cardinality(array_positions(r.plates, 'ordered'))) AS ordered,
           sum(cardinality(array_positions(r.plates, 'printed'))) AS printed,
           sum(cardinality(array_positions(r.plates, 'installed'))) AS installed,
           sum(cardinality(array_positions(r.plates, 'damaged'))) AS damaged,
           count(*) FILTER (WHERE r.status <> 'assigned'
                              AND r.plates && ARRAY['ordered', 'printed', 'installed', 'damaged']) AS to_remove
      FROM held AS r GROUP BY r.hamlet_id) AS h
  LEFT JOIN register.unit_names AS n ON n.unit_id = h.hamlet_id
 ORDER BY n.full_name NULLS LAST, h.hamlet_id
"""


def unplated(connection: Connection, given: Mapping[str, str]) -> tuple[list[Row[Any]], int | None]:
    """Addresses in use without a plate in use or on the way, by id; after which one the next page begins.

    given: unit; hamlet (an id, or `none`), limit and after where they are asked for. Raises BadRequest.
    """
    limit = parse_integer("limit", given.get("limit", str(DEFAULT_LIMIT)), 1, MOST)
    condition, bound = _hamlet(given.get("hamlet"))
    values = {
        "unit": parse_integer("unit", given["unit"], 1, MAX_ID),
        "after": parse_integer("after", given.get("after", "0"), 0, MAX_ID),
        "limit": limit + 1,
        **bound,
    }
    rows = list(connection.execute(text(_FOUND.format(hamlet=condition)), values).all())
    shown = rows[:limit]
    return shown, shown[-1].id if len(rows) > limit else None


def progress(connection: Connection, unit: str) -> Sequence[Row[Any]]:
    """Counts by hamlet, those in none last. Raises BadRequest."""
    return connection.execute(text(_SUMMARY), {"unit": parse_integer("unit", unit, 1, MAX_ID)}).all()


def _hamlet(value: str | None) -> tuple[str, dict[str, Any]]:
    if value is None:
        return "", {}
    if value == NO_HAMLET:
        return "AND r.hamlet_id IS NULL", {}
    return "AND r.hamlet_id = :hamlet", {"hamlet": parse_integer("hamlet", value, 1, MAX_ID)}
