"""What a file of units changes: since when by law, until when, who says so, and as what it goes on record."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from loaders.errors import LoadError
from loaders.units.levels import Level

# A boundary that a file brings; one that the system derives, or that is not there, has a standing of its own.
GIVEN_STATUSES = ("official", "reference", "sketch")
_EVENT = """
INSERT INTO unit_event (kind, effective, document, load_id) VALUES (:kind, :day, :document, :load) RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is being written. The units are so by law from `day` on and until the day before `until`; None: no end.

    status: the standing of the boundaries (official, reference, sketch). source: whose boundaries they are.
    """

    level: Level
    day: date
    until: date | None
    document: str | None
    status: str
    source: str | None


@dataclass(frozen=True, slots=True)
class Recording:
    """One change on its way into the tables: under which load, and from when on it is on record."""

    change: Change
    load_id: int
    recorded: datetime


def event(connection: Connection, kind: str, recording: Recording) -> int:
    """A new event of that day and document."""
    change = recording.change
    values = {"kind": kind, "day": change.day, "document": change.document, "load": recording.load_id}
    return int(connection.execute(text(_EVENT), values).scalar_one())


def day_after(valid_from: date, last_day: date | None) -> date | None:
    """The first day on which units no longer hold whose last is `last_day`. Raises LoadError for an impossible one."""
    if last_day is None:
        return None
    if last_day < valid_from:
        raise LoadError(
            f"Ngày cuối {last_day:%d/%m/%Y} trước ngày có hiệu lực {valid_from:%d/%m/%Y}.",
            f"The last day {last_day} is before the first day {valid_from}.",
        )
    if last_day == date.max:
        raise LoadError(f"Không có ngày nào sau {last_day:%d/%m/%Y}.", f"There is no day after {last_day}.")
    return last_day + timedelta(days=1)
