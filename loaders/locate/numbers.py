"""Coordinates as people write them: decimal comma, thousands, degrees with minutes and seconds. Pure functions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal
from unicodedata import normalize

from loaders.spelling import NUMBER

Axis = Literal["E", "N"]
# The greatest number of degrees: what is greater is metres.
MOST_DEGREES = 180.0
_GROUPED = re.compile(r"[+-]?\d{1,3}([.,  ])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)", re.ASCII)
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}[.,]\d{3}", re.ASCII)
# Which way a letter points, and its sign: Bắc, Nam, Đông, Tây; north, south, east, west. N is north: no place of
# Vietnam lies south of the equator, and GPS receivers write it so in every language.
_LETTERS: dict[str, tuple[Axis, int]] = {
    "B": ("N", 1), "N": ("N", 1), "S": ("N", -1),
    "Đ": ("E", 1), "D": ("E", 1), "E": ("E", 1), "T": ("E", -1), "W": ("E", -1),
}  # fmt: skip
_WORDS = {"BẮC": "B", "BAC": "B", "ĐÔNG": "Đ", "DONG": "Đ", "NORTH": "N", "EAST": "E"}
_LETTER = "[BNSĐDETW]"
_NUM = r"\d{1,2}(?:[.,]\d+)?"
_DMS = re.compile(
    rf"(?P<sign>[+-])?(?P<d>\d{{1,3}}(?:[.,]\d+)?)\s*(?:°|º|D|ĐỘ|O|:|\s)\s*"
    rf"(?:(?P<m>{_NUM})\s*(?:'|M|PHÚT|:|\s|$)\s*(?:(?P<s>{_NUM})\s*(?:\"|''|S|GIÂY)?)?)?"
)
_ALIKE = (("’′‘´`", "'"), ("″”“˝", '"'), ("˚⁰", "°"), ("−", "-"))
_QUOTES = str.maketrans({sign: plain for signs, plain in _ALIKE for sign in signs})
_DEGREES = r"(-?\d{1,3}\.\d+)"
_LINKS = tuple(
    re.compile(pattern, re.ASCII | re.IGNORECASE)
    for pattern in (
        rf"!3d{_DEGREES}!4d{_DEGREES}",
        rf"[?&](?:q|query|ll|destination|daddr)=(?:loc:)?{_DEGREES}(?:,|%2C)\+?(?:%20)?{_DEGREES}",
        rf"/(?:place|search|dir/)/?{_DEGREES},\+?{_DEGREES}",
        rf"@{_DEGREES},{_DEGREES}",
    )
)
# The surest first.
_SPLITS = (
    r"\s*;\s*",
    r"\s*\|\s*",
    r"\s*/\s*",
    r"\t+",
    r",\s+",
    rf"(?<={_LETTER})[\s,]*(?=[\d+-])",
    rf"[\s,]+(?={_LETTER})",
    r",",
    r"\s+",
)


@dataclass(frozen=True, slots=True)
class Number:
    """A coordinate; axis: the one that a letter beside it names."""

    value: float
    axis: Axis | None = None


def coordinate(cell: Any) -> Number | None:
    """Degrees or metres out of a cell; None when it is no such number."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Number(float(cell))
    text = str(cell).strip()
    if NUMBER.fullmatch(text):
        value = float(text)
        # 544.033 is no degree and may be metres with a sign for thousands.
        if -MOST_DEGREES <= value <= MOST_DEGREES or not _AMBIGUOUS.fullmatch(text):
            return Number(value)
    return _written(_tidy(text))


def coordinate_pair(cell: Any) -> tuple[Number, Number] | None:
    """Two coordinates out of one cell, as they stand; east first where letters or a link to a map name the axes.

    None: no such pair.
    """
    if isinstance(cell, str) and "/" in cell and (linked := _linked(cell)):
        return linked
    text = _tidy(str(cell).strip().strip("()[]{}"))
    for first, second in _halves(text):
        one, other = _written(first), _written(second)
        if one and other and (one.axis != other.axis or one.axis is None):
            return (other, one) if one.axis == "N" or other.axis == "E" else (one, other)
    return None


def _linked(text: str) -> tuple[Number, Number] | None:
    """The place in a link to Google Maps: the mark before what is asked for, and that before the middle of the view."""
    found = next((match for match in (pattern.search(text) for pattern in _LINKS) if match), None)
    return (Number(float(found[2]), "E"), Number(float(found[1]), "N")) if found else None


def _tidy(text: str) -> str:
    text = normalize("NFC", text).translate(_QUOTES).upper()
    for word, letter in _WORDS.items():
        text = text.replace(word, letter)
    return text


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Every way to cut a text into two."""
    for separator in _SPLITS:
        parts = [part for part in re.split(separator, text) if part]
        if len(parts) == 2:
            yield parts[0], parts[1]
    words = text.split()
    if len(words) in (4, 6) and all(_PLAIN.fullmatch(word) for word in words):
        half = len(words) // 2
        yield " ".join(words[:half]), " ".join(words[half:])


def _written(text: str) -> Number | None:
    """A number with or without a letter before or after it."""
    text, letter = _without_letter(text.strip())
    value = _plain(text)
    if value is None:
        value = _sexagesimal(text)
    if value is None:
        return None
    axis, sign = _LETTERS[letter] if letter else (None, 1)
    return Number(value * sign, axis)


def _without_letter(text: str) -> tuple[str, str]:
    if re.match(rf"{_LETTER}\s*[\d]", text):
        return text[1:].strip(), text[0]
    # What ends as 25M12S does has the sign of seconds there.
    if re.search(r"\dM\s*[\d.,]+\s*S$", text):
        return text, ""
    if re.search(rf"[\d°'\"\s]{_LETTER}$", text):
        return text[:-1].strip(), text[-1]
    return text, ""


def _plain(text: str) -> float | None:
    if _GROUPED.fullmatch(text) and (not _AMBIGUOUS.fullmatch(text) or _decimal(text) > MOST_DEGREES):
        return _ungrouped(text)
    return _decimal(text) if _PLAIN.fullmatch(text) else None


def _decimal(text: str) -> float:
    return abs(float(text.replace(",", "."))) * (-1 if text.startswith("-") else 1)


def _ungrouped(text: str) -> float:
    """544.033,12 and 544,033.12: the sign that stands once and last is the decimal one."""
    signs = [sign for sign in text if not sign.isdigit() and sign not in "+-"]
    whole, _, decimals = text.rpartition(signs[-1]) if len(set(signs)) > 1 else (text, "", "")
    return float(re.sub(r"[^\d+-]", "", whole) + "." + (decimals or "0"))


def _sexagesimal(text: str) -> float | None:
    match = _DMS.fullmatch(text)
    if match is None:
        return None
    parts = [_decimal(part) if part else 0.0 for part in match.group("d", "m", "s")]
    whole = [part.is_integer() for part in parts]
    finer = [group is not None for group in match.group("d", "m", "s")]
    # Only the last part may have decimals: 20,5° 30' is no angle.
    broken = any(not first and second for first, second in zip(whole, finer[1:], strict=False))
    if broken or parts[0] > MOST_DEGREES or max(parts[1:]) >= 60:
        return None
    value = parts[0] + parts[1] / 60 + parts[2] / 3600
    return -value if match.group("sign") == "-" else value
