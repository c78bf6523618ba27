"""The beginning of the log, when it is old enough, goes. That it goes is an event itself; the rest still verifies."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from geo_api.audit.events import Action, Actor, Event, record
from geo_api.audit.verify import LEAST_KEPT
from geo_api.days import today
from geo_api.errors import CommandFailed

# Whole beginnings alone: times need not rise along the chain, and what is newer stays with all that follows it.
LAST_TO_GO = """
SELECT seq, hash FROM audit_seal
 WHERE seq < coalesce((SELECT min(s.seq) FROM audit_seal AS s JOIN audit_event AS e ON e.id = s.event_id
                        WHERE e.at >= CAST(:before AS date)), (SELECT max(seq) + 1 FROM audit_seal))
 ORDER BY seq DESC LIMIT 1
"""
MAY_SHRINK = "SELECT set_config('wardmap.audit_pruning', 'on', true)"
REMOVE_EVENTS = """
DELETE FROM audit_event AS e USING audit_seal AS s WHERE s.event_id = e.id AND s.seq <= :through
"""
REMOVE_SEALS = "DELETE FROM audit_seal WHERE seq <= :through"


@dataclass(frozen=True, slots=True)
class Pruned:
    """through: the place of the last event that went."""

    through: int
    events: int


def check_day(before: date) -> None:
    """Raises CommandFailed for a day whose events have to be kept yet."""
    latest = today() - LEAST_KEPT
    if before > latest:
        raise CommandFailed(
            f"--before {before}: sự kiện phải được giữ ít nhất {LEAST_KEPT.days} ngày; muộn nhất là {latest}.",
            f"--before {before}: events are kept for at least {LEAST_KEPT.days} days; {latest} is the latest.",
        )


def prune(connection: Connection, before: date, by: Actor) -> Pruned | None:
    """Remove the events before that day, as the owner, in the caller's transaction; None when there are none."""
    check_day(before)
    last = connection.execute(text(LAST_TO_GO), {"before": before}).first()
    if last is None:
        return None
    connection.execute(text(MAY_SHRINK))
    removed = connection.execute(text(REMOVE_EVENTS), {"through": last.seq}).rowcount
    connection.execute(text(REMOVE_SEALS), {"through": last.seq})
    details = {"through": last.seq, "hash": bytes(last.hash).hex(), "events": removed, "before": before.isoformat()}
    record(connection, Event(Action.AUDIT_PRUNED, by, details=details))
    return Pruned(last.seq, removed)
