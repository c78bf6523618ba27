"""Values that a table cut off at the width of its field, inside a letter of several bytes. Pure."""

import re

# A .dbf field may be narrow; a value as short as this was hardly cut.
_SHORTEST = 10
_HALF_LETTER = re.compile(rb"(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})\Z")


def whole(value: bytes | str, longest: int) -> bytes | str:
    """UTF-8 without the half letter at its end; anything else as it is. longest: length of the column's longest value.

    A value is as long as any other of its column when it was cut, and what is left of it has letters beyond ASCII.
    """
    if isinstance(value, str) or len(value) < max(longest, _SHORTEST):
        return value
    rest = without_half_letter(value)
    return value if rest is None or rest.isascii() else rest


def without_half_letter(value: bytes) -> bytes | None:
    """`value` up to the half letter of UTF-8 at its end; None when it has none, or is no UTF-8 before it."""
    rest = _HALF_LETTER.sub(b"", value)
    try:
        rest.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if rest == value else rest
