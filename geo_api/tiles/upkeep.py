"""What has to be done now and then beside answering, by one process of all: on a connection of its own."""

from collections.abc import Callable

import structlog
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from geo_api.periodic import Periodic

log = structlog.get_logger()

EVERY_SECONDS = 60.0
# Counts that writers left in several rows are put together so many cells at a time, for as long as there are any.
MOST_FOLDED = 1000
FOLD_SECONDS = 1.0
# Any number that nobody else uses: who holds it does the upkeep.
LOCK = 7_221_911


class Upkeep(Periodic):
    """connect: gives a connection whose statements stand each by itself."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        super().__init__("tile-upkeep", self._keep_up, FOLD_SECONDS)
        self._connect = connect

    def _keep_up(self) -> float:
        try:
            with self._connect() as connection:
                return FOLD_SECONDS if self._do(connection) else EVERY_SECONDS
        except DBAPIError as error:
            # It is tried again, and what is not done only takes room.
            log.warning("tile_upkeep_failed", error=str(error.orig).strip())
            return EVERY_SECONDS

    def _do(self, connection: Connection) -> bool:
        """Whether there is more to be done at once."""
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
            return False
        try:
            connection.exec_driver_sql("SELECT layer.forget_tile_changes(), layer.note_run()")
            folded = connection.scalar(text("SELECT layer.fold_point_cells(:most)"), {"most": MOST_FOLDED})
            connection.scalar(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        except DBAPIError:
            # With its session goes the lock.
            connection.invalidate()
            raise
        return bool(folded)
