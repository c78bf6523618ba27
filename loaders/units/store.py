"""Units into the tables of units, by way of the temporary table ``incoming``: all rows of a file in a few statements.

Nothing that was known is overwritten: a version that no longer holds keeps the time in which it was on record.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from layers.layer import Text
from loaders.report import Problem, shortened
from loaders.store import copy_in_batches
from loaders.units.rows import Level, UnitRow
from loaders.write import Cell

COLUMNS = ("source_row", "code", "has_given_code", "name", "kind", "parent_code", "parent_name", "geom")

_CREATE = """
CREATE TEMP TABLE incoming (
    source_row bigint NOT NULL, code text NOT NULL, has_given_code boolean NOT NULL, name text NOT NULL,
    kind text NOT NULL, parent_code text, parent_name text, geom geometry(MultiPolygon, 4326) NOT NULL,
    unit_id bigint, parent_id bigint, is_new boolean NOT NULL DEFAULT false) ON COMMIT DROP
"""
_FIND_UNITS = """
UPDATE incoming AS i SET unit_id = c.unit_id
  FROM unit_code AS c WHERE c.scheme = :scheme AND c.code = i.code AND c.valid @> :day
"""
_FIND_PARENTS = """
UPDATE incoming AS i SET parent_id = c.unit_id
  FROM unit_code AS c WHERE c.scheme = 'gso' AND c.code = i.parent_code AND c.valid @> :day
"""
_TWICE = """
SELECT source_row, code, first_row
  FROM (SELECT source_row, code, min(source_row) OVER (PARTITION BY code) AS first_row FROM incoming) AS numbered
 WHERE source_row <> first_row
"""
_CURRENT = """
unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
"""
_OTHER_NAME = f"""
SELECT i.source_row, i.code, v.kind || ' ' || v.name, i.kind || ' ' || i.name
  FROM incoming AS i JOIN {_CURRENT} WHERE (v.name, v.kind) <> (i.name, i.kind)
"""
_OTHER_PARENT = f"""
SELECT i.source_row, i.parent_code FROM incoming AS i JOIN {_CURRENT} WHERE v.parent_id <> i.parent_id
"""
_CODE_USED_LATER = """
SELECT DISTINCT ON (i.source_row) i.source_row, i.code, lower(c.valid)
  FROM incoming AS i JOIN unit_code AS c ON c.scheme = :scheme AND c.code = i.code AND lower(c.valid) > :day
 WHERE i.unit_id IS NULL ORDER BY i.source_row, lower(c.valid)
"""
_SAME_NAME = """
SELECT DISTINCT i.source_row, i.name
  FROM incoming AS i JOIN unit_version AS v ON v.parent_id = i.parent_id AND (v.name, v.kind) = (i.name, i.kind)
   AND upper_inf(v.recorded) AND v.valid @> :day
 WHERE NOT i.has_given_code
"""
_NO_PARENT = "SELECT source_row, parent_code FROM incoming WHERE parent_code IS NOT NULL AND parent_id IS NULL"
_UNCHANGED = f"""
DELETE FROM incoming WHERE source_row IN
(SELECT i.source_row FROM incoming AS i JOIN {_CURRENT} WHERE v.geom = i.geom AND v.parent_id IS NOT DISTINCT FROM
 coalesce(i.parent_id, v.parent_id))
"""
_EVENT = "INSERT INTO unit_event (kind, effective, document) VALUES (:kind, :day, :document) RETURNING id"
_NUMBER_NEW = """
UPDATE incoming SET unit_id = nextval(pg_get_serial_sequence('unit', 'id')), is_new = true WHERE unit_id IS NULL
"""
_NEW_UNITS = """
INSERT INTO unit (id, level, created_by_event) OVERRIDING SYSTEM VALUE
SELECT unit_id, :level, :event FROM incoming WHERE is_new ORDER BY unit_id
"""
_NEW_VERSIONS = """
INSERT INTO unit_version
       (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, load_id, event_id)
SELECT unit_id, daterange(:day, NULL), tstzrange(:recorded, NULL), name, kind, parent_id, geom, 'reference', :source,
       :load, :event FROM incoming WHERE is_new ORDER BY geom
"""
_NEW_CODES = """
INSERT INTO unit_code (scheme, code, unit_id, valid)
SELECT :scheme, code, unit_id, daterange(:day, NULL) FROM incoming WHERE is_new
"""
# One statement, so that what is taken off record is exactly what goes back on record around the new boundary.
_REPLACE_VERSIONS = """
WITH old AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), :recorded)
      FROM incoming AS i
     WHERE NOT i.is_new AND v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
 RETURNING v.*, i.geom AS new_geom, coalesce(i.parent_id, v.parent_id) AS new_parent)
INSERT INTO unit_version
       (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, load_id, event_id)
