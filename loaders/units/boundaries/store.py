"""Units into the tables of units, by way of the temporary table ``incoming``: all rows of a file in a few statements.

Nothing that was known is overwritten: a version that no longer holds keeps the time in which it was on record.
"""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy import Connection, text

from loaders.units.boundaries.change import Change, Recording, event
from loaders.units.boundaries.parents import Parents
from loaders.units.boundaries.rows import UnitRow
from loaders.write.copy import Cell
from loaders.write.store import copy_in_batches

COLUMNS = ("source_row", "code", "has_given_code", "name", "kind", "parent_no", "parent_level", "area_official", "geom")

_CREATE = """
CREATE TEMP TABLE incoming (
    source_row bigint NOT NULL, code text NOT NULL, has_given_code boolean NOT NULL, name text NOT NULL,
    kind text NOT NULL, parent_no integer, parent_level text, area_official double precision,
    geom geometry(MultiPolygon, 4326),
    spelling text GENERATED ALWAYS AS (spelling_vi(name)) STORED,
    unit_id bigint, parent_id bigint, is_new boolean NOT NULL DEFAULT false) ON COMMIT DROP
"""
_STAGED = ("UPDATE incoming SET geom = NULL WHERE ST_IsEmpty(geom)", "ANALYZE incoming")
_FIND_UNITS = """
UPDATE incoming AS i SET unit_id = c.unit_id
  FROM unit_code AS c WHERE c.scheme = :scheme AND c.code = i.code AND c.valid @> :day
"""
# The versions that the file changes. Without a last day, those that hold on the day, and later ones whose boundary
# nobody knows; where the record has a district and the file only its province, the district stays.
_TOUCHED = """
CREATE TEMP TABLE touched ON COMMIT DROP AS
SELECT v.id AS version_id, i.source_row, k.parent_id,
       CASE WHEN v.geom IS NOT NULL AND i.geom IS NOT NULL AND lower(v.valid) < :day
            THEN 'reboundary' ELSE 'correct' END AS kind
  FROM incoming AS i
  JOIN unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded)
   AND v.valid && daterange(:day, :until) AND (v.valid @> :day OR v.geom IS NULL OR :bounded)
 CROSS JOIN LATERAL (
       SELECT CASE WHEN NOT v.valid @> :day OR EXISTS (
                   SELECT FROM unit AS had JOIN unit AS given ON given.id = i.parent_id
                    WHERE had.id = v.parent_id AND had.level = 'district' AND given.level = 'province')
              THEN v.parent_id ELSE coalesce(i.parent_id, v.parent_id) END AS parent_id) AS k
 WHERE k.parent_id IS DISTINCT FROM v.parent_id
    OR (i.geom IS NOT NULL AND (v.geom IS DISTINCT FROM i.geom OR v.geom_status <> :status))
"""
_COUNTS = """
SELECT count(*) FROM incoming WHERE unit_id IS NULL OR source_row IN (SELECT source_row FROM touched)
"""
_NUMBER_NEW = """
UPDATE incoming SET unit_id = nextval(pg_get_serial_sequence('unit', 'id')), is_new = true WHERE unit_id IS NULL
"""
# The checks look units up in it, one by one.
_NUMBERED = ("CREATE INDEX ON incoming (unit_id)", "ANALYZE incoming")
_NEW_UNITS = """
INSERT INTO unit (id, level) OVERRIDING SYSTEM VALUE
SELECT unit_id, :level FROM incoming WHERE is_new ORDER BY unit_id
"""
_NEW_VERSIONS = """
INSERT INTO unit_version
       (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, load_id, event_id)
SELECT unit_id, daterange(:day, :until), tstzrange(:recorded, NULL), name, kind, parent_id, geom,
       CASE WHEN geom IS NULL THEN 'none' ELSE :status END, CASE WHEN geom IS NULL THEN NULL ELSE :source END,
       :load, :event FROM incoming WHERE is_new ORDER BY geom
"""
_NEW_CODES = """
INSERT INTO unit_code (scheme, code, unit_id, valid)
SELECT :scheme, code, unit_id, daterange(:day, :until) FROM incoming WHERE is_new
"""
# One statement, so that what is taken off record is exactly what goes back on record around the new boundary.
_REPLACE_VERSIONS = """
WITH old AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), :recorded)
      FROM touched AS t JOIN incoming AS i ON i.source_row = t.source_row
     WHERE t.kind = :kind AND v.id = t.version_id
 RETURNING v.*, i.geom AS new_geom, t.parent_id AS new_parent)
INSERT INTO unit_version
       (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, load_id, event_id, qualifier)
SELECT unit_id, rest, tstzrange(:recorded, NULL), name, kind, parent_id, geom, geom_status, geom_source, load_id,
       event_id, qualifier
  FROM old, LATERAL unnest(datemultirange(valid) - datemultirange(daterange(:day, :until))) AS rest
UNION ALL
SELECT unit_id, valid * daterange(:day, :until), tstzrange(:recorded, NULL), name, kind, new_parent,
       coalesce(new_geom, geom), CASE WHEN new_geom IS NULL THEN geom_status ELSE :status END,
       CASE WHEN new_geom IS NULL THEN geom_source ELSE :source END, :load, :event, qualifier FROM old
"""


