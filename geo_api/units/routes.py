"""`/api/v1/units…`: units on a day, their kin, their history, and the days on which something changed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY
from geo_api.days import today
from geo_api.db import schema_of
from geo_api.errors import not_found
from geo_api.parameters import AskedDay, only_declared
from geo_api.units.asked import (
    MAX_ID,
    POINT_SCHEMA,
    UNIT_SCHEMA,
    WORDS_SCHEMA,
    CursorParameter,
    LevelParameter,
    LimitParameter,
    asked_cursor,
    asked_level,
    asked_limit,
    asked_point,
    asked_unit,
    asked_words,
    json_answer,
    next_page,
    page_cursor,
)
from geo_api.units.documents import (
    CountsDocument,
    DatesDocument,
    UnitDocument,
    UnitsDocument,
    change_days,
    level_counts,
)
from geo_api.units.history import HistoryDocument, history_of
from geo_api.units.lookup import kin_of, units_in_order, units_on
from geo_api.units.queries import UnitDay, UnitsRequest, counts_statement, dates_statement, page_statement

router = APIRouter(prefix="/api/v1/units", tags=["units"], dependencies=[Depends(only_declared)])


@router.get("", response_model=UnitsDocument, responses={200: SAYS_ITS_DAY})
def units(
    request: Request,
    reader: Reader,
    at: AskedDay,
    level: LevelParameter = None,
    parent: Annotated[
        str | None, Query(description="Identity of the unit they are directly part of", json_schema_extra=UNIT_SCHEMA)
    ] = None,
    q: Annotated[
        str | None,
        Query(description="Part of a name, with or without its kind and its marks", json_schema_extra=WORDS_SCHEMA),
    ] = None,
    contains: Annotated[
        str | None,
        Query(
            description="lon,lat in degrees: units whose boundary holds the point, on it included",
            json_schema_extra=POINT_SCHEMA,
        ),
    ] = None,
    limit: LimitParameter = "100",
    cursor: CursorParameter = None,
) -> Response:
    """Units in force on a day, the highest tier first. A point on a border shared by units is held by each of them."""
    after = asked_cursor(cursor, 2)
    wanted = UnitsRequest(
        day=at.first,
        level=asked_level(level),
        parent=asked_unit("parent", parent),
        words=asked_words("q", q),
        point=asked_point("contains", contains),
        limit=asked_limit(limit),
        after=(after[0], after[1]) if after else None,
    )
    rows = reader.rows(page_statement(schema_of(reader.audience), wanted))
    page = rows[: wanted.limit]
    found = units_in_order(reader, [UnitDay(row.id, at.first) for row in page])
    document = UnitsDocument(
        at=at.first,
        at_is_default=at.is_default,
        units=[each.unit for each in found],
        next=next_page(request, page_cursor(page[-1].tier, page[-1].id), at=at) if len(rows) > wanted.limit else None,
    )
    return json_answer(request, document, at)


@router.get("/dates", response_model=DatesDocument)
def dates(request: Request, reader: Reader, level: LevelParameter = None) -> Response:
    """The days on which something changed for units, or for those of one tier: where a date slider stops."""
    rows = reader.rows(dates_statement(schema_of(reader.audience), asked_level(level)))
    return json_answer(request, DatesDocument(today=today(), dates=change_days(rows)))


@router.get("/counts", response_model=CountsDocument, responses={200: SAYS_ITS_DAY})
def counts(request: Request, reader: Reader, at: AskedDay, level: LevelParameter = None) -> Response:
    """How many units are in force on a day, and how many of them have a boundary of which standing, or none."""
    rows = reader.rows(counts_statement(schema_of(reader.audience), at.first, asked_level(level)))
    document = CountsDocument(at=at.first, at_is_default=at.is_default, levels=level_counts(rows))
    return json_answer(request, document, at)


@router.get("/{unit:int}", response_model=UnitDocument, responses={200: SAYS_ITS_DAY})
def unit(request: Request, reader: Reader, unit: int, at: AskedDay) -> Response:
    """One unit on a day with what it was made of and what became of it.

    Where it was not in force on that day, it is shown as it was on the nearest day on which it was.
    """
    wanted = _known(unit)
    found = units_on(reader, [UnitDay(wanted, at.first)])
    if not found:
        raise not_found()
    shown, kin = found[UnitDay(wanted, at.first)], kin_of(reader, wanted)
    document = UnitDocument(
        at=at.first,
        at_is_default=at.is_default,
        in_force=shown.in_force,
        unit=shown.unit,
        predecessors=kin.predecessors,
        successors=kin.successors,
    )
    return json_answer(request, document, at)


@router.get("/{unit:int}/history", response_model=HistoryDocument)
def history(request: Request, reader: Reader, unit: int) -> Response:
    """All that was ever recorded of a unit, what was taken off record again included (on_record false)."""
    document = history_of(reader, _known(unit))
    if document is None:
        raise not_found()
    return json_answer(request, document)


def _known(unit: int) -> int:
    """Numbers beyond what an identity can be name nothing. Raises NotFound."""
    if unit > MAX_ID:
        raise not_found()
    return unit
