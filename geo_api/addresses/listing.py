"""What officers see of the register: one address, or those of a question, page by page."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.addresses.desk import Desk
from geo_api.errors import not_found

# Nearer than that, two main entrances are asked about.
NEAR_M = 5
INACCURATE_M = 10
# What a page of the queue tells of each, of what lies around it.
_NEAR = f"""
    ARRAY(SELECT o.id FROM register.reached o
           WHERE o.id <> a.id AND o.status IN ('submitted', 'verified', 'assigned')
             AND o.geom_3857 && ST_Expand(a.geom_3857, {NEAR_M} / cos(radians(ST_Y(a.geom))))
             AND ST_DWithin(o.geom::geography, a.geom::geography, {NEAR_M}) ORDER BY o.id LIMIT 20)"""
_COLUMNS = """
SELECT a.id, a.draft_id, a.code, a.effective_on, a.kind, a.status, a.is_suspended, a.version, a.same_building,
       a.parent_id, a.note, a.collected_by, a.verified_by, a.captured_at, a.submitted_at, a.changed_at,
       ST_X(a.geom) AS lon, ST_Y(a.geom) AS lat, a.method, a.accuracy_m, a.unit_versions, a.number, a.number_decision,
       a.street, a.hamlet_id, a.hamlet, a.hamlet_version, a.commune_id, a.commune, a.province, a.label,
       p.name AS collector,
       (SELECT verifier_may_assign FROM register.policy) AS verifier_may_assign,
       ARRAY(SELECT json_build_object('id', f.id, 'purpose', f.purpose, 'sha256', encode(f.sha256, 'hex'),
                               'width', f.width, 'height', f.height)
               FROM register.photos f WHERE f.addressable_id = a.id ORDER BY f.id) AS photos,
       {near} AS near
  FROM register.addresses a LEFT JOIN register.people p ON p.id = a.collected_by
"""
_WITH_NEAR = _COLUMNS.format(near=_NEAR)
_STANDING = "register.standing AS r"
_BEYOND = "register.standing AS s JOIN register.reached AS r ON r.id = s.id"
_EVENTS = """
SELECT e.id, e.version, e.at, e.step, p.name AS who, e.status_before, e.status_after, e.reason_code, e.reason, e.details
  FROM register.events e LEFT JOIN register.people p ON p.id = e.account_id
 WHERE e.addressable_id = :id ORDER BY e.id
"""
_PHOTO = "SELECT jpeg FROM register.photos WHERE addressable_id = :id AND id = :photo"

Found = Row[Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for. conditions: SQL over alias ``r``, of our own words; values: bound to it.

    within: of which unit (`:unit`). beyond: they ask for more of an address than how it stands. after: the last id of
    the page before.
    """

    conditions: tuple[str, ...] = ()
    within: bool = False
    beyond: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    limit: int = 100
    after: int = 0


def find(connection: Connection, number: int) -> Found:
    """Raises NotFound, also for what lies elsewhere."""
    row = connection.execute(text(f"{_WITH_NEAR} WHERE a.id = :id"), {"id": number}).one_or_none()
    if row is None:
        raise not_found()
    return row


def find_all(connection: Connection, numbers: list[int]) -> list[Found]:
    return list(connection.execute(text(f"{_WITH_NEAR} WHERE a.id = ANY(:ids) ORDER BY a.id"), {"ids": numbers}).all())


def find_draft(connection: Connection, draft: str) -> Found | None:
    """What is kept under the number that a phone gave it."""
    sql = f"{_WITH_NEAR} WHERE a.draft_id = CAST(:draft AS uuid)"
    return connection.execute(text(sql), {"draft": draft}).one_or_none()


def in_unit(alias: str) -> str:
    """That a row of `register.standing` lies in `:unit` or is said to be of it, which may be undrawn."""
    drawn = "SELECT u.version_id FROM register.unit_areas AS u WHERE u.unit_id = :unit"
    return f"({alias}.unit_versions @> ARRAY[({drawn})] OR {alias}.hamlet_id = :unit)"


def page(connection: Connection, asked: Asked) -> tuple[list[Found], int | None]:
    """Those of the question by id, and after which one the next page begins."""
    return page_of(connection, asked, _WITH_NEAR)


def page_of(connection: Connection, asked: Asked, wanted: str) -> tuple[list[Found], int | None]:
    """As `page`, of each what is wanted: SQL that ends with `register.addresses a` and gives `id`."""
    source, alias = (_BEYOND, "s") if asked.beyond else (_STANDING, "r")
    units = (in_unit(alias),) if asked.within else ()
    where = " AND ".join(["r.id > :after", *units, *asked.conditions])
    # Those of the page first, and only of these what costs more.
    found = f"SELECT r.id FROM {source} WHERE {where} ORDER BY r.id LIMIT :limit"
    of_found = f"{wanted} WHERE a.id = ANY(ARRAY(SELECT found.id FROM found)) ORDER BY a.id"
    sql = f"WITH found AS MATERIALIZED ({found}) {of_found}"
    values = {**asked.values, "after": asked.after, "limit": asked.limit + 1}
    rows = list(connection.execute(text(sql), values).all())
    shown = rows[: asked.limit]
    return shown, shown[-1].id if len(rows) > asked.limit else None


def events(connection: Connection, number: int) -> list[Found]:
    """What happened to it, from the first. Raises NotFound."""
    find(connection, number)
    return list(connection.execute(text(_EVENTS), {"id": number}).all())


def photo(connection: Connection, number: int, photo_id: int) -> bytes:
    """JPEG. Raises NotFound."""
    found = connection.scalar(text(_PHOTO), {"id": number, "photo": photo_id})
    if found is None:
        raise not_found()
    return bytes(found)


def note_read(desk: Desk, rows: list[Found], asked: Mapping[str, Any]) -> None:
    """On record before they are shown. Raises Unavailable when they cannot be."""
    desk.reads.items(desk.layer, [row.id for row in rows], asked)
