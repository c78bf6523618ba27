"""Writes a drafted change into the tables of units: all of it in a few statements, in the caller's transaction."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select, text

from loaders.units.reform.register_rows import Rows
from loaders.units.statements import named_statements
from loaders.write.copy import copy_rows

_VERSION = ("unit_id", "valid", "name", "kind", "parent_id", "event_id", "land_unit", "land_day", "is_union")
_EDIT = (
    *("unit_id", "has_before", "b_name", "b_kind", "b_parent", "has_after", "a_name", "a_kind", "a_parent"),
    *("keeps_land", "a_event"),
)
_LINEAGE = ("event_id", "from_unit", "to_unit", "part", "w_area", "w_address", "w_population")
# Numbers are taken from the sequence by the hundred.
_BATCH = 500


_SQL = named_statements(__file__)


@dataclass(frozen=True, slots=True)
class Change:
    """What is written: a law's change of `day`."""

    day: date
    document: str | None
    load_id: int


def numbers(connection: Connection, table: str) -> Iterator[int]:
    """Numbers for new rows of the table, from its own sequence."""
    statement = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    while True:
        yield from connection.execute(statement, {"table": table, "count": _BATCH}).scalars().all()


def write(connection: Connection, rows: Rows, change: Change) -> None:
    """Put the rows on record. The caller holds the lock of the layer ``units``."""
    _run(connection, "tables", change)
    copy_rows(connection, "new_event", ("id", "kind", "note"), rows.events)
    copy_rows(connection, "new_version", _VERSION, rows.versions)
    copy_rows(connection, "edit", _EDIT, rows.edits)
    copy_rows(connection, "new_code", ("code", "unit_id", "valid"), rows.codes)
    copy_rows(connection, "new_span", ("code", "unit_id", "valid"), rows.spans)
    copy_rows(connection, "mark", ("unit_id", "created", "ended"), rows.marks)
    copy_rows(connection, "adopted", ("unit_id", "parent_id"), rows.adopted)
    _run(connection, "events", change)
    copy_rows(connection, "unit", ("id", "level", "created_by_event", "ended_by_event"), rows.units)
    copy_rows(connection, "unit_lineage", _LINEAGE, rows.lineage)
    _run(connection, "adopt", change)
    # The wall clock after the lock, not the start of the transaction: what others recorded lies before it.
    recorded = connection.execute(select(func.clock_timestamp())).scalar_one()
    for part in ("land", "edits", "versions", "codes", "marks", "clear"):
        _run(connection, part, change, recorded)


def _run(connection: Connection, part: str, change: Change, recorded: datetime | None = None) -> None:
    values = {
        "day": change.day,
        "eve": change.day - timedelta(days=1),
        "document": change.document,
        "load": change.load_id,
        "recorded": recorded,
    }
    sql = _SQL[part]
    used = {name: value for name, value in values.items() if re.search(rf"(?<!:):{name}\b", sql)}
    connection.execute(text(sql), used)
