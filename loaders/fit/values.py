"""A cell into the value that a field declares. Pure functions; a cell that does not fit raises Unfit."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from layers.layer import Field, FieldType, Text, Value

MAX_TEXT = 10_000
# Fields that are columns may have an index over them; PostgreSQL's limit for one entry is 2,704 bytes.
MAX_INDEXED_TEXT = 500
_EXACT_FLOAT = 2**53
_BIGINT = 2**63
_INTEGER = re.compile(r"[+-]?\d{1,19}(\.0*)?", re.ASCII)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_ISO_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?(?:Z|\+00:00)?)?", re.ASCII)
# Control characters but tab and line ends, and halves of surrogate pairs: PostgreSQL stores no such text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_TRUE = frozenset({"true", "t", "1", "yes", "y", "có", "co", "đúng", "x"})
_FALSE = frozenset({"false", "f", "0", "no", "n", "không", "khong", "sai"})


class Unfit(Exception):
    """The value cannot be taken; `reason` says why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi, en)


def fit_value(field: Field, cell: Any) -> Value | None:
    """The value of `field` that `cell` means; dates as ISO 8601 text; None for an empty cell. Raises Unfit."""
    cell = cell.strip() if isinstance(cell, str) else cell
    if cell is None or cell == "":
        if field.required:
            raise Unfit("bắt buộc nhưng bỏ trống.", "it is required but empty.")
        return None
    if isinstance(cell, list | dict):
        raise Unfit("là danh sách hoặc đối tượng, không phải một giá trị.", "it is a list or an object, not one value.")
    value = _PARSERS[field.type](cell)
    _check_range(field, value)
    if isinstance(value, str):
        _check_text(field, value)
    return _choice(field, str(value)) if field.choices else value


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT_FLOAT:
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()


def _check_text(field: Field, value: str) -> None:
    limit = MAX_INDEXED_TEXT if field.is_column else MAX_TEXT
    if len(value) > limit:
        raise Unfit(f"dài quá {limit} ký tự.", f"it is longer than {limit} characters.")
    if _CONTROL.search(value):
        raise Unfit("chứa ký tự điều khiển.", "it contains control characters.")


def _integer(cell: Any) -> int:
    value = None
    is_whole = isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT_FLOAT
    if is_whole or isinstance(cell, int):
        value = int(cell)
    elif isinstance(cell, str) and _INTEGER.fullmatch(cell):
        value = int(cell.partition(".")[0])
    if value is None or not -_BIGINT <= value < _BIGINT:
        raise Unfit("không phải số nguyên.", "it is not a whole number.")
    return value


def _number(cell: Any) -> float:
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    if is_number or (isinstance(cell, str) and NUMBER.fullmatch(cell)):
        try:
            value = float(cell)
        except OverflowError:
            value = float("inf")
        if abs(value) != float("inf"):
            return value
    raise Unfit("không phải là số (dùng dấu chấm thập phân).", "it is not a number (the decimal sign is a point).")


def _boolean(cell: Any) -> bool:
    word = unicodedata.normalize("NFC", str(_text(cell))).casefold()
    if word not in _TRUE | _FALSE:
        raise Unfit("phải là có hoặc không.", "it must be yes or no.")
    return word in _TRUE


def _date(cell: Any) -> str:
    if match := _ISO_DATE.fullmatch(str(cell)):
        year, month, day = match.groups()
    elif match := _DAY_FIRST.fullmatch(str(cell)):
        day, month, year = match.groups()
    else:
        raise Unfit("không phải ngày (viết 2025-07-01 hoặc 01/07/2025).", "it is not a date (written 2025-07-01).")
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unfit("là ngày không có trong lịch.", "it is a day that no calendar has.") from None


_PARSERS: dict[FieldType, Callable[[Any], Value]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
}


def _check_range(field: Field, value: Value) -> None:
    if not isinstance(value, int | float):
        return
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and value < field.minimum:
        raise Unfit(f"nhỏ hơn {field.minimum:g}{unit}.", f"it is less than {field.minimum:g}{unit}.")
    if field.maximum is not None and value > field.maximum:
        raise Unfit(f"lớn hơn {field.maximum:g}{unit}.", f"it is more than {field.maximum:g}{unit}.")


def _choice(field: Field, value: str) -> str:
    """The choice meant by its value or by its title in either language, whatever the case."""
    for choice in field.choices:
        if value.casefold() in (choice.value.casefold(), choice.title.vi.casefold(), choice.title.en.casefold()):
            return choice.value
    listed = ", ".join(choice.value for choice in field.choices)
    raise Unfit(f"không thuộc các giá trị: {listed}.", f"it is none of {listed}.")
