"""`/api/v1/addresses/summary` and `…/quality`: how far the register of a unit is, and how good."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.addresses.desk import AtDesk, Desk
from geo_api.addresses.quality import Quality, quality, summary
from geo_api.addresses.routes import MAX_ID, PATH
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_integer

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
OfUnit = Annotated[str, Query(description="Identity of a commune or hamlet (unit_id)")]


class HamletSummary(BaseModel):
    """Addresses of a hamlet (null: of none) by state. households: the newest figure.

    target: how many a campaign of today is to collect; collected: how many of them it has. Null where there is none.
    """

    unit_id: int | None
    name: str | None
    draft: int
    submitted: int
    returned: int
    verified: int
    assigned: int
    ended: int
    suspended: int
    oldest_submitted: datetime | None
    households: float | None
    target: int | None
    collected: int | None


class SummaryDocument(BaseModel):
    unit: int
    hamlets: list[HamletSummary]


class HamletQuality(HamletSummary):
    """live: submitted, verified, assigned. Of these: accurate (10 m or drawn), not so, unknown, without number, old;
    the names of what speaks against them are those of `flaw` in `GET /api/v1/addresses`.

    coverage: dwellings for each household, where it is known how many households there are.
    """

    live: int
    dwellings: int
    accurate: int
    inaccurate: int
    unknown_accuracy: int
    without_number: int
    old: int
    coverage: float | None


class GapsDocument(BaseModel):
    """House numbers that are missing between others on the same side of a street."""

    hamlet_id: int | None
    street: str
    missing: list[int]


class LoneDocument(BaseModel):
    """The only even number of a street that has three odd ones or more, or the other way round. id: of the address."""

    id: int
    hamlet_id: int | None
    street: str
    number: str


class SpotDocument(BaseModel):
    """Ids of all that stand at one point. hamlet_id: of the first."""

    hamlet_id: int | None
    ids: list[int]


class QualityDocument(BaseModel):
    """at_one_point: ids of two that stand within a metre of each other and are not of one building, the first 200.

    spots: the same, each point once.
    """

    unit: int
    at: datetime
    hamlets: list[HamletQuality]
    number_gaps: list[GapsDocument]
    lone_numbers: list[LoneDocument]
    at_one_point: list[list[int]]
    spots: list[SpotDocument]


@router.get("/summary", responses=problems(401, 403))
def show_summary(at_desk: AtDesk, unit: OfUnit) -> SummaryDocument:
    """How many addresses there are in each state, hamlet by hamlet. Counts alone: nothing personal is read."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    with at_desk.transaction() as connection:
        rows = summary(connection, number)
    return SummaryDocument(unit=number, hamlets=[HamletSummary(**_picked(row, HamletSummary)) for row in rows])


@router.get("/quality", responses=problems(401, 403))
def show_quality(at_desk: AtDesk, unit: OfUnit) -> QualityDocument:
    """How much of a unit is in the register, how exact and how old it is, and what looks wrong."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    with at_desk.transaction() as connection:
        found = quality(connection, number)
    _note(at_desk, found)
    return QualityDocument(
        unit=number,
        at=found.at,
        hamlets=[HamletQuality(**_picked(row, HamletQuality), coverage=_coverage(row)) for row in found.hamlets],
        number_gaps=[
            GapsDocument(hamlet_id=gap.hamlet_id, street=gap.street, missing=gap.missing) for gap in found.gaps
        ],
        lone_numbers=[LoneDocument(**asdict(one)) for one in found.lone],
        at_one_point=[[spot.ids[0], other] for spot in found.spots for other in spot.ids[1:]],
        spots=[SpotDocument(**asdict(spot)) for spot in found.spots],
    )


def _picked(row: Row[Any], model: type[HamletSummary]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in model.model_fields if name != "coverage"}


def _coverage(row: Row[Any]) -> float | None:
    return row.dwellings / row.households if row.households else None


def _note(at_desk: Desk, found: Quality) -> None:
    """Of single addresses those are told that stand at one point, and lone numbers."""
    if numbers := sorted({number for spot in found.spots for number in spot.ids} | {one.id for one in found.lone}):
        at_desk.reads.items(at_desk.layer, numbers, {"report": "quality"})
