"""`/api/v1/changes`: what happened to units, in the order in which it was recorded, for systems that follow."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from geo_api.access import ReadAs, Reader
from geo_api.db import Statement, schema_of
from geo_api.errors import BadRequest
from geo_api.parameters import VIETNAM, only_declared
from geo_api.units.asked import LimitParameter, asked_limit, json_answer, next_page
from geo_api.units.documents import DbRow, Event, UnitRef, columns
from geo_api.units.lookup import refs_on
from geo_api.units.queries import UnitDay

router = APIRouter(prefix="/api/v1/changes", tags=["units"], dependencies=[Depends(only_declared)])


class Change(Event):
    """An event with the units it is about: as they were on the day before, and as they are on the day itself."""

    model_config = ConfigDict(populate_by_name=True)

    from_: list[UnitRef] = Field(alias="from")
    to: list[UnitRef]


class ChangesDocument(BaseModel):
    """Events in order of their number. cursor: since= of whoever has read this far; next: address of the next page."""

    changes: list[Change]
    cursor: str
    next: str | None


@dataclass(frozen=True, slots=True)
class Since:
    """Events with a number above `event` that were recorded after `moment`."""

    event: int = 0
    moment: datetime | None = None


@router.get("", response_model=ChangesDocument)
def changes(
    request: Request,
    reader: Reader,
    since: Annotated[
        str | None,
        Query(description="cursor of an answer before; or a moment (RFC 3339) or day since when it was recorded"),
    ] = None,
    limit: LimitParameter = "100",
) -> Response:
    """Events of units of every tier, those included that take effect in days to come.

    Ask again with the `cursor` of the last answer; nothing new is an empty list and the cursor to go on with.
    """
    asked, count = asked_since(since), asked_limit(limit)
    schema = schema_of(reader.audience)
    rows = reader.rows(events_statement(schema, asked, count))
    events, has_more = rows[:count], len(rows) > count
    last = events[-1].id if events else reader.rows(last_statement(schema, asked.event))[0].id
    document = ChangesDocument(
        changes=_changes(reader, events),
        cursor=_cursor(last),
        next=next_page(request, _cursor(last), name="since") if has_more else None,
    )
    return json_answer(request, document)


def asked_since(since: str | None) -> Since:
    """What ``since=`` means. Raises BadRequest."""
    if since is None:
        return Since()
    if re.fullmatch(r"e\d{1,18}", since, re.ASCII):
        return Since(event=int(since[1:]))
    try:
        return Since(moment=_moment(since))
    except (ValueError, OverflowError):
        raise BadRequest(
            "Tham số “since” phải là con trỏ “cursor” của lần trước, hoặc một thời điểm như 2025-07-01T00:00:00+07:00.",
            "Parameter “since” must be the cursor of an answer before, or a moment like 2025-07-01T00:00:00+07:00.",
        ) from None


def _moment(text: str) -> datetime:
    """A day begins at midnight in Vietnam; a moment says where it is. Raises ValueError, OverflowError."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return datetime.combine(date.fromisoformat(text), time(), VIETNAM)
    if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", text, re.ASCII):
        return datetime.fromisoformat(text.upper()).astimezone(VIETNAM)
    raise ValueError(text)


def _cursor(event: int) -> str:
    return f"e{event}"


def _changes(reader: ReadAs, events: list[DbRow]) -> list[Change]:
    days = {row.id: (row.effective - timedelta(days=1), row.effective) for row in events}
    sides: defaultdict[tuple[int, str], list[UnitDay]] = defaultdict(list)
    for row in reader.rows(units_statement(schema_of(reader.audience), list(days))):
        before, after = days[row.event_id]
        sides[row.event_id, row.side].append(UnitDay(row.unit_id, before if row.side == "from" else after))
    refs = refs_on(reader, {each for side in sides.values() for each in side})

    def named(event: int, side: str) -> list[UnitRef]:
        return [refs[each] for each in sides[event, side] if each in refs]

    return [Change(**columns(row, Event), from_=named(row.id, "from"), to=named(row.id, "to")) for row in events]


def events_statement(schema: str, since: Since, limit: int) -> Statement:
    """Events, one more than the limit when there are more."""
    after = "" if since.moment is None else " AND recorded_at > :moment"
    return Statement(
        f"SELECT * FROM {schema}.unit_events WHERE id > CAST(:event AS bigint){after} ORDER BY id LIMIT :limit",
        {"event": since.event, "limit": limit + 1} | ({} if since.moment is None else {"moment": since.moment}),
    )


def last_statement(schema: str, event: int) -> Statement:
    """The greatest number of an event there is, at least `event`."""
    return Statement(
        f"SELECT greatest(CAST(:event AS bigint), max(id)) AS id FROM {schema}.unit_events", {"event": event}
    )


def units_statement(schema: str, events: list[int]) -> Statement:
    """Units of each event: event_id, side (from, to), unit_id."""
    return Statement(
        f"SELECT event_id, side, unit_id FROM {schema}.unit_changes\n"
        " WHERE event_id = ANY(CAST(:events AS bigint[])) ORDER BY event_id, side, unit_id",
        {"events": events},
    )
