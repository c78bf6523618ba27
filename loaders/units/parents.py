"""The provinces that communes of a file belong to: found, or put on record without a boundary."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection, text

from layers.layer import Text
from loaders.report import Problem
from loaders.units.rows import PROVINCE, split_kind
from loaders.units.store import Change

_NAMED = """
SELECT i.parent_code, i.parent_name, min(i.source_row), v.name, min(lower(c.valid))
  FROM incoming AS i
  LEFT JOIN unit_version AS v ON v.unit_id = i.parent_id AND upper_inf(v.recorded) AND v.valid @> :day
  LEFT JOIN unit_code AS c ON i.parent_id IS NULL AND c.scheme = 'gso' AND c.code = i.parent_code
       AND lower(c.valid) > :day
 WHERE i.parent_code IS NOT NULL GROUP BY i.parent_code, i.parent_name, v.name ORDER BY 3
"""
_MISSING = """
SELECT parent_code, min(parent_name) FROM incoming
 WHERE parent_code IS NOT NULL AND parent_id IS NULL GROUP BY parent_code ORDER BY parent_code
"""
_EVENT = "INSERT INTO unit_event (kind, effective, document) VALUES ('create', :day, :document) RETURNING id"
_UNIT = "INSERT INTO unit (level, created_by_event) VALUES ('province', :event) RETURNING id"
_VERSION = """
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, geom_status, load_id, event_id)
VALUES (:unit, daterange(:day, NULL), tstzrange(:recorded, NULL), :name, :kind, 'none', :load, :event)
"""
_CODE = "INSERT INTO unit_code (scheme, code, unit_id, valid) VALUES ('gso', :code, :unit, daterange(:day, NULL))"
_LINK = "UPDATE incoming SET parent_id = :unit WHERE parent_code = :code"


def province_problems(connection: Connection, day: date) -> Iterator[Problem]:
    """Provinces that the file names otherwise than the record of that day, or itself, or not at all."""
    names: dict[str, str] = {}
    for code, given, row, known, later in connection.execute(text(_NAMED), {"day": day}):
        name = split_kind(given or "", PROVINCE)[1]
        first = names.setdefault(code, known or name)
        if not first:
            reason = Text("thiếu tên tỉnh (cột province).", "the name of the province is missing (column province).")
            yield Problem(row, "province", code, reason)
        elif name and name != first:
            reason = Text(f"mã {code} là của tỉnh {first}.", f"code {code} is that of the province {first}.")
            yield Problem(row, "province", name, reason)
        elif later:
            reason = Text(
                f"mã tỉnh này chỉ có từ {later:%d/%m/%Y}.", f"this province code exists from {later} on only."
            )
            yield Problem(row, "province_code", code, reason)


def create_missing(connection: Connection, change: Change, load_id: int) -> None:
    """Put provinces that nobody has recorded on record, and link the rows of ``incoming`` to them."""
    missing = connection.execute(text(_MISSING)).all()
    if not missing:
        return
    values = {"day": change.day, "document": change.document}
    event = connection.execute(text(_EVENT), values).scalar_one()
    for code, name in missing:
        _create(connection, change, load_id, event, code, name)


def _create(connection: Connection, change: Change, load_id: int, event: int, code: str, full_name: str) -> None:
    kind, name = split_kind(full_name, PROVINCE)
    unit = connection.execute(text(_UNIT), {"event": event}).scalar_one()
    version = {"unit": unit, "day": change.day, "recorded": change.recorded, "name": name, "kind": kind or "tỉnh"}
    connection.execute(text(_VERSION), {**version, "load": load_id, "event": event})
    connection.execute(text(_CODE), {"code": code, "unit": unit, "day": change.day})
    connection.execute(text(_LINK), {"code": code, "unit": unit})
