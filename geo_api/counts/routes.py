"""`/api/v1/counts/…`: how many there are of what the asker may not see one by one."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import cacheable
from geo_api.counts.documents import SIZES, CellCount, CountsDocument, Level, cell_counts, csv_text, unit_counts
from geo_api.counts.queries import box_statement, cells_statement, units_statement
from geo_api.db import schema_of
from geo_api.errors import BadRequest, not_found
from geo_api.parameters import only_declared
from geo_api.reading import ReadAs
from geo_api.values import parse_integer
from layers.layer import OFFICIALS, Layer, Sight
from layers.registry import all_layers

router = APIRouter(prefix="/api/v1/counts", tags=["counts"], dependencies=[Depends(only_declared)])

MAX_ID = 10**17
UNIT_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
CSV = "text/csv; charset=utf-8"


@router.get(
    "/{layer}",
    response_model=CountsDocument,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def counts(
    request: Request,
    reader: Reader,
    layer: str,
    level: Annotated[Level, Query(description="Units of that tier, or cells of a grid, by metres")] = "commune",
    unit: Annotated[
        str | None,
        Query(
            description="The unit, and those directly part of it; cells that touch it", json_schema_extra=UNIT_SCHEMA
        ),
    ] = None,
    f: Annotated[Literal["json", "csv"], Query(description="Form of the answer")] = "json",
) -> Response:
    """How many there are today in each unit or cell, for whoever has counts of the layer and not its rows.

    What tells of households is told in multiples of 5, and of few not at all: what is left out may be none.
    """
    counted = _counted(reader, layer)
    wanted = None if unit is None else parse_integer("unit", unit, 1, MAX_ID)
    document = CountsDocument(layer=layer, level=level, is_rounded=counted.personal)
    if level in SIZES:
        document.cells = _cells(reader, layer, SIZES[level], wanted)
    else:
        rows = reader.rows(units_statement(schema_of(reader.audience), layer, level, wanted))
        document.units = unit_counts(rows)
    if f == "csv":
        return cacheable(request, csv_text(document).encode(), CSV)
    return cacheable(request, document.model_dump_json(exclude_none=True).encode(), "application/json")


def _counted(reader: ReadAs, name: str) -> Layer:
    """Raises NotFound when there is no such layer, or this audience has something else of it."""
    layer = all_layers().get(name)
    if layer is None or layer.sights[reader.audience] is not Sight.COUNTS:
        raise not_found()
    return layer


def _cells(reader: ReadAs, layer: str, size: int, unit: int | None) -> list[CellCount]:
    """Raises NotFound for whoever has counts by unit alone, BadRequest without a unit that has a boundary today."""
    if reader.audience not in OFFICIALS:
        raise not_found()
    schema = schema_of(reader.audience)
    found = [] if unit is None else reader.rows(box_statement(schema, unit))
    if not found:
        raise BadRequest(
            "Lưới ô cần tham số “unit”: một đơn vị hiện nay có ranh giới.",
            "A grid needs the parameter “unit”: a unit of today that has a boundary.",
        )
    west, south, east, north = found[0]
    return cell_counts(reader.rows(cells_statement(schema, layer, size, (west, south, east, north))))
