"""Plates on record, in the units of whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.listing import in_unit
from geo_api.addresses.plates.life import PLATE_STATES
from geo_api.errors import BadRequest, not_found
from geo_api.values import parse_boolean, parse_integer

DEFAULT_LIMIT = 100
MOST = 500
MAX_ID = 10**17
_PLATES = """
SELECT p.id, p.order_id, p.template, p.status, p.version, p.ordered_at, o.name AS ordered_by, p.changed_at, p.to_remove,
       p.address_id
  FROM register.plates p LEFT JOIN register.people o ON o.id = p.ordered_by
 WHERE {where} ORDER BY p.id LIMIT :limit
"""
# A number that nobody decided is on no plate.
ON_PLATE = """
       CASE WHEN a.number_decision IS NOT NULL THEN a.number END AS number,
       CASE WHEN a.number_decision IS NOT NULL AND a.number IS NOT NULL THEN a.street END AS street"""
_ADDRESSES = f"""
SELECT a.id, a.status AS address_status, a.is_suspended, a.code, a.label, a.hamlet_id, a.hamlet, a.commune_id,
       a.commune, a.unit_versions, ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat, {ON_PLATE}
  FROM register.addresses a WHERE a.id = ANY(:ids)
"""
_PHOTO = """
SELECT f.jpeg FROM register.plate_photos p JOIN register.photos f ON f.id = p.photo AND f.addressable_id = p.address_id
 WHERE p.address_id = :address AND p.plate_id = :plate ORDER BY p.event_id DESC LIMIT 1
"""
_PHOTOS = "SELECT plate_id, photo FROM register.plate_photos WHERE address_id = ANY(:ids) ORDER BY event_id"
# The newest first, and only of these what costs more.
_ORDERS = """
WITH newest AS MATERIALIZED (
    SELECT o.id, o.template, o.ordered_at, o.ordered_by FROM register.plate_orders o
     WHERE o.id < :before {where} ORDER BY o.id DESC LIMIT :limit)
SELECT n.id, n.template, n.ordered_at, w.name AS ordered_by, c.to_remove, c.counts
  FROM newest n
 CROSS JOIN LATERAL (
    SELECT sum(s.gone)::int AS to_remove, jsonb_object_agg(s.status, s.plates) AS counts
      FROM (SELECT q.status, count(*) AS plates, count(*) FILTER (WHERE q.to_remove) AS gone
              FROM register.plates q WHERE q.order_id = n.id GROUP BY 1) AS s) AS c
  LEFT JOIN register.people w ON w.id = n.ordered_by
 ORDER BY n.id DESC
"""
_IN_UNIT = f"p.address_id IN (SELECT s.id FROM register.standing AS s WHERE {in_unit('s')})"
_ORDERED_IN_UNIT = f"AND o.id IN (SELECT p.order_id FROM register.plates AS p WHERE {_IN_UNIT})"


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


def orders(
    connection: Connection, before: int, limit: int, unit: int | None = None
) -> tuple[list[Row[Any]], int | None]:
    """The newest first, and before which one the next page begins. unit: those with plates in it."""
    sql = _ORDERS.format(where="" if unit is None else _ORDERED_IN_UNIT)
    rows = list(connection.execute(text(sql), {"before": before, "limit": limit + 1, "unit": unit}).all())
    shown = rows[:limit]
    return shown, shown[-1].id if len(rows) > limit else None


def address(connection: Connection, number: int) -> Row[Any]:
    """What stands on the plate of an address with a code, and where it is. Raises NotFound."""
    row = connection.execute(text(_ADDRESSES), {"ids": [number]}).one_or_none()
    if row is None or row.code is None:
        raise not_found()
    return row


def photo(connection: Connection, plate: int) -> tuple[int, bytes]:
    """The address of the plate, and the photo that it was hung up with, as JPEG. Raises NotFound."""
    [found] = of_ids(connection, [plate])
    jpeg = connection.scalar(text(_PHOTO), {"address": found.address.id, "plate": plate})
    if jpeg is None:
        raise not_found()
    return int(found.address.id), bytes(jpeg)


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
    return "p.to_remove = :to_remove", {"to_remove": parse_boolean("to_remove", value)}
