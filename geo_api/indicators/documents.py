"""What the routes of indicators answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.days import Period
from geo_api.language import Words
from layers.indicators.indicator import Indicator

DbRow = Row[*tuple[Any, ...]]
_NOTHING = dict.fromkeys(("value", "period_from", "period_to", "source"))
Level = Literal["province", "district", "commune", "hamlet"]


class OriginDocument(BaseModel):
    """Where a definition comes from; `checked` false: nobody has yet compared it with that document."""

    doc: str
    clause: str | None
    quote: str | None
    checked: bool


class IndicatorDocument(BaseModel):
    """What an indicator means. unit: a UCUM symbol, `1` for shares. minimum, maximum: inclusive."""

    code: str
    title: Words
    meaning: Words
    kind: Literal["share", "count", "number", "yes_no", "class"]
    unit: str
    levels: list[Level]
    direction: Literal["higher", "lower", "none"]
    minimum: float | None
    maximum: float | None
    origin: OriginDocument


class IndicatorsDocument(BaseModel):
    indicators: list[IndicatorDocument]


class UnitFigure(BaseModel):
    """A unit with its newest value on that day, of the period given; null: nobody has said it."""

    unit_id: int
    code: str | None
    name: str
    full_name: str
    parent_id: int | None
    value: float | None
    period_from: date | None
    period_to: date | None
    source: str | None


class FiguresDocument(BaseModel):
    """An indicator in the units of one level on day `at`. known: how many of them have a value."""

    at: date
    at_is_default: bool
    indicator: IndicatorDocument
    level: Level
    known: int
    units: list[UnitFigure]


def indicator_document(indicator: Indicator) -> IndicatorDocument:
    origin = indicator.origin
    return IndicatorDocument(
        code=indicator.code,
        title=Words.of(indicator.title),
        meaning=Words.of(indicator.meaning),
        kind=indicator.kind.value,
        unit=indicator.unit,
        levels=list(indicator.levels),
        direction=indicator.direction.value,
        minimum=indicator.minimum,
        maximum=indicator.maximum,
        origin=OriginDocument(doc=origin.doc, clause=origin.clause, quote=origin.quote, checked=origin.checked),
    )


def figures_document(
    indicator: Indicator, level: Level, asked: Period, there: Sequence[DbRow], known: Sequence[DbRow]
) -> FiguresDocument:
    """there: of `units_statement`. known: of `figures_statement`."""
    figures = {row.unit_id: dict(row._mapping) for row in known}
    units = [UnitFigure(**{**_NOTHING, **figures.get(row.unit_id, {}), **row._mapping}) for row in there]
    return FiguresDocument(
        at=asked.first,
        at_is_default=asked.is_default,
        indicator=indicator_document(indicator),
        level=level,
        known=sum(unit.value is not None for unit in units),
        units=units,
    )
