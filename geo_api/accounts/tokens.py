"""Tokens of an account: made, listed, revoked. How one is shown and found again: `geo_api.bearer`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from geo_api.account import Account, Grant, Role
from geo_api.bearer import made_token
from geo_api.errors import BadRequest, Conflict
from geo_api.sessions import hash_of

MOST = 20
LONGEST_DAYS = 366

# Of two that are made at once the second waits, and counts the first.
LOCK = "SELECT id FROM account WHERE id = :account_id FOR NO KEY UPDATE"
FORGET = "DELETE FROM account_token WHERE account_id = :account_id AND expires_at < now() - interval '30 days'"
COUNT = "SELECT count(*) FROM account_token WHERE account_id = :account_id AND expires_at > now()"
MAKE = """
INSERT INTO account_token (account_id, token_hash, name, may_write, expires_at)
VALUES (:account_id, :token_hash, :name, :may_write, now() + make_interval(days => :days)) RETURNING id
"""
SCOPE = "INSERT INTO account_token_role (token_id, role, unit_id) VALUES (:token_id, :role, :unit_id)"
LIST = """
SELECT id, name, may_write, created_at, expires_at, last_used_at, last_used_from,
       (SELECT json_agg(json_build_object('role', role, 'unit_id', unit_id) ORDER BY role, unit_id)
          FROM account_token_role WHERE token_id = token.id) AS roles
  FROM account_token AS token
 WHERE account_id = :account_id AND expires_at > now() - interval '30 days' ORDER BY id
"""
REVOKE = "DELETE FROM account_token WHERE account_id = :account_id AND id = :id RETURNING id"
REVOKE_ALL = "DELETE FROM account_token WHERE account_id = :account_id RETURNING id"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A token as its owner wants it. grants: with unit_id None, wherever the account holds the role at the time."""

    name: str
    grants: Sequence[Grant]
    may_write: bool
    days: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A token as it is kept, those that have run out too."""

    id: int
    name: str
    may_write: bool
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    last_used_from: str | None
    roles: list[dict[str, Any]]


def check_held(account: Account, grants: Sequence[Grant]) -> None:
    """Raises BadRequest for a role that the account does not hold today, or not for that unit."""
    for grant in grants:
        if not account.holds(grant.role) and grant not in account.grants and not _holds_some(account, grant):
            place = "" if grant.unit_id is None else f" ({grant.unit_id})"
            raise BadRequest(
                f"Bạn không giữ vai trò {grant.role.value}{place}.",
                f"You do not hold the role {grant.role.value}{place}.",
            )


def _holds_some(account: Account, grant: Grant) -> bool:
    return grant.unit_id is None and grant.role in account.roles


def make(connection: Connection, account_id: int, wanted: Wanted) -> tuple[Listed, str]:
    """A new token, and what is kept of it. Raises Conflict when there are MOST, BadRequest for a unit there is not."""
    connection.execute(text(LOCK), {"account_id": account_id})
    connection.execute(text(FORGET), {"account_id": account_id})
    if (connection.scalar(text(COUNT), {"account_id": account_id}) or 0) >= MOST:
        raise Conflict(
            f"Đã có {MOST} mã truy cập; hãy thu hồi bớt.", f"There are {MOST} tokens already; revoke some first."
        )
    token = made_token()
    given = {"name": wanted.name, "may_write": wanted.may_write, "days": wanted.days}
    token_id = connection.scalar(text(MAKE), {"account_id": account_id, "token_hash": hash_of(token), **given})
    _write_scope(connection, token_id, wanted.grants)
    (made,) = (one for one in listed(connection, account_id) if one.id == token_id)
    return made, token


def _write_scope(connection: Connection, token_id: int | None, grants: Sequence[Grant]) -> None:
    rows = [{"token_id": token_id, "role": Role(g.role).value, "unit_id": g.unit_id} for g in dict.fromkeys(grants)]
    try:
        connection.execute(text(SCOPE), rows)
    except IntegrityError as error:
        raise BadRequest("Không có đơn vị ấy.", "There is no such unit.") from error


def listed(connection: Connection, account_id: int) -> list[Listed]:
    """The tokens of the account, the oldest first."""
    return [Listed(**row) for row in connection.execute(text(LIST), {"account_id": account_id}).mappings()]


def revoke(connection: Connection, account_id: int, token_id: int) -> bool:
    """Whether the account had that token; it counts for nothing from the next request on."""
    return connection.scalar(text(REVOKE), {"account_id": account_id, "id": token_id}) is not None


def revoke_all(connection: Connection, account_id: int) -> list[int]:
    """Revoke all tokens of the account; gives their numbers."""
    return list(connection.scalars(text(REVOKE_ALL), {"account_id": account_id}))
