"""`/api/v1/addresses/export` and `…/changes`: the own unit as others exchange addresses, and what to follow."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel

from geo_api.addresses.desk import AtDesk
from geo_api.addresses.exports import (
    FORMS,
    changes,
    check_fits,
    check_unit,
    exported,
    exported_book,
    last_changes,
)
from geo_api.addresses.routes import MAX_ID, PATH
from geo_api.errors import BadRequest
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import BOOLEANS, parse_integer
from geo_api.workbook import XLSX

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
    f: Annotated[
        Literal["openaddresses", "overture", "xlsx"],
        Query(description="CSV of OpenAddresses, GeoJSON of Overture, a workbook"),
    ],
) -> Response:
    """All addresses of one's unit that are in use, as others exchange them. On record."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    check_unit(at_desk, number)
    if f == "xlsx":
        check_fits(at_desk, number)
        return Response(exported_book(at_desk, number), media_type=XLSX, headers=_kept_as(number, f))
    _, _, media_type, ending = FORMS[f]
    return StreamingResponse(exported(at_desk, number, f), media_type=media_type, headers=_kept_as(number, ending))


def _kept_as(unit: int, ending: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="addresses-{unit}.{ending}"',
        "Cache-Control": "private, no-store",
    }


@router.get("/changes", responses=problems(401, 403))
def show_changes(
    at_desk: AtDesk,
    after: Annotated[
        str | None, Query(description="Number of the last event that is known; from the first if absent")
    ] = None,
    newest: Annotated[str | None, Query(description="true: the last that happened, without `after`")] = None,
    limit: Annotated[str | None, Query(description=f"At most so many, up to {MOST_CHANGES}; 100 when absent")] = None,
) -> ChangesDocument:
    """What happened to addresses in one's units, for programs that follow the register."""
    begun = parse_integer("after", after or "0", 0, MAX_ID)
    most = parse_integer("limit", limit or "100", 1, MOST_CHANGES)
    rows = last_changes(at_desk, most) if _is_newest(newest, after) else changes(at_desk, begun, most)
    at_desk.reads.items(at_desk.layer, sorted({row.address for row in rows}), {"changes_after": begun})
    found = [ChangeDocument(**row._mapping) for row in rows]
    return ChangesDocument(changes=found, next=found[-1].id if found else begun)


def _is_newest(newest: str | None, after: str | None) -> bool:
    """Raises BadRequest for what is neither, and for both at once."""
    if newest is None:
        return False
    if newest not in BOOLEANS or after is not None:
        raise BadRequest(
            "“newest” là true hoặc false, và không đi cùng “after”.",
            "“newest” is true or false, and does not go with “after”.",
        )
    return BOOLEANS[newest]
