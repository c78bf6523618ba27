"""What the route of counts answers, as JSON and as CSV."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Row

from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows

DbRow = Row[*tuple[Any, ...]]
Level = Literal["commune", "hamlet", "grid-500", "grid-1000"]
SIZES = {"grid-500": 500, "grid-1000": 1000}
# 5 digits of a degree are a metre.
DEGREE_DIGITS = 5


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
    """The same as a table."""
    return BYTE_ORDER_MARK + csv_rows(_table(document))


def _table(document: CountsDocument) -> list[tuple[Any, ...]]:
    if document.units is not None:
        units = ((unit.id, unit.code, unit.name, unit.count) for unit in document.units)
        return [("id", "code", "name", "count"), *units]
    cells = ((cell.x, cell.y, *cell.position, cell.count) for cell in document.cells or [])
    return [("x", "y", "lon", "lat", "count"), *cells]
