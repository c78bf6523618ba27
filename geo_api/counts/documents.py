"""What the route of counts answers, as JSON and as CSV."""

import csv
import io
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Row

DbRow = Row[*tuple[Any, ...]]
Level = Literal["commune", "hamlet", "grid-500", "grid-1000"]
SIZES = {"grid-500": 500, "grid-1000": 1000}
# 5 digits of a degree are a metre.
DEGREE_DIGITS = 5
# What spreadsheets take for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class UnitCount(BaseModel):
    """How many there are in a unit of today."""

    id: int
    code: str | None
    name: str
    count: int


class CellCount(BaseModel):
    """How many there are in a cell of the grid. position: its middle (degrees)."""

    x: int
    y: int
    position: Annotated[list[float], Field(min_length=2, max_length=2)]
    count: int


class CountsDocument(BaseModel):
    """is_rounded: multiples of 5, and what is few is left out, as if there were none."""

    layer: str
    level: Level
    is_rounded: bool
    units: list[UnitCount] | None = None
    cells: list[CellCount] | None = None


def unit_counts(rows: Sequence[DbRow]) -> list[UnitCount]:
    return [UnitCount(id=row.id, code=row.code, name=row.full_name, count=row.n) for row in rows]


def cell_counts(rows: Sequence[DbRow]) -> list[CellCount]:
    return [CellCount(x=row.x, y=row.y, position=_position(row), count=row.n) for row in rows]


def _position(row: DbRow) -> list[float]:
    return [round(row.lon, DEGREE_DIGITS), round(row.lat, DEGREE_DIGITS)]


def csv_text(document: CountsDocument) -> str:
    """The same as CSV (RFC 4180); what a spreadsheet would take for a formula is held back by an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text)
    if document.units is not None:
        writer.writerow(("id", "code", "name", "count"))
        writer.writerows((unit.id, _guarded(unit.code), _guarded(unit.name), unit.count) for unit in document.units)
    else:
        writer.writerow(("x", "y", "lon", "lat", "count"))
        writer.writerows((cell.x, cell.y, *cell.position, cell.count) for cell in document.cells or [])
    return text.getvalue()


def _guarded(text: str | None) -> str | None:
    return f"'{text}" if text is not None and text.startswith(_FORMULA) else text
