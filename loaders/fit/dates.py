"""Days as people and workbooks write them. Pure; what is no one day raises Unfit."""

import re
from datetime import date, timedelta
from typing import Any

from loaders.fit.manner import Manner
from loaders.fit.unfit import Unfit

_MIDNIGHT = r"(?:[T ]0?0:00(?::00(?:\.0+)?)?(?:Z|\+0[07]:?00)?)?"
_ISO = re.compile(rf"(\d{{4}})[-/](\d{{1,2}})[-/](\d{{1,2}}){_MIDNIGHT}", re.ASCII)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_MIDNIGHT}", re.ASCII)
_IN_WORDS = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})", re.IGNORECASE)
_MONTH_ONLY = re.compile(r"(?:tháng )?\d{1,2}\s*(?:[/.-]|năm)\s*\d{4}|\d{4}[-/]\d{1,2}|(?:năm )?\d{4}", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}", re.ASCII)
_MONTHS = 12
# Workbooks count days from here (and believe in a 29 February 1900, which is before any day taken here).
_DAY_ZERO = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1 January 1950 and 31 December 2099


def iso_date(cell: Any, manner: Manner) -> str:
    """The day that `cell` means, as ISO 8601. Raises Unfit."""
    if manner.is_workbook and (serial := _serial(cell)) is not None:
        return serial
    text = str(cell).strip()
    if match := _ISO.fullmatch(text):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(text) or _IN_WORDS.fullmatch(text):
        day, month, year = match.groups()
        if manner.is_month_first and int(day) <= _MONTHS:
            raise Unfit(_MONTH_FIRST_VI, _MONTH_FIRST_EN)
    else:
        raise _no_day(text)
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unfit("là ngày không có trong lịch.", "it is a day that no calendar has.") from None


def _serial(cell: Any) -> str | None:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number and float(cell).is_integer() and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return (_DAY_ZERO + timedelta(days=int(cell))).isoformat()
    return None


def _no_day(text: str) -> Unfit:
    if _SHORT_YEAR.fullmatch(text):
        return Unfit("có năm chỉ hai chữ số; hãy viết 01/07/2025.", "its year has two digits only; write 2025-07-01.")
    if _MONTH_ONLY.fullmatch(text):
        return Unfit(
            "chỉ có tháng hoặc năm, chưa rõ ngày nào; hãy ghi đủ ngày/tháng/năm hoặc để trống.",
            "it is a month or a year and not a day; write the whole date or leave it empty.",
        )
    return Unfit("không phải ngày (viết 2025-07-01 hoặc 01/07/2025).", "it is not a date (written 2025-07-01).")


_MONTH_FIRST_VI = "cột này có vẻ viết tháng trước ngày (07/25/2025); hãy viết ngày/tháng/năm hoặc 2025-07-25."
_MONTH_FIRST_EN = "the column appears to put the month first (07/25/2025); write day/month/year or 2025-07-25."
