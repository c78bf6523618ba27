"""Rows of ``incoming`` that contradict the file itself or what is on record for that day."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import full_name
from loaders.report import Problem, shortened
from loaders.units.boundaries import reasons
from loaders.units.boundaries.change import Change
from loaders.units.boundaries.parents import Parents

_TWICE = """
SELECT source_row, code, first_row
  FROM (SELECT source_row, code, min(source_row) OVER (PARTITION BY code) AS first_row FROM incoming) AS numbered
 WHERE source_row <> first_row
"""
_CURRENT = "unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day"
_OTHER_NAME = f"""
SELECT i.source_row, i.code, v.kind, v.name, i.kind, i.name
  FROM incoming AS i JOIN {_CURRENT} WHERE (spelling_vi(v.name), v.kind) <> (i.spelling, i.kind)
"""
_NOT_IN_FORCE = f"""
SELECT i.source_row, i.code FROM incoming AS i LEFT JOIN {_CURRENT} WHERE i.unit_id IS NOT NULL AND v.id IS NULL
"""
# A district and its province do not contradict each other: one is the nearer parent, and a district that nobody has
# placed fits any province. `had` is the parent on record, `given` that of the file; NULL when yet to be made.
_OTHER_PARENT = f"""
SELECT i.source_row, had_v.kind, had_v.name
  FROM incoming AS i
  JOIN {_CURRENT}
  JOIN unit AS had ON had.id = v.parent_id
  JOIN unit_version AS had_v ON had_v.unit_id = had.id AND upper_inf(had_v.recorded) AND had_v.valid @> :day
  LEFT JOIN unit AS given ON given.id = i.parent_id
  LEFT JOIN unit_version AS given_v
    ON given_v.unit_id = given.id AND upper_inf(given_v.recorded) AND given_v.valid @> :day
 WHERE had.id IS DISTINCT FROM given.id AND coalesce(given.level, i.parent_level) IS NOT NULL
   AND NOT CASE had.level || '/' || coalesce(given.level, i.parent_level)
           WHEN 'district/province' THEN had_v.parent_id IS NULL OR had_v.parent_id IS NOT DISTINCT FROM given.id
           WHEN 'province/district' THEN given_v.parent_id IS NULL OR given_v.parent_id = had.id
           ELSE false END
"""
_USED_LATER = """
SELECT DISTINCT ON (i.source_row) i.source_row, i.code, lower(c.valid), v.kind, v.name
  FROM incoming AS i
  JOIN unit_code AS c ON c.scheme = :scheme AND c.code = i.code
   AND c.valid && daterange(:day, :until) AND NOT c.valid @> :day
  JOIN unit_version AS v ON v.unit_id = c.unit_id AND upper_inf(v.recorded) AND v.valid && c.valid
 WHERE i.unit_id IS NULL ORDER BY i.source_row, lower(c.valid), lower(v.valid)
"""
_SAME_NAME = """
SELECT DISTINCT ON (i.source_row) i.source_row, v.kind, v.name, c.code, i.code, i.has_given_code
  FROM incoming AS i
  JOIN unit_version AS v ON v.parent_id IS NOT DISTINCT FROM i.parent_id AND spelling_vi(v.name) = i.spelling
   AND v.kind = i.kind AND upper_inf(v.recorded) AND v.valid @> :day
  JOIN unit AS u ON u.id = v.unit_id AND u.level = :level
  JOIN unit_code AS c ON c.unit_id = u.id AND c.scheme = :scheme AND c.valid @> :day
 WHERE i.unit_id IS NULL AND (i.parent_id IS NOT NULL OR :level = 'province')
   AND NOT (:level = 'hamlet' AND i.has_given_code) ORDER BY i.source_row, c.code
"""


def problems(connection: Connection, change: Change, parents: Parents) -> Iterator[Problem]:
    """All of them; the units and parents of the rows have been looked up."""
    yield from parents.problems(connection, change)
    for row, code, first in _rows(connection, _TWICE, change):
        yield Problem(row, "code", code, Text(f"trùng mã với dòng {first}.", f"it has the code of row {first}."))
    for row, code, *names in _rows(connection, _OTHER_NAME, change):
        there, here = f"{names[0]} {names[1]}", shortened(f"{names[2]} {names[3]}")
        yield Problem(row, "name", here, reasons.other_name(code, there, here, change.day))
    for row, code in _rows(connection, _NOT_IN_FORCE, change):
        yield Problem(row, "code", code, reasons.not_in_force(change.day))
    for row, kind, name in _rows(connection, _OTHER_PARENT, change):
        yield Problem(row, "parent", full_name(kind, name), reasons.other_parent(full_name(kind, name), change.day))
    for row, code, since, kind, name in _rows(connection, _USED_LATER, change):
        yield Problem(row, "code", code, reasons.used_later(code, f"{kind} {name}", since))
    for row, kind, name, there, here, has_given in _rows(connection, _SAME_NAME, change):
        named = full_name(kind, name)
        reason = reasons.name_clash(named, there, here) if has_given else reasons.SAME_HAMLET
        yield Problem(row, "name", shortened(named), reason)


def _rows(connection: Connection, statement: str, change: Change) -> Iterable[Any]:
    values = {
        "scheme": change.level.scheme,
        "level": change.level.name,
        "day": change.day,
        "until": change.until,
    }
    used = {name: value for name, value in values.items() if f":{name}" in statement}
    return connection.execute(text(statement), used)
