"""`/api/v1/addresses/export` and `…/changes`: the own unit as others exchange addresses, and what to follow."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from geo_api.addresses.desk import AtDesk
from geo_api.addresses.exports import FORMS, changes, check_unit, exported
from geo_api.addresses.routes import MAX_ID, PATH
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_integer

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
MOST_CHANGES = 1_000


class ChangeDocument(BaseModel):
    """An event. status, version: of the address after it."""

    id: int
    address: int
    code: str | None
    step: str
    status: str
    version: int
    at: datetime


class ChangesDocument(BaseModel):
    """In the order in which they happened. next: `after` of the next question."""

    changes: list[ChangeDocument]
    next: int


@router.get("/export", response_class=StreamingResponse, responses=problems(401, 403))
def export(
    at_desk: AtDesk,
    unit: Annotated[str, Query(description="Identity of a commune or hamlet (unit_id)")],
    f: Annotated[Literal["openaddresses", "overture"], Query(description="CSV of OpenAddresses, GeoJSON of Overture")],
) -> StreamingResponse:
    """All addresses of one's unit that are in use, as others exchange them. On record."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    check_unit(at_desk, number)
    _, _, media_type, ending = FORMS[f]
    headers = {
        "Content-Disposition": f'attachment; filename="addresses-{number}.{ending}"',
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(exported(at_desk, number, f), media_type=media_type, headers=headers)


@router.get("/changes", responses=problems(401, 403))
def show_changes(
    at_desk: AtDesk,
    after: Annotated[
        str | None, Query(description="Number of the last event that is known; from the first if absent")
    ] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to {MOST_CHANGES}; 100 when absent")] = None,
) -> ChangesDocument:
    """What happened to addresses in one's units, for programs that follow the register."""
    begun = parse_integer("after", after or "0", 0, MAX_ID)
    rows = changes(at_desk, begun, parse_integer("limit", limit or "100", 1, MOST_CHANGES))
    at_desk.reads.items(at_desk.layer, sorted({row.address for row in rows}), {"changes_after": begun})
    found = [ChangeDocument(**row._mapping) for row in rows]
    return ChangesDocument(changes=found, next=found[-1].id if found else begun)
