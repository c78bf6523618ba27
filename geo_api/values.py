"""Values as they are asked for: numbers, words and what a filter compares a field with, read strictly."""

import math
import re
from datetime import date
from unicodedata import category

from geo_api.days import parse_day
from geo_api.errors import BadRequest
from layers.layer import Field, FieldType, Value

BOOLEANS = {"true": True, "false": False}
# The largest text that a filter value may have; longer ones match nothing we hold.
VALUE_LENGTH = 200


def parse_integer(name: str, value: str, lowest: int, highest: int) -> int:
    """A decimal integer in ASCII digits within its bounds. Raises BadRequest."""
    if re.fullmatch(r"-?\d{1,18}", value, re.ASCII) and lowest <= int(value) <= highest:
        return int(value)
    raise BadRequest(
        f"Tham số “{name}” phải là số nguyên từ {lowest} đến {highest}.",
        f"Parameter “{name}” must be an integer from {lowest} to {highest}.",
    )


def parse_boolean(name: str, value: str) -> bool:
    """Raises BadRequest for anything but true and false."""
    if value not in BOOLEANS:
        raise BadRequest(f"“{name}” là true hoặc false.", f"“{name}” is true or false.")
    return BOOLEANS[value]


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
