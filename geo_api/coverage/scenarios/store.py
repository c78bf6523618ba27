"""Scenarios on record. Whoever may not read one is told the same as if there were none."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from geo_api.account import Account
from geo_api.coverage.scenarios.asked import Shared, Wanted
from geo_api.errors import Conflict, Forbidden, NoRoom, not_found

# Of one account.
MOST = 200
MOST_SHARED = 500
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COLUMNS = """
SELECT CAST(s.id AS text) AS id, s.owner_id, a.name AS owner, s.name, s.note, s.unit_id AS unit,
       u.full_name AS unit_name, s.rule, s.day, s.edits, s.shared, s.revision, s.created_at AS created,
       s.changed_at AS changed,
       ARRAY(SELECT p.upload_id FROM coverage_scenario_upload p WHERE p.scenario_id = s.id) AS uploads
  FROM coverage_scenario s JOIN account a ON a.id = s.owner_id
  LEFT JOIN LATERAL (SELECT v.full_name FROM layer.unit_versions v WHERE v.unit_id = s.unit_id AND v.on_record
                      ORDER BY v.valid @> coalesce(s.day, current_date) DESC, lower(v.valid) DESC LIMIT 1) u ON true
"""
_ONE = f"{_COLUMNS} WHERE s.id = CAST(:id AS uuid) AND (s.owner_id = :account OR s.shared <> 'private')"
_OF_UNIT = "(CAST(:unit AS bigint) IS NULL OR s.unit_id = :unit)"
_OWN = f"{_COLUMNS} WHERE s.owner_id = :account AND {_OF_UNIT} ORDER BY s.changed_at DESC, s.id LIMIT {MOST}"
_OTHERS = f"""
{_COLUMNS} WHERE s.owner_id <> :account AND s.shared = 'planners' AND {_OF_UNIT}
 ORDER BY s.changed_at DESC, s.id LIMIT {MOST_SHARED}
"""
# Of two that are kept at once the second waits, and counts the first.
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('wardmap.scenarios/' || :account, 0))"
_COUNT = "SELECT count(*) FROM coverage_scenario WHERE owner_id = :account"
_ADD = """
INSERT INTO coverage_scenario (owner_id, name, note, unit_id, rule, day, edits, shared)
VALUES (:account, :name, :note, :unit, :rule, :day, CAST(:edits AS jsonb), :shared) RETURNING CAST(id AS text)
"""
_COPY = """
INSERT INTO coverage_scenario (owner_id, name, note, unit_id, rule, day, edits)
SELECT :account, :name, note, unit_id, rule, day, edits FROM coverage_scenario WHERE id = CAST(:id AS uuid)
RETURNING CAST(id AS text)
"""
_CHANGE = """
UPDATE coverage_scenario SET name = :name, note = :note, unit_id = :unit, rule = :rule, day = :day,
       edits = CAST(:edits AS jsonb), shared = :shared, revision = revision + 1, changed_at = now()
 WHERE id = CAST(:id AS uuid) AND owner_id = :account AND revision = :revision RETURNING id
"""
_DELETE = "DELETE FROM coverage_scenario WHERE id = CAST(:id AS uuid) AND owner_id = :account RETURNING id"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One on record. unit_name: as on its day. edits: as they were kept, which may not fit any more."""

    id: str
    owner_id: int
    owner: str
    name: str
    note: str
    unit: int
    unit_name: str | None
    rule: str
    day: date | None
    edits: Mapping[str, Any]
    shared: Shared
    revision: int
    created: datetime
    changed: datetime
    uploads: Sequence[int]


def listed(connection: Connection, account: Account, unit: int | None) -> tuple[list[Scenario], list[Scenario]]:
    """One's own, and those of others that all planners see; the last changed first."""
    values = {"account": account.id, "unit": unit}
    own, others = (connection.execute(text(sql), values) for sql in (_OWN, _OTHERS))
    return [Scenario(**row._mapping) for row in own], [Scenario(**row._mapping) for row in others]


def find(connection: Connection, account: Account, number: str) -> Scenario:
    """Raises NotFound, also for what somebody else keeps for himself."""
    values = {"account": account.id, "id": number}
    row = connection.execute(text(_ONE), values).one_or_none() if _UUID.fullmatch(number) else None
    if row is None:
        raise not_found()
    return Scenario(**row._mapping)


def add(connection: Connection, account: Account, wanted: Wanted) -> Scenario:
    """Raises NoRoom when the account has MOST of them."""
    _check_room(connection, account)
    number = connection.scalar(text(_ADD), _values(wanted, account))
    return find(connection, account, str(number))


def copy(connection: Connection, account: Account, number: str, name: str) -> Scenario:
    """A scenario of one's own, made of one that may be read. Raises NotFound, NoRoom."""
    find(connection, account, number)
    _check_room(connection, account)
    copied = connection.scalar(text(_COPY), {"account": account.id, "id": number, "name": name})
    return find(connection, account, str(copied))


def change(connection: Connection, account: Account, number: str, revision: int, wanted: Wanted) -> Scenario:
    """Raises NotFound, Forbidden for what is somebody else's, Conflict when it is another revision by now."""
    held = _own(connection, account, number)
    values = {**_values(wanted, account), "id": number, "revision": revision}
    if connection.execute(text(_CHANGE), values).one_or_none() is None:
        raise _changed(held, revision)
    return find(connection, account, number)


def delete(connection: Connection, account: Account, number: str) -> None:
    """For good. What was made of it stays. Raises NotFound, Forbidden."""
    _own(connection, account, number)
    connection.execute(text(_DELETE), {"account": account.id, "id": number})


def _own(connection: Connection, account: Account, number: str) -> Scenario:
    scenario = find(connection, account, number)
    if scenario.owner_id != account.id:
        raise Forbidden(
            f"Phương án này của {scenario.owner}; bạn có thể tạo bản sao rồi sửa bản sao.",
            f"This scenario is {scenario.owner}'s; you may copy it and change the copy.",
        )
    return scenario


def _changed(held: Scenario, revision: int) -> Conflict:
    when = f"{held.changed:%H:%M %d/%m/%Y}"
    return Conflict(
        f"Phương án đã được sửa lúc {when} (nay là bản {held.revision}, bạn đang có bản {revision}); chưa ghi gì. "
        "Hãy mở lại, hoặc lưu thành phương án mới.",
        f"The scenario was changed at {when} (it is revision {held.revision} now, yours is {revision}); nothing was "
        "written. Please open it again, or save yours as a new one.",
    )


def _check_room(connection: Connection, account: Account) -> None:
    connection.execute(text(_LOCK), {"account": str(account.id)})
    if (connection.scalar(text(_COUNT), {"account": account.id}) or 0) >= MOST:
        raise NoRoom(
            f"Bạn đã lưu {MOST} phương án; hãy xóa bớt.", f"You keep {MOST} scenarios already; delete some first."
        )


def _values(wanted: Wanted, account: Account) -> dict[str, Any]:
    kept = wanted.model_dump(include={"name", "note", "unit", "rule", "day", "shared"})
    return {**kept, "account": account.id, "edits": wanted.model_dump_json(include={"add", "move", "remove"})}
