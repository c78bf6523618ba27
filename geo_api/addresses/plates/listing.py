"""Plates on record, in the units of whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.plates.life import PLATE_STATES
from geo_api.errors import BadRequest, not_found
from geo_api.values import BOOLEANS, parse_integer

DEFAULT_LIMIT = 100
MOST = 500
MAX_ID = 10**17
_COLUMNS = """
SELECT p.id, p.order_id, p.template, p.status, p.version, p.ordered_at, o.name AS ordered_by, p.changed_at, p.photo,
       p.to_remove, p.address_id, p.address_status, p.is_suspended, p.code, p.label, p.hamlet_id, p.hamlet,
       p.commune_id, p.commune, p.unit_versions, ST_X(p.geom) AS lon, ST_Y(p.geom) AS lat,
       -- A number that nobody decided is on no plate.
       CASE WHEN p.number_decision IS NOT NULL THEN p.number END AS number,
       CASE WHEN p.number_decision IS NOT NULL AND p.number IS NOT NULL THEN p.street END AS street
  FROM register.plates p LEFT JOIN register.people o ON o.id = p.ordered_by
"""
_ORDERS = """
SELECT p.order_id AS id, p.template, p.ordered_at, o.name AS ordered_by, s.counts, s.to_remove
  FROM (SELECT order_id, min(id) AS first, sum(n)::int AS plates, jsonb_object_agg(status, n) AS counts,
               sum(gone)::int AS to_remove
          FROM (SELECT q.order_id, q.status, min(q.id) AS id, count(*) AS n, count(*) FILTER (WHERE q.to_remove) AS gone
                  FROM register.plates q GROUP BY q.order_id, q.status) AS each
         GROUP BY order_id) AS s
  JOIN register.plates p ON p.id = s.first LEFT JOIN register.people o ON o.id = p.ordered_by
 WHERE p.order_id < :before ORDER BY p.order_id DESC LIMIT :limit
"""
_IN_UNIT = """(p.hamlet_id = :unit OR p.unit_versions && ARRAY(
    SELECT u.version_id FROM register.unit_areas u WHERE u.unit_id = :unit))"""

Found = Row[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. conditions: SQL over alias ``p``, of our own words; values: bound to it."""

    conditions: tuple[str, ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    limit: int = DEFAULT_LIMIT
    after: int = 0


def question(given: Mapping[str, str]) -> Asked:
    """Raises BadRequest for what makes no sense."""
    readers = {"unit": _unit, "order": _order, "address": _address, "status": _status, "to_remove": _to_remove}
    parts = [read(given[name]) for name, read in readers.items() if name in given]
    values = {name: value for _, bound in parts for name, value in bound.items()}
    return Asked(
        tuple(condition for condition, _ in parts),
        values,
        parse_integer("limit", given.get("limit", str(DEFAULT_LIMIT)), 1, MOST),
        parse_integer("after", given.get("after", "0"), 0, MAX_ID),
    )


def page(connection: Connection, asked: Asked) -> tuple[list[Found], int | None]:
    """Those of the question by id, and after which one the next page begins."""
    where = " AND ".join(["p.id > :after", *asked.conditions])
    values = {**asked.values, "after": asked.after, "limit": asked.limit + 1}
    found = connection.execute(text(f"{_COLUMNS} WHERE {where} ORDER BY p.id LIMIT :limit"), values)
    rows = list(found.all())
    shown = rows[: asked.limit]
    return shown, shown[-1].id if len(rows) > asked.limit else None


def of_order(connection: Connection, number: int) -> list[Found]:
    """Its plates, as they stand on its sheets. Raises NotFound, also for one of other units."""
    rows = list(connection.execute(text(f"{_COLUMNS} WHERE p.order_id = :id ORDER BY p.id"), {"id": number}).all())
    if not rows:
        raise not_found()
    return rows


def of_ids(connection: Connection, numbers: list[int]) -> list[Found]:
    """Raises NotFound when one of them is not there for whoever asks."""
    rows = list(connection.execute(text(f"{_COLUMNS} WHERE p.id = ANY(:ids) ORDER BY p.id"), {"ids": numbers}).all())
    if len(rows) < len(numbers):
        raise not_found()
    return rows


def orders(connection: Connection, before: int, limit: int) -> tuple[list[Found], int | None]:
    """The newest first, and before which one the next page begins."""
    rows = list(connection.execute(text(_ORDERS), {"before": before, "limit": limit + 1}).all())
    shown = rows[:limit]
    return shown, shown[-1].id if len(rows) > limit else None


def _unit(value: str) -> tuple[str, dict[str, Any]]:
    return _IN_UNIT, {"unit": parse_integer("unit", value, 1, MAX_ID)}


def _order(value: str) -> tuple[str, dict[str, Any]]:
    return "p.order_id = :order", {"order": parse_integer("order", value, 1, MAX_ID)}


def _address(value: str) -> tuple[str, dict[str, Any]]:
    return "p.address_id = :address", {"address": parse_integer("address", value, 1, MAX_ID)}


def _status(value: str) -> tuple[str, dict[str, Any]]:
    wanted = value.split(",")
    if unknown := set(wanted) - set(PLATE_STATES):
        shown, listed = min(unknown)[:40], ", ".join(PLATE_STATES)
        raise BadRequest(f"Không có trạng thái “{shown}”. Có: {listed}.", f"No status “{shown}”. There are: {listed}.")
    return "p.status = ANY(CAST(:status AS text[]))", {"status": wanted}


def _to_remove(value: str) -> tuple[str, dict[str, Any]]:
    if value not in BOOLEANS:
        raise BadRequest("“to_remove” là true hoặc false.", "“to_remove” is true or false.")
    return "p.to_remove = :to_remove", {"to_remove": BOOLEANS[value]}
