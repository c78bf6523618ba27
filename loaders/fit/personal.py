"""Numbers of people are refused in fields where people write what they like."""

import re

from layers.layer import Field, FieldType, Value
from loaders.fit.unfit import Unfit
from loaders.personal import KINDS, find_personal, hidden, may_have_number

# Fields that hold a number on purpose, or that tell rows apart.
_DECLARED = re.compile(r"(.*_)?(hotline|phone|tel|fax|key|code|host|id)")

# Digits as one sign each, ends of texts as another; nothing else is kept.
_DIGIT_OR_NOT = bytes.maketrans(b"123456789", b"0" * 9)
_OTHERS = bytes(sign for sign in range(128) if chr(sign) not in "0123456789|")
_FEWEST_DIGITS = b"0" * 9


def is_free_text(field: Field) -> bool:
    """Whether people write into `field` what they like."""
    return field.type is FieldType.TEXT and not field.choices and _DECLARED.fullmatch(field.name) is None


def refuse_personal(field: Field, value: Value | None) -> None:
    """Raises Unfit for free text that holds the number of a person or of their phone."""
    found = find_personal(value) if isinstance(value, str) and is_free_text(field) else None
    if isinstance(value, str) and found:
        kind, begin, end = KINDS[found[0]], found[1], found[2]
        number = hidden(value)[begin:end]
        raise Unfit(
            f"có {kind.vi} ({number}); dữ liệu cá nhân không được lưu ở đây, hãy bỏ số đó khỏi tệp.",
            f"it has {kind.en} ({number}); personal data is not kept here, please take it out of the file.",
        )


def may_be_personal(field: Field, texts: list[str]) -> bool:
    """Whether values of `field` are worth a closer look: one has as many digits as a number of a person."""
    return is_free_text(field) and _has_digits(texts) and may_have_number("\0".join(texts))


def _has_digits(texts: list[str]) -> bool:
    """Whether one has digits enough for a number of a person, wherever they stand: told many times as fast."""
    joined = "|".join(texts)
    if any(letter.isdecimal() and not letter.isascii() for letter in set(joined)):
        return True
    return _FEWEST_DIGITS in joined.encode("ascii", "ignore").translate(_DIGIT_OR_NOT, _OTHERS)
