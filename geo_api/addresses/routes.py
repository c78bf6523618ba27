"""`/api/v1/addresses`: the register, for the officers who keep it, each in the own units."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from geo_api.addresses import listing
from geo_api.addresses.asked import DraftWanted
from geo_api.addresses.desk import AtDesk
from geo_api.addresses.documents import (
    AddressDocument,
    AddressesDocument,
    EventsDocument,
    address_document,
    address_documents,
    event_document,
)
from geo_api.addresses.drafts import keep_draft
from geo_api.addresses.flaws import FLAWS
from geo_api.addresses.questions import DEFAULT_LIMIT, NO_HAMLET, question
from geo_api.addresses.typed_code import accepted
from geo_api.errors import not_found
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_integer

PATH = "/api/v1/addresses"
router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
MAX_ID = 10**17
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

AddressId = Annotated[str, Path(alias="address", description="Its id in the register")]
DraftId = Annotated[str, Path(alias="draft", description="A UUID that the phone has made, in lower case")]
Filter = Annotated[str | None, Query()]


def number_of(address: str) -> int:
    """Raises NotFound for what cannot be an id."""
    if not re.fullmatch(r"[1-9]\d{0,16}", address, re.ASCII):
        raise not_found()
    return int(address)


def draft_of(draft: str) -> str:
    """Raises NotFound for what is no UUID in lower case."""
    if not _UUID.fullmatch(draft):
        raise not_found()
    return draft


@router.get("", responses=problems(401, 403))
def addresses(
    at_desk: AtDesk,
    unit: Annotated[str | None, Query(description="Identity of a commune or hamlet (unit_id)")] = None,
    hamlet: Annotated[
        str | None, Query(description=f"Those that are said to be of that hamlet; {NO_HAMLET}: of none")
    ] = None,
    status: Annotated[str | None, Query(description="One or several, with commas between")] = None,
    kind: Annotated[str | None, Query(description="One or several, with commas between")] = None,
    flaw: Annotated[str | None, Query(description=f"What the report of quality counts: {', '.join(FLAWS)}")] = None,
    street: Annotated[str | None, Query(description="Those of that street, whole; diacritics optional")] = None,
    ids: Annotated[str | None, Query(description="These, with commas between, up to 500")] = None,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    near: Annotated[str | None, Query(description="lon,lat in degrees, with `within_m`")] = None,
    within_m: Annotated[str | None, Query(description="Metres around `near`, at most 2,000")] = None,
    code: Annotated[str | None, Query(description="An address code, as people type it")] = None,
    q: Annotated[
        str | None, Query(description="Words of number and street, or of an alias; diacritics optional")
    ] = None,
    alias: Annotated[str | None, Query(description="What others call it, exactly: a parcel, a plus code")] = None,
    mine: Annotated[str | None, Query(description="true: what one has collected oneself")] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to 500; {DEFAULT_LIMIT} when absent")] = None,
    after: Annotated[str | None, Query(description="`next` of the page before")] = None,
) -> AddressesDocument:
    """Addresses in one's units, by id, page by page. What is read is on record."""
    given: dict[str, Any] = {
        "unit": unit,
        "hamlet": hamlet,
        "status": status,
        "kind": kind,
        "flaw": flaw,
        "street": street,
        "ids": ids,
        "bbox": bbox,
        "near": near,
        "within_m": within_m,
        "code": None if code is None else accepted(code, at_desk.code_prefix).code,
        "q": q,
        "alias": alias,
        "mine": mine,
        "limit": limit,
        "after": after,
    }
    asked = question(at_desk.account.id, {name: value for name, value in given.items() if value is not None})
    with at_desk.transaction() as connection:
        rows, following = listing.page(connection, asked)
    # What was typed may itself be personal.
    listing.note_read(at_desk, rows, {"asked_by": sorted(name for name in given if given[name] is not None)})
    return AddressesDocument(addresses=address_documents(at_desk, rows), next=following)


@router.get("/{address}", responses=problems(401, 403))
def show(at_desk: AtDesk, address: AddressId) -> AddressDocument:
    """One address, whole."""
    with at_desk.transaction() as connection:
        row = listing.find(connection, number_of(address))
    at_desk.reads.item(at_desk.layer, row.id)
    return address_document(at_desk, row)


@router.get("/{address}/events", responses=problems(401, 403))
def events(at_desk: AtDesk, address: AddressId) -> EventsDocument:
    """What happened to it, from the first: who, when, why, and what stood there before."""
    with at_desk.transaction() as connection:
        found = listing.events(connection, number_of(address))
    at_desk.reads.item(at_desk.layer, number_of(address))
    return EventsDocument(events=[event_document(row) for row in found])


@router.get("/{address}/photos/{photo}", response_class=Response, responses=problems(401, 403))
def photo(at_desk: AtDesk, address: AddressId, photo: str) -> Response:
    """A photo of the gate or of the plate, as JPEG."""
    with at_desk.transaction() as connection:
        jpeg = listing.photo(connection, number_of(address), parse_integer("photo", photo, 1, MAX_ID))
    at_desk.reads.item(at_desk.layer, number_of(address))
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@router.put("/drafts/{draft}", responses={201: {"description": "Kept for the first time"}, **problems(401, 403, 409)})
def put_draft(at_desk: AtDesk, draft: DraftId, wanted: DraftWanted, response: Response) -> AddressDocument:
    """Keep a draft. The same again changes nothing: whoever lost the answer sends it once more.

    409 when it was changed elsewhere or submitted; member `address` of the problem says what is there now.
    """
    kept, is_new = keep_draft(at_desk, draft_of(draft), wanted)
    response.status_code = 201 if is_new else 200
    return kept
