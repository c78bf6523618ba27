"""Roles as they are shown: with the unit's name, the province it is in, and whether it has ended."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from layers.names import full_name
from loaders.units.reform.follow import successors

Held = Row[*tuple[Any, ...]]

# The unit as it is today; as it was last, when it has ended; as it will be, when it is not there yet.
_PLACE = """
LEFT JOIN LATERAL (
    SELECT v.kind, v.name, v.qualifier, v.parent_id, day_of(v.valid * daterange(NULL, current_date, '[]')) AS day,
           CASE WHEN upper(v.valid) <= current_date THEN upper(v.valid) END AS ended
      FROM unit_version AS v WHERE v.unit_id = {unit} AND upper_inf(v.recorded)
     ORDER BY v.valid @> current_date DESC, upper(v.valid) DESC NULLS FIRST LIMIT 1) AS v ON true
LEFT JOIN unit_version AS p ON p.unit_id = v.parent_id AND upper_inf(p.recorded) AND p.valid @> v.day
LEFT JOIN unit_version AS g ON g.unit_id = p.parent_id AND upper_inf(g.recorded) AND g.valid @> v.day
LEFT JOIN LATERAL (SELECT code FROM unit_code AS c WHERE c.unit_id = {unit}
                    ORDER BY c.valid @> current_date DESC, scheme LIMIT 1) AS c ON true
"""
_NAMES = """
v.kind, v.name, v.qualifier, v.ended, p.kind AS parent_kind, p.name AS parent_name, g.kind AS over_kind,
g.name AS over_name, c.code
"""
_ROLES = f"""
SELECT r.id, r.account_id, r.role, r.unit_id, lower(r.valid) AS first_day, upper(r.valid) - 1 AS last_day,
       CASE WHEN upper(r.valid) <= current_date THEN 'past' WHEN lower(r.valid) > current_date THEN 'coming'
            ELSE 'today' END AS held, r.granted_at, r.granted_by, r.source, {_NAMES}
  FROM account_role AS r {_PLACE.format(unit="r.unit_id")}
"""
_OF_ACCOUNTS = f"""
{_ROLES} WHERE r.account_id = ANY(:accounts) AND (:also_past OR upper_inf(r.valid) OR upper(r.valid) > current_date)
 ORDER BY r.unit_id NULLS FIRST, r.role, r.valid
"""
# Held as if they opened something, for units that are no more. What a change of units could hand on, it did.
_HANGING = f"""
SELECT hanging.*, account.name AS account_name FROM ({_ROLES} WHERE r.unit_id IS NOT NULL) AS hanging
  JOIN account ON account.id = hanging.account_id
 WHERE hanging.held <> 'past' AND hanging.ended IS NOT NULL AND account.disabled_at IS NULL
 ORDER BY account.name_key, hanging.role, hanging.unit_id LIMIT :limit
"""
_UNITS = f"""
SELECT wanted.unit_id, {_NAMES}
  FROM unnest(CAST(:ids AS bigint[])) AS wanted (unit_id) {_PLACE.format(unit="wanted.unit_id")}
"""


def roles_of(connection: Connection, accounts: Sequence[int], *, also_past: bool) -> dict[int, list[Held]]:
    """The roles of each account: those held everywhere first."""
    found: dict[int, list[Held]] = defaultdict(list)
    for row in connection.execute(text(_OF_ACCOUNTS), {"accounts": list(accounts), "also_past": also_past}):
        found[row.account_id].append(row)
    return found


def hanging(connection: Connection, limit: int) -> list[Held]:
    """Roles for units that have ended, of accounts that are not disabled."""
    return list(connection.execute(text(_HANGING), {"limit": limit}).all())


def became(connection: Connection, rows: Sequence[Held]) -> dict[int, list[Held]]:
    """For each unit that ended, by its number, what it is today."""
    day = connection.execute(text("SELECT current_date")).scalar_one()
    heirs = successors(connection, {row.unit_id for row in rows}, day)
    ids = sorted({heir.unit_id for found in heirs.values() for heir in found})
    named = {row.unit_id: row for row in connection.execute(text(_UNITS), {"ids": ids})}
    return {unit_id: [named[heir.unit_id] for heir in found] for unit_id, found in heirs.items()}


def place_name(row: Held) -> str:
    """“Xã Trực Hưng, tỉnh Ninh Bình”: the unit and all that it is part of."""
    if row.name is None:
        return f"#{row.unit_id}"
    over = [
        f"{kind} {name}" for kind, name in ((row.parent_kind, row.parent_name), (row.over_kind, row.over_name)) if name
    ]
    return ", ".join([full_name(row.kind, row.name, row.qualifier), *over])
