"""`GET /api/v1/audit`: the audit log, for auditors and administrators. Whoever searches it is in it."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy import text

from geo_api.access import Account, Auditor
from geo_api.audit.documents import EventDocument, LogDocument
from geo_api.audit.events import Action, Event, record
from geo_api.audit.reads import reason_of
from geo_api.audit.search import LogRequest, log_statement
from geo_api.audit.who import actor_of
from geo_api.days import parse_day
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest
from geo_api.links import own_url
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.values import VALUE_LENGTH, is_plain, parse_integer

router = APIRouter(prefix="/api/v1/audit", tags=["audit"], dependencies=[Depends(only_declared)])

MAX_EVENTS = 1000
MAX_ID = 10**17
_DAY = {"type": "string", "format": "date"}
_WORDS = {"type": "string", "maxLength": VALUE_LENGTH}


def asked_for(
    since: Annotated[str | None, Query(description="First day", json_schema_extra=_DAY)] = None,
    until: Annotated[str | None, Query(description="Last day", json_schema_extra=_DAY)] = None,
    actor: Annotated[str | None, Query(description="Name of the account", json_schema_extra=_WORDS)] = None,
    action: Annotated[str | None, Query(description="What was done, such as `read.item`")] = None,
    subject: Annotated[str | None, Query(description="Such as `addresses/345`", json_schema_extra=_WORDS)] = None,
) -> LogRequest:
    """Which events, read strictly: the newest MAX_EVENTS of them. Raises BadRequest."""
    return LogRequest(
        since=parse_day("since", since) if since is not None else None,
        until=parse_day("until", until) if until is not None else None,
        actor=_words("actor", actor),
        action=_action(action),
        subject=_words("subject", subject),
        limit=MAX_EVENTS,
        before=None,
    )


def asked(
    events: Annotated[LogRequest, Depends(asked_for)],
    limit: Annotated[str, Query(description=f"Events on a page, 1 to {MAX_EVENTS}")] = "100",
    cursor: Annotated[str | None, Query(description="Where the page begins; taken from a next link")] = None,
) -> LogRequest:
    """A page of them. Raises BadRequest."""
    before = parse_integer("cursor", cursor, 0, MAX_ID) if cursor is not None else None
    return replace(events, limit=parse_integer("limit", limit, 1, MAX_EVENTS), before=before)


@router.get("", response_model=LogDocument, responses=problems(401, 403))
def log(request: Request, auditor: Auditor, wanted: Annotated[LogRequest, Depends(asked)]) -> LogDocument:
    """What was recorded, the newest first. That it was asked for is recorded, too."""
    statement = log_statement(wanted)
    database: Database = request.app.state.database
    with database.transaction(Duty.AUDIT) as connection:
        rows = connection.execute(text(statement.sql), statement.params).all()
        record(connection, search_event(request, auditor, wanted))
    page = rows[: wanted.limit]
    return LogDocument(
        events=[EventDocument(**row._mapping) for row in page],
        next=_next(request, page[-1].id) if len(rows) > wanted.limit else None,
    )


def search_event(request: Request, auditor: Account, wanted: LogRequest) -> Event:
    """That the log was asked, by whom and for what."""
    details = {name: str(value) for name, value in wanted.asked.items()}
    if wanted.before is not None:
        details["cursor"] = str(wanted.before)
    return Event(Action.AUDIT_READ, actor_of(request, auditor), details=details, reason=reason_of(request))


def _next(request: Request, last: int) -> str:
    return f"{own_url(request)}?{urlencode({**request.query_params, 'cursor': str(last)})}"


def _action(action: str | None) -> str | None:
    if action is None or action in set(Action):
        return action
    known = ", ".join(Action)
    raise BadRequest(f"Tham số “action”: một trong {known}.", f"Parameter “action”: one of {known}.")


def _words(name: str, words: str | None) -> str | None:
    if words is None or (len(words) <= VALUE_LENGTH and is_plain(words)):
        return words
    raise BadRequest(f"Tham số “{name}” không hợp lệ.", f"Parameter “{name}” is not valid.")
