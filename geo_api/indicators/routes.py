"""`/api/v1/indicators`: what each figure means, and its values by unit on a day."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.days import Period
from geo_api.db import schema_of
from geo_api.errors import BadRequest, not_found
from geo_api.indicators.documents import (
    FiguresDocument,
    IndicatorsDocument,
    Level,
    figures_document,
    indicator_document,
)
from geo_api.indicators.queries import figures_statement, units_statement
from geo_api.parameters import AskedDay, only_declared
from geo_api.values import parse_integer
from layers.indicators.indicator import Indicator
from layers.indicators.registry import all_indicators

router = APIRouter(prefix="/api/v1/indicators", tags=["indicators"], dependencies=[Depends(only_declared)])

MAX_ID = 10**17
UNIT_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
USUAL: Level = "commune"


@router.get("", response_model=IndicatorsDocument)
def indicators(request: Request) -> Response:
    """All indicators: what each means, of which units it is, and where the definition comes from."""
    document = IndicatorsDocument(indicators=[indicator_document(each) for each in all_indicators().values()])
    return _json(request, document)


@router.get("/{indicator}", response_model=FiguresDocument, responses={200: SAYS_ITS_DAY})
def figures(
    request: Request,
    reader: Reader,
    indicator: str,
    at: AskedDay,
    level: Annotated[
        Level | None, Query(description="Level of the units; communes, or the lowest it has, when absent")
    ] = None,
    unit: Annotated[
        str | None,
        Query(description="The unit, and those directly part of it", json_schema_extra=UNIT_SCHEMA),
    ] = None,
) -> Response:
    """One indicator on a day: every unit of the level with its newest value, the period that is of, and its source.

    A unit without a value is in the answer with null: not known is not zero. A value stands until a newer one comes.
    """
    declared = _declared(indicator)
    wanted = _level(declared, level)
    within = None if unit is None else parse_integer("unit", unit, 1, MAX_ID)
    schema = schema_of(reader.audience)
    there, known = reader.at_one_moment(
        lambda moment: (
            moment.rows(units_statement(schema, wanted, at.first, within)),
            moment.rows(figures_statement(schema, declared.code, wanted, at.first)),
        )
    )
    return _json(request, figures_document(declared, wanted, at, there, known), at)


def _declared(code: str) -> Indicator:
    try:
        return all_indicators()[code]
    except KeyError:
        raise not_found() from None


def _level(indicator: Indicator, level: Level | None) -> Level:
    """Raises BadRequest for a level that the indicator is not of."""
    if level is None:
        return USUAL if USUAL in indicator.levels else indicator.levels[-1]  # type: ignore[return-value]  # declared
    if level not in indicator.levels:
        levels = ", ".join(indicator.levels)
        raise BadRequest(
            f"Tham số “level”: chỉ số này chỉ có ở cấp {levels}.",
            f"Parameter “level”: this indicator is of {levels} alone.",
        )
    return level


def _json(request: Request, document: BaseModel, at: Period | None = None) -> Response:
    return cacheable(request, document.model_dump_json().encode(), "application/json", at=at)
