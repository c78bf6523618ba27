"""What the routes of units answer: units, references to them, events and the links between units."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Row

Level = Literal["province", "district", "commune", "hamlet"]
LayerName = Literal["provinces", "districts", "communes", "hamlets"]
Part = Literal["whole", "part"]
Basis = Literal["address", "population", "area"]
GeomStatus = Literal["official", "reference", "sketch", "derived", "none"]
EventKind = Literal[
    "create",
    "merge",
    "split",
    "transfer",
    "rename",
    "rekind",
    "reparent",
    "recode",
    "reboundary",
    "abolish",
    "correct",
]
# Lists, not tuples: OpenAPI 3.0 knows no other arrays.
Bbox = Annotated[list[float], Field(min_length=4, max_length=4)]
Position = Annotated[list[float], Field(min_length=2, max_length=2)]
LAYERS: dict[str, LayerName] = {
    "province": "provinces",
    "district": "districts",
    "commune": "communes",
    "hamlet": "hamlets",
}
# 7 digits of a degree are a centimetre, 6 of a square kilometre a square metre.
DEGREE_DIGITS = 7
AREA_DIGITS = 6
WEIGHT_DIGITS = 6
DbRow = Row[*tuple[Any, ...]]


class Event(BaseModel):
    """Something that happened to units by law. effective: the first day on which it holds."""

    id: int
    kind: EventKind
    effective: date
    document: str | None
    note: str | None
    recorded_at: datetime


class UnitRef(BaseModel):
    """A unit as it was on the day meant. valid_to: first day on which this no longer held. null: open, or not known."""

    id: int
    level: Level
    kind: str
    name: str
    full_name: str
    code: str | None
    valid_from: date | None
    valid_to: date | None


class Title(BaseModel):
    """A title that a unit bears, with its dates and the document that gave it."""

    title: str
    valid_from: date | None
    valid_to: date | None
    document: str | None


class Unit(UnitRef):
    """A unit on a day. ancestors: nearest first, as of that day; bbox, label_point: degrees (CRS84)."""

    qualifier: str | None
    parent: UnitRef | None
    ancestors: list[UnitRef]
    area_km2: float | None
    geom_status: GeomStatus
    geom_source: str | None
    bbox: Bbox | None
    label_point: Position | None
    layer: LayerName
    titles: list[Title]


class Link(BaseModel):
    """One edge of lineage, seen from one end. weight: share of the unit before that went to the unit after.

    A whole edge has weight 1 and no basis: nothing had to be measured. null: not known.
    """

    unit: UnitRef
    part: Part
    weight: float | None
    weight_basis: Basis | None
    event: Event


class UnitsDocument(BaseModel):
    """Units in force on the day, highest tier first. next: address of the next page."""

    at: date
    at_is_default: bool
    units: list[Unit]
    next: str | None


class ChangeDay(BaseModel):
    """A day on which something changed. kinds: events by kind; documents: those that ordered them."""

    date: date
    events: int
    kinds: dict[str, int]
    documents: list[str]


class DatesDocument(BaseModel):
    """The days on which something changed, the earliest first."""

    today: date
    dates: list[ChangeDay]


class LevelCount(BaseModel):
    """Units of one tier. boundaries: how many of them have one of which standing; none: nobody has drawn them."""

    level: Level
    units: int
    boundaries: dict[GeomStatus, int]


class CountsDocument(BaseModel):
    """How many units are in force on the day, tier by tier, the highest first; tiers without any are left out."""

    at: date
    at_is_default: bool
    levels: list[LevelCount]


class UnitDocument(BaseModel):
    """A unit on the day, or as it was nearest to that day (in_force false), and its next of kin."""

    at: date
    at_is_default: bool
    in_force: bool
    unit: Unit
    predecessors: list[Link]
    successors: list[Link]


def columns(row: DbRow, model: type[BaseModel]) -> dict[str, Any]:
    """The columns of `row` that `model` has fields for."""
    values = row._asdict()
    return {name: values[name] for name in model.model_fields if name in values}


def unit_ref(row: DbRow) -> UnitRef:
    """`row`: of `refs_statement`."""
    return UnitRef(**columns(row, UnitRef))


def event(row: DbRow) -> Event:
    """`row`: has the columns of an event under their own names."""
    return Event(**columns(row, Event))


def unit(row: DbRow, ancestors: list[UnitRef]) -> Unit:
    """`row`: of `units_statement`; `ancestors`: nearest first, the parent included."""
    own = columns(row, Unit) | {
        "parent": ancestors[0] if ancestors else None,
        "ancestors": ancestors,
        "area_km2": rounded(row.area_km2, AREA_DIGITS),
        "bbox": degrees(row.west, row.south, row.east, row.north),
        "label_point": degrees(row.lon, row.lat),
        "layer": LAYERS[row.level],
    }
    return Unit(**own)


def degrees(*values: float | None) -> list[float] | None:
    """Coordinates without digits that mean nothing; None for what has no geometry."""
    known = [round(value, DEGREE_DIGITS) for value in values if value is not None]
    return known or None


def rounded(value: Any, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)


def change_days(rows: Sequence[DbRow]) -> list[ChangeDay]:
    """`rows`: of `dates_statement`, in order of the day."""
    return [_change_day(day, list(group)) for day, group in groupby(rows, key=lambda row: row.effective)]


def level_counts(rows: Sequence[DbRow]) -> list[LevelCount]:
    """`rows`: of `counts_statement`."""
    return [_level_count(level, list(group)) for level, group in groupby(rows, key=lambda row: row.level)]


def _level_count(level: Level, rows: list[DbRow]) -> LevelCount:
    boundaries = {row.geom_status: row.units for row in rows}
    return LevelCount(level=level, units=sum(boundaries.values()), boundaries=boundaries)


def _change_day(day: date, rows: list[DbRow]) -> ChangeDay:
    return ChangeDay(
        date=day,
        events=sum(row.events for row in rows),
        kinds={row.kind: row.events for row in rows},
        documents=sorted({document for row in rows for document in row.documents or ()}),
    )
