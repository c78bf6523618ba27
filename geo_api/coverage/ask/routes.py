"""`/api/v1/coverage/…`: rules, their result in each unit, and what is missing where."""

from typing import Annotated, Any, cast
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.coverage.ask.documents import (
    GapsDocument,
    MatrixDocument,
    RuleDocument,
    RulesDocument,
    TrendDocument,
    UnitLevel,
    UnitsDocument,
    gap_document,
    matrix_document,
    rule_document,
    rules_document,
    trend_document,
    units_document,
)
from geo_api.coverage.ask.queries import (
    GAP_LAYERS,
    OWN_LEVEL,
    UNITS_OF_LEVEL,
    Cursor,
    GapsRequest,
    gaps_statement,
    matrix_statement,
    trend_statement,
    units_statement,
)
from geo_api.coverage.download.answers import GapsForm, TableForm, gaps_file, rows_wanted, units_file
from geo_api.coverage.served import AskedRule, Rules
from geo_api.days import Period
from geo_api.db import schema_of
from geo_api.errors import not_found
from geo_api.links import own_url
from geo_api.parameters import AskedDay, only_declared
from geo_api.values import parse_integer
from layers.registry import all_layers

router = APIRouter(prefix="/api/v1/coverage", tags=["coverage"], dependencies=[Depends(only_declared)])

MAX_GAPS = 1000
MAX_ID = 10**17


@router.get("/rules", response_model=RulesDocument)
def rules(request: Request, book: Rules) -> Response:
    """All coverage rules in force; which were withdrawn here, and which do not fit the layers any more."""
    return _json(request, rules_document(book))


@router.get("/rules/{rule}", response_model=RuleDocument)
def rule(request: Request, wanted: AskedRule, book: Rules) -> Response:
    """One coverage rule, whole."""
    return _json(request, rule_document(wanted, book))


@router.get("/{rule}/units", response_model=UnitsDocument, responses={200: SAYS_ITS_DAY})
def units(
    request: Request,
    reader: Reader,
    wanted: AskedRule,
    at: AskedDay,
    level: Annotated[
        UnitLevel | None, Query(description="Level of the units; the one that the rule speaks of when absent")
    ] = None,
    f: Annotated[TableForm, Query(description="json, or a file: csv, xlsx")] = "json",
) -> Response:
    """The result of a rule on a day in the units of that day: share, counts, outcome.

    404 before the first calculation.
    """
    own = cast(UnitLevel, wanted.level)
    statement = units_statement(
        schema_of(reader.audience), wanted.id, level or own, at.first, _relation(level or own, own)
    )
    document = units_document(level or own, at, _known(reader.rows(statement)), wanted)
    return _json(request, document, at) if f == "json" else units_file(request, wanted, document, f, at)


@router.get("/{rule}/gaps", response_model=GapsDocument, responses={200: SAYS_ITS_DAY})
def gaps(
    request: Request,
    reader: Reader,
    asked: AskedRule,
    at: AskedDay,
    unit: Annotated[str | None, Query(description="Identity of a unit (unit_id); all units when absent")] = None,
    limit: Annotated[str, Query(description=f"Gaps on a page, 1 to {MAX_GAPS}")] = str(MAX_GAPS),
    cursor: Annotated[str | None, Query(description="Where the page begins; taken from a next link")] = None,
    f: Annotated[GapsForm, Query(description="json, or all of them as a file: csv, xlsx, geojson")] = "json",
) -> Response:
    """Places that fail a rule or are not known, the greatest need first: fail, then unknown, each farthest first."""
    wanted = GapsRequest(
        rule=asked.id,
        at=at.first,
        unit=parse_integer("unit", unit, 0, MAX_ID) if unit is not None else None,
        limit=rows_wanted(request, f, parse_integer("limit", limit, 1, MAX_GAPS)),
        after=Cursor.decode(cursor) if cursor is not None else None,
        layers=tuple(layer for layer in GAP_LAYERS if layer in reader.layers),
    )
    rows = _known(reader.rows(gaps_statement(schema_of(reader.audience), wanted)))
    page = [row for row in rows[: wanted.limit] if row.id is not None]
    for layer in wanted.layers:
        seen = [row.id for row in page if all_layers()[row.layer].personal == (layer == "address_gaps")]
        reader.reads.items(reader.layer(layer), seen, {"rule": wanted.rule})
    document = GapsDocument(
        at=at.first,
        at_is_default=at.is_default,
        rule=wanted.rule,
        calculated_for=rows[0].calculated_for,
        gaps=[gap_document(row) for row in page],
        next=_next(request, page[-1], at) if len(rows) > wanted.limit else None,
    )
    return _json(request, document, at) if f == "json" else gaps_file(request, asked, document, f, at)


@router.get("/matrix", response_model=MatrixDocument, responses={200: SAYS_ITS_DAY})
def matrix(
    request: Request,
    reader: Reader,
    book: Rules,
    at: AskedDay,
    unit: Annotated[str, Query(description="Identity of a commune or hamlet (unit_id)")],
) -> Response:
    """What each rule says of each place of a unit."""
    wanted = parse_integer("unit", unit, 0, MAX_ID)
    rows = reader.rows(matrix_statement(schema_of(reader.audience), wanted, at.first))
    return _json(request, matrix_document(wanted, at, rows, book.rules), at)


@router.get("/{rule}/trend", response_model=TrendDocument)
def trend(
    request: Request,
    reader: Reader,
    asked: AskedRule,
    unit: Annotated[str, Query(description="Identity of a unit (unit_id)")],
) -> Response:
    """What a rule said of a unit at each of its calculations."""
    wanted = parse_integer("unit", unit, 0, MAX_ID)
    rows = reader.rows(trend_statement(schema_of(reader.audience), asked.id, wanted))
    return _json(request, trend_document(asked.id, wanted, rows))


def _known(rows: list[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    """A rule that was never calculated, or only for later days, has no result to show: NotFound."""
    if not rows:
        raise not_found()
    return rows


def _relation(level: str, own: str) -> str:
    """Where the results of that level are."""
    return OWN_LEVEL if level == own else UNITS_OF_LEVEL[level]


def _next(request: Request, last: Row[*tuple[Any, ...]], asked: Period) -> str:
    """The pages of one answer are of one day, even when it ends between them."""
    cursor = Cursor(last.rank, last.nearness, last.layer, last.id).encode()
    day = {"at": str(asked)} if asked.is_default else {}
    query = urlencode({**request.query_params, **day, "cursor": cursor})
    return f"{own_url(request)}?{query}"


def _json(request: Request, document: BaseModel, at: Period | None = None) -> Response:
    return cacheable(request, document.model_dump_json().encode(), "application/json", at=at)
