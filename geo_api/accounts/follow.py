"""Roles for units that ended go on for what these became, from the day of the change; what is not clear is listed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.account import ROLE_TITLES, Role
from geo_api.audit import Action, Event, account_subject, command_line, record
from layers.layer import Text
from loaders.units.reform.follow import Successor, successors
from loaders.units.reform.report import Followed

WHAT = Text("vai trò của cán bộ", "roles of officials")

_ENDED = """
SELECT r.account_id, a.name, r.role, r.unit_id, r.source, r.valid::text AS valid,
       (SELECT upper(left(v.kind, 1)) || substr(v.kind, 2) || ' ' || v.name FROM unit_version AS v
         WHERE v.unit_id = r.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date) - 1) AS unit
  FROM account_role AS r JOIN account AS a ON a.id = r.account_id
 WHERE r.unit_id IS NOT NULL AND (upper_inf(r.valid) OR upper(r.valid) > :day)
   AND NOT EXISTS (SELECT FROM unit_version AS v
                    WHERE v.unit_id = r.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date))
   AND EXISTS (SELECT FROM unit_version AS v
                WHERE v.unit_id = r.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date) - 1)
 ORDER BY a.name_key, r.role, r.unit_id
"""
# Nothing of the old role is left after the day; of one that began later, nothing at all.
_END = """
WITH gone AS (DELETE FROM account_role
               WHERE (account_id, role, unit_id, source) = (:account_id, :role, :unit_id, :source)
                 AND valid = CAST(:valid AS daterange)
              RETURNING *)
INSERT INTO account_role (account_id, role, unit_id, source, valid, granted_at, granted_by)
SELECT account_id, role, unit_id, source, valid * daterange(NULL, :day), granted_at, granted_by FROM gone
 WHERE NOT isempty(valid * daterange(NULL, :day))
"""
# Who held it for two communes that became one holds it once, for as long as either.
_GO_ON = """
WITH met AS (DELETE FROM account_role
              WHERE (account_id, role, unit_id, source) = (:account_id, :role, :to_unit, :source)
                AND valid && (CAST(:valid AS daterange) * daterange(:day, NULL)) RETURNING valid),
     merged AS (SELECT CAST(:valid AS daterange) * daterange(:day, NULL) AS valid UNION ALL SELECT valid FROM met)
INSERT INTO account_role (account_id, role, unit_id, source, valid)
SELECT :account_id, :role, :to_unit, :source, range_merge(range_agg(valid)) FROM merged
"""


def follow(connection: Connection, effective: date) -> Followed:
    """Hand roles for units that ended on `effective` on to the one unit that each became whole.

    To be called after the units are written, in the same transaction. unresolved: roles for units that became several,
    or nothing; they end, and an administrator has to give new ones.
    """
    ended = connection.execute(text(_ENDED), {"day": effective}).all()
    heirs = successors(connection, {row.unit_id for row in ended}, effective)
    moved, unresolved = 0, []
    for row in ended:
        found = heirs[row.unit_id]
        if len(found) == 1 and found[0].is_whole:
            values = {key: getattr(row, key) for key in ("account_id", "role", "unit_id", "source", "valid")}
            connection.execute(text(_END), {**values, "day": effective})
            connection.execute(text(_GO_ON), {**values, "day": effective, "to_unit": found[0].unit_id})
            record(connection, _on_record(Action.ROLE_MOVED, row, found[0].unit_id))
            moved += 1
        else:
            record(connection, _on_record(Action.ROLE_TAKEN, row, None))
            unresolved.append(_unclear(row, found))
    return Followed(WHAT, moved, tuple(unresolved))


def _on_record(action: Action, row: Row[*tuple[Any, ...]], to_unit: int | None) -> Event:
    details = {"role": row.role, "unit": row.unit_id, "to_unit": to_unit}
    return Event(action, command_line(), account_subject(row.account_id), details)


def _unclear(row: Row[*tuple[Any, ...]], found: Sequence[Successor]) -> Text:
    title, many = ROLE_TITLES[Role(row.role)], len(found)
    became = Text(f"thành {many} đơn vị", f"{many} units") if found else Text("không còn nữa", "nothing")
    return Text(
        f"{row.name}, {title.vi} của {row.unit}: đơn vị này {became.vi}; vai trò hết hiệu lực, cần cấp lại.",
        f"{row.name}, {title.en} of {row.unit}: that became {became.en}; the role has ended and has to be given anew.",
    )
