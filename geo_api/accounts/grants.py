"""Roles of accounts: given for a place and some days, ended from a day on. What was held stays on record."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.errors import ExclusionViolation, ForeignKeyViolation
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from geo_api.account import ROLE_TITLES, Role
from geo_api.audit import Action, Actor, Event, account_subject, record
from geo_api.days import today
from geo_api.errors import BadRequest, Conflict, not_found

# Held for one unit they would open nothing: what they are about has no place.
EVERYWHERE = (Role.ADMIN, Role.AUDITOR, Role.RULE_EDITOR)

_GIVE = """
INSERT INTO account_role (account_id, role, unit_id, valid, granted_by)
VALUES (:account_id, :role, :unit_id, daterange(:first_day, :last_day, '[]'), :granted_by)
RETURNING id
"""
_STANDS = """
SELECT EXISTS (SELECT FROM unit_version WHERE unit_id = :unit_id AND upper_inf(recorded)
                  AND valid && daterange(:first_day, :last_day, '[]'))
"""
# Of a role that began today or later nothing is left.
_END = """
WITH gone AS (DELETE FROM account_role WHERE (id, account_id) = (:id, :account_id) AND lower(valid) >= current_date
              RETURNING role, unit_id),
     shortened AS (UPDATE account_role SET valid = valid * daterange(NULL, current_date)
                    WHERE (id, account_id) = (:id, :account_id) AND coalesce(lower(valid) < current_date, true)
                      AND coalesce(upper(valid) > current_date, true) RETURNING role, unit_id)
SELECT role, unit_id FROM gone UNION ALL SELECT role, unit_id FROM shortened
"""
_UNIT = "SELECT DISTINCT unit_id FROM unit_code WHERE code = :code AND valid @> current_date"


@dataclass(frozen=True, slots=True)
class Given:
    """A role for an account: in that unit, None everywhere; both days inclusive, no last day: without end."""

    role: Role
    unit_id: int | None
    first_day: date
    last_day: date | None

    @property
    def as_values(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "unit_id": self.unit_id,
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


def unit_of_code(connection: Connection, code: str) -> int:
    """The unit that has the code today. Raises BadRequest when none or several have it."""
    found = connection.scalars(text(_UNIT), {"code": code.replace("\x00", "")}).all()
    if len(found) != 1:
        raise BadRequest(
            f"Hôm nay {'không có đơn vị nào' if not found else 'có nhiều đơn vị'} mang mã “{code[:40]}”.",
            f"Today {'no unit has' if not found else 'several units have'} the code “{code[:40]}”.",
        )
    return int(found[0])


def check(connection: Connection, given: Given) -> None:
    """Raises BadRequest for a role that could never be used: in a wrong place, or on days that are past."""
    check_place(given.role, given.unit_id)
    if given.first_day < today():
        raise BadRequest(
            "Ngày đầu của vai trò đã qua: vai trò chỉ bắt đầu từ hôm nay trở đi.",
            "The first day of the role is past: it can begin today or later.",
        )
    if given.last_day is not None and given.last_day < given.first_day:
        raise BadRequest(
            f"Ngày cuối của vai trò, {given.last_day}, đã qua hoặc trước ngày đầu.",
            f"The last day of the role, {given.last_day}, is past or before its first.",
        )
    if given.unit_id is not None and not connection.scalar(text(_STANDS), given.as_values):
        raise BadRequest(
            "Không có đơn vị này trong những ngày ấy: đơn vị đã kết thúc, hoặc chưa có.",
            "There is no such unit on those days: it has ended, or is not there yet.",
        )


def check_place(role: Role, unit: object | None) -> None:
    """Raises BadRequest for a role in a unit that is only held everywhere."""
    if unit is not None and role in EVERYWHERE:
        raise BadRequest(
            f"Vai trò {role.value} ({ROLE_TITLES[role].vi}) không gắn với đơn vị: hãy để trống đơn vị.",
            f"The role {role.value} ({ROLE_TITLES[role].en}) is not for a unit: leave out the unit.",
        )


def give(connection: Connection, account_id: int, given: Given, by: Actor) -> int:
    """Give the role; gives its number.

    Raises BadRequest for one that could never be used, NotFound without such an account, Conflict when it is held on
    some of those days already.
    """
    check(connection, given)
    values = {"account_id": account_id, "granted_by": by.name, **given.as_values}
    try:
        with connection.begin_nested():
            number = int(connection.execute(text(_GIVE), values).scalar_one())
    except IntegrityError as error:
        raise _why(error, given) from error
    record(connection, Event(Action.ROLE_GIVEN, by, account_subject(account_id), _told(given)))
    return number


def _told(given: Given) -> dict[str, Any]:
    """For the audit log."""
    first, last = given.first_day.isoformat(), given.last_day.isoformat() if given.last_day else None
    return {"role": given.role.value, "unit": given.unit_id, "first_day": first, "last_day": last}


def _why(error: IntegrityError, given: Given) -> Exception:
    if isinstance(error.orig, ForeignKeyViolation):
        return not_found()
    if isinstance(error.orig, ExclusionViolation):
        title = ROLE_TITLES[given.role]
        return Conflict(
            f"Tài khoản đã có vai trò {title.vi} ở nơi đó trong những ngày ấy; hãy kết thúc vai trò cũ trước.",
            f"The account has the role {title.en} there on some of those days already; end that one first.",
        )
    return error


def end(connection: Connection, account_id: int, grant_id: int, by: Actor) -> None:
    """End the role from today on. Raises NotFound when the account has no such role any more."""
    row = connection.execute(text(_END), {"id": grant_id, "account_id": account_id}).one_or_none()
    if row is None:
        raise not_found()
    told = {"role": row.role, "unit": row.unit_id}
    record(connection, Event(Action.ROLE_TAKEN, by, account_subject(account_id), told))
