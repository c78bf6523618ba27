"""Lengths of time as ISO 8601 writes them, in intervals: ``2025-06-30/P1M``."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

_FORM = re.compile(
    r"P(?=[\dT])(?:(\d{1,4})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?"
    r"(?:T(?=\d)(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Duration:
    """months: counted by the calendar. rest: the same everywhere."""

    months: int
    rest: timedelta

    def after(self, moment: datetime) -> datetime:
        """Raises ValueError or OverflowError when no calendar goes so far."""
        return _months_later(moment, self.months) + self.rest

    def before(self, moment: datetime) -> datetime:
        """Raises ValueError or OverflowError when no calendar goes so far."""
        return _months_later(moment, -self.months) - self.rest


def parse_duration(text: str) -> Duration | None:
    """The duration that `text` writes, such as P1Y6M, P2W or P1DT12H; None for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    rest = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return Duration(12 * years + months, rest)


def _months_later(moment: datetime, months: int) -> datetime:
    """The same day of another month, or its last where it has no such day."""
    year, month = divmod(12 * moment.year + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
