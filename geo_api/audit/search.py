"""What an auditor asks of the log, as SQL. Pure: planned here, run in routes.py."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.db import Statement

_FOUND = """
SELECT e.id, s.seq, e.at, e.action, e.actor, e.account_id, e.via, e.address, e.audience, e.subject, e.details, e.reason
  FROM audit_event AS e LEFT JOIN audit_seal AS s ON s.event_id = e.id
 WHERE {conditions} ORDER BY e.id DESC LIMIT :most
"""
_CONDITIONS = {
    "since": "e.at >= CAST(:since AS date)",
    "until": "e.at < CAST(:until AS date) + 1",
    "actor": "e.actor = :actor",
    "action": "e.action = :action",
    "subject": "e.subject = :subject",
}


@dataclass(frozen=True, slots=True)
class LogRequest:
    """since and until: first and last day, in Vietnam. before: the event behind which the page begins, going back."""

    since: date | None
    until: date | None
    actor: str | None
    action: str | None
    subject: str | None
    limit: int
    before: int | None

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was asked for, by name."""
        given = {name: getattr(self, name) for name in _CONDITIONS}
        return {name: value for name, value in given.items() if value is not None}


def log_statement(request: LogRequest) -> Statement:
    """Events, the newest first, one more than the limit when there are more."""
    conditions = [_CONDITIONS[name] for name in request.asked]
    params = {**request.asked, "most": request.limit + 1}
    if request.before is not None:
        conditions.append("e.id < :before")
        params["before"] = request.before
    return Statement(_FOUND.format(conditions=" AND ".join(conditions) or "true"), params)
