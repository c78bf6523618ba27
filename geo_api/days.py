"""Days as they are asked for: one, a moment, an interval; and what day it is in Vietnam."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geo_api.durations import parse_duration
from geo_api.errors import BadRequest
from layers.layer import Text

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def today() -> date:
    """Today in Vietnam, whatever the clock of the server is set to."""
    return datetime.now(VIETNAM).date()


def seconds_left_today() -> int:
    """Until midnight in Vietnam, when an answer that nobody asked a day for is about another day."""
    now = datetime.now(VIETNAM)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), VIETNAM)
    return int((midnight - now).total_seconds())


@dataclass(frozen=True, slots=True)
class Period:
    """The days asked about, both ends included; None is open. is_default: nobody named one, so it is today."""

    start: date | None
    end: date | None
    is_default: bool = False

    def __str__(self) -> str:
        """As OGC's ``datetime`` writes it: ``2025-06-30``, ``2025-06-30/2025-07-01``, ``../2025-06-30``."""
        ends = [end.isoformat() if end else ".." for end in (self.start, self.end)]
        return ends[0] if ends[0] == ends[1] != ".." else "/".join(ends)

    @property
    def first(self) -> date:
        """The first day asked about: the one there is, for routes that take ``at=`` alone."""
        return self.start or date.min

    @property
    def members(self) -> dict[str, Any]:
        """What a JSON answer says of it."""
        return {"at": str(self), "at_is_default": self.is_default}


def parse_day(name: str, value: str) -> date:
    """A day as ``2025-07-01``, or a moment as RFC 3339 (its day in Vietnam). Raises BadRequest."""
    return _parse_moment(name, value).date()


def _parse_moment(name: str, value: str) -> datetime:
    """The same as a moment in Vietnam; a day begins at midnight."""
    try:
        # GDAL writes a day as the beginning of a moment: 2025-07-01T.
        if re.fullmatch(r"\d{4}-\d\d-\d\dT?", value, re.ASCII):
            return datetime.combine(date.fromisoformat(value[:10]), time(), VIETNAM)
        if re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", value, re.ASCII):
            return datetime.fromisoformat(value.upper()).astimezone(VIETNAM)
    except (ValueError, OverflowError):
        pass
    raise _no_day(name, value)


def _no_day(name: str, value: str) -> BadRequest:
    """What is wrong with a day, and what would be right where that can be guessed."""
    form = Text("ngày phải có dạng 2025-07-01", "a date looks like 2025-07-01")
    if match := re.match(r"(\d{4})-(\d\d)-(\d\d)", value, re.ASCII):
        form = Text(f"không có ngày hoặc giờ {value[:40]}", f"there is no day or time {value[:40]}")
        year, month = int(match[1]), int(match[2])
        days = monthrange(year, month)[1] if year and 1 <= month <= 12 else 31
        if int(match[3]) > days:
            form = Text(f"{form.vi}; tháng {month}/{year} có {days} ngày", f"{form.en}; {value[:7]} has {days} days")
    elif match := re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})", value, re.ASCII):
        right = f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}"
        form = Text(f"{form.vi}; hãy ghi {name}={right}", f"{form.en}; say {name}={right}")
    return BadRequest(f"Tham số “{name}”: {form.vi}.", f"Parameter “{name}”: {form.en}.")


def parse_period(at: str | None, interval: str | None) -> Period:
    """The days that ``at=`` or OGC ``datetime=`` mean; today when neither is given. Raises BadRequest."""
    if at is not None and interval is not None:
        raise BadRequest("Chỉ dùng một trong hai: at, datetime.", "Use one of at and datetime, not both.")
    if at is not None:
        day = parse_day("at", at)
        return Period(day, day)
    if interval is None:
        day = today()
        return Period(day, day, is_default=True)
    start, separator, end = interval.partition("/")
    if not separator:
        day = parse_day("datetime", start)
        return Period(day, day)
    return _ordered(*_ends(start, end))


def _ends(start: str, end: str) -> tuple[date | None, date | None]:
    """Both ends of an interval; one of them may be a duration from the other. Raises BadRequest."""
    lasting, ahead = parse_duration(end), parse_duration(start)
    try:
        if lasting:
            moment = _parse_moment("datetime", start)
            return moment.date(), lasting.after(moment).date()
        if ahead:
            moment = _parse_moment("datetime", end)
            return ahead.before(moment).date(), moment.date()
    except (ValueError, OverflowError):
        raise BadRequest(
            "Tham số “datetime”: khoảng thời gian quá dài.", "Parameter “datetime”: the duration is too long."
        ) from None
    return _open_or_day(start), _open_or_day(end)


def _open_or_day(value: str) -> date | None:
    return None if value in ("", "..") else parse_day("datetime", value)


def _ordered(start: date | None, end: date | None) -> Period:
    if start is not None and end is not None and start > end:
        raise BadRequest(
            "Tham số “datetime”: ngày đầu sau ngày cuối.", "Parameter “datetime”: it begins after its end."
        )
    return Period(start, end)