SELECT unit_id, daterange(lower(valid), :day), tstzrange(:recorded, NULL), name, kind, parent_id, geom, geom_status,
       geom_source, load_id, event_id FROM old WHERE lower(valid) < :day
UNION ALL
SELECT unit_id, daterange(:day, upper(valid)), tstzrange(:recorded, NULL), name, kind, new_parent, new_geom,
       'reference', :source, :load, :event FROM old
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is being written. day: since when the units are so by law. source: whose boundaries they are."""

    level: Level
    day: date
    document: str | None
    source: str
    recorded: datetime


def stage(connection: Connection, rows: Iterable[UnitRow], on_batch: Callable[[], None]) -> int:
    """COPY `rows` into ``incoming``; how many there are."""
    connection.execute(text(_CREATE))
    return copy_in_batches(connection, COLUMNS, rows, _cells, on_batch)


def _cells(row: UnitRow) -> tuple[Cell, ...]:
    return (row.source_row, row.code, row.has_given_code, row.name, row.kind, row.parent_code, row.parent_name)


def find(connection: Connection, level: Level, day: date) -> None:
    """Which rows are units that exist on that day, and which units they are part of."""
    connection.execute(text(_FIND_UNITS), {"scheme": level.scheme, "day": day})
    connection.execute(text(_FIND_PARENTS), {"day": day})


def problems(connection: Connection, level: Level, day: date) -> Iterator[Problem]:
    """Rows that contradict the file itself or what is on record for that day."""
    values = {"scheme": level.scheme, "day": day}

    def rows(statement: str) -> Iterable[Any]:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        return connection.execute(text(statement), used)

    for row, code, first in rows(_TWICE):
        yield Problem(row, "code", code, Text(f"trùng mã với dòng {first}.", f"it has the code of row {first}."))
    for row, code, there, here in rows(_OTHER_NAME):
        yield Problem(row, "name", here, _other_name(code, there, here, day))
    for row, code in rows(_OTHER_PARENT):
        yield Problem(row, "parent", code, Text("đang thuộc đơn vị khác.", "it is part of another unit so far."))
    for row, code, since in rows(_CODE_USED_LATER):
        yield Problem(row, "code", code, _used_later(since))
    for row, name in rows(_SAME_NAME):
        yield Problem(row, "name", shortened(name), _SAME_NAME_REASON)
    if level.parent is not None and level.parent.parent is not None:
        for row, code in rows(_NO_PARENT):
            yield Problem(row, level.parent_columns[0], code, _no_parent(day))


def _other_name(code: str, there: str, here: str, day: date) -> Text:
    return Text(
        f"ngày {day:%d/%m/%Y} mã {code} là của {there}, không phải {here}; sáp nhập, đổi tên không nạp bằng ranh giới.",
        f"on {day} code {code} belongs to {there}, not to {here}; mergers and new names are not loaded as boundaries.",
    )


def _used_later(since: date) -> Text:
    return Text(
        f"mã này đã được cấp cho đơn vị khác từ {since:%d/%m/%Y}.",
        f"this code belongs to another unit from {since} on.",
    )


def _no_parent(day: date) -> Text:
    return Text(f"không có đơn vị mang mã này ngày {day:%d/%m/%Y}.", f"no unit has this code on {day}.")


_SAME_NAME_REASON = Text(
    "đơn vị cùng tên đã có trong xã, phường này; hãy nêu mã của nó (cột code).",
    "the commune has a unit of this name already; please give its code (column code).",
)


def drop_unchanged(connection: Connection, day: date) -> int:
    """Take rows out of ``incoming`` that say what is on record already; how many."""
    return connection.execute(text(_UNCHANGED), {"day": day}).rowcount


def apply(connection: Connection, change: Change, load_id: int) -> None:
    """Write what is in ``incoming``: new units, and new boundaries of those that exist."""
    known = connection.scalar(text("SELECT count(*) FROM incoming WHERE unit_id IS NOT NULL"))
    new = connection.execute(text(_NUMBER_NEW)).rowcount
    if known:
        _run(connection, _REPLACE_VERSIONS, change, load_id, _event(connection, "reboundary", change))
    if new:
        event = _event(connection, "create", change)
        for statement in (_NEW_UNITS, _NEW_VERSIONS, _NEW_CODES):
            _run(connection, statement, change, load_id, event)
    for statement in ("DROP TABLE incoming", "ANALYZE unit", "ANALYZE unit_version", "ANALYZE unit_code"):
        connection.execute(text(statement))


def _event(connection: Connection, kind: str, change: Change) -> int:
    values = {"kind": kind, "day": change.day, "document": change.document}
    return int(connection.execute(text(_EVENT), values).scalar_one())


def _run(connection: Connection, statement: str, change: Change, load_id: int, event: int) -> None:
    values = {
        "level": change.level.name,
        "scheme": change.level.scheme,
        "day": change.day,
        "recorded": change.recorded,
        "source": change.source,
        "load": load_id,
        "event": event,
    }
    connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})
