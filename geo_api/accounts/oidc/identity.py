"""Whose account an identity is, and the roles that its claims give, written anew at each sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection, Row, text

from geo_api.accounts.oidc.mapping import Given, Names
from geo_api.audit import Action, Actor, Event, account_subject, record
from geo_api.sessions import LONGEST_DAYS

log = structlog.get_logger()

UNITS = """
SELECT code, min(unit_id) AS unit_id FROM unit_code WHERE code = ANY(:codes) AND valid @> current_date
 GROUP BY code HAVING count(DISTINCT unit_id) = 1
"""
ENTER = """
SELECT whose, called, is_new, refused, changes FROM enter_by_identity(
    :issuer, :subject, :name, :spare_name, CAST(:roles AS text[]), CAST(:unit_ids AS bigint[]), :days)
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as a provider knows them, and what it says of them. signed_in_at: there; None: it does not say."""

    issuer: str
    subject: str
    names: Names
    given: Sequence[Given]
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class Admitted:
    """The account of an identity; it holds a role today. actor: as the audit log has it."""

    account_id: int
    actor: Actor


def enter(connection: Connection, identity: Identity, address: str) -> Admitted | None:
    """The account, made where there is none and there would be a role; None when it is disabled or has no role."""
    units = _units(connection, identity.given)
    roles = [(each.role.value, units.get(each.code or "")) for each in identity.given if each.code in {None, *units}]
    values = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "name": identity.names.wanted,
        "spare_name": identity.names.spare,
        "roles": [role for role, _ in roles],
        "unit_ids": [unit_id for _, unit_id in roles],
        # As long as a session can last: its roles never outlive what the provider said of it.
        "days": LONGEST_DAYS + 1,
    }
    row = connection.execute(text(ENTER), values).one()
    actor = Actor(row.called or identity.names.wanted, row.whose, address=address)
    for event in _events(row, actor, identity.issuer):
        record(connection, event)
    return None if row.refused else Admitted(row.whose, actor)


def _units(connection: Connection, given: Sequence[Given]) -> dict[str, int]:
    """Code → the unit that has it today; codes of none, or of several, are noted and left out."""
    codes = {each.code for each in given if each.code is not None}
    if not codes:
        return {}
    found = {row.code: row.unit_id for row in connection.execute(text(UNITS), {"codes": sorted(codes)})}
    if unknown := sorted(codes - set(found)):
        log.warning("oidc_sign_in", unknown_units=unknown[:20])
    return found


def _events(row: Row[*tuple[Any, ...]], actor: Actor, issuer: str) -> list[Event]:
    """What the audit log is told: the account is made, its roles are others than before, it is kept out."""
    subject = account_subject(row.whose) if row.whose else ""
    by = {"by": issuer}
    events = [Event(Action.ACCOUNT_ADDED, actor, subject, {"name": row.called, **by})] if row.is_new else []
    for change in row.changes or ():
        action = Action.ROLE_GIVEN if change["given"] else Action.ROLE_TAKEN
        events.append(Event(action, actor, subject, {"role": change["role"], "unit": change["unit"], **by}))
    if row.refused:
        log.warning("oidc_sign_in", refused=row.refused)
        events.append(Event(Action.SIGN_IN_FAILED, actor, subject, {"why": row.refused, **by}))
    return events
