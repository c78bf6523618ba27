"""Browser sessions: a random token in a cookie, its hash in the database. Nothing is kept in the process.

Rights and roles are looked up with every request: an account that is disabled, or loses a role, loses it at once.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, text

from geo_api.account import Account, Grant, Role
from geo_api.settings import Settings

COOKIE = "wardmap_session"
IDLE_HOURS = 8
LONGEST_DAYS = 7
# So long after the password was given one may do what would harm most if the browser were left alone.
FRESH_MINUTES = 15
# How stale the note of the last use may get: it need not be written with every request.
SEEN_SECONDS = 60
USER_AGENT_LENGTH = 200

HAS_SECOND_FACTOR = """EXISTS (SELECT FROM account_second_factor AS factor
            WHERE factor.account_id = account.id AND factor.confirmed_at IS NOT NULL) AS has_second_factor"""
# Whom a provider has let in need not know a first password: only who came with it has to change it.
FIND = f"""
SELECT account.id, account.name,
       account.must_change_password AND session.opened_by = 'password' AS must_change_password,
       account.password_hash IS NOT NULL AS has_password,
       session.expires_at,
       session.created_at > now() - interval '{FRESH_MINUTES} minutes' AS is_fresh,
       session.opened_by, {HAS_SECOND_FACTOR},
       session.seen_at < now() - interval '{SEEN_SECONDS} seconds' AS is_stale, held.role, held.unit_id
  FROM account_session AS session
  JOIN account ON account.id = session.account_id
  LEFT JOIN account_role AS held ON held.account_id = account.id AND held.valid @> current_date
 WHERE session.token_hash = :token_hash AND session.expires_at > now()
   AND session.seen_at > now() - interval '{IDLE_HOURS} hours' AND account.disabled_at IS NULL
"""
OPEN = f"""
INSERT INTO account_session (token_hash, account_id, created_at, expires_at, user_agent, opened_by)
VALUES (:token_hash, :account_id, coalesce(:since, now()), now() + interval '{LONGEST_DAYS} days', :user_agent,
        :opened_by)
"""
OTHERS = f"""
SELECT created_at AS started, seen_at AS last_used, expires_at AS expires, user_agent AS browser FROM account_session
 WHERE account_id = :id AND token_hash <> :token_hash AND expires_at > now()
   AND seen_at > now() - interval '{IDLE_HOURS} hours' ORDER BY seen_at DESC
"""
FORGET = f"""
DELETE FROM account_session
 WHERE expires_at < now() OR seen_at < now() - interval '{IDLE_HOURS} hours' OR token_hash = :token_hash
"""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who is signed in, until when at the longest. is_fresh: the password was given a short while ago.

    via: by a `session` of a browser, or by a program's `token` (token_id), which may be one that only reads.
    opened_by: with the `password`, or through a `provider` of identities. all_roles: those of the account, also where a
    token has fewer. has_password: else the account is signed in to through a provider of identities alone.
    """

    account: Account
    expires: datetime
    is_fresh: bool
    opened_by: str
    has_second_factor: bool
    all_roles: frozenset[Role]
    via: str = "session"
    token_id: int | None = None
    may_write: bool = True
    has_password: bool = True

    def lacks_second_factor(self, needing: frozenset[Role]) -> bool:
        """Whether the account has a role that needs one, and it is for us to ask for it."""
        return not self.has_second_factor and self.opened_by == "password" and bool(needing & self.all_roles)


def cookie_name(settings: Settings) -> str:
    """With the prefix that ties it to this host alone, where the service is reached by https."""
    return f"__Host-{COOKIE}" if settings.is_https else COOKIE


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def open_session(
    connection: Connection,
    account_id: int,
    user_agent: str,
    before: str | None,
    opened_by: str = "password",
    since: datetime | None = None,
) -> str:
    """A new session; gives its token. The one the browser had `before` ends, and with it all that are over.

    opened_by: `password`, or `provider` where a provider of identities has asked for all that there is to ask for.
    since: when somebody signed in who goes on here; None: now.
    """
    token = secrets.token_urlsafe(32)
    end_session(connection, before or "")
    given = {"token_hash": hash_of(token), "account_id": account_id, "opened_by": opened_by, "since": since}
    connection.execute(text(OPEN), {**given, "user_agent": _printable(user_agent)})
    return token


def _printable(user_agent: str) -> str:
    return "".join(sign for sign in user_agent if sign.isprintable())[:USER_AGENT_LENGTH]


def signed_in_at(connection: Connection, token: str) -> datetime | None:
    """When the session was opened by all that signing in asks for; None when there is no such session."""
    query = text("SELECT created_at FROM account_session WHERE token_hash = :token_hash")
    moment: datetime | None = connection.scalar(query, {"token_hash": hash_of(token)})
    return moment


def end_session(connection: Connection, token: str) -> None:
    connection.execute(text(FORGET), {"token_hash": hash_of(token)})


def end_all(connection: Connection, account_id: int, but: str = "") -> None:
    """Sign the account out everywhere, but for the session of that token."""
    ended = "DELETE FROM account_session WHERE account_id = :id"
    if but:
        connection.execute(text(f"{ended} AND token_hash <> :but"), {"id": account_id, "but": hash_of(but)})
    else:
        # An administrator's role may end sessions, and not read of which token they are.
        connection.execute(text(ended), {"id": account_id})


def other_sessions(connection: Connection, account_id: int, token: str) -> Sequence[RowMapping]:
    """The account's sessions that go on, but for that of the token, the last used first."""
    return connection.execute(text(OTHERS), {"id": account_id, "token_hash": hash_of(token)}).mappings().all()


def find_session(connection: Connection, token: str) -> Session | None:
    """Whose session it is, with the roles of today; None when it is over, unknown, or the account is disabled."""
    rows = connection.execute(text(FIND), {"token_hash": hash_of(token)}).all()
    if not rows:
        return None
    if rows[0].is_stale:
        seen = "UPDATE account_session SET seen_at = now() WHERE token_hash = :token_hash"
        connection.execute(text(seen), {"token_hash": hash_of(token)})
    account, row = account_of(rows), rows[0]
    return Session(
        account,
        row.expires_at,
        row.is_fresh,
        row.opened_by,
        row.has_second_factor,
        account.roles,
        has_password=row.has_password,
    )


def anybody_can_sign_in(connection: Connection) -> bool:
    return bool(connection.scalar(text("SELECT EXISTS (SELECT FROM account WHERE disabled_at IS NULL)")))


def account_of(rows: Sequence[Row[*tuple[Any, ...]]]) -> Account:
    """The account of these rows: one for each role."""
    grants = frozenset(Grant(Role(row.role), row.unit_id) for row in rows if row.role is not None)
    return Account(rows[0].id, rows[0].name, grants, rows[0].must_change_password)
