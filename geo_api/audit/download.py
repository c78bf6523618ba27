"""`GET /api/v1/audit.csv`: events of the audit log as a table, for whoever works on it elsewhere. Recorded, too."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import Row, text

from geo_api.access import Auditor
from geo_api.audit.events import record
from geo_api.audit.routes import asked_for, search_event
from geo_api.audit.search import LogRequest, log_statement
from geo_api.audit.words import title_of
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.days import VIETNAM
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest
from geo_api.openapi import problems
from geo_api.parameters import only_declared

router = APIRouter(tags=["audit"], dependencies=[Depends(only_declared)])

PATH = "/api/v1/audit.csv"
MOST_ROWS = 20_000
CSV = "text/csv; charset=utf-8"
HEAD = (
    "seq",
    "id",
    "at",
    "action",
    "what",
    "actor",
    "account_id",
    "via",
    "address",
    "audience",
    "subject",
    "details",
    "reason",
)


@router.get(PATH, response_class=Response, responses={200: {"content": {"text/csv": {}}}, **problems(401, 403)})
def download(request: Request, auditor: Auditor, asked: Annotated[LogRequest, Depends(asked_for)]) -> Response:
    """What was recorded, the newest first, as CSV. More than 20,000 events are refused, never cut off."""
    wanted = replace(asked, limit=MOST_ROWS)
    statement = log_statement(wanted)
    database: Database = request.app.state.database
    with database.transaction(Duty.AUDIT) as connection:
        rows = connection.execute(text(statement.sql), statement.params).all()
        event = search_event(request, auditor, wanted)
        record(connection, replace(event, details={**event.details, "as": "csv"}))
    _check_size(rows)
    body = BYTE_ORDER_MARK + csv_rows([HEAD, *map(_line, rows)])
    return Response(body.encode(), media_type=CSV, headers={"Content-Disposition": 'attachment; filename="audit.csv"'})


def _check_size(rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    if len(rows) > MOST_ROWS:
        raise BadRequest(
            f"Hơn {MOST_ROWS} sự kiện: hãy chọn ít ngày hơn hoặc lọc thêm.",
            f"More than {MOST_ROWS} events: choose fewer days, or filter further.",
        )


def _line(row: Row[*tuple[Any, ...]]) -> tuple[Any, ...]:
    at = row.at.astimezone(VIETNAM).isoformat()
    details = json.dumps(row.details, ensure_ascii=False)
    what = title_of(row.action).vi
    who = (row.actor, row.account_id, row.via, row.address, row.audience)
    return (row.seq, row.id, at, row.action, what, *who, row.subject, details, row.reason)
