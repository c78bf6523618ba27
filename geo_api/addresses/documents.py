"""Addresses as officers get them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from geo_api.addresses.desk import Desk
from geo_api.addresses.lifecycle import OTHER_EYES, STEPS, Step
from geo_api.addresses.listing import INACCURATE_M, Found


class UnitNamed(BaseModel):
    unit_id: int
    name: str | None


class PhotoDocument(BaseModel):
    """purpose: of the gate, or of the plate. sha256: of what was sent, in hexadecimal digits. Pixels."""

    id: int
    purpose: str
    sha256: str
    width: int
    height: int


class AddressDocument(BaseModel):
    """An address as it is now, degrees (CRS84). label: in words, with today's units.

    captured_at: when it was taken down, by the clock of the phone. flags: what to look at: outside_hamlet, near_other,
    inaccurate. near: ids of others within 5 m. may: the steps that whoever asks may take next, as far as that can be
    told beforehand.
    """

    id: int
    draft_id: str | None
    code: str | None
    effective_on: date | None
    kind: str
    status: str
    is_suspended: bool
    version: int
    lon: float
    lat: float
    method: str
    accuracy_m: float | None
    number: str | None
    number_decision: str | None
    street: str | None
    hamlet: UnitNamed | None
    commune: UnitNamed | None
    label: str
    parent: int | None
    same_building: bool
    note: str | None
    photos: list[PhotoDocument]
    collected_by: str | None
    is_mine: bool
    captured_at: datetime | None
    submitted_at: datetime | None
    changed_at: datetime
    flags: list[str]
    near: list[int]
    may: list[str]


class AddressesDocument(BaseModel):
    """By id. next: `after` of the page behind this one; null when there is none."""

    addresses: list[AddressDocument]
    next: int | None


class EventDocument(BaseModel):
    """version: of the address after it. details: what was said with the step, and what stood there before."""

    id: int
    version: int
    at: datetime
    step: str
    who: str | None
    status_before: str | None
    status_after: str
    reason_code: str | None
    reason: str | None
    details: dict[str, Any]


class EventsDocument(BaseModel):
    events: list[EventDocument]


def address_document(desk: Desk, row: Found) -> AddressDocument:
    return AddressDocument(
        **{name: getattr(row, name) for name in _AS_THEY_ARE},
        draft_id=None if row.draft_id is None else str(row.draft_id),
        hamlet=None if row.hamlet_id is None else UnitNamed(unit_id=row.hamlet_id, name=row.hamlet),
        commune=None if row.commune_id is None else UnitNamed(unit_id=row.commune_id, name=row.commune),
        parent=row.parent_id,
        photos=[PhotoDocument(**photo) for photo in row.photos],
        collected_by=row.collector,
        is_mine=row.collected_by == desk.account.id,
        flags=list(_flags(row)),
        may=[name for name, step in STEPS.items() if _may(desk, row, name, step)],
    )


def address_documents(desk: Desk, rows: Iterable[Found]) -> list[AddressDocument]:
    return [address_document(desk, row) for row in rows]


def event_document(row: Found) -> EventDocument:
    return EventDocument(**row._mapping)


_AS_THEY_ARE = (
    *("id", "code", "effective_on", "kind", "status", "is_suspended", "version", "lon", "lat", "method", "accuracy_m"),
    *("number", "number_decision", "street", "label", "same_building", "note", "captured_at", "submitted_at"),
    *("changed_at", "near"),
)


def _flags(row: Found) -> Iterator[str]:
    if row.hamlet_id is not None and row.hamlet_version not in (row.unit_versions or ()):
        yield "outside_hamlet"
    if row.near and not row.same_building and row.parent_id is None:
        yield "near_other"
    if row.method != "drawn" and (row.accuracy_m is None or row.accuracy_m > INACCURATE_M):
        yield "inaccurate"


def _may(desk: Desk, row: Found, name: str, step: Step) -> bool:
    if row.status not in step.before or (row.is_suspended and not step.for_suspended):
        return False
    if name == "resume" and not row.is_suspended:
        return False
    mine: bool = row.collected_by == desk.account.id
    if step.role is None:
        return mine
    if name in OTHER_EYES and mine:
        return False
    if name == "assign" and row.verified_by == desk.account.id and not row.verifier_may_assign:
        return False
    return desk.acts_as(step.role, row.unit_versions or [])
