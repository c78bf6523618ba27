"""Query parameters: known ones are read strictly, unknown ones are refused by name, never ignored."""

import math
import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from unicodedata import category
from zoneinfo import ZoneInfo

from fastapi import Depends, Query, Request
from fastapi.dependencies.models import Dependant

from geo_api.durations import parse_duration
from geo_api.errors import BadRequest
from layers.layer import Field, FieldType, Text, Value

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
BOOLEANS = {"true": True, "false": False}
# The largest text that a filter value may have; longer ones match nothing we hold.
VALUE_LENGTH = 200
# For the OpenAPI document: what `parse_day` reads.
DAY_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}


def today() -> date:
    """Today in Vietnam, whatever the clock of the server is set to."""
    return datetime.now(VIETNAM).date()


def seconds_left_today() -> int:
    """Until midnight in Vietnam, when an answer that nobody asked a day for is about another day."""
    now = datetime.now(VIETNAM)
    midnight = datetime.combine(now.date() + timedelta(days=1), time(), VIETNAM)
    return int((midnight - now).total_seconds())


def only_declared(request: Request) -> None:
    """A dependency for routes whose parameters are all in their signature. Raises BadRequest for any other."""
    refuse_unknown(request, _declared(request.scope["route"].dependant))


def _declared(dependant: Dependant) -> set[str]:
    """Names of the query parameters of a route and of all it depends on."""
    own = {field.alias for field in dependant.query_params}
    return own.union(*map(_declared, dependant.dependencies))


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    known = set(known)
    seen: set[str] = set()
    for name, _ in request.query_params.multi_items():
        if name not in known:
            shown = name[:40]
            raise BadRequest(f"Không có tham số “{shown}”.", f"There is no parameter “{shown}”.")
        if name in seen:
            raise BadRequest(f"Tham số “{name}” xuất hiện hai lần.", f"Parameter “{name}” is given twice.")
        seen.add(name)


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


def asked_day(
    at: Annotated[
        str | None,
        Query(
            description="Day of the world shown, as 2025-06-30, or an RFC 3339 moment; today in Vietnam when absent."
            " What has no dates is as it is",
            json_schema_extra=DAY_SCHEMA,
        ),
    ] = None,
    day: Annotated[
        str | None,
        Query(
            alias="datetime",
            description="The same as `at`, under the OGC's name: one day or moment, no interval; only one of the two",
            json_schema_extra=DAY_SCHEMA,
        ),
    ] = None,
) -> Period:
    """A dependency: the one day that ``at=`` or ``datetime=`` names, else today. Raises BadRequest."""
    if day is not None and "/" in day:
        raise BadRequest(
            "Tham số “datetime”: ở đây chỉ nhận một ngày, không nhận khoảng ngày.",
            "Parameter “datetime”: one day only here, not an interval.",
        )
    return parse_period(at, day)


AskedDay = Annotated[Period, Depends(asked_day)]


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


def parse_integer(name: str, value: str, lowest: int, highest: int) -> int:
    """A decimal integer in ASCII digits within its bounds. Raises BadRequest."""
    if re.fullmatch(r"-?\d{1,18}", value, re.ASCII) and lowest <= int(value) <= highest:
        return int(value)
    raise BadRequest(
        f"Tham số “{name}” phải là số nguyên từ {lowest} đến {highest}.",
        f"Parameter “{name}” must be an integer from {lowest} to {highest}.",
    )


def parse_value(field: Field, value: str) -> Value | date:
    """The value of a filter on `field`, in the field's type. Raises BadRequest."""
    if "\x00" in value or len(value) > VALUE_LENGTH:
        raise _wrong(field)
    match field.type:
        case FieldType.INTEGER:
            return parse_integer(field.name, value, -(10**17), 10**17)
        case FieldType.NUMBER:
            return _number(field, value)
        case FieldType.BOOLEAN if value in BOOLEANS:
            return BOOLEANS[value]
        case FieldType.DATE:
            return parse_day(field.name, value)
        case FieldType.TEXT:
            return value
    raise _wrong(field)


def is_plain(text: str, also: str = "") -> bool:
    """Whether `text` has neither control characters nor halves of letters, but for those in `also`."""
    return all(category(sign) not in ("Cc", "Cs", "Co", "Cn") or sign in also for sign in text)


def _number(field: Field, value: str) -> float:
    try:
        number = float(value)
    except ValueError:
        raise _wrong(field) from None
    if not math.isfinite(number):
        raise _wrong(field)
    return number


def _wrong(field: Field) -> BadRequest:
    return BadRequest(
        f"Tham số “{field.name}” không đúng kiểu {field.type}.",
        f"Parameter “{field.name}” is not of type {field.type}.",
    )
