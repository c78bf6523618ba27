"""Periods as people write them: a year, a half, a quarter, a month, days from and to. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from layers.layer import Text
from layers.names import fold

FIRST_YEAR, LAST_YEAR = 1900, 2100
_YEAR = r"(?P<year>\d{4})"
_OF_YEAR = r"(?:nam )?(?P<year2>\d{4})"
# Each with the number of months that one such part of a year has.
_PARTS = (
    (re.compile(rf"{_YEAR}-?q(?P<part>[1-4])|q(?:uy )?(?P<part2>[1-4]|iv|i{{1,3}})\s*[/ -]\s*{_OF_YEAR}"), 3),
    (re.compile(rf"{_YEAR}-?h(?P<part>[12])|h(?P<part2>[12])[/ -]{_OF_YEAR}"), 6),
    (re.compile(rf"{_YEAR}-(?P<part>\d{{1,2}})|(?:thang )?(?P<part2>\d{{1,2}})/{_OF_YEAR}"), 1),
)
_WHOLE = re.compile(rf"(?:nam )?{_YEAR}(?:\.0)?")
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\s*(?:/|\.\.)\s*(\d{4}-\d\d-\d\d)")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}

EXAMPLES = "2025, 2025-H1, 2025-Q3, 2025-06, 2025-01-01/2025-06-30"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """first and last: days, both within it."""

    first: date
    last: date

    def __str__(self) -> str:
        """As `parse_period` reads it: 2025 for a whole year, else both days."""
        if (self.first, self.last) == (date(self.first.year, 1, 1), date(self.first.year, 12, 31)):
            return str(self.first.year)
        return f"{self.first}/{self.last}"

    @property
    def as_range(self) -> str:
        """As PostgreSQL writes it: from the first to the day after the last."""
        return f"[{self.first},{self.last + timedelta(days=1)})"

    def overlaps(self, other: "Period") -> bool:
        return self.first <= other.last and other.first <= self.last


class NoPeriod(ValueError):
    """The text is no period. reason: in both languages."""

    def __init__(self) -> None:
        self.reason = Text(
            f"không phải một kỳ; ví dụ đúng: {EXAMPLES}.", f"it is no period; those are like {EXAMPLES}."
        )
        super().__init__(self.reason.en)


def parse_period(text: object) -> Period:
    """The period that `text` names: a number is a year, a day is itself. Raises NoPeriod."""
    if isinstance(text, date):
        day = text.date() if isinstance(text, datetime) else text
        return _checked(Period(day, day))
    words = fold(str(text)).strip()
    try:
        return _checked(_days(words) or _part_of_year(words))
    except ValueError as error:
        raise NoPeriod from error


def _days(words: str) -> Period | None:
    match = _DAYS.fullmatch(words)
    return Period(date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else None


def _part_of_year(words: str) -> Period:
    if match := _WHOLE.fullmatch(words):
        return _months(int(match["year"]), 1, 12)
    for pattern, months in _PARTS:
        if match := pattern.fullmatch(words):
            part = match["part"] or match["part2"]
            number = _ROMAN.get(part) or int(part)
            return _months(int(match["year"] or match["year2"]), (number - 1) * months + 1, months)
    raise NoPeriod


def _months(year: int, first: int, count: int) -> Period:
    """`count` months of a year from month `first` on. Raises ValueError for a month that is none."""
    after = first + count
    end = date(year + (after > 12), (after - 1) % 12 + 1, 1)
    return Period(date(year, first, 1), end - timedelta(days=1))


def _checked(period: Period) -> Period:
    if period.first > period.last or period.first.year < FIRST_YEAR or period.last.year > LAST_YEAR:
        raise NoPeriod
    return period
