"""Accounts as their administrators handle them: made, listed, disabled, given a password."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from geo_api.accounts import passwords
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.accounts.tokens import revoke_all
from geo_api.audit import Action, Actor, Event, account_subject, record
from geo_api.errors import BadRequest, Conflict, NotFound, not_found
from geo_api.sessions import IDLE_HOURS, end_all

NAME = re.compile(rf"\w[\w.@-]{{1,{NAME_LENGTH - 1}}}")

ADD = """
INSERT INTO account (name, password_hash, must_change_password, created_by)
VALUES (:name, :password_hash, :must_change_password, :created_by) RETURNING id
"""
RENEW = """
UPDATE account SET password_hash = :password_hash, must_change_password = :must_change_password,
       password_changed_at = now() WHERE id = :id
"""
DISABLE = "UPDATE account SET disabled_at = CASE WHEN :is_disabled THEN coalesce(disabled_at, now()) END WHERE id = :id"
LIST = f"""
SELECT a.name, a.disabled_at, a.must_change_password, a.created_at, a.created_by, a.signed_in_at, a.password_changed_at,
       (SELECT count(*) FROM account_session AS s WHERE s.account_id = a.id AND s.expires_at > now()
           AND s.seen_at > now() - interval '{IDLE_HOURS} hours') AS sessions,
       coalesce((SELECT json_agg(json_build_object('issuer', i.issuer, 'subject', i.subject)
                    ORDER BY i.issuer, i.subject)
                   FROM account_identity AS i WHERE i.account_id = a.id), '[]') AS identities,
       coalesce((SELECT json_agg(json_build_object(
                    'role', r.role, 'unit_id', r.unit_id, 'unit', v.name, 'code', c.code,
                    'from', lower(r.valid), 'until', upper(r.valid) - 1, 'today', r.valid @> current_date)
                    ORDER BY r.role, c.code)
                   FROM account_role AS r
                   LEFT JOIN unit_version AS v ON v.unit_id = r.unit_id AND v.valid @> current_date
                         AND upper_inf(v.recorded)
                   LEFT JOIN LATERAL (SELECT min(code) AS code FROM unit_code
                                       WHERE unit_id = r.unit_id AND valid @> current_date) AS c ON true
                  WHERE r.account_id = a.id), '[]') AS roles
  FROM account AS a ORDER BY a.name_key
"""


@dataclass(frozen=True, slots=True)
class Password:
    """A password for an account, and the hash that is kept. first: its owner has to change it before doing anything."""

    text: str
    hash: str
    first: bool

    @property
    def stored(self) -> dict[str, Any]:
        return {"password_hash": self.hash, "must_change_password": self.first}


@dataclass(frozen=True, slots=True)
class Listed:
    """An account and all its roles, those of other days too. identities: by which a provider knows its owner."""

    name: str
    disabled_at: datetime | None
    must_change_password: bool
    created_at: datetime
    created_by: str
    signed_in_at: datetime | None
    password_changed_at: datetime
    sessions: int
    identities: list[dict[str, Any]]
    roles: list[dict[str, Any]]


def chosen_password(given: str, name: str) -> Password:
    """The password that somebody chose for the account. Raises EasyPassword."""
    passwords.check_new(given, name)
    return Password(given, passwords.hash_of(given), first=False)


def made_password() -> Password:
    """One by chance. Its hash takes its time: no connection should wait for it."""
    made = passwords.first_password()
    return Password(made, passwords.hash_of(made), first=True)


def checked_name(name: str) -> str:
    """The name as it is kept. Raises BadRequest for one that cannot be a name."""
    name = normalize("NFC", name)
    if not NAME.fullmatch(name):
        raise BadRequest(
            f"Tên “{name[:80]}” không dùng được: cần 2 đến {NAME_LENGTH} chữ, số, dấu . - _ @, không có dấu cách.",
            f"The name “{name[:80]}” cannot be used: 2 to {NAME_LENGTH} letters, digits, . - _ @, no spaces.",
        )
    return name


def add(connection: Connection, name: str, password: Password, by: Actor) -> int:
    """Make the account; gives its number.

    Raises BadRequest for what cannot be a name, Conflict when there is an account of that name.
    """
    name = checked_name(name)
    try:
        with connection.begin_nested():
            values = {"name": name, "created_by": by.name, **password.stored}
            account_id = int(connection.execute(text(ADD), values).scalar_one())
    except IntegrityError as error:
        raise Conflict(
            f"Đã có tài khoản tên “{name}” (không phân biệt dấu và chữ hoa).",
            f"There is an account “{name}” already (marks and capitals make no difference).",
        ) from error
    record(connection, Event(Action.ACCOUNT_ADDED, by, account_subject(account_id), {"name": name}))
    return account_id


def find(connection: Connection, name: str) -> int:
    """The number of the account of that name. Raises NotFound."""
    query = "SELECT id FROM account WHERE name_key = fold_vi(:name)"
    found = connection.scalar(text(query), {"name": normalize("NFC", name).replace("\x00", "")})
    if found is None:
        raise NotFound(
            f"Không có tài khoản “{name[:80]}”. Xem: wardmap user list",
            f"There is no account “{name[:80]}”. See: wardmap user list",
        )
    return int(found)


def renew_password(connection: Connection, account_id: int, password: Password, by: Actor) -> None:
    """Set the password and sign the account out everywhere. Raises NotFound."""
    _change(connection, RENEW, {"id": account_id, **password.stored})
    end_all(connection, account_id)
    record(connection, Event(Action.PASSWORD_RENEWED, by, account_subject(account_id)))


def set_disabled(connection: Connection, account_id: int, is_disabled: bool, by: Actor) -> None:
    """Disable the account, which signs it out everywhere and revokes its tokens, or enable it. Raises NotFound."""
    _change(connection, DISABLE, {"id": account_id, "is_disabled": is_disabled})
    if is_disabled:
        end_all(connection, account_id)
        revoke_all(connection, account_id)
    action = Action.ACCOUNT_DISABLED if is_disabled else Action.ACCOUNT_ENABLED
    record(connection, Event(action, by, account_subject(account_id)))


def _change(connection: Connection, update: str, values: dict[str, Any]) -> None:
    if connection.execute(text(update), values).rowcount != 1:
        raise not_found()


def listed(connection: Connection) -> list[Listed]:
    """All accounts by name."""
    return [Listed(**row) for row in connection.execute(text(LIST)).mappings()]
