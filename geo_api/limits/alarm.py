"""Whoever looks for one thing after another that is not there is going through all there could be, however slowly.

It is told to people, once a day; nobody is kept out by it.
"""

import structlog
from sqlalchemy.exc import SQLAlchemyError

from geo_api.account import Account
from geo_api.audit import Action, Actor, Event, record
from geo_api.db import Database, Duty
from geo_api.limits.rate import RateLimits
from geo_api.settings import Settings

log = structlog.get_logger()

ANYBODY = "public"


class Alarm:
    """Counts look-ups that found nothing, by whoever asked, through a day."""

    def __init__(self, settings: Settings, limits: RateLimits, database: Database) -> None:
        self._most = settings.alarm_misses
        self._limits = limits
        self._database = database

    def is_raised_by(self, who: str) -> bool:
        """Count a look-up of `who`, a network or an account, that found nothing. True for one of each day only."""
        return bool(self._most) and self._limits.misses(who) == self._most

    def tell(self, actor: Actor) -> None:
        """Say it in the log, without who it is, and in the audit log, with that."""
        by = "account" if actor.account_id is not None else "network"
        self._limits.note_alarm()
        log.warning("enumeration_suspected", by=by, misses=self._most)
        try:
            with self._database.transaction(Duty.ACCOUNTS) as connection:
                record(connection, Event(Action.ENUMERATION, actor, details={"misses": self._most}))
        except SQLAlchemyError as error:
            log.warning("enumeration_not_recorded", error=type(error).__name__)


def asker_key(account: Account | None, network: str) -> str:
    """Under which name somebody is counted."""
    return network if account is None else f"account/{account.id}"
