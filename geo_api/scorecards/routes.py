"""`/api/v1/scorecards`: every unit against a set of criteria, one unit in full, and how it went over time."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.days import Period
from geo_api.errors import not_found
from geo_api.parameters import AskedDay, only_declared
from geo_api.scorecards import answer
from geo_api.scorecards.documents import CardsDocument, SetsDocument, TrendDocument, UnitDocument
from geo_api.scorecards.table import card_file
from geo_api.values import parse_integer

router = APIRouter(prefix="/api/v1/scorecards", tags=["scorecards"], dependencies=[Depends(only_declared)])

MAX_ID = 10**17
UNIT_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
AskedSet = Annotated[
    str | None,
    Query(
        alias="set", description="Set of criteria; the one in force for communes (of a hamlet: for hamlets) if absent"
    ),
]


@router.get("/sets", response_model=SetsDocument, responses={200: SAYS_ITS_DAY})
def sets(request: Request, at: AskedDay) -> Response:
    """All sets of criteria, whole, and which is taken for each level on a day when none is asked for."""
    return _json(request, answer.sets(at), at)


@router.get("", response_model=CardsDocument, responses={200: SAYS_ITS_DAY})
def cards(
    request: Request,
    reader: Reader,
    at: AskedDay,
    wanted: AskedSet = None,
    unit: Annotated[
        str | None, Query(description="The unit, and all that is part of it", json_schema_extra=UNIT_SCHEMA)
    ] = None,
) -> Response:
    """Every unit of the set's level on a day: each criterion met, not met, not known or not applicable, and how many.

    Units above have theirs added up. What nobody has compared with the text of its document says so (`notice`).
    """
    within = None if unit is None else parse_integer("unit", unit, 1, MAX_ID)
    return _json(request, answer.cards(reader, wanted, at, within), at)


@router.get("/{unit}", response_model=UnitDocument, responses={200: SAYS_ITS_DAY})
def card(
    request: Request,
    reader: Reader,
    unit: str,
    at: AskedDay,
    wanted: AskedSet = None,
    f: Annotated[
        Literal["json", "csv", "xlsx", "pdf"], Query(description="json, a table (csv, xlsx), or a sheet of paper (pdf)")
    ] = "json",
) -> Response:
    """One unit on a day: every criterion with what it was judged by, what is missing, and the versions of the rules.

    Of a unit above the set's level: what is in it added up.
    """
    document = answer.card(reader, _unit(unit), wanted, at)
    return _json(request, document, at) if f == "json" else card_file(request, document, f, at)


@router.get("/{unit}/trend", response_model=TrendDocument, responses={200: SAYS_ITS_DAY})
def trend(request: Request, reader: Reader, unit: str, at: AskedDay, wanted: AskedSet = None) -> Response:
    """How one unit stood against one set on each day on which something new was known, the oldest first."""
    return _json(request, answer.trend(reader, _unit(unit), wanted, at), at)


def _unit(number: str) -> int:
    """Raises NotFound for what is no number of a unit."""
    if not (number.isascii() and number.isdigit() and 0 < int(number[:18]) < MAX_ID):
        raise not_found()
    return int(number[:18])


def _json(request: Request, document: BaseModel, at: Period) -> Response:
    return cacheable(request, document.model_dump_json().encode(), "application/json", at=at)
