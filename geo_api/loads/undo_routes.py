"""`/api/v1/loads/recorded`: one load of whatever way, and taking it back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request

from geo_api.access import Administrator
from geo_api.db import Database
from geo_api.loads.documents import LoadDocument, load_document
from geo_api.loads.undoing import Undoings
from geo_api.openapi import problems
from geo_api.parameters import only_declared

router = APIRouter(prefix="/api/v1/loads/recorded", tags=["loads"], dependencies=[Depends(only_declared)])
LoadId = Annotated[int, Path(ge=1, le=2**63 - 1, description="Number of the load")]


def undoings(request: Request) -> Undoings:
    database: Database = request.app.state.database
    return Undoings(database)


Record = Annotated[Undoings, Depends(undoings)]


@router.get("/{load}", responses=problems(401, 403))
def show_load(admin: Administrator, record: Record, load: LoadId) -> LoadDocument:  # noqa: ARG001  # who may enter
    """One load, and how far the taking back of it is, if it was asked for."""
    return load_document(*record.one(load))


@router.post("/{load}/undo", status_code=202, responses=problems(401, 403, 409))
def undo_load(
    admin: Administrator,
    record: Record,
    load: LoadId,
    dry_run: Annotated[
        Literal["true", "false"],
        Query(
            description="true: only look whether it can be taken back, and what would go and come back",
            json_schema_extra={"type": "boolean"},
        ),
    ] = "false",
) -> LoadDocument:
    """Take a load back, as `wardmap loads undo`: all or nothing. The worker does it; `undoing` says how far it is."""
    record.ask(load, admin.name, dry_run=dry_run == "true")
    return load_document(*record.one(load))
