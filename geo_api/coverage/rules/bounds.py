"""What any document of a rule keeps to before it is looked at: how deep, how large, which signs and numbers.

It is walked through without recursion, so that no document can be too deep for being refused.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from geo_api.coverage.rules.errors import RuleError

# Lists and objects within each other; a rule needs ten.
DEEPEST = 16
# Values, lists and objects; the largest rule of the product has some sixty.
MOST_PARTS = 2000
LONGEST_TEXT = 40_000
LARGEST_NUMBER = 1e12
SMALLEST_NUMBER = 1e-9
# Half of a pair of UTF-16, and what no text shows; lines and tabs are signs like others.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,60}")

Fault = tuple[str, str]
TOO_DEEP = (f"lồng quá {DEEPEST} tầng", f"more than {DEEPEST} levels within each other")
_TOO_MANY = (f"nhiều hơn {MOST_PARTS} phần", f"more than {MOST_PARTS} parts")
_TOO_LONG = (f"dài hơn {LONGEST_TEXT} chữ", f"longer than {LONGEST_TEXT} characters")
_NO_TEXT = ("có ký tự không đọc được", "has a character that is no text")
_NO_NAME = ("tên của một mục phải là chữ", "the name of a part must be a text")
_TOO_LARGE = (f"số lớn hơn {LARGEST_NUMBER:g}", f"a number beyond {LARGEST_NUMBER:g}")
_TOO_SMALL = (f"số quá gần 0 (dưới {SMALLEST_NUMBER:g})", f"a number closer to 0 than {SMALLEST_NUMBER:g}")
_NO_NUMBER = ("không phải một số hữu hạn", "is not a finite number")


def check_bounds(document: Any, source: str) -> None:
    """Raises RuleError with the place of the first part that no rule has. document: as JSON or YAML was read."""
    parts = length = 0
    left: list[tuple[str, int, Any]] = [("$", 0, document)]
    while left:
        place, depth, value = left.pop()
        parts, length = parts + 1, length + (len(value) if isinstance(value, str) else 0)
        fault = _fault(value, depth) or (_TOO_MANY if parts + len(left) > MOST_PARTS else None)
        if fault := fault or (_TOO_LONG if length > LONGEST_TEXT else None):
            raise RuleError(source, place, *fault)
        # The first is taken first.
        left += [(name, depth + 1, part) for name, part in reversed(list(_parts(value, place)))]


def is_too_deep(document: Any) -> bool:
    """Whether it is deeper than what can be written out as text."""
    level = [document]
    for _ in range(DEEPEST + 1):
        level = [part for value in level for _, part in _parts(value, "$")]
    return bool(level)


def _fault(value: Any, depth: int) -> Fault | None:
    if isinstance(value, str):
        return _NO_TEXT if _UNREADABLE.search(value) else None
    if isinstance(value, int | float):
        return _number_fault(value)
    if isinstance(value, dict | list):
        return _container_fault(value, depth)
    return None


def _number_fault(value: float) -> Fault | None:
    if isinstance(value, float) and not math.isfinite(value):
        return _NO_NUMBER
    if abs(value) > LARGEST_NUMBER:
        return _TOO_LARGE
    return _TOO_SMALL if 0 < abs(value) < SMALLEST_NUMBER else None


def _container_fault(value: dict[Any, Any] | list[Any], depth: int) -> Fault | None:
    if depth >= DEEPEST:
        return TOO_DEEP
    if len(value) > MOST_PARTS:
        return _TOO_MANY
    names = value if isinstance(value, dict) else ()
    if not all(isinstance(name, str) for name in names):
        return _NO_NAME
    if any(_UNREADABLE.search(name) for name in names):
        return _NO_TEXT
    return _TOO_LONG if sum(map(len, names)) > LONGEST_TEXT else None


def _parts(value: Any, place: str) -> Iterator[tuple[str, Any]]:
    """JSON path and value of what is within."""
    if isinstance(value, list):
        yield from ((f"{place}[{index}]", part) for index, part in enumerate(value))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield f"{place}.{name}" if _PLAIN_NAME.fullmatch(name) else place, part
