"""`/api/v1/changes`: what happened to units, in the order in which it was recorded, for systems that follow."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from geo_api.access import Reader
from geo_api.days import VIETNAM
from geo_api.db import Statement, schema_of
from geo_api.errors import BadRequest
from geo_api.parameters import DAY_SCHEMA, only_declared
from geo_api.reading import ReadAs
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
    """Events as they were recorded. cursor: since= of whoever has read this far; next: address of the next page."""

    changes: list[Change]
    cursor: str
    next: str | None


@dataclass(frozen=True, slots=True)
class Since:
    """Events that come after `order` in the order of recording, and may not have been there at `moment`."""

    order: int = 0
    moment: datetime | None = None


@router.get("", response_model=ChangesDocument)
def changes(
    request: Request,
    reader: Reader,
    since: Annotated[
        str | None,
        Query(
            description="cursor of an answer before; or a moment (RFC 3339) or day since when it was recorded",
            json_schema_extra={"anyOf": [{"type": "string", "pattern": "^e[0-9]{1,18}$"}, *DAY_SCHEMA["anyOf"]]},
        ),
    ] = None,
    limit: LimitParameter = "100",
) -> Response:
    """Events of units of every tier, those included that take effect in days to come.

    Ask again with the `cursor` of the last answer; nothing new is an empty list and the cursor to go on with. Nothing
    comes later that belongs before a cursor. A moment is for beginning: nobody knows of the last record made before it
    whether it could be seen then, so its events are given as well; tell those that you have by their `id`.
    """
    asked, count = asked_since(since), asked_limit(limit)
    schema = schema_of(reader.audience)
    rows = reader.rows(events_statement(schema, asked, count))
    events, has_more = rows[:count], len(rows) > count
    last = events[-1].record_order if events else asked.order
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
        return Since(order=int(since[1:]))
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


def _cursor(order: int) -> str:
    return f"e{order}"


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
    events = f"{schema}.unit_events"
    params: dict[str, Any] = {"order": since.order, "limit": limit + 1}
    condition = "record_order > CAST(:order AS bigint)"
    if since.moment is not None:
        # Records are made one after the other: all but the last one that had begun by then could be seen.
        begun = f"SELECT max(recorded_at) FROM {events} WHERE recorded_at <= :moment"
        condition += f" AND recorded_at >= coalesce(({begun}), '-infinity')"
        params["moment"] = since.moment
    return Statement(f"SELECT * FROM {events} WHERE {condition} ORDER BY record_order LIMIT :limit", params)


def units_statement(schema: str, events: list[int]) -> Statement:
    """Units of each event: event_id, side (from, to), unit_id."""
    return Statement(
        f"SELECT event_id, side, unit_id FROM {schema}.unit_changes\n"
        " WHERE event_id = ANY(CAST(:events AS bigint[])) ORDER BY event_id, side, unit_id",
        {"events": events},
    )
