"""Accounts as their administrator handles them: made, listed, disabled, given a password. All as the tables' owner."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from geo_api.account import Role
from geo_api.accounts import passwords
from geo_api.accounts.documents import NAME_LENGTH
from geo_api.accounts.tokens import revoke_all
from geo_api.days import today
from geo_api.errors import CommandFailed
from geo_api.sessions import end_all

NAME = re.compile(rf"\w[\w.@-]{{1,{NAME_LENGTH - 1}}}")

ADD = """
INSERT INTO account (name, password_hash, must_change_password)
VALUES (:name, :password_hash, :must_change_password) RETURNING id
"""
GIVE = """
INSERT INTO account_role (account_id, role, unit_id, valid)
VALUES (:account_id, :role, :unit_id, daterange(current_date, :last_day, '[]'))
"""
RENEW = """
UPDATE account SET password_hash = :password_hash, must_change_password = :must_change_password,
       password_changed_at = now() WHERE id = :id
"""
DISABLE = "UPDATE account SET disabled_at = CASE WHEN :is_disabled THEN coalesce(disabled_at, now()) END WHERE id = :id"
UNIT = "SELECT DISTINCT unit_id FROM unit_code WHERE code = :code AND valid @> current_date"
LIST = """
SELECT a.name, a.disabled_at, a.must_change_password, a.created_at, a.created_by, a.signed_in_at, a.password_changed_at,
       (SELECT count(*) FROM account_session AS s WHERE s.account_id = a.id AND s.expires_at > now()
           AND s.seen_at > now() - interval '8 hours') AS sessions,
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
    """A password for an account. first: its owner has to change it before doing anything."""

    text: str
    first: bool


@dataclass(frozen=True, slots=True)
class Given:
    """Roles for an account: for the unit of that code, None everywhere; to that day inclusive, None without end."""

    roles: Sequence[Role]
    unit_code: str | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """An account and all its roles, those of other days too."""

    name: str
    disabled_at: datetime | None
    must_change_password: bool
    created_at: datetime
    created_by: str
    signed_in_at: datetime | None
    password_changed_at: datetime
    sessions: int
    roles: list[dict[str, Any]]


def chosen_password(given: str, name: str) -> Password:
    """The password that somebody chose for the account. Raises EasyPassword."""
    passwords.check_new(given, name)
    return Password(given, first=False)


def made_password() -> Password:
    return Password(passwords.first_password(), first=True)


def checked_name(name: str) -> str:
    """The name as it is kept. Raises CommandFailed for one that cannot be a name."""
    name = normalize("NFC", name)
    if not NAME.fullmatch(name):
        raise CommandFailed(
            f"Tên “{name[:80]}” không dùng được: cần 2 đến {NAME_LENGTH} chữ, số, dấu . - _ @, không có dấu cách.",
            f"The name “{name[:80]}” cannot be used: 2 to {NAME_LENGTH} letters, digits, . - _ @, no spaces.",
        )
    return name


def checked_last_day(last_day: date | None) -> date | None:
    """The last day of a role. Raises CommandFailed for one that is past."""
    if last_day is not None and last_day < today():
        raise CommandFailed(f"--until {last_day}: ngày ấy đã qua.", f"--until {last_day}: that day is past.")
    return last_day


def add(connection: Connection, name: str, password: Password, given: Given) -> None:
    """Make the account. Raises CommandFailed when there is one of that name, or no unit of that code."""
    unit_id = _unit(connection, given.unit_code) if given.unit_code is not None else None
    try:
        with connection.begin_nested():
            account_id = connection.scalar(text(ADD), {"name": name, **_stored(password)})
    except IntegrityError as error:
        raise CommandFailed(
            f"Đã có tài khoản tên “{name}” (không phân biệt dấu và chữ hoa).",
            f"There is an account “{name}” already (marks and capitals make no difference).",
        ) from error
    for role in dict.fromkeys(given.roles):
        connection.execute(
            text(GIVE), {"account_id": account_id, "role": role, "unit_id": unit_id, "last_day": given.last_day}
        )


def renew_password(connection: Connection, name: str, password: Password) -> None:
    """Set the password and sign the account out everywhere. Raises CommandFailed when there is no such account."""
    account_id = account_named(connection, name)
    connection.execute(text(RENEW), {"id": account_id, **_stored(password)})
    end_all(connection, account_id)


def set_disabled(connection: Connection, name: str, is_disabled: bool) -> None:
    """Disable the account, which ends its sessions and tokens, or enable it. Raises CommandFailed when there is none."""
    account_id = account_named(connection, name)
    connection.execute(text(DISABLE), {"id": account_id, "is_disabled": is_disabled})
    if is_disabled:
        end_all(connection, account_id)
        revoke_all(connection, account_id)


def listed(connection: Connection) -> list[Listed]:
    """All accounts by name."""
    return [Listed(**row) for row in connection.execute(text(LIST)).mappings()]


def _stored(password: Password) -> dict[str, Any]:
    return {"password_hash": passwords.hash_of(password.text), "must_change_password": password.first}


def account_named(connection: Connection, name: str) -> int:
    """The number of the account. Raises CommandFailed when there is none of that name."""
    query = "SELECT id FROM account WHERE name_key = fold_vi(:name)"
    found = connection.scalar(text(query), {"name": normalize("NFC", name).replace("\x00", "")})
    if found is None:
        raise CommandFailed(
            f"Không có tài khoản “{name[:80]}”. Xem: wardmap user list",
            f"There is no account “{name[:80]}”. See: wardmap user list",
        )
    return int(found)


def _unit(connection: Connection, code: str) -> int:
    found = connection.scalars(text(UNIT), {"code": code.replace("\x00", "")}).all()
    if len(found) != 1:
        raise CommandFailed(
            f"Hôm nay {'không có đơn vị nào' if not found else 'có nhiều đơn vị'} mang mã “{code[:40]}”.",
            f"Today {'no unit has' if not found else 'several units have'} the code “{code[:40]}”.",
        )
    return int(found[0])
