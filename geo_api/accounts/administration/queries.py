"""Accounts as administrators look for them, page by page, and whatever belongs to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.account import Role
from geo_api.errors import not_found
from geo_api.sessions import IDLE_HOURS

Rows = Sequence[Row[*tuple[Any, ...]]]


class State(StrEnum):
    """Whether somebody can sign in."""

    ACTIVE = "active"
    FIRST_PASSWORD = "first_password"  # noqa: S105  # the name of a state
    DISABLED = "disabled"


_STATE = f"""
CASE WHEN a.disabled_at IS NOT NULL THEN '{State.DISABLED}'
     WHEN a.must_change_password THEN '{State.FIRST_PASSWORD}' ELSE '{State.ACTIVE}' END
"""
_COLUMNS = f"""
a.id, a.name, {_STATE} AS state, a.created_at, a.created_by, a.signed_in_at, a.password_changed_at, a.disabled_at,
EXISTS (SELECT FROM account_second_factor AS f
         WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS has_second_factor
"""
# A role counts where it is held now or will be.
_WANTED = f"""
  FROM account AS a
 WHERE (CAST(:words AS text) IS NULL OR strpos(a.name_key, fold_vi(:words)) > 0)
   AND (CAST(:state AS text) IS NULL OR {_STATE} = :state)
   AND (CAST(:role AS text) IS NULL AND CAST(:unit_id AS bigint) IS NULL OR EXISTS (
            SELECT FROM account_role AS r
             WHERE r.account_id = a.id AND (upper_inf(r.valid) OR upper(r.valid) > current_date)
               AND (CAST(:role AS text) IS NULL OR r.role = :role)
               AND (CAST(:unit_id AS bigint) IS NULL OR r.unit_id = :unit_id)))
"""
_PAGE = f"""
SELECT {_COLUMNS} {_WANTED}
   AND (CAST(:after AS bigint) IS NULL OR a.name_key > (SELECT name_key FROM account WHERE id = :after))
 ORDER BY a.name_key LIMIT :limit
"""
_COUNT = f"SELECT count(*) {_WANTED}"
_ONE = f"SELECT {_COLUMNS} FROM account AS a WHERE a.id = :id"
_SESSIONS = f"""
SELECT created_at, seen_at, expires_at, user_agent FROM account_session
 WHERE account_id = :id AND expires_at > now() AND seen_at > now() - interval '{IDLE_HOURS} hours'
 ORDER BY seen_at DESC, created_at DESC
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts: part of a name, a role and a unit (of one and the same grant), a state. None: whatever it is."""

    words: str | None = None
    role: Role | None = None
    unit_id: int | None = None
    state: State | None = None

    @property
    def as_values(self) -> dict[str, Any]:
        return {"words": self.words, "role": self.role, "unit_id": self.unit_id, "state": self.state}


def page(connection: Connection, wanted: Wanted, after: int | None, limit: int) -> Rows:
    """At most `limit` accounts in the order of their names, those after the account of number `after`."""
    return connection.execute(text(_PAGE), {**wanted.as_values, "after": after, "limit": limit}).all()


def count(connection: Connection, wanted: Wanted) -> int:
    return int(connection.execute(text(_COUNT), wanted.as_values).scalar_one())


def one(connection: Connection, account_id: int) -> Row[*tuple[Any, ...]]:
    """Raises NotFound."""
    row = connection.execute(text(_ONE), {"id": account_id}).one_or_none()
    if row is None:
        raise not_found()
    return row


def sessions(connection: Connection, account_id: int) -> Rows:
    """Those that are open, the one used last first."""
    return connection.execute(text(_SESSIONS), {"id": account_id}).all()
