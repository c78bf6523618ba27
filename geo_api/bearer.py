"""Tokens with which programs act for an account: `Authorization: Bearer wmt_…` (RFC 6750).

A token is 256 bits of chance and a checksum: what was mistyped costs no look at the database, and programs that search
files for secrets know one when they see it. The database has its hash alone.
"""

import re
import secrets
from collections.abc import Sequence
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Row, text
from starlette.requests import HTTPConnection

from geo_api.account import Role
from geo_api.errors import BadToken
from geo_api.sessions import HAS_SECOND_FACTOR, SEEN_SECONDS, Session, account_of, hash_of

PREFIX = "wmt_"
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
BODY_LENGTH = 43
CHECK_LENGTH = 6
SHAPE = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{BODY_LENGTH + CHECK_LENGTH}}}")
# The word of the scheme is known however it is written (RFC 9110).
HEADER = re.compile(rf"bearer +({SHAPE.pattern})", re.IGNORECASE)

# It may what it was made for, as far as the account itself may today.
FIND = f"""
SELECT account.id, account.name, account.must_change_password, token.id AS token_id, token.expires_at, token.may_write,
       (token.last_used_at > now() - interval '{SEEN_SECONDS} seconds' AND token.last_used_from = :network)
           IS NOT TRUE AS is_stale,
       CASE WHEN account.password_hash IS NULL THEN 'provider' ELSE 'password' END AS opened_by, {HAS_SECOND_FACTOR},
       ARRAY(SELECT role FROM account_role WHERE account_id = account.id AND valid @> current_date) AS all_roles,
       may.role, may.unit_id
  FROM account_token AS token
  JOIN account ON account.id = token.account_id
  LEFT JOIN LATERAL (
        SELECT held.role, coalesce(wanted.unit_id, held.unit_id) AS unit_id
          FROM account_token_role AS wanted
          JOIN account_role AS held ON held.account_id = account.id AND held.role = wanted.role
               AND held.valid @> current_date
               AND (wanted.unit_id IS NULL OR held.unit_id IS NULL OR held.unit_id = wanted.unit_id)
         WHERE wanted.token_id = token.id) AS may ON true
 WHERE token.token_hash = :token_hash AND token.expires_at > now() AND account.disabled_at IS NULL
"""
USED = "UPDATE account_token SET last_used_at = now(), last_used_from = :network WHERE id = :id"


def made_token() -> str:
    """A new token."""
    body = _in_signs(secrets.randbits(256), BODY_LENGTH)
    return PREFIX + body + _checksum(body)


def is_token(word: str) -> bool:
    """Whether `word` has the shape of a token and the checksum of its own signs."""
    body = word[len(PREFIX) : -CHECK_LENGTH]
    return SHAPE.fullmatch(word) is not None and _checksum(body) == word[-CHECK_LENGTH:]


def bearer_of(request: HTTPConnection) -> str | None:
    """The token that the request shows; None when it shows nothing. Raises BadToken for anything else that it shows."""
    shown = request.headers.getlist("authorization")
    if not shown:
        return None
    found = HEADER.fullmatch(shown[0])
    if len(shown) > 1 or found is None or not is_token(found[1]):
        raise bad_token()
    return found[1]


def find_bearer(connection: Connection, token: str, network: str) -> Session:
    """Whose token it is, with what it may today; notes when and from which network it was used.

    Raises BadToken, the same for one that never was, is revoked, has run out, or whose account is disabled.
    """
    rows = connection.execute(text(FIND), {"token_hash": hash_of(token), "network": network}).all()
    if not rows:
        raise bad_token()
    if rows[0].is_stale:
        connection.execute(text(USED), {"id": rows[0].token_id, "network": network})
    return _session(rows)


def _session(rows: Sequence[Row[*tuple[Any, ...]]]) -> Session:
    row = rows[0]
    roles = frozenset(map(Role, row.all_roles))
    return Session(
        account_of(rows),
        row.expires_at,
        is_fresh=False,
        opened_by=row.opened_by,
        has_second_factor=row.has_second_factor,
        all_roles=roles,
        via="token",
        token_id=row.token_id,
        may_write=row.may_write,
    )


def bad_token() -> BadToken:
    return BadToken("Mã truy cập không dùng được.", "The token cannot be used.")


def _checksum(body: str) -> str:
    return _in_signs(crc32(f"{PREFIX}{body}".encode()), CHECK_LENGTH)


def _in_signs(number: int, length: int) -> str:
    signs = ""
    for _ in range(length):
        number, rest = divmod(number, len(SIGNS))
        signs = SIGNS[rest] + signs
    return signs
