"""Photos of gates are deleted when they are not needed any more (docs/decisions/0024)."""

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo_api.addresses.desk import LAYER
from geo_api.audit.events import Action, Actor, Event, record
from geo_api.db import Database, Duty
from geo_api.periodic import Periodic

log = structlog.get_logger()

# The database takes no fewer (`sql/photos.sql`).
LEAST_DAYS = 30
# In one transaction, and in one event of the audit log.
MOST_AT_ONCE = 200
SOON_SECONDS, EVERY_SECONDS = 5.0, 3600.0
SERVICE = Actor("wardmap", via="service")
_DUE = "SELECT count(*) FROM register.photos_to_prune(:days)"
_PRUNE = "SELECT photo, address FROM register.prune_photos(:days, :most)"


def due(connection: Connection, days: int) -> int:
    """How many photos would go."""
    return int(connection.scalar(text(_DUE), {"days": days}) or 0)


def prune(connection: Connection, days: int, by: Actor) -> int:
    """Delete some of those that are due, on record; gives how many. 0: there are none, or somebody else is at it."""
    gone = connection.execute(text(_PRUNE), {"days": days, "most": MOST_AT_ONCE}).all()
    if gone:
        ids = sorted({row.address for row in gone})
        details = {"photos": [row.photo for row in gone], "ids": ids, "days": days}
        record(connection, Event(Action.PHOTOS_PRUNED, by, LAYER, details))
    return len(gone)


class Retention(Periodic):
    """In each process of the service: whichever comes first does it. days: None: photos are kept."""

    def __init__(self, database: Database, days: int | None, every: float = EVERY_SECONDS) -> None:
        super().__init__("photo-retention", self._prune_if_possible, min(SOON_SECONDS, every))
        self._database = database
        self._days = days
        self._every = every

    def start(self) -> None:
        if self._days is not None:
            super().start()

    def _prune_if_possible(self) -> float:
        try:
            with self._database.transaction(Duty.REGISTER) as connection:
                is_more = prune(connection, self._days or LEAST_DAYS, SERVICE) == MOST_AT_ONCE
        except DBAPIError as error:
            # It is tried again, and what is not done today is done tomorrow.
            log.warning("photo_retention_failed", error=str(error.orig).strip())
            return self._every
        return SOON_SECONDS if is_more else self._every
