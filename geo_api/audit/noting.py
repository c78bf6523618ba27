"""The service notes the last seal outside of the database every minute in which something was recorded."""

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo_api.audit.anchors import Anchors
from geo_api.audit.chain import Seal
from geo_api.db import Database, Duty
from geo_api.errors import SecretKeyTrouble
from geo_api.periodic import Periodic
from geo_api.settings import Settings

log = structlog.get_logger()

EVERY_SECONDS = 60.0
HEAD = "SELECT seq, hash FROM audit_head"


class Noting(Periodic):
    """In each worker; the first of them to look notes what is new."""

    def __init__(self, settings: Settings, database: Database) -> None:
        super().__init__("audit-anchors", self._note_if_possible, EVERY_SECONDS)
        self._anchors = Anchors(settings)
        self._database = database
        self._noted = 0

    def note(self) -> None:
        """Note the last seal, if there is a newer one than this process knows of."""
        with self._database.transaction(Duty.AUDIT) as connection:
            head = connection.execute(text(HEAD)).first()
        if head is not None and head.seq > self._noted:
            self._anchors.add(Seal(head.seq, bytes(head.hash)))
            self._noted = head.seq

    def _note_if_possible(self) -> float:
        try:
            self.note()
        except DBAPIError as error:
            log.warning("audit_anchor_failed", error=str(error.orig).strip())
        except (OSError, SecretKeyTrouble) as error:
            # The log goes on; `wardmap audit verify` says since when there are no anchors.
            log.warning("audit_anchor_failed", error=str(error))
        return EVERY_SECONDS
