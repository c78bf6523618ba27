"""`/api/v1/coverage/…`: rules, their result in each unit, and what is missing where."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.coverage.documents import (
    GapsDocument,
    RuleDocument,
    RulesDocument,
    UnitsDocument,
    gap_document,
    rule_document,
    units_document,
)
from geo_api.coverage.queries import Cursor, GapsRequest, gaps_statement, units_statement
from geo_api.coverage.rule import Rule, shipped_rules
from geo_api.days import Period
from geo_api.db import schema_of
from geo_api.errors import BadRequest, not_found
from geo_api.links import own_url
from geo_api.parameters import AskedDay, only_declared
from geo_api.values import parse_integer

router = APIRouter(prefix="/api/v1/coverage", tags=["coverage"], dependencies=[Depends(only_declared)])

MAX_GAPS = 1000
MAX_ID = 10**17


@router.get("/rules", response_model=RulesDocument)
def rules(request: Request) -> Response:
    """All coverage rules."""
    return _json(request, RulesDocument(rules=[rule_document(rule) for rule in shipped_rules().values()]))


@router.get("/rules/{rule}", response_model=RuleDocument)
def rule(request: Request, rule: str) -> Response:
    """One coverage rule, whole."""
    return _json(request, rule_document(_rule(rule)))


@router.get("/{rule}/units", response_model=UnitsDocument, responses={200: SAYS_ITS_DAY})
def units(
    request: Request,
    reader: Reader,
    rule: str,
    at: AskedDay,
    level: Annotated[str | None, Query(description="Level of the units; only the one the rule is added up at")] = None,
) -> Response:
    """The result of a rule on a day in the units of that day: share, counts, outcome.

    404 before the first calculation.
    """
    wanted = _rule(rule)
    _check_level(wanted, level)
    statement = units_statement(schema_of(reader.audience), wanted.id, wanted.rollup.level, at.first)
    return _json(request, units_document(wanted, at, _known(reader.rows(statement))), at)


@router.get("/{rule}/gaps", response_model=GapsDocument, responses={200: SAYS_ITS_DAY})
def gaps(
    request: Request,
    reader: Reader,
    rule: str,
    at: AskedDay,
    unit: Annotated[str | None, Query(description="Identity of a unit (unit_id); all units when absent")] = None,
    limit: Annotated[str, Query(description=f"Gaps on a page, 1 to {MAX_GAPS}")] = str(MAX_GAPS),
    cursor: Annotated[str | None, Query(description="Where the page begins; taken from a next link")] = None,
) -> Response:
    """Places that fail a rule or are not known, the greatest need first: fail, then unknown, each farthest first."""
    wanted = GapsRequest(
        rule=_rule(rule).id,
        at=at.first,
        unit=parse_integer("unit", unit, 0, MAX_ID) if unit is not None else None,
        limit=parse_integer("limit", limit, 1, MAX_GAPS),
        after=Cursor.decode(cursor) if cursor is not None else None,
    )
    rows = _known(reader.rows(gaps_statement(schema_of(reader.audience), wanted)))
    page = [row for row in rows[: wanted.limit] if row.id is not None]
    reader.reads.items(reader.layer("coverage_gaps"), [row.id for row in page], {"rule": wanted.rule})
    document = GapsDocument(
        at=at.first,
        at_is_default=at.is_default,
        rule=wanted.rule,
        calculated_for=rows[0].calculated_for,
        gaps=[gap_document(row) for row in page],
        next=_next(request, page[-1], at) if len(rows) > wanted.limit else None,
    )
    return _json(request, document, at)


def _rule(name: str) -> Rule:
    try:
        return shipped_rules()[name]
    except KeyError:
        raise not_found() from None


def _known(rows: list[Row[*tuple[Any, ...]]]) -> list[Row[*tuple[Any, ...]]]:
    """A rule that was never calculated, or only for later days, has no result to show: NotFound."""
    if not rows:
        raise not_found()
    return rows


def _check_level(rule: Rule, level: str | None) -> None:
    own = rule.rollup.level
    if level is not None and level != own:
        raise BadRequest(
            f"Tham số “level”: tiêu chí này chỉ được tổng hợp ở cấp {own}.",
            f"Parameter “level”: this rule is added up at level {own} only.",
        )


def _next(request: Request, last: Row[*tuple[Any, ...]], asked: Period) -> str:
    """The pages of one answer are of one day, even when it ends between them."""
    cursor = Cursor(last.rank, last.nearness, last.layer, last.id).encode()
    day = {"at": str(asked)} if asked.is_default else {}
    query = urlencode({**request.query_params, **day, "cursor": cursor})
    return f"{own_url(request)}?{query}"


def _json(request: Request, document: BaseModel, at: Period | None = None) -> Response:
    return cacheable(request, document.model_dump_json().encode(), "application/json", at=at)
