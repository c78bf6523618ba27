"""All that was ever recorded of one unit: versions, also those off record, codes, titles, events, kin."""

from datetime import date, datetime

from pydantic import BaseModel

from geo_api.db import Statement, schema_of
from geo_api.reading import ReadAs
from geo_api.units.documents import (
    AREA_DIGITS,
    DbRow,
    Event,
    GeomStatus,
    Level,
    Link,
    Title,
    UnitRef,
    columns,
    event,
    rounded,
)
from geo_api.units.lookup import kin_of, refs_on
from geo_api.units.queries import UnitDay


class Version(BaseModel):
    """A unit as it was for a time by law (valid_…), as we knew it for a time (recorded_…).

    on_record false: a later record took its place. event: what made it so.
    """

    name: str
    kind: str
    full_name: str
    qualifier: str | None
    parent: UnitRef | None
    valid_from: date | None
    valid_to: date | None
    recorded_from: datetime | None
    recorded_to: datetime | None
    on_record: bool
    geom_status: GeomStatus
    geom_source: str | None
    area_km2: float | None
    event: Event | None


class Code(BaseModel):
    """A code of a unit with its dates. scheme: gso (Statistics Office) or wardmap (hamlets, which have no other)."""

    scheme: str
    code: str
    valid_from: date | None
    valid_to: date | None


class HistoryDocument(BaseModel):
    """The whole history of a unit, the earliest first."""

    id: int
    level: Level
    versions: list[Version]
    codes: list[Code]
    titles: list[Title]
    events: list[Event]
    predecessors: list[Link]
    successors: list[Link]


def history_of(reader: ReadAs, unit: int) -> HistoryDocument | None:
    """The history of a unit; None when no version of it was ever recorded."""
    schema = schema_of(reader.audience)
    rows = reader.rows(versions_statement(schema, unit))
    if not rows:
        return None
    events = {row.id: event(row) for row in reader.rows(events_statement(schema, unit))}
    parents = refs_on(reader, {UnitDay(row.parent_id, row.day) for row in rows if row.parent_id is not None})
    kin = kin_of(reader, unit)
    return HistoryDocument(
        id=unit,
        level=rows[0].level,
        versions=[_version(row, parents, events) for row in rows],
        codes=[Code(**columns(row, Code)) for row in reader.rows(codes_statement(schema, unit))],
        titles=[Title(**columns(row, Title)) for row in reader.rows(titles_statement(schema, unit))],
        events=list(events.values()),
        predecessors=kin.predecessors,
        successors=kin.successors,
    )


def _version(row: DbRow, parents: dict[UnitDay, UnitRef], events: dict[int, Event]) -> Version:
    own = columns(row, Version) | {
        "parent": parents.get(UnitDay(row.parent_id, row.day)),
        "area_km2": rounded(row.area_km2, AREA_DIGITS),
        "event": events.get(row.event_id),
    }
    return Version(**own)


def versions_statement(schema: str, unit: int) -> Statement:
    """Every version ever recorded, by law's time, then by the time of recording; day: one on which it holds."""
    return Statement(
        "SELECT level, name, kind, full_name, qualifier, parent_id, event_id, on_record, geom_status, geom_source,\n"
        "       area_km2, day_of(valid) AS day, lower(valid) AS valid_from, upper(valid) AS valid_to,\n"
        "       lower(recorded) AS recorded_from, upper(recorded) AS recorded_to\n"
        f"  FROM {schema}.unit_versions WHERE unit_id = CAST(:unit AS bigint) ORDER BY valid, recorded",
        {"unit": unit},
    )


def events_statement(schema: str, unit: int) -> Statement:
    """Every event that the unit had a part in."""
    return Statement(
        f"SELECT e.* FROM {schema}.unit_events e\n"
        f" WHERE e.id IN (SELECT event_id FROM {schema}.unit_changes WHERE unit_id = CAST(:unit AS bigint))\n"
        " ORDER BY e.effective, e.id",
        {"unit": unit},
    )


def codes_statement(schema: str, unit: int) -> Statement:
    return _dated(schema, "unit_codes", "scheme, code", unit)


def titles_statement(schema: str, unit: int) -> Statement:
    return _dated(schema, "unit_titles", "title, document", unit)


def _dated(schema: str, view: str, names: str, unit: int) -> Statement:
    return Statement(
        f"SELECT {names}, lower(valid) AS valid_from, upper(valid) AS valid_to FROM {schema}.{view}\n"
        f" WHERE unit_id = CAST(:unit AS bigint) ORDER BY valid, {names}",
        {"unit": unit},
    )
