"""`/api/v1/units/crosswalk`: from units of any day to those of any other, page by page or whole as CSV."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import StreamingResponse

from geo_api.access import Reader
from geo_api.answers import CACHE_PUBLIC
from geo_api.days import parse_day
from geo_api.db import schema_of
from geo_api.errors import BadRequest
from geo_api.parameters import DAY_SCHEMA, only_declared
from geo_api.reading import ReadAs
from geo_api.units.asked import (
    UNIT_SCHEMA,
    WORDS_SCHEMA,
    CursorParameter,
    LimitParameter,
    asked_cursor,
    asked_level,
    asked_limit,
    asked_unit,
    asked_words,
    json_answer,
    next_page,
    page_cursor,
)
from geo_api.units.crosswalk_documents import CrosswalkDocument, CrosswalkRow, asked_refs, crosswalk_rows, csv_text
from geo_api.units.crosswalk_queries import CrosswalkRequest, crosswalk_statement
from geo_api.units.documents import UnitRef
from geo_api.units.lookup import ancestors_on, refs_on
from geo_api.units.queries import UnitDay
from layers.units import LEVELS

router = APIRouter(prefix="/api/v1/units", tags=["units"], dependencies=[Depends(only_declared)])

CSV = "text/csv; charset=utf-8"
DEFAULT_LEVEL = "commune"
# Rows read at once for CSV: reading the lineage of the whole nation costs much the same for one row as for thousands.
CSV_PAGE = 2000


def asked_crosswalk(
    start: Annotated[
        str,
        Query(alias="from", description="Day whose units are asked about, as 2025-06-30", json_schema_extra=DAY_SCHEMA),
    ],
    end: Annotated[
        str,
        Query(
            alias="to",
            description="Day whose units they are looked up in, before or after",
            json_schema_extra=DAY_SCHEMA,
        ),
    ],
    code: Annotated[
        str | None, Query(description="Code that a unit has on the first day", json_schema_extra=WORDS_SCHEMA)
    ] = None,
    unit: Annotated[
        str | None, Query(description="Identity of a unit in force on the first day", json_schema_extra=UNIT_SCHEMA)
    ] = None,
    level: Annotated[
        str | None,
        Query(
            description="Tier: province, district, commune, hamlet; without code and unit: commune",
            json_schema_extra={"enum": list(LEVELS)},
        ),
    ] = None,
    limit: LimitParameter = "1000",
    cursor: CursorParameter = None,
) -> CrosswalkRequest:
    """A dependency: days, units and page that a request names. Raises BadRequest."""
    after = asked_cursor(cursor, 2)
    return CrosswalkRequest(
        start=parse_day("from", start),
        end=parse_day("to", end),
        level=asked_level(level) or (DEFAULT_LEVEL if code is None and unit is None else None),
        code=asked_words("code", code),
        unit=asked_unit("unit", unit),
        limit=asked_limit(limit),
        after=(after[0], after[1]) if after else (0, 0),
    )


@router.get(
    "/crosswalk",
    response_model=CrosswalkDocument,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
)
def crosswalk(
    request: Request,
    reader: Reader,
    wanted: Annotated[CrosswalkRequest, Depends(asked_crosswalk)],
    f: Annotated[
        Literal["json", "csv"], Query(description="csv: all rows at once, limit and cursor are for json")
    ] = "json",
) -> Response:
    """What units of one day are on another day, later or earlier.

    Shares along a chain of events are multiplied, chains between the same two units added; unknown stays unknown.
    A unit that lives through both days is itself; one that ended without a successor (on the way back: that began
    without a predecessor) has `to: null`. weight is always the share of the earlier unit that went to the later.
    """
    if f == "csv":
        return _csv(request, reader, wanted)
    rows, last = _page(reader, wanted)
    document = CrosswalkDocument(
        from_=wanted.start,
        to=wanted.end,
        level=wanted.level,
        rows=rows,
        next=next_page(request, page_cursor(*last)) if last else None,
    )
    return json_answer(request, document)


def _page(reader: ReadAs, wanted: CrosswalkRequest) -> tuple[list[CrosswalkRow], tuple[int, int] | None]:
    """Rows of a page, and where the next one begins if there is one."""
    rows = reader.rows(crosswalk_statement(schema_of(reader.audience), wanted))
    page = rows[: wanted.limit]
    refs = refs_on(reader, asked_refs(wanted, page))
    last = (page[-1].from_id, page[-1].to_id) if len(rows) > wanted.limit else None
    return crosswalk_rows(wanted, page, refs), last


def _csv(request: Request, reader: ReadAs, wanted: CrosswalkRequest) -> Response:
    if not request.query_params.keys().isdisjoint(("limit", "cursor")):
        raise BadRequest(
            "CSV có mọi dòng: không dùng limit, cursor với f=csv.",
            "CSV has all rows: limit and cursor are not for f=csv.",
        )
    pages = _csv_pages(reader, replace(wanted, limit=CSV_PAGE))
    # The first page is read before the answer begins, so that a refusal can still be one.
    first = next(pages)
    name = f"crosswalk_{wanted.start}_{wanted.end}.csv"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": CACHE_PUBLIC,
    }
    return StreamingResponse(chain([first], pages), headers=headers, media_type=CSV)


def _csv_pages(reader: ReadAs, wanted: CrosswalkRequest) -> Iterator[str]:
    rows, last = _page(reader, wanted)
    yield csv_text(rows, wanted, _above(reader, wanted, rows), header=True)
    while last:
        rows, last = _page(reader, replace(wanted, after=last))
        yield csv_text(rows, wanted, _above(reader, wanted, rows), header=False)


def _above(reader: ReadAs, wanted: CrosswalkRequest, rows: list[CrosswalkRow]) -> dict[UnitDay, list[UnitRef]]:
    start = {UnitDay(row.from_.id, wanted.start) for row in rows}
    return ancestors_on(reader, start | {UnitDay(row.to.id, wanted.end) for row in rows if row.to})
