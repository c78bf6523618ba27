"""`/api/v1/units/resolve`: which unit is meant by a name, an address line or a code."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY
from geo_api.parameters import AskedDay, only_declared
from geo_api.units.asked import LevelParameter, json_answer
from geo_api.units.resolve import resolve, shortened
from geo_api.units.resolve_asked import asked_units
from geo_api.units.resolve_documents import ResolveDocument, resolve_document
from geo_api.values import parse_integer

router = APIRouter(prefix="/api/v1/units", tags=["units"], dependencies=[Depends(only_declared)])

MAX_CANDIDATES = 100


@router.get("/resolve", response_model=ResolveDocument, responses={200: SAYS_ITS_DAY})
def resolve_units(
    request: Request,
    reader: Reader,
    at: AskedDay,
    name: Annotated[
        str | None, Query(description="A name, old or new, with or without its kind and its marks; or an address line")
    ] = None,
    code: Annotated[str | None, Query(description="A code, old or new; zeros at its beginning may be missing")] = None,
    near: Annotated[str | None, Query(description="lon,lat in degrees: a place that the unit holds or is near")] = None,
    level: LevelParameter = None,
    limit: Annotated[
        str,
        Query(
            description=f"Candidates, 1 to {MAX_CANDIDATES}",
            json_schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_CANDIDATES},
        ),
    ] = "20",
) -> Response:
    """Units that may be meant, with reasons for and against each; what ended is found as well and leads to today's."""
    asked = asked_units(name, code, at, near, level)
    most = parse_integer("limit", limit, 1, MAX_CANDIDATES)
    document = resolve_document(reader, asked, shortened(resolve(reader, asked), most))
    return json_answer(request, document, at)
