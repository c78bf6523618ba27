"""`/api/v1/addresses/{address}/…`: the steps of an address's life, and photos of it."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from geo_api.addresses.asked import (
    AssignWanted,
    CorrectWanted,
    MoveWanted,
    ReasonedStep,
    RetireWanted,
    ReturnWanted,
    StepWanted,
    SupersedeWanted,
    VerifyWanted,
)
from geo_api.addresses.desk import AtDesk, Desk
from geo_api.addresses.documents import AddressDocument, AddressesDocument
from geo_api.addresses.drafts import keep_photo, number_of_draft
from geo_api.addresses.plates.desk import AtPhotoDesk
from geo_api.addresses.routes import PATH, AddressId, DraftId, draft_of, number_of
from geo_api.addresses.steps import take
from geo_api.errors import not_found
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_boolean

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
_REFUSALS = problems(401, 403, 409)
_JPEG = {
    "requestBody": {
        "required": True,
        "content": {"image/jpeg": {"schema": {"type": "string", "format": "binary", "maxLength": 1_000_000}}},
    }
}
_SHA256 = re.compile(r"[0-9a-f]{64}")


@router.put(
    "/drafts/{draft}/photos/{sha256}",
    responses={201: {"description": "Kept for the first time"}, **_REFUSALS},
    openapi_extra=_JPEG,
)
async def put_gate_photo(
    at_desk: AtDesk,
    draft: DraftId,
    sha256: str,
    request: Request,
    response: Response,
    replace: Annotated[
        str | None,
        Query(description="true: instead of the photos of the gate that were sent before; those are deleted"),
    ] = None,
) -> AddressDocument:
    """Keep a photo of the gate: image/jpeg of at most 1 MB, its address the SHA-256 of its bytes; sent twice it is one.

    It is made anew without EXIF, at most 1,600 pixels long.
    """
    replaces = parse_boolean("replace", replace or "false")
    sent = await request.body()
    return await run_in_threadpool(_keep_gate_photo, at_desk, draft, sha256, sent, response, replaces)


@router.put(
    "/{address}/plate-photos/{sha256}",
    responses={201: {"description": "Kept for the first time"}, **_REFUSALS},
    openapi_extra=_JPEG,
)
async def put_plate_photo(
    at_desk: AtPhotoDesk, address: AddressId, sha256: str, request: Request, response: Response
) -> AddressDocument:
    """Keep a photo of the plate where it hangs, without people: as photos of gates."""
    sent = await request.body()
    return await run_in_threadpool(_keep_plate_photo, at_desk, address, sha256, sent, response)


@router.post("/assign", responses=_REFUSALS)
def assign_many(at_desk: AtDesk, wanted: AssignWanted) -> AddressesDocument:
    """Give each of up to 500 verified addresses its code, or none of them; 409 names those that cannot have one."""
    chosen = [(one.id, one.version) for one in wanted.addresses]
    return AddressesDocument(addresses=take(at_desk, "assign", chosen), next=None)


@router.post("/{address}/submit", responses=_REFUSALS)
def submit(at_desk: AtDesk, address: AddressId, wanted: StepWanted) -> AddressDocument:
    """Hand one's own draft to the police of the commune."""
    return _one(at_desk, "submit", address, wanted)


@router.post("/{address}/withdraw", responses=_REFUSALS)
def withdraw(at_desk: AtDesk, address: AddressId, wanted: StepWanted) -> AddressDocument:
    """Give up one's own draft. It stays on record as rejected."""
    return _one(at_desk, "withdraw", address, wanted)


@router.post("/{address}/return", responses=_REFUSALS)
def give_back(at_desk: AtDesk, address: AddressId, wanted: ReturnWanted) -> AddressDocument:
    """Send it back to whoever collected it, with what is wrong."""
    return _one(at_desk, "return", address, wanted)


@router.post("/{address}/reject", responses=_REFUSALS)
def reject(at_desk: AtDesk, address: AddressId, wanted: ReturnWanted) -> AddressDocument:
    """Close it: there is no such address, or it is in the register already."""
    return _one(at_desk, "reject", address, wanted)


@router.post("/{address}/verify", responses=_REFUSALS)
def verify(at_desk: AtDesk, address: AddressId, wanted: VerifyWanted) -> AddressDocument:
    """Say that it is right. Never by whoever collected it."""
    return _one(at_desk, "verify", address, wanted)


@router.post("/{address}/assign", responses=_REFUSALS)
def assign(at_desk: AtDesk, address: AddressId, wanted: StepWanted) -> AddressDocument:
    """Give it its code, for ever. By neither who collected nor, unless it is allowed here, who verified it."""
    return _one(at_desk, "assign", address, wanted)


@router.post("/{address}/suspend", responses=_REFUSALS)
def suspend(at_desk: AtDesk, address: AddressId, wanted: ReasonedStep) -> AddressDocument:
    """While something is in dispute its code answers “being checked”."""
    return _one(at_desk, "suspend", address, wanted)


@router.post("/{address}/resume", responses=_REFUSALS)
def resume(at_desk: AtDesk, address: AddressId, wanted: ReasonedStep) -> AddressDocument:
    """The dispute is over."""
    return _one(at_desk, "resume", address, wanted)


@router.post("/{address}/supersede", responses=_REFUSALS)
def supersede(at_desk: AtDesk, address: AddressId, wanted: SupersedeWanted) -> AddressDocument:
    """Others take its place: its code answers for ever with theirs."""
    return _one(at_desk, "supersede", address, wanted)


@router.post("/{address}/retire", responses=_REFUSALS)
def retire(at_desk: AtDesk, address: AddressId, wanted: RetireWanted) -> AddressDocument:
    """It is not in use any more: its code answers so for ever."""
    return _one(at_desk, "retire", address, wanted)


@router.post("/{address}/move", responses=_REFUSALS)
def move(at_desk: AtDesk, address: AddressId, wanted: MoveWanted) -> AddressDocument:
    """Its main entrance is elsewhere from today on. The code stays."""
    return _one(at_desk, "move", address, wanted)


@router.post("/{address}/correct", responses=_REFUSALS)
def correct(at_desk: AtDesk, address: AddressId, wanted: CorrectWanted) -> AddressDocument:
    """Its words are others from today on. The code stays."""
    return _one(at_desk, "correct", address, wanted)


def _one(at_desk: Desk, step: str, address: str, wanted: StepWanted) -> AddressDocument:
    return take(at_desk, step, [(number_of(address), wanted.version)], wanted)[0]


def _keep_gate_photo(
    at_desk: Desk, draft: str, sha256: str, sent: bytes, response: Response, replaces: bool
) -> AddressDocument:
    with at_desk.transaction() as connection:
        number = number_of_draft(connection, draft_of(draft))
    return _kept(at_desk, number, "gate", sha256, sent, response, replaces=replaces)


def _keep_plate_photo(at_desk: Desk, address: str, sha256: str, sent: bytes, response: Response) -> AddressDocument:
    return _kept(at_desk, number_of(address), "plate", sha256, sent, response)


def _kept(
    at_desk: Desk, number: int, purpose: str, sha256: str, sent: bytes, response: Response, *, replaces: bool = False
) -> AddressDocument:
    if not _SHA256.fullmatch(sha256):
        raise not_found()
    kept, is_new = keep_photo(at_desk, number, purpose, sha256, sent, replaces=replaces)
    response.status_code = 201 if is_new else 200
    return kept
