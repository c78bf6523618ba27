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
_PLATES = """
SELECT p.id, p.order_id, p.template, p.status, p.version, p.ordered_at, o.name AS ordered_by, p.changed_at, p.to_remove,
       p.address_id
  FROM register.plates p LEFT JOIN register.people o ON o.id = p.ordered_by
 WHERE {where} ORDER BY p.id LIMIT :limit
"""
_ADDRESSES = """
SELECT a.id, a.status AS address_status, a.is_suspended, a.code, a.label, a.hamlet_id, a.hamlet, a.commune_id,
       a.commune, a.unit_versions, ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat,
       -- A number that nobody decided is on no plate.
       CASE WHEN a.number_decision IS NOT NULL THEN a.number END AS number,
       CASE WHEN a.number_decision IS NOT NULL AND a.number IS NOT NULL THEN a.street END AS street
  FROM register.addresses a WHERE a.id = ANY(:ids)
"""
_PHOTOS = "SELECT plate_id, photo FROM register.plate_photos WHERE address_id = ANY(:ids) ORDER BY event_id"
_ORDERS = """
SELECT p.order_id AS id, min(p.template) AS template, min(p.ordered_at) AS ordered_at, min(o.name) AS ordered_by,
       sum(p.gone)::int AS to_remove, jsonb_object_agg(p.status, p.plates) AS counts
  FROM (SELECT q.order_id, q.status, q.template, q.ordered_at, q.ordered_by, count(*) AS plates,
               count(*) FILTER (WHERE q.to_remove) AS gone
          FROM register.plates q WHERE q.order_id < :before GROUP BY 1, 2, 3, 4, 5) AS p
  LEFT JOIN register.people o ON o.id = p.ordered_by
 GROUP BY p.order_id ORDER BY p.order_id DESC LIMIT :limit
"""
_IN_UNIT = """(p.hamlet_id = :unit OR p.unit_versions && ARRAY(
    SELECT u.version_id FROM register.unit_areas u WHERE u.unit_id = :unit))"""


@dataclass(frozen=True, slots=True)
class Found:
    """A plate, what the register says of its address, and which photo it was hung up with."""

    plate: Row[Any]
    address: Row[Any]
    photo: int | None

    @property
    def id(self) -> int:
        return int(self.plate.id)


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
    rows = _rows(connection, where, {**asked.values, "after": asked.after, "limit": asked.limit + 1})
    shown = rows[: asked.limit]
    return shown, shown[-1].id if len(rows) > asked.limit else None


def of_order(connection: Connection, number: int) -> list[Found]:
    """Its plates, as they stand on its sheets. Raises NotFound, also for one of other units."""
    rows = _rows(connection, "p.order_id = :id", {"id": number, "limit": MOST})
    if not rows:
        raise not_found()
    return rows


def of_ids(connection: Connection, numbers: list[int]) -> list[Found]:
    """Raises NotFound when one of them is not there for whoever asks."""
    rows = _rows(connection, "p.id = ANY(:ids)", {"ids": numbers, "limit": len(numbers)})
    if len(rows) < len(numbers):
        raise not_found()
    return rows


def orders(connection: Connection, before: int, limit: int) -> tuple[list[Row[Any]], int | None]:
    """The newest first, and before which one the next page begins."""
    rows = list(connection.execute(text(_ORDERS), {"before": before, "limit": limit + 1}).all())
    shown = rows[:limit]
    return shown, shown[-1].id if len(rows) > limit else None


def _rows(connection: Connection, where: str, values: Mapping[str, Any]) -> list[Found]:
    """In two steps: joined before, the words of an address would be made of all that are within reach."""
    rows = connection.execute(text(_PLATES.format(where=where)), values).all()
    ids = {"ids": [row.address_id for row in rows]}
    addresses = {row.id: row for row in connection.execute(text(_ADDRESSES), ids)}
    photos = {row.plate_id: row.photo for row in connection.execute(text(_PHOTOS), ids)}
    return [Found(row, addresses[row.address_id], photos.get(row.id)) for row in rows if row.address_id in addresses]


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
