"""How a column writes its numbers and days: decided from many of its values, for one alone can mean two things.

“1.234” is one thousand and some in most Vietnamese tables and one and a bit in a program's; “07/04/2025” is a day in
April here and in July elsewhere.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from layers.layer import Field, FieldType

DIGITS = re.compile(r"[+\-−]?(?:\d[\d.,\s]*|[.,]\d+)(?:[eE][+-]?\d{1,3}(?!\w))?")
# Three digits after one sign, and not more than three before it: a thousand, or a fraction.
DOUBTFUL = re.compile(r"[+\-−]?[1-9]\d{0,2}([.,])(\d{3})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}(?:\D.*)?", re.ASCII)
_OTHER = {".": ",", ",": "."}
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Manner:
    """decimal: the sign before the fraction. is_sure: values of the column prove it, and none the other; then that may
    stand between thousands, and what may mean two things means what the column shows. is_month_first: some days are
    written 07/25/2025. is_workbook: a number may be a day counted from 1900.
    """

    decimal: str = "."
    is_sure: bool = False
    is_month_first: bool = False
    is_workbook: bool = False


PLAIN = Manner()


class Lean(Enum):
    """What a value has to do with the manner of its column. RESTS: its meaning does. AGAINST: it proves another one."""

    RESTS = 1
    AGAINST = 2


def manners(
    columns: Mapping[str, str], fields: Sequence[Field], sample: Sequence[Mapping[str, Any]], *, counts_days: bool
) -> dict[str, Manner]:
    """Field name → how its column writes, by the rows of `sample`. `columns`: field name → column."""
    start = replace(PLAIN, is_workbook=counts_days)
    found = {}
    for field in fields:
        column = columns.get(field.name)
        if column is not None:
            cells = (row.get(column) for row in sample)
            found[field.name] = _manner(field, [cell.strip() for cell in cells if isinstance(cell, str)], start)
    return found


def _manner(field: Field, texts: list[str], start: Manner) -> Manner:
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return _of_numbers(texts, start, is_whole=field.type is FieldType.INTEGER)
    if field.type is FieldType.DATE:
        return replace(start, is_month_first=_is_month_first(texts))
    return start


def _of_numbers(texts: Iterable[str], start: Manner, *, is_whole: bool) -> Manner:
    votes = Counter(sign for text in texts if (sign := proven_decimal(text, is_whole=is_whole)))
    if len(votes) == 1:
        return replace(start, decimal=next(iter(votes)), is_sure=True)
    return start


def lean(field: Field, text: str, manner: Manner) -> Lean | None:
    """Whether the value is understood as it is because of the others, or shows that they were not understood."""
    if field.type is FieldType.DATE:
        return None if manner.is_month_first else _lean_of_day(text)
    if field.type not in (FieldType.INTEGER, FieldType.NUMBER) or not manner.is_sure:
        return None
    own = proven_decimal(text, is_whole=field.type is FieldType.INTEGER)
    if own is not None:
        return Lean.AGAINST if own != manner.decimal else None
    return Lean.RESTS if _is_doubtful(text) else None


def _lean_of_day(text: str) -> Lean | None:
    found = _SLASHED.fullmatch(text)
    if found is None or int(found[1]) > _MONTHS or found[1] == found[2]:
        return None
    return Lean.AGAINST if int(found[2]) > _MONTHS else Lean.RESTS


def other_manner(manner: Manner, field: Field) -> Manner:
    """How a column writes that has values against its manner: what may mean two things is refused from then on."""
    return replace(manner, is_month_first=True) if field.type is FieldType.DATE else replace(manner, is_sure=False)


def _is_doubtful(text: str) -> bool:
    found = DIGITS.match(text)
    return bool(found and DOUBTFUL.fullmatch(found[0].strip()))


def proven_decimal(text: str, *, is_whole: bool) -> str | None:
    """The decimal sign that this text alone proves."""
    found = DIGITS.match(text)
    digits = found[0].strip() if found else ""
    points, commas = digits.count("."), digits.count(",")
    if points and commas:
        return max(".,", key=digits.rfind)
    if points > 1 or commas > 1:
        return "," if points else "."
    if not points and not commas:
        return None
    doubtful = DOUBTFUL.fullmatch(digits)
    if doubtful is None:
        return "." if points else ","
    # A whole number has no fraction; programs write 5.000 for 5, with a point, so that alone proves nothing.
    is_thousands = is_whole and (doubtful[2] != "000" or commas == 1)
    return _OTHER[doubtful[1]] if is_thousands else None


def _is_month_first(texts: Iterable[str]) -> bool:
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _SLASHED.fullmatch(text))]
    return any(first <= _MONTHS < second for first, second in pairs)