def stage(connection: Connection, rows: Iterable[UnitRow], parents: Parents, on_batch: Callable[[], None]) -> int:
    """COPY `rows` into ``incoming``; how many there are. Their parents are put down in `parents`."""

    def cells(row: UnitRow) -> tuple[Cell, ...]:
        number = parents.number(row.parents)
        level = row.parents[0].level.name if row.parents and row.parents[0].code else None
        return (row.source_row, row.code, row.has_given_code, row.name, row.kind, number, level, row.area_official)

    connection.execute(text(_CREATE))
    staged = copy_in_batches(connection, COLUMNS, rows, cells, on_batch)
    for statement in _STAGED:
        connection.execute(text(statement))
    return staged


def find(connection: Connection, change: Change) -> None:
    """Which rows are units that exist on that day."""
    connection.execute(text(_FIND_UNITS), {"scheme": change.level.scheme, "day": change.day})


def touch(connection: Connection, change: Change) -> int:
    """Compare with the record; how many rows say something new."""
    values = {"day": change.day, "until": change.until, "bounded": change.until is not None, "status": change.status}
    connection.execute(text(_TOUCHED), values)
    return int(connection.execute(text(_COUNTS)).scalar_one())


def apply(connection: Connection, recording: Recording) -> None:
    """Write what is in ``incoming`` and ``touched``: new units, and new boundaries of those that exist."""
    new = connection.execute(text(_NUMBER_NEW)).rowcount
    for statement in _NUMBERED:
        connection.execute(text(statement))
    for kind in connection.execute(text("SELECT DISTINCT kind FROM touched ORDER BY kind")).scalars().all():
        _run(connection, _REPLACE_VERSIONS, recording, event(connection, kind, recording), kind)
    if new:
        # The first day of a file is since when they are on record: what made them, only a table says.
        noted = event(connection, "correct", recording)
        for statement in (_NEW_UNITS, _NEW_VERSIONS, _NEW_CODES):
            _run(connection, statement, recording, noted, "correct")
    for table in ("unit", "unit_version", "unit_code", "unit_piece"):
        connection.execute(text(f"ANALYZE {table}"))


def drop_stage(connection: Connection) -> None:
    """Make room for the next file of the same transaction."""
    connection.execute(text("DROP TABLE incoming, touched"))


def _run(connection: Connection, statement: str, recording: Recording, event_id: int, kind: str) -> None:
    change = recording.change
    values: dict[str, Any] = {
        "level": change.level.name,
        "scheme": change.level.scheme,
        "day": change.day,
        "until": change.until,
        "recorded": recording.recorded,
        "status": change.status,
        "source": change.source,
        "load": recording.load_id,
        "event": event_id,
        "kind": kind,
    }
    connection.execute(text(statement), {name: value for name, value in values.items() if f":{name}" in statement})
