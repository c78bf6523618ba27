"""Plates, their orders and templates as officers get them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.access import PLATE_ROLES
from geo_api.addresses.desk import Desk
from geo_api.addresses.documents import UnitNamed
from geo_api.addresses.plates.face import Face
from geo_api.addresses.plates.life import PLATE_STEPS, PRINTABLE, PlateStep
from geo_api.addresses.plates.listing import Found
from geo_api.addresses.plates.plus_code import plus_code
from geo_api.addresses.plates.template import Template
from geo_api.language import Words


class PlateDocument(BaseModel):
    """One plate. number, street: as they stand on it, which is when the number was decided. label: the whole address.

    to_remove: the address is not in use any more, and the plate still hangs, or is on the way. photo: of the address's
    photos the one of this plate. may: the steps that may come next.
    """

    id: int
    order: int
    template: str
    address: int
    code: str
    number: str | None
    street: str | None
    hamlet: UnitNamed | None
    commune: UnitNamed | None
    label: str
    lon: float
    lat: float
    address_status: str
    is_suspended: bool
    status: str
    to_remove: bool
    version: int
    ordered_by: str | None
    ordered_at: datetime
    changed_at: datetime
    photo: int | None
    may: list[str]


class PlatesDocument(BaseModel):
    """By id. next: `after` of the page behind this one; null when there is none."""

    plates: list[PlateDocument]
    next: int | None


class OrderDocument(BaseModel):
    """Plates that were ordered together. printable: how many the sheets hold now."""

    order: int
    template: str
    ordered_by: str | None
    ordered_at: datetime
    printable: int
    plates: list[PlateDocument]


class OrderBrief(BaseModel):
    """counts: how many of its plates are in which state. to_remove: how many are of addresses not in use any more."""

    order: int
    template: str
    ordered_by: str | None
    ordered_at: datetime
    counts: dict[str, int]
    to_remove: int


class OrdersDocument(BaseModel):
    """The newest first. next: `before` of the page behind this one; null when there is none."""

    orders: list[OrderBrief]
    next: int | None


class TemplateDocument(BaseModel):
    """A kind of plates: in mm, and how many stand on a sheet of that paper."""

    id: str
    title: Words
    width_mm: float
    height_mm: float
    paper: str
    plates_a_sheet: int


class UnplatedDocument(BaseModel):
    """An address in use that has no plate, in use or on the way. number, street: as they would stand on one.

    said_number, said_street: as on record, decided or not; by them neighbours come one after the other.
    was_damaged: a plate of it is on record as damaged, and none took its place.
    """

    id: int
    code: str
    kind: str
    number: str | None
    street: str | None
    said_number: str | None
    said_street: str | None
    hamlet: UnitNamed | None
    label: str
    lon: float
    lat: float
    was_damaged: bool


class UnplatedPage(BaseModel):
    """By id. next: `after` of the page behind this one; null when there is none."""

    addresses: list[UnplatedDocument]
    next: int | None


class HamletPlates(BaseModel):
    """Of a hamlet (null: of none): addresses with a code, those without a plate, plates by state.

    to_remove: addresses that are not in use any more, where a plate still hangs or is on the way.
    """

    unit_id: int | None
    name: str | None
    assigned: int
    without_plate: int
    ordered: int
    printed: int
    installed: int
    damaged: int
    to_remove: int


class PlatesSummary(BaseModel):
    unit: int
    hamlets: list[HamletPlates]


def plate_document(desk: Desk, found: Found) -> PlateDocument:
    plate, address = found.plate, found.address
    return PlateDocument(
        **{name: getattr(plate, name) for name in _OF_PLATES},
        **{name: getattr(address, name) for name in _OF_ADDRESSES},
        order=plate.order_id,
        address=address.id,
        hamlet=None if address.hamlet_id is None else UnitNamed(unit_id=address.hamlet_id, name=address.hamlet),
        commune=None if address.commune_id is None else UnitNamed(unit_id=address.commune_id, name=address.commune),
        photo=found.photo,
        may=[name for name, step in PLATE_STEPS.items() if _may(desk, found, step)],
    )


def plate_documents(desk: Desk, rows: Iterable[Found]) -> list[PlateDocument]:
    return [plate_document(desk, row) for row in rows]


def order_document(desk: Desk, rows: Sequence[Found]) -> OrderDocument:
    """rows: all plates of the order that are there for whoever asks; at least one."""
    first = rows[0].plate
    return OrderDocument(
        order=first.order_id,
        template=first.template,
        ordered_by=first.ordered_by,
        ordered_at=first.ordered_at,
        printable=len(printable(rows)),
        plates=plate_documents(desk, rows),
    )


def order_brief(row: Row[Any]) -> OrderBrief:
    return OrderBrief(
        order=row.id,
        template=row.template,
        ordered_by=row.ordered_by,
        ordered_at=row.ordered_at,
        counts=row.counts,
        to_remove=row.to_remove,
    )


def template_document(template: Template) -> TemplateDocument:
    return TemplateDocument(
        id=template.id,
        title=template.title,
        width_mm=template.plate.width,
        height_mm=template.plate.height,
        paper=template.sheet.paper,
        plates_a_sheet=template.sheet.plates,
    )


_OF_UNPLATED = ("id", "code", "kind", "number", "street", "said_number", "said_street", "label", "lon", "lat")


def unplated_document(row: Row[Any]) -> UnplatedDocument:
    return UnplatedDocument(
        **{name: getattr(row, name) for name in _OF_UNPLATED},
        hamlet=None if row.hamlet_id is None else UnitNamed(unit_id=row.hamlet_id, name=row.hamlet),
        was_damaged=row.was_damaged,
    )


def hamlet_plates(row: Row[Any]) -> HamletPlates:
    return HamletPlates(**{name: getattr(row, name) for name in HamletPlates.model_fields})


def printable(rows: Iterable[Found]) -> list[Found]:
    """On the way to a gate, of an address in use that nobody disputes."""
    return [found for found in rows if found.plate.status in PRINTABLE and _is_live(found)]


def face(said: Row[Any]) -> Face:
    """What stands on the plate. said: of an address."""
    return Face(said.code, said.number, said.street, said.hamlet, plus_code(said.lon, said.lat))


_OF_PLATES = ("id", "template", "status", "to_remove", "version", "ordered_by", "ordered_at", "changed_at")
_OF_ADDRESSES = ("code", "number", "street", "label", "lon", "lat", "address_status", "is_suspended")


def _is_live(found: Found) -> bool:
    return found.address.address_status == "assigned" and not found.address.is_suspended


def _may(desk: Desk, found: Found, step: PlateStep) -> bool:
    if found.plate.status not in step.before or (step.for_live and not _is_live(found)):
        return False
    return any(desk.acts_as(role, found.address.unit_versions or []) for role in PLATE_ROLES)
