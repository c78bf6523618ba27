"""Results answered as files."""

from typing import Literal

from fastapi import Request, Response

from geo_api.answers import cacheable
from geo_api.coverage.ask.documents import GapsDocument, UnitsDocument
from geo_api.coverage.download.tables import Downloaded, gaps_geojson, gaps_table, units_table
from geo_api.coverage.rules.rule import Rule
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.days import Period
from geo_api.errors import BadRequest
from geo_api.identity import Identity
from geo_api.workbook import XLSX, workbook

TableForm = Literal["json", "csv", "xlsx"]
GapsForm = Literal["json", "csv", "xlsx", "geojson"]
CSV = "text/csv; charset=utf-8"
GEOJSON = "application/geo+json"
# More rows are refused, never cut off.
MOST_ROWS = 20_000


def rows_wanted(request: Request, form: str, page: int) -> int:
    """How many gaps an answer of that form may hold; a file is no page. Raises BadRequest when one is asked for."""
    if form == "json":
        return page
    for name in ("limit", "cursor"):
        if name in request.query_params:
            raise BadRequest(
                f"Tham số “{name}” chỉ dùng với f=json: một tệp có mọi điểm.",
                f"Parameter “{name}” is for f=json only: a file has all gaps.",
            )
    return MOST_ROWS


def units_file(request: Request, rule: Rule, document: UnitsDocument, form: str, at: Period) -> Response:
    """The units as CSV or a workbook."""
    return _table(request, f"coverage-{rule.id}-{document.level}", units_table(rule, document), form, at)


def gaps_file(request: Request, rule: Rule, document: GapsDocument, form: str, at: Period) -> Response:
    """All gaps as CSV, a workbook or GeoJSON. Raises BadRequest when they are too many."""
    if document.next is not None:
        raise BadRequest(
            f"Có hơn {MOST_ROWS} điểm còn thiếu: hãy chọn một đơn vị (tham số “unit”).",
            f"There are more than {MOST_ROWS} gaps: choose a unit (parameter “unit”).",
        )
    name = f"gaps-{rule.id}"
    if form == "geojson":
        return _named(cacheable(request, gaps_geojson(document).encode(), GEOJSON, at=at), f"{name}-{at.first}.geojson")
    return _table(request, name, gaps_table(rule, document), form, at)


def _table(request: Request, name: str, table: Downloaded, form: str, at: Period) -> Response:
    if form == "csv":
        body, media_type = (BYTE_ORDER_MARK + csv_rows([table.names, *table.rows])).encode(), CSV
    else:
        who: Identity = request.app.state.identity
        body, media_type = workbook(table.sheets(who), who), XLSX
    return _named(cacheable(request, body, media_type, at=at), f"{name}-{at.first}.{form}")


def _named(answer: Response, name: str) -> Response:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
