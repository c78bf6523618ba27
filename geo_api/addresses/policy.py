"""What a register may be asked to be less strict in."""

from sqlalchemy import Connection, text

from geo_api.addresses.desk import LAYER
from geo_api.audit.events import Action, Actor, Event, record

_READ = "SELECT verifier_may_assign FROM address_policy"
_SET = "UPDATE address_policy SET verifier_may_assign = :may WHERE verifier_may_assign <> :may"


def verifier_may(connection: Connection) -> bool:
    """Whether whoever verified an address may assign it."""
    return bool(connection.scalar(text(_READ)))


def set_policy(connection: Connection, by: Actor, *, verifier_may_assign: bool) -> None:
    """As the owner, on record when it changes something."""
    if connection.execute(text(_SET), {"may": verifier_may_assign}).rowcount:
        record(connection, Event(Action.ADDRESS_POLICY, by, LAYER, {"verifier_may_assign": verifier_may_assign}))
