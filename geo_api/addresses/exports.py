"""Addresses of one's unit as others exchange them (OpenAddresses, Overture Maps, a workbook), and what changed."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Row, text

from geo_api.addresses.book import told
from geo_api.addresses.desk import LAYER, Desk
from geo_api.addresses.listing import Asked, in_unit, page_of
from geo_api.audit.events import Action
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.errors import BadRequest, not_found
from geo_api.language import grouped
from geo_api.workbook import Column, Sheet, workbook
from layers.codes import printed

PIECE = 2_000
# More make no workbook that anybody opens; the other forms have no end.
MOST_IN_A_BOOK = 100_000
COUNTRY = "VN"
# https://github.com/openaddresses/openaddresses: what a source is made into.
OPENADDRESSES = ("LON", "LAT", "NUMBER", "STREET", "UNIT", "CITY", "DISTRICT", "REGION", "POSTCODE", "ID", "HASH")
_WRITTEN = """
SELECT a.id, a.code, a.version, a.number, a.street, a.hamlet, a.commune, a.province, ST_X(a.geom) AS lon,
       ST_Y(a.geom) AS lat
  FROM register.addresses a
"""
_REACHED = "SELECT 1 FROM register.reached_units WHERE unit_id = :unit"
_HOW_MANY = f"SELECT count(*) FROM register.standing AS s WHERE s.status = 'assigned' AND {in_unit('s')}"
_LAST_CHANGES = """
SELECT e.id, e.addressable_id AS address, c.code, e.step, e.status_after AS status, e.version, e.at
  FROM (SELECT * FROM register.events ORDER BY id DESC LIMIT :limit) AS e
  LEFT JOIN register.codes c ON c.addressable_id = e.addressable_id ORDER BY e.id
"""
_CHANGES = """
SELECT e.id, e.addressable_id AS address, c.code, e.step, e.status_after AS status, e.version, e.at
  FROM register.events e LEFT JOIN register.codes c ON c.addressable_id = e.addressable_id
 WHERE e.id > :after AND e.id <= :last ORDER BY e.id LIMIT :limit
"""
BOOK = (
    Column("Mã địa chỉ · Code", 16),
    Column("Số nhà · Number", 12),
    Column("Đường, ngõ · Street", 28),
    Column("Thôn, tổ · Hamlet", 26),
    Column("Xã, phường · Commune", 26),
    Column("Tỉnh · Province", 22),
    Column("Kinh độ · Longitude", 14, "0.0000000"),
    Column("Vĩ độ · Latitude", 14, "0.0000000"),
)

Found = Row[Any]
Piece = Callable[[list[Found], bool], str]


def check_unit(desk: Desk, unit: int) -> None:
    """Raises NotFound for a unit of others or of another day: a file without rows would say that it is empty."""
    with desk.transaction() as connection:
        if connection.scalar(text(_REACHED), {"unit": unit}) is None:
            raise not_found()


def check_fits(desk: Desk, unit: int) -> None:
    """Raises BadRequest where there are too many for a workbook."""
    with desk.transaction() as connection:
        count = connection.scalar(text(_HOW_MANY), {"unit": unit}) or 0
    if count > MOST_IN_A_BOOK:
        raise BadRequest(
            f"Có {grouped(count, 'vi')} địa chỉ, quá nhiều cho một tệp xlsx ({grouped(MOST_IN_A_BOOK, 'vi')});"
            " hãy xuất từng xã.",
            f"{grouped(count, 'en')} addresses are too many for an xlsx ({grouped(MOST_IN_A_BOOK, 'en')});"
            " ask by commune.",
        )


def exported(desk: Desk, unit: int, form: str) -> Iterator[str]:
    """All addresses of the unit that are in use, piece by piece. On record before the first of them."""
    write = FORMS[form][0]
    is_first = True
    for rows in _pieces(desk, unit, form):
        yield write(rows, is_first)
        is_first = False
    yield FORMS[form][1]


def exported_book(desk: Desk, unit: int) -> bytes:
    """The same as a workbook, for people."""
    rows = [_book_row(row) for piece in _pieces(desk, unit, "xlsx") for row in piece]
    return workbook([Sheet("Địa chỉ · Addresses", BOOK, rows), told(desk, unit)], desk.who)


def _pieces(desk: Desk, unit: int, form: str) -> Iterator[list[Found]]:
    with desk.transaction() as connection:
        desk.record(connection, Action.EXPORTED, LAYER, {"unit": unit, "form": form})
    after: int | None = 0
    while after is not None:
        asked = Asked(("r.status = 'assigned'",), within=True, values={"unit": unit}, limit=PIECE, after=after)
        with desk.transaction() as connection:
            rows, after = page_of(connection, asked, _WRITTEN)
        yield rows


def changes(desk: Desk, after: int, limit: int) -> list[Found]:
    """What happened in one's units after that event, in its order: none before the last of them comes later."""
    with desk.transaction() as connection:
        last = connection.scalar(text("SELECT register.last_event()"))
    with desk.transaction() as connection:
        return list(connection.execute(text(_CHANGES), {"after": after, "limit": limit, "last": last}).all())


def last_changes(desk: Desk, limit: int) -> list[Found]:
    """The newest of what happened in one's units, in its order."""
    with desk.transaction() as connection:
        return list(connection.execute(text(_LAST_CHANGES), {"limit": limit}).all())


def _book_row(row: Found) -> tuple[Any, ...]:
    return (printed(row.code), row.number, row.street, row.hamlet, row.commune, row.province, row.lon, row.lat)


def _openaddresses(rows: list[Found], is_first: bool) -> str:
    lines = [_line(row) for row in rows]
    return (BYTE_ORDER_MARK + csv_rows([OPENADDRESSES, *lines])) if is_first else csv_rows(lines)


def _line(row: Found) -> tuple[Any, ...]:
    return (row.lon, row.lat, row.number, row.street, "", row.commune, "", row.province, "", row.code, "")


def _overture(rows: list[Found], is_first: bool) -> str:
    head = '{"type": "FeatureCollection", "features": [\n' if is_first else ""
    features = [json.dumps(_feature(row), ensure_ascii=False) for row in rows]
    between = "" if is_first or not rows else ",\n"
    return head + between + ",\n".join(features)


def _feature(row: Found) -> dict[str, Any]:
    """https://docs.overturemaps.org/schema/reference/addresses/address/: levels from the largest down."""
    levels = [{"value": name} for name in (row.province, row.commune, row.hamlet) if name]
    properties = {
        "theme": "addresses",
        "type": "address",
        "version": row.version,
        "country": COUNTRY,
        "address_levels": levels,
        "number": row.number,
        "street": row.street,
        "unit": None,
        "postcode": None,
    }
    geometry = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {"type": "Feature", "id": row.code, "geometry": geometry, "properties": properties}


# How a piece is written, and what comes last; media type; ending of the file.
FORMS: dict[str, tuple[Piece, str, str, str]] = {
    "openaddresses": (_openaddresses, "", "text/csv; charset=utf-8", "csv"),
    "overture": (_overture, "\n]}\n", "application/geo+json", "geojson"),
}
