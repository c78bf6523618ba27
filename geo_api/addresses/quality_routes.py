"""`/api/v1/addresses/summary` and `…/quality`: how far the register of a unit is, and how good."""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.addresses.book import told
from geo_api.addresses.desk import AtDesk, Desk
from geo_api.addresses.exports import check_unit
from geo_api.addresses.quality import Quality, Spot, StreetGaps, quality, summary
from geo_api.addresses.quality_book import coverage, quality_sheet
from geo_api.addresses.routes import MAX_ID, PATH
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import parse_integer
from geo_api.workbook import XLSX, workbook

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])
# Of missing numbers of a street, and of points with several addresses, so many are named.
MOST_GAPS, MOST_SPOTS = 40, 200
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

    coverage: dwellings for each household, where it is known how many households there are. missing_numbers,
    lone_numbers, at_one_point: house numbers that lack in its streets, numbers alone on their side of one, and
    addresses that stand at one point with others; all of them, also those that are not named.
    """

    live: int
    dwellings: int
    accurate: int
    inaccurate: int
    unknown_accuracy: int
    without_number: int
    old: int
    coverage: float | None
    missing_numbers: int
    lone_numbers: int
    at_one_point: int


class GapsDocument(BaseModel):
    """House numbers that are missing between others on the same side of a street: the first 40 of `count`."""

    hamlet_id: int | None
    street: str
    missing: list[int]
    count: int


class LoneDocument(BaseModel):
    """The only even number of a street that has three odd ones or more, or the other way round. id: of the address."""

    id: int
    hamlet_id: int | None
    street: str
    number: str


class SpotDocument(BaseModel):
    """Ids of all that stand at one point, and the hamlet of each. hamlet_id: of the first."""

    hamlet_id: int | None
    ids: list[int]
    hamlet_ids: list[int | None]


class QualityDocument(BaseModel):
    """at_one_point: ids of two that stand within a metre of each other and are not of one building.

    spots: the same, each point once, the first 200 of `spot_count`.
    """

    unit: int
    at: datetime
    hamlets: list[HamletQuality]
    number_gaps: list[GapsDocument]
    lone_numbers: list[LoneDocument]
    at_one_point: list[list[int]]
    spots: list[SpotDocument]
    spot_count: int


@router.get("/summary", responses=problems(401, 403))
def show_summary(at_desk: AtDesk, unit: OfUnit) -> SummaryDocument:
    """How many addresses there are in each state, hamlet by hamlet. Counts alone: nothing personal is read."""
    number = parse_integer("unit", unit, 1, MAX_ID)
    with at_desk.transaction() as connection:
        rows = summary(connection, number)
    hamlets = [HamletSummary.model_validate(row, from_attributes=True) for row in rows]
    return SummaryDocument(unit=number, hamlets=hamlets)


@router.get(
    "/quality",
    response_model=QualityDocument,
    responses={200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}, **problems(401, 403)},
)
def show_quality(
    at_desk: AtDesk,
    unit: OfUnit,
    f: Annotated[Literal["json", "xlsx"], Query(description="json, or the counts by hamlet as a workbook")] = "json",
) -> QualityDocument | Response:
    """How much of a unit is in the register, how exact and how old it is, and what looks wrong.

    The workbook has counts alone: nothing personal is in it.
    """
    number = parse_integer("unit", unit, 1, MAX_ID)
    if f == "xlsx":
        check_unit(at_desk, number)
    with at_desk.transaction() as connection:
        found = quality(connection, number)
    if f == "xlsx":
        return _book(at_desk, number, found)
    _note(at_desk, found)
    return _document(number, found)


def _book(at_desk: Desk, unit: int, found: Quality) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="quality-{unit}.xlsx"',
        "Cache-Control": "private, no-store",
    }
    return Response(
        workbook([quality_sheet(found), told(at_desk, unit)], at_desk.who), media_type=XLSX, headers=headers
    )


def _document(unit: int, found: Quality) -> QualityDocument:
    spots = [_spot(spot) for spot in _named(found)]
    return QualityDocument(
        unit=unit,
        at=found.at,
        hamlets=[_hamlet(row, found) for row in found.hamlets],
        number_gaps=[_gap(gap) for gap in found.gaps],
        lone_numbers=[LoneDocument(**asdict(one)) for one in found.lone],
        at_one_point=[[spot.ids[0], other] for spot in spots for other in spot.ids[1:]],
        spots=spots,
        spot_count=len(found.spots),
    )


def _named(found: Quality) -> list[Spot]:
    return found.spots[:MOST_SPOTS]


def _spot(spot: Spot) -> SpotDocument:
    return SpotDocument(hamlet_id=spot.hamlet_ids[0], ids=spot.ids, hamlet_ids=spot.hamlet_ids)


def _gap(gap: StreetGaps) -> GapsDocument:
    few = gap.missing[:MOST_GAPS]
    return GapsDocument(hamlet_id=gap.hamlet_id, street=gap.street, missing=few, count=len(gap.missing))


def _hamlet(row: Row[Any], found: Quality) -> HamletQuality:
    return HamletQuality(
        **{name: getattr(row, name) for name in HamletQuality.model_fields if name in row._fields},
        coverage=coverage(row),
        missing_numbers=found.missing[row.unit_id],
        lone_numbers=found.alone[row.unit_id],
        at_one_point=found.sharing[row.unit_id],
    )


def _note(at_desk: Desk, found: Quality) -> None:
    """Of single addresses those are told that stand at one point, and lone numbers."""
    if numbers := sorted({number for spot in _named(found) for number in spot.ids} | {one.id for one in found.lone}):
        at_desk.reads.items(at_desk.layer, numbers, {"report": "quality"})
