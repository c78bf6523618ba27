"""Signing in and changing a password: throttled, and the same words and the same time whatever was wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.accounts import passwords, second_factor, throttle
from geo_api.accounts.throttle import Attempt
from geo_api.audit import Action, Actor, Event, account_subject, record, unknown_name
from geo_api.db import Database, Duty
from geo_api.errors import FirstPasswordOver, NotSignedIn
from geo_api.secret_keys import SecretKeys
from geo_api.sessions import Session, end_all, find_session, open_session, signed_in_at
from geo_api.values import is_plain

# So long somebody may wait with choosing a password of their own.
FIRST_PASSWORD_DAYS = 14
FIND = f"""
SELECT id, name, password_hash, disabled_at,
       must_change_password AND password_changed_at < now() - interval '{FIRST_PASSWORD_DAYS} days' AS has_run_out
  FROM account WHERE name_key = fold_vi(normalize(:name, NFC))
"""
# Nothing when the account was disabled or its password changed while this one was being looked at.
ENTER = """
UPDATE account SET signed_in_at = now(), password_hash = :new_hash
 WHERE id = :id AND password_hash = :old_hash AND disabled_at IS NULL RETURNING id
"""
CHANGE = """
UPDATE account SET password_hash = :new_hash, password_changed_at = now(), must_change_password = false
 WHERE id = :id AND password_hash = :old_hash AND disabled_at IS NULL RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request comes from. token: of the session it had before."""

    address: str
    user_agent: str
    token: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody has signed in; only the browser gets the token."""

    session: Session
    token: str


def sign_in(
    database: Database, keys: SecretKeys, name: str, password: str, code: str | None, browser: Browser
) -> Entered:
    """Open a session. Raises NotSignedIn, in the same words for whatever is wrong, and TooMany.

    Once the password is right: FirstPasswordOver, and CodeNeeded where the account has a second factor.
    """
    attempt = Attempt(name if is_plain(name) else "", browser.address)
    row, newer = verified(database, attempt, password)
    check_code(database, keys, Actor(row.name, row.id, address=browser.address), row.id, code)
    given = {"id": row.id, "old_hash": row.password_hash, "new_hash": newer or row.password_hash}
    return _enter(database, attempt, ENTER, given, browser)


def change_password(database: Database, session: Session, current: str, new: str, browser: Browser) -> Entered:
    """Set a new password and sign the account out everywhere else. Raises EasyPassword, NotSignedIn, TooMany."""
    passwords.check_new(new, session.account.name)
    if current == new:
        raise passwords.EasyPassword("Mật khẩu mới phải khác mật khẩu cũ.", "The new password must be another one.")
    attempt = Attempt(session.account.name, browser.address)
    row, _ = verified(database, attempt, current)
    given = {"id": row.id, "old_hash": row.password_hash, "new_hash": passwords.hash_of(new)}
    return _enter(database, attempt, CHANGE, given, browser, alone=True)


def verified(database: Database, attempt: Attempt, password: str) -> tuple[Row[*tuple[Any, ...]], str | None]:
    """The account of that name and password, and a newer hash of it if there is one. Raises NotSignedIn, TooMany,
    and FirstPasswordOver.
    """
    with database.transaction(Duty.ACCOUNTS) as connection:
        throttle.count(connection, attempt)
        row = connection.execute(text(FIND), {"name": attempt.name}).one_or_none()
    # Outside of the transaction: a hash takes long, and no connection should wait for it.
    is_right, newer = passwords.verify(password, row.password_hash if row else None)
    if row is None or not is_right or row.disabled_at is not None:
        with database.transaction(Duty.ACCOUNTS) as connection:
            record(connection, _failed(attempt, row))
        raise wrong()
    if row.has_run_out:
        raise _over()
    return row, newer


def check_code(database: Database, keys: SecretKeys, actor: Actor, account_id: int, code: str | None) -> None:
    """Raises CodeNeeded when the actor's account has a second factor and `code` is none of its codes."""
    with database.transaction(Duty.ACCOUNTS) as connection:
        refused = second_factor.check(connection, keys, account_id, code)
        if refused is not None and code is not None:
            details = {"why": "code"}
            record(connection, Event(Action.SIGN_IN_FAILED, actor, account_subject(account_id), details))
    if refused is not None:
        raise refused


def _failed(attempt: Attempt, row: Row[*tuple[Any, ...]] | None) -> Event:
    """A name that is nobody's may be a password typed into the wrong field: it is not written down."""
    if row is None:
        nobody = Actor("", address=attempt.address)
        return Event(Action.SIGN_IN_FAILED, nobody, details={"name": unknown_name(attempt.name)})
    return Event(Action.SIGN_IN_FAILED, Actor(row.name, row.id, address=attempt.address), account_subject(row.id))


def _enter(
    database: Database, attempt: Attempt, update: str, given: dict[str, Any], browser: Browser, *, alone: bool = False
) -> Entered:
    """Do `update` and open a session. alone: every other session of the account ends."""
    with database.transaction(Duty.ACCOUNTS) as connection:
        if connection.scalar(text(update), given) is None:
            raise wrong()
        throttle.forgive(connection, attempt)
        entered = (_going_on if alone else _opened)(connection, given["id"], browser)
        account, action = entered.session.account, Action.PASSWORD_CHANGED if alone else Action.SIGN_IN
        actor = Actor(account.name, account.id, address=browser.address)
        record(connection, Event(action, actor, account_subject(account.id)))
        return entered


def reopened(connection: Connection, account_id: int, browser: Browser) -> Entered:
    """A new session for this browser; every other of the account ends."""
    end_all(connection, account_id)
    return _opened(connection, account_id, browser)


def _going_on(connection: Connection, account_id: int, browser: Browser) -> Entered:
    """As `reopened`, no fresher than it was: a password alone is less than signing in may ask for."""
    since = signed_in_at(connection, browser.token or "")
    end_all(connection, account_id)
    return _opened(connection, account_id, browser, since)


def _opened(connection: Connection, account_id: int, browser: Browser, since: datetime | None = None) -> Entered:
    token = open_session(connection, account_id, browser.user_agent, browser.token, since=since)
    session = find_session(connection, token)
    if session is None:
        raise wrong()
    return Entered(session, token)


def _over() -> FirstPasswordOver:
    return FirstPasswordOver(
        f"Mật khẩu lần đầu chỉ dùng được {FIRST_PASSWORD_DAYS} ngày. Xin người quản trị cấp mật khẩu khác.",
        f"A first password lasts {FIRST_PASSWORD_DAYS} days. Ask an administrator for another one.",
    )


def wrong() -> NotSignedIn:
    return NotSignedIn("Tên hoặc mật khẩu không đúng.", "The name or the password is wrong.")
