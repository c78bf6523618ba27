"""Numbers as people write them: 1.234,5 and 1,234.5 and 150 Mbps. Pure; what does not fit raises Unfit."""

import re
from math import isfinite
from typing import Any

from layers.layer import Field
from loaders.fit.manner import DIGITS, DOUBTFUL, Manner, proven_decimal
from loaders.fit.unfit import Unfit
from loaders.fit.words import MEASURES, plain
from loaders.spelling import NUMBER

_WHOLE = re.compile(r"[+-]?\d{1,19}(\.0*)?", re.ASCII)
_SPACED = re.compile(r"[+-]?\d{1,3}(?:\s\d{3})+(?![\d\s])")
_EXACT_FLOAT = 2**53
_BIGINT = 2**63


def whole_number(cell: Any, field: Field, manner: Manner) -> int:
    """The whole number that `cell` means in `field`. Raises Unfit."""
    value: float | None = None
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        value = cell
    elif isinstance(cell, str):
        digits, factor = _digits(cell, field, manner, is_whole=True)
        if _WHOLE.fullmatch(digits):
            value = int(digits.partition(".")[0])
            value = value if factor == 1 else value * factor
    if value is None or not _is_whole(value) or not -_BIGINT <= value < _BIGINT:
        raise Unfit("không phải số nguyên.", "it is not a whole number.")
    return int(value)


def _is_whole(value: float) -> bool:
    return isinstance(value, int) or (value.is_integer() and abs(value) <= _EXACT_FLOAT)


def number(cell: Any, field: Field, manner: Manner) -> float:
    """The number that `cell` means, in the unit of `field`. Raises Unfit."""
    try:
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return _finite(float(cell))
        if isinstance(cell, str):
            digits, factor = _digits(cell, field, manner, is_whole=False)
            if NUMBER.fullmatch(digits):
                # Nine digits: what 250 cm is in metres, and not what floats make of it.
                value = float(digits) if factor == 1 else round(float(digits) * factor, 9)
                return _finite(value)
    except OverflowError:
        pass
    raise _no_number()


def _finite(value: float) -> float:
    if not isfinite(value):
        raise _no_number()
    return value


def _no_number() -> Unfit:
    return Unfit("không phải là số.", "it is not a number.")


def _digits(text: str, field: Field, manner: Manner, *, is_whole: bool) -> tuple[str, float]:
    """The number in a program's spelling, and what it must be multiplied by to be in the unit of `field`."""
    found = DIGITS.match(text)
    if found is None:
        return text, 1
    factor = _factor(text[found.end() :].strip(), field)
    digits = found[0].strip().replace("−", "-")
    own = proven_decimal(digits, is_whole=is_whole)
    if own is None and not manner.is_sure:
        _check_doubt(digits)
    decimal = own or manner.decimal
    if spaced := _SPACED.match(digits):
        digits = re.sub(r"\s", "", spaced[0]) + digits[spaced.end() :]
    other = "," if decimal == "." else "."
    if other in digits:
        digits = _without_groups(digits, other)
    return digits.replace(",", ".") if decimal == "," and "." not in digits else digits, factor


def _without_groups(digits: str, sign: str) -> str:
    """The digits without the sign between thousands, if it stands where it should."""
    decimal = "," if sign == "." else "."
    whole, point, fraction = digits.partition(decimal)
    if re.fullmatch(rf"[+-]?\d{{1,3}}(?:{re.escape(sign)}\d{{3}})+", whole, re.ASCII) is None or sign in fraction:
        return digits
    return whole.replace(sign, "") + point + fraction


def _check_doubt(digits: str) -> None:
    """Refuse what may be a thousand times too much or too little."""
    if DOUBTFUL.fullmatch(digits):
        whole, fraction = re.split("[.,]", digits)
        raise Unfit(
            f"không rõ là {whole}{fraction} hay {whole} phẩy {fraction}; hãy viết không có dấu phân cách hàng nghìn.",
            f"it may mean {whole}{fraction} as well as {whole} point {fraction}; write thousands without a sign.",
        )


def _factor(word: str, field: Field) -> float:
    known = MEASURES.get(field.unit or "", {})
    if not word:
        return 1
    if (factor := known.get(word, known.get(plain(word)))) is not None:
        return factor
    unit = field.unit or ""
    raise Unfit(
        f"có chữ “{word[:20]}” sau số" + (f"; đơn vị của trường là {unit}." if unit else ", trường này chỉ nhận số."),
        f"“{word[:20]}” follows its number" + (f"; the field is in {unit}." if unit else "; the field takes a number."),
    )
