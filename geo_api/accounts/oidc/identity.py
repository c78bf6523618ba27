"""Whose account an identity is, and the roles that its claims give, written anew at each sign-in."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection, text

from geo_api.accounts.oidc.mapping import Given, Names
from geo_api.sessions import LONGEST_DAYS

log = structlog.get_logger()

UNITS = """
SELECT code, min(unit_id) AS unit_id FROM unit_code WHERE code = ANY(:codes) AND valid @> current_date
 GROUP BY code HAVING count(DISTINCT unit_id) = 1
"""
ENTER = """
SELECT entered, refused, is_new FROM enter_by_identity(
    :issuer, :subject, :name, :spare_name, CAST(:roles AS text[]), CAST(:unit_ids AS bigint[]), :days)
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as a provider knows them, and what it says of them."""

    issuer: str
    subject: str
    names: Names
    given: Sequence[Given]


def enter(connection: Connection, identity: Identity) -> int | None:
    """The number of the account, made where there is none and there would be a role; None when nobody enters."""
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
    if row.refused:
        log.warning("oidc_sign_in", refused=row.refused)
    return None if row.entered is None else int(row.entered)


def _units(connection: Connection, given: Sequence[Given]) -> dict[str, int]:
    """Code → the unit that has it today; codes of none, or of several, are noted and left out."""
    codes = {each.code for each in given if each.code is not None}
    if not codes:
        return {}
    found = {row.code: row.unit_id for row in connection.execute(text(UNITS), {"codes": sorted(codes)})}
    if unknown := sorted(codes - set(found)):
        log.warning("oidc_sign_in", unknown_units=unknown[:20])
    return found
